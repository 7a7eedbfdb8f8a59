import { onTryNow } from '~/lib/connection';
import { ask, Refused } from '~/lib/http';
import { live } from '~/lib/live';
import { createSleep } from '~/lib/sleep';
import type { PersonalStorage } from '~/lib/storage';
import { createStore, type Store } from '~/lib/store';
import { uuidv7 } from '~/lib/uuidv7';
import type { Message, Person, Sent } from '~/lib/wire';
import {
  headOf,
  inOrder,
  nextStep,
  type OutboxEntry,
  type Outcome,
  outcomeOf,
  queueOf,
  type Step,
  standAfter,
  type Target,
} from '../model/outbox';

const PREFIX = 'outbox:';
const READ_AGAIN_MS = 2_000;

/** Somebody who wants to know what was stored, and where. */
export type StoredListener = (
  entry: OutboxEntry,
  messageGroupUuid: string,
  message: Message,
) => void;

/**
 * Sends what was written, exactly once, in order, however often it must try. Entries are kept on
 * the device, one key each, before the first try; after a reload or a crash the same uuid goes out
 * again. Several tabs share the entries, and a lock lets one of them send at a time.
 */
export class Outbox {
  readonly entries: Store<readonly OutboxEntry[]>;
  readonly #storage: PersonalStorage;
  readonly #me: Person;
  readonly #storedListeners = new Set<StoredListener>();
  readonly #running = new Set<string>();
  readonly #sleep = createSleep();
  readonly #endings: (() => void)[] = [];
  #isClosed = false;

  constructor(me: Person, storage: PersonalStorage) {
    this.#me = me;
    this.#storage = storage;
    this.entries = createStore<readonly OutboxEntry[]>(this.#kept());
  }

  /** Sends what an earlier visit left behind, and follows the other tabs. */
  start(): () => void {
    this.#isClosed = false;
    this.#endings.push(
      this.#storage.watch((key) => {
        if (key.startsWith(PREFIX)) this.#follow();
      }),
      onTryNow(() => this.#sleep.wake()),
    );
    this.#sendAll();
    return () => {
      this.#isClosed = true;
      for (const end of this.#endings.splice(0)) end();
      this.#sleep.wake();
    };
  }

  /** Another tab has written or sent something. */
  #follow(): void {
    const before = this.entries.get();
    const kept = this.#kept();
    this.entries.set(kept);
    if (kept.length < before.length) live.poke(); // what it sent stands in the log now
    this.#sendAll();
  }

  onStored(listener: StoredListener): () => void {
    this.#storedListeners.add(listener);
    return () => this.#storedListeners.delete(listener);
  }

  /** Puts a message in the queue. `afterSeq`: the newest seq seen without a hole, before this try. */
  write(target: Target, body: string, afterSeq: number, replyToSeq?: number): OutboxEntry {
    const entry: OutboxEntry = {
      messageUuid: uuidv7(Math.max(Date.now(), this.#newest_ms() + 1)),
      target,
      body,
      ...(replyToSeq !== undefined && { replyToSeq }),
      afterSeq,
      writtenAt: new Date().toISOString(),
      state: { kind: 'waiting' },
    };
    this.#put(entry);
    void this.#send(queueOf(target));
    return entry;
  }

  /** Tries a refused message again; it was not stored, so its uuid may go out once more. */
  retry(messageUuid: string): void {
    const entry = this.#find(messageUuid);
    if (!entry) return;
    // A uuid that met another body is taken for ever.
    const isTaken = entry.state.kind === 'refused' && entry.state.code === 'idempotency_mismatch';
    if (isTaken) {
      this.discard(messageUuid);
      this.write(entry.target, entry.body, entry.afterSeq, entry.replyToSeq);
      return;
    }
    this.#put({ ...entry, state: { kind: 'waiting' } });
    this.#sleep.wake();
    void this.#send(queueOf(entry.target));
  }

  discard(messageUuid: string): void {
    this.#storage.remove(PREFIX + messageUuid);
    this.entries.update((all) => all.filter((entry) => entry.messageUuid !== messageUuid));
    this.#sleep.wake(); // those behind it need not wait for it
  }

  /** These stand in the log, whoever brought the news: there is nothing left to send. */
  settle(messages: readonly Pick<Message, 'uuid'>[]): void {
    if (this.entries.get().length === 0) return;
    for (const { uuid } of messages) if (this.#find(uuid)) this.discard(uuid);
  }

  #kept(): OutboxEntry[] {
    const entries = this.#storage
      .keys(PREFIX)
      .map((key) => this.#storage.get<OutboxEntry>(key))
      .filter((entry) => entry !== null);
    return inOrder(entries);
  }

  #put(entry: OutboxEntry): void {
    this.#storage.set(PREFIX + entry.messageUuid, entry);
    this.entries.update((all) =>
      inOrder([...all.filter((other) => other.messageUuid !== entry.messageUuid), entry]),
    );
  }

  #find(messageUuid: string): OutboxEntry | undefined {
    return this.entries.get().find((entry) => entry.messageUuid === messageUuid);
  }

  /** When the newest entry was made: two messages of one millisecond keep their order. */
  #newest_ms(): number {
    const newest = this.entries.get().at(-1)?.messageUuid;
    return newest ? Number.parseInt(newest.replaceAll('-', '').slice(0, 12), 16) : 0;
  }

  #sendAll(): void {
    for (const queue of new Set(this.entries.get().map((entry) => queueOf(entry.target))))
      void this.#send(queue);
  }

  /** Empties one queue. Never twice at once, in this tab or another. */
  async #send(queue: string): Promise<void> {
    if (this.#running.has(queue)) return;
    this.#running.add(queue);
    try {
      await locked(`cruddur:${this.#me.uuid}:${queue}`, () => this.#drain(queue));
    } finally {
      this.#running.delete(queue);
    }
    if (!this.#isClosed && headOf(this.entries.get(), queue)) void this.#send(queue);
  }

  async #drain(queue: string): Promise<void> {
    let failures = 0;
    for (;;) {
      const entry = headOf(this.entries.get(), queue);
      if (!entry || this.#isClosed) return;
      if (!this.#storage.get(PREFIX + entry.messageUuid)) {
        this.discard(entry.messageUuid); // another tab has dealt with it
        continue;
      }
      const outcome = await this.#attempt(entry);
      failures = outcome.kind === 'unknown' ? failures + 1 : 0;
      const step = nextStep(outcome, failures - 1, Math.random());
      if (step.do === 'stop') return this.#close();
      await this.#take(step, entry);
    }
  }

  /** Signed out: the entries stay on the device until the person is back. */
  #close(): void {
    this.#isClosed = true;
  }

  async #attempt(entry: OutboxEntry): Promise<Outcome> {
    const { target } = entry;
    const where =
      target.kind === 'group'
        ? { message_group_uuid: target.messageGroupUuid }
        : { handle: target.handle };
    try {
      const { data } = await ask<Sent>('/api/messages', {
        method: 'POST',
        body: {
          ...where,
          message: entry.body,
          message_uuid: entry.messageUuid,
          after_seq: entry.afterSeq,
          ...(entry.replyToSeq !== undefined && { reply_to_seq: entry.replyToSeq }),
        },
      });
      this.#tell(entry, data.message_group_uuid, messageOf(data, entry.replyToSeq ?? null));
      this.#retarget(entry, data.message_group_uuid);
      return { kind: 'stored' };
    } catch (error) {
      if (error instanceof Refused)
        return outcomeOf(error.status, error.problem, error.retryAfter_s);
      return { kind: 'unknown', retryAfter_s: null };
    }
  }

  /** The conversation has its uuid now: what else waits for this person goes there, in order. */
  #retarget(stored: OutboxEntry, messageGroupUuid: string): void {
    if (stored.target.kind !== 'person') return;
    const queue = queueOf(stored.target);
    const target: Target = { kind: 'group', messageGroupUuid };
    for (const entry of this.entries.get())
      if (entry !== stored && queueOf(entry.target) === queue) this.#put({ ...entry, target });
    void this.#send(messageGroupUuid);
  }

  async #take(step: Exclude<Step, { do: 'stop' }>, entry: OutboxEntry): Promise<void> {
    switch (step.do) {
      case 'remove':
        return this.discard(entry.messageUuid);
      case 'wait':
        return this.#sleep.for(step.wait_ms);
      case 'refuse':
        return this.#replace({ ...entry, state: { kind: 'refused', code: step.code } });
      case 'stand-at':
        return this.#replace({ ...entry, afterSeq: step.afterSeq });
      case 'read-forward':
        return this.#readForward(entry, step.messageGroupUuid);
      default:
        return step satisfies never;
    }
  }

  /** Like `#put`, unless the person has thrown the message away meanwhile. */
  #replace(entry: OutboxEntry): void {
    if (this.#find(entry.messageUuid)) this.#put(entry);
  }

  /** Reads the log from where the message stood: either it is there, or it may stand at the end. */
  async #readForward(entry: OutboxEntry, messageGroupUuid: string): Promise<void> {
    let standing = entry;
    for (;;) {
      let page: Message[];
      try {
        const answer = await ask<Message[]>(`/api/messages/${messageGroupUuid}`, {
          query: { after: standing.afterSeq, limit: 100 },
        });
        page = answer.data;
      } catch {
        return this.#sleep.for(READ_AGAIN_MS);
      }
      const place = standAfter(standing, page);
      if (place.found) {
        const stored = page.find((message) => message.uuid === entry.messageUuid);
        if (stored) this.#tell(entry, messageGroupUuid, stored);
        return this.discard(entry.messageUuid);
      }
      if (place.afterSeq === standing.afterSeq) break;
      standing = { ...standing, afterSeq: place.afterSeq };
    }
    if (standing.afterSeq === entry.afterSeq) return this.#sleep.for(READ_AGAIN_MS);
    this.#replace(standing);
  }

  #tell(entry: OutboxEntry, messageGroupUuid: string, message: Message): void {
    for (const listener of [...this.#storedListeners]) listener(entry, messageGroupUuid, message);
  }
}

function messageOf(sent: Sent, replyToSeq: number | null): Message {
  return {
    uuid: sent.message_uuid,
    seq: sent.seq,
    kind: 'text',
    user_uuid: sent.uuid,
    display_name: sent.display_name,
    handle: sent.handle,
    message: sent.message,
    created_at: sent.created_at,
    edited_at: null,
    deleted_at: null,
    rev: 0,
    reply_to_seq: replyToSeq,
    subjects: [],
    title: null,
    reactions: null,
  };
}

/** Web Locks where there are any: without them two tabs may both try, which is harmless. */
async function locked(name: string, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request(name, work);
}
