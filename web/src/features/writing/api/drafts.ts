import type { PersonalStorage } from '~/lib/storage';
import { createStore, type Store } from '~/lib/store';

const PREFIX = 'draft:';

/** What was begun and not sent, by conversation (its uuid, or `@handle`). Survives reloads. */
export class Drafts {
  readonly all: Store<ReadonlyMap<string, string>>;
  readonly #storage: PersonalStorage;

  constructor(storage: PersonalStorage) {
    this.#storage = storage;
    this.all = createStore<ReadonlyMap<string, string>>(this.#kept());
  }

  /** Follows what other tabs write. */
  start(): () => void {
    return this.#storage.watch((key) => {
      if (key.startsWith(PREFIX)) this.all.set(this.#kept());
    });
  }

  set(place: string, text: string): void {
    if (text === '') this.#storage.remove(PREFIX + place);
    else this.#storage.set(PREFIX + place, text);
    this.all.update((drafts) => {
      const next = new Map(drafts);
      if (text === '') next.delete(place);
      else next.set(place, text);
      return next;
    });
  }

  /** The conversation with a person has got its uuid. */
  move(from: string, to: string): void {
    const text = this.all.get().get(from);
    if (text === undefined) return;
    this.set(from, '');
    if (!this.all.get().has(to)) this.set(to, text);
  }

  #kept(): ReadonlyMap<string, string> {
    const entries = this.#storage
      .keys(PREFIX)
      .map((key) => [key.slice(PREFIX.length), this.#storage.get<string>(key) ?? ''] as const);
    return new Map(entries.filter(([, text]) => text !== ''));
  }
}
