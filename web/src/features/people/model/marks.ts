/** A text cut where a query occurs in it, so that the match can be marked. */
export type Piece = { text: string; isMatch: boolean };

/** Upper and lower case and accents do not matter. No match: one piece. */
export function pieces(text: string, query: string): Piece[] {
  const wanted = folded(query.trim().replace(/^@/, ''));
  if (wanted === '') return [{ text, isMatch: false }];
  const letters = [...text];
  const starts: number[] = [];
  let flat = '';
  for (const letter of letters) {
    starts.push(flat.length);
    flat += folded(letter);
  }
  const at = flat.indexOf(wanted);
  if (at < 0) return [{ text, isMatch: false }];
  const from = starts.findLastIndex((start) => start <= at);
  const end = starts.findIndex((start) => start >= at + wanted.length);
  const to = end < 0 ? letters.length : end;
  return [
    { text: letters.slice(0, from).join(''), isMatch: false },
    { text: letters.slice(from, to).join(''), isMatch: true },
    { text: letters.slice(to).join(''), isMatch: false },
  ].filter((piece) => piece.text !== '');
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
