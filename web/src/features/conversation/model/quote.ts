import type { Message } from '~/lib/wire';

/** What a reply shows of the message that it answers. `text` is null once that was taken back. */
export type Quote = { seq: number; name: string | null; text: string | null };

/** The quote of an entry; while it is not loaded only its number is known. */
export function quoteOf(seq: number, entry: Message | undefined): Quote {
  if (!entry) return { seq, name: null, text: '' };
  return { seq, name: entry.display_name, text: entry.deleted_at === null ? entry.message : null };
}

/** The entries that replies on the screen answer and nobody has loaded yet, each once. */
export function missingQuotes(
  sent: readonly Message[],
  known: ReadonlyMap<number, Message>,
): number[] {
  const first = sent[0]?.seq ?? 0;
  const wanted = new Set<number>();
  for (const { reply_to_seq: seq } of sent)
    if (seq !== null && seq < first && !known.has(seq)) wanted.add(seq);
  return [...wanted];
}
