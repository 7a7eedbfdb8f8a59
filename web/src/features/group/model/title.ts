/** As the server has it, in code points, white space folded. */
export const TITLE_MAX_CHARS = 60;

/** How names become a title; `others` people are not named. */
export type Say = (names: readonly string[], others: number) => string;

/** A title for a group that was given none: as many of the names as fit. */
export function titleFrom(names: readonly string[], say: Say): string {
  for (let named = names.length; named > 0; named--) {
    const title = folded(say(names.slice(0, named), names.length - named));
    if ([...title].length <= TITLE_MAX_CHARS) return title;
  }
  return [...folded(names[0] ?? '')].slice(0, TITLE_MAX_CHARS).join('').trim();
}

export function folded(title: string): string {
  return title.trim().split(/\s+/u).join(' ');
}
