import type { Counter, GroupRow, Message } from '~/lib/wire';

/**
 * What arrives by itself. Events may come twice, late, or not at all: the log decides, and a
 * reader who gets seq 12 after 10 fetches 11.
 *
 * `messages` are oldest first. `inbox` rows replace rows of the same uuid. After `resumed` (a pause,
 * a lost line, a slept laptop) anything on the screen may have been edited meanwhile.
 */
export type LiveEvent =
  | { type: 'messages'; messageGroupUuid: string; messages: readonly Message[] }
  | { type: 'inbox'; rows: readonly GroupRow[] }
  | { type: 'counter'; counter: Counter }
  | { type: 'resumed' };

/** The one door through which live things come; how they travel is nobody's business behind it. */
export interface Live {
  /** Begins to listen; the returned function ends it. */
  start(): () => void;
  listen(listener: (event: LiveEvent) => void): () => void;
  /** Names the conversation on the screen. `afterSeq` says, when asked, up to where it was read. */
  follow(messageGroupUuid: string, afterSeq: () => number): () => void;
  /** Something happened elsewhere: look now. */
  poke(): void;
}
