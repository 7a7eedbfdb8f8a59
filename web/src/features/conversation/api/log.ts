import { ask, Refused } from '~/lib/http';
import { createStore, type Store } from '~/lib/store';
import type { Message } from '~/lib/wire';
import { missingQuotes } from '../model/quote';
import {
  emptyTimeline,
  gapAfter,
  seenUpTo,
  type Timeline,
  type TimelineEvent,
  timeline,
  type UnsentItem,
} from '../model/timeline';

/** What became of opening the log, and of asking for the page above. */
export type LogStatus =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'missing' }
  | { kind: 'removed' }
  | { kind: 'failed'; detail: string };

export type LogView = {
  timeline: Timeline;
  status: LogStatus;
  older: 'idle' | 'loading' | 'failed';
  /** Entries that replies answer, from in front of what is loaded. */
  quoted: ReadonlyMap<number, Message>;
  /** Of the page behind a piece from the middle. */
  newer: 'idle' | 'loading' | 'failed';
};

const PAGE = 50;
const LONGEST_PAGE = 100;
/** Lines that were read already, shown above the first new one. */
const CONTEXT = 10;
/** Kept of a conversation that is not on the screen, so that coming back to it is immediate. */
const KEPT = 150;
/** Lines above a place that was asked for. */
const ABOVE = 25;
/** A gap longer than this is not filled; the newest page is opened instead. */
const FAR = 500;
/** Conversations kept, the least recently opened leave first. */
const KEPT_LOGS = 30;

/** Where the reader stopped, and where the log ends. */
export type Mark = { readSeq: number; lastSeq: number };

/**
 * One conversation's log as this page knows it: reads pages, fills gaps, never asks the same
 * thing twice at once. The rules are `timeline`'s.
 */
export class ConversationLog {
  readonly uuid: string;
  readonly view: Store<LogView>;
  #opening: Promise<void> | null = null;
  #filling: Promise<void> | null = null;
  readonly #quoting = new Set<number>();

  constructor(uuid: string) {
    this.uuid = uuid;
    this.view = createStore<LogView>({
      timeline: emptyTimeline,
      status: { kind: 'loading' },
      older: 'idle',
      quoted: new Map(),
      newer: 'idle',
    });
  }

  /** Where a new message stands; also what the live source asks after. */
  readonly seenUpTo = (): number => seenUpTo(this.view.get().timeline);

  /**
   * Reads the newest page, or, when some is known already, what has come since. With more unread
   * than a page holds it begins where the reader stopped.
   */
  open(mark: Mark | null = null): Promise<void> {
    this.#opening ??= this.#read(mark).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #read(mark: Mark | null): Promise<void> {
    const { status, timeline: known } = this.view.get();
    if (status.kind === 'ready' && known.sent.length > 0) {
      await this.fill(true).catch(() => undefined); // the live source will ask again
      return;
    }
    try {
      await this.#readFirst(mark);
      this.#patch({ status: { kind: 'ready' } });
      await this.fill().catch(() => undefined); // what came while the page was on its way
    } catch (error) {
      const failed = failure(error);
      const isStillOut = failed.kind === 'missing' && status.kind === 'removed';
      this.#patch({ status: isStillOut ? status : failed });
    }
  }

  #readFirst(mark: Mark | null): Promise<void> {
    const unread = mark ? mark.lastSeq - mark.readSeq : 0;
    if (!mark || unread <= PAGE - CONTEXT || unread > FAR) return this.#readNewest();
    this.#apply({ type: 'head', seq: mark.lastSeq });
    return this.#readNewest({ after: Math.max(0, mark.readSeq - CONTEXT) });
  }

  async #readNewest(query: { after?: number } = {}): Promise<void> {
    const { data, next } = await this.#page(query);
    this.#apply({ type: 'opened', page: data, reachedStart: next === null });
  }

  /** A conversation that has no entry yet, and no uuid: there is nothing to read. */
  static unbegun(): ConversationLog {
    const log = new ConversationLog('');
    log.#apply({ type: 'opened', page: [], reachedStart: true });
    log.#patch({ status: { kind: 'ready' } });
    return log;
  }

  /** The log begins with this very message: nothing needs to be read. */
  begin(first: Message): void {
    this.#apply({ type: 'opened', page: [first], reachedStart: true });
    this.#patch({ status: { kind: 'ready' } });
  }

  /** Reads the page above the oldest entry, if there is one. */
  async loadOlder(): Promise<void> {
    const { timeline: known, status, older } = this.view.get();
    const first = known.sent[0];
    if (status.kind !== 'ready' || known.reachedStart || !first || older === 'loading') return;
    this.#patch({ older: 'loading' });
    try {
      const { data, next } = await this.#page({ before: first.seq });
      this.#apply({ type: 'older', page: data, reachedStart: next === null });
      this.#patch({ older: 'idle' });
    } catch {
      this.#patch({ older: 'failed' });
    }
  }

  /** Fetches the entries that loaded replies answer, as far as they lie in front of what is loaded. */
  async fetchQuotes(): Promise<void> {
    const { timeline: known, quoted } = this.view.get();
    const seqs = missingQuotes(known.sent, quoted).filter((seq) => !this.#quoting.has(seq));
    for (const seq of seqs) this.#quoting.add(seq);
    await Promise.all(seqs.map((seq) => this.#fetchQuote(seq)));
  }

  async #fetchQuote(seq: number): Promise<void> {
    try {
      const query = { before: seq + 1, limit: 1 };
      const { data } = await ask<Message[]>(`/api/messages/${this.uuid}`, { query });
      this.#quote(data.filter((message) => message.seq === seq));
    } catch {
      this.#quoting.delete(seq); // the next page that is loaded asks again
    }
  }

  #quote(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    const quoted = new Map(this.view.get().quoted);
    for (const message of messages) quoted.set(message.seq, message);
    this.#patch({ quoted });
  }

  /**
   * Has the entry with this seq among what is known, with its surroundings, wherever it stands.
   * False if there is none.
   */
  async show(seq: number): Promise<boolean> {
    await this.#opening;
    await this.#filling?.catch(() => undefined);
    if (this.#knows(seq)) return true;
    if (this.view.get().status.kind !== 'ready') return false;
    const { data, next } = await this.#page({ after: Math.max(0, seq - 1 - ABOVE), limit: PAGE });
    if (!data.some((message) => message.seq === seq)) return false;
    this.#apply({ type: 'shown', page: data, reachedStart: next === null });
    this.#patch({ newer: 'idle' });
    return this.#knows(seq);
  }

  /** Reads the page behind a piece from the middle. */
  async loadNewer(): Promise<void> {
    const { timeline: known, newer } = this.view.get();
    const last = known.sent.at(-1);
    if (!known.isAway || !last || newer === 'loading') return;
    this.#patch({ newer: 'loading' });
    try {
      const { data } = await this.#page({ after: last.seq });
      this.#apply({ type: 'newer', page: data, reachedEnd: data.length < LONGEST_PAGE });
      this.#patch({ newer: 'idle' });
    } catch {
      this.#patch({ newer: 'failed' });
    }
  }

  /** Back to the end of the log, if what is known is a piece from the middle. */
  async toNewest(): Promise<void> {
    if (this.view.get().timeline.isAway) await this.#readNewest();
  }

  #knows(seq: number): boolean {
    return this.view.get().timeline.sent.some((message) => message.seq === seq);
  }

  /** Takes entries from anywhere and fetches what is missing in front of them. */
  receive(messages: readonly Message[]): void {
    const { quoted } = this.view.get();
    this.#quote(messages.filter(({ seq, rev }) => (quoted.get(seq)?.rev ?? rev) < rev));
    this.#apply({ type: 'stored', messages });
    void this.fill().catch(() => undefined);
  }

  /** The inbox says how far the log goes. */
  hearHead(seq: number): void {
    if (this.view.get().status.kind !== 'ready') return;
    this.#apply({ type: 'head', seq });
    void this.fill().catch(() => undefined);
  }

  setUnsent(unsent: readonly UnsentItem[]): void {
    this.#apply({ type: 'outbox', unsent });
  }

  /** Reads again what is on the screen: it may have been edited meanwhile. */
  async refresh(): Promise<void> {
    const { status, timeline: known } = this.view.get();
    if (status.kind !== 'ready') return this.open();
    const first = known.sent[0];
    try {
      const { data } = await this.#page(known.isAway && first ? { after: first.seq - 1 } : {});
      this.receive(data);
    } catch (error) {
      if (failure(error).kind === 'missing') this.close(); // taken out while nobody listened
      throw error;
    }
  }

  /** One is no member any more. What one never was in, one was not taken out of. */
  close(): void {
    const { status } = this.view.get();
    if (status.kind === 'ready' || status.kind === 'failed')
      this.#patch({ status: { kind: 'removed' } });
  }

  /** One may be a member again. */
  reopen(): void {
    if (this.view.get().status.kind === 'removed') void this.open();
  }

  leave(): void {
    this.#apply({ type: 'left', keep: KEPT });
  }

  /** Reads forward until nothing is missing; `askAnyway` when nothing is known to be. */
  fill(askAnyway = false): Promise<void> {
    if (this.view.get().status.kind !== 'ready') return Promise.resolve();
    if (this.view.get().timeline.isAway) return Promise.resolve();
    if (!askAnyway && gapAfter(this.view.get().timeline) === null) return Promise.resolve();
    this.#filling ??= this.#readForward().finally(() => {
      this.#filling = null;
    });
    return this.#filling;
  }

  async #readForward(): Promise<void> {
    for (;;) {
      const after = this.seenUpTo();
      if (this.view.get().timeline.head - after > FAR) return this.#readNewest();
      const { data } = await this.#page({ after });
      this.#apply({ type: 'stored', messages: data });
      const isStuck = this.seenUpTo() === after;
      if (isStuck || gapAfter(this.view.get().timeline) === null) return;
    }
  }

  #page(query: { before?: number; after?: number; limit?: number }) {
    const limit = query.after === undefined ? PAGE : LONGEST_PAGE;
    return ask<Message[]>(`/api/messages/${this.uuid}`, { query: { limit, ...query } });
  }

  #apply(event: TimelineEvent): void {
    this.view.update((view) => {
      const next = timeline(view.timeline, event);
      return next === view.timeline ? view : { ...view, timeline: next };
    });
  }

  #patch(change: Partial<LogView>): void {
    this.view.update((view) => ({ ...view, ...change }));
  }
}

function failure(error: unknown): LogStatus {
  if (error instanceof Refused) {
    if (error.status === 404) return { kind: 'missing' };
    return { kind: 'failed', detail: error.message };
  }
  return { kind: 'failed', detail: '' };
}

const logs = new Map<string, ConversationLog>();

/** The log of a conversation that was opened before and is kept. */
export function keptLog(uuid: string): ConversationLog | undefined {
  return logs.get(uuid);
}

/** The log of a conversation, the same one for as long as it is kept. */
export function conversationLog(uuid: string): ConversationLog {
  const log = logs.get(uuid) ?? new ConversationLog(uuid);
  logs.delete(uuid); // to the end: the order of a Map is the order of use
  logs.set(uuid, log);
  for (const old of [...logs.keys()].slice(0, Math.max(0, logs.size - KEPT_LOGS))) logs.delete(old);
  return log;
}
