import { createStore, type Watchable } from '~/lib/store';

/** `offline`: this device has no network. `unreachable`: it has one, but the server does not answer. */
export type Connection = 'online' | 'offline' | 'unreachable';

/** One lost request is a hiccup; the strip appears with the second in a row. */
const FAILURES_BEFORE_STRIP = 2;

const state = createStore<Connection>(navigator.onLine === false ? 'offline' : 'online');
const retryListeners = new Set<() => void>();
let failures = 0;

export const connection: Watchable<Connection> = state;

export function reportReached(): void {
  failures = 0;
  state.set('online');
}

export function reportUnreached(): void {
  failures += 1;
  if (navigator.onLine === false) state.set('offline');
  else if (failures >= FAILURES_BEFORE_STRIP) state.set('unreachable');
}

/** Everything that waits before trying again tries at once: the line may be back. */
export function tryNow(): void {
  for (const listener of [...retryListeners]) listener();
}

export function onTryNow(listener: () => void): () => void {
  retryListeners.add(listener);
  return () => retryListeners.delete(listener);
}

globalThis.addEventListener?.('offline', () => state.set('offline'));
globalThis.addEventListener?.('online', () => {
  failures = 0;
  state.set('online');
  tryNow();
});
