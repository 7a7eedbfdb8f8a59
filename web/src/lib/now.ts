import { useSyncExternalStore } from 'react';
import { texts } from '~/lib/texts';
import type { Reader } from '~/lib/time';

/** The present minute, so that "4 min" becomes "5 min". Ticks only while somebody listens. */
const TICK_MS = 20_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  now = Date.now();
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}

/** Who reads, where and when: what times are written for. */
export function useReader(): Reader {
  const at = useSyncExternalStore(subscribe, () => now);
  return { words: texts.time, timeZone: TIME_ZONE, now: at };
}

export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
