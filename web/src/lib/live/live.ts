import type { Counter, GroupRow, Message } from '~/lib/wire';

/**
 * What arrives by itself. Events may come twice, late, or not at all: the log decides, and a
 * reader who gets seq 12 after 10 fetches 11.
 *
 * `messages` are oldest first, new or revised; `reacted` is one to which somebody has reacted. `inbox` rows replace rows of the same uuid; `isHead`
 * says that they are the newest of all, without a hole. A `counter` of null is to be asked for. After `resumed`
 * (a lost line, a slept laptop) anything on the screen may have been edited meanwhile.
 */
export type LiveEvent =
  | { type: 'messages'; messageGroupUuid: string; messages: readonly Message[] }
  | { type: 'reacted'; messageGroupUuid: string; message: Message }
  | { type: 'inbox'; rows: readonly GroupRow[]; isHead: boolean }
  | { type: 'counter'; counter: Counter | null }
  | { type: 'read'; messageGroupUuid: string; userUuid: string; readSeq: number }
  | { type: 'removed'; messageGroupUuid: string }
  | { type: 'typing'; messageGroupUuid: string; userUuid: string }
  | { type: 'person'; userUuid: string }
  | { type: 'presence'; userUuid: string; isPresent: boolean }
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
  /** I am writing here. Said as often as one likes; lost when nobody can hear it. */
  typing(messageGroupUuid: string): void;
}

/** What every source of live events has in common: who listens, and what is on the screen. */
export class Audience {
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  #followed: { uuid: string; afterSeq: () => number } | null = null;

  readonly listen = (listener: (event: LiveEvent) => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly follow = (uuid: string, afterSeq: () => number) => {
    const mine = { uuid, afterSeq };
    this.#followed = mine;
    return () => {
      if (this.#followed === mine) this.#followed = null;
    };
  };

  readonly tell = (event: LiveEvent) => {
    for (const listener of [...this.#listeners]) listener(event);
  };

  get followed() {
    return this.#followed;
  }
}
