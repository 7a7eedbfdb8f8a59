import type { FoundMessage } from '~/lib/wire';

/** A part of a snippet. */
export type Part = { text: string; isMatch: boolean; at: number };

/** The snippet cut at its matches. The server counts code points, a string counts UTF-16 units. */
export function parts({ snippet, matches }: Pick<FoundMessage, 'snippet' | 'matches'>): Part[] {
  const chars = [...snippet];
  const cut: Part[] = [];
  let done = 0;
  const take = (end: number, isMatch: boolean) => {
    if (end <= done) return;
    cut.push({ text: chars.slice(done, end).join(''), isMatch, at: done });
    done = end;
  };
  for (const { start, end } of matches) {
    take(start, false);
    take(end, true);
  }
  take(chars.length, false);
  return cut;
}

/** Hits of one stretch of time, under one head. */
export type Section = { title: string; hits: FoundMessage[] };

/** Puts hits, newest first, under heads; `titleOf` says which. */
export function sections(
  hits: readonly FoundMessage[],
  titleOf: (createdAt: string) => string,
): Section[] {
  const found: Section[] = [];
  for (const hit of hits) {
    const title = titleOf(hit.created_at);
    const last = found.at(-1);
    if (last?.title === title) last.hits.push(hit);
    else found.push({ title, hits: [hit] });
  }
  return found;
}
