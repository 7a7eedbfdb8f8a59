import { useSyncExternalStore } from 'react';

/** A value that components can watch. `get` returns the same object until the value changes. */
export type Store<T> = {
  get(): T;
  set(next: T): void;
  update(change: (value: T) => T): void;
  subscribe(listener: () => void): () => void;
};

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type Watchable<T> = Pick<Store<T>, 'get' | 'subscribe'>;

export function useStore<T>(store: Watchable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
