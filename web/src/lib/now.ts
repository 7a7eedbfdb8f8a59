import { useSyncExternalStore } from 'react';
import { texts } from '~/lib/texts';
import { dayOf, type Reader } from '~/lib/time';

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

/** The calendar day of an instant where the reader is. Asked for every line of a log at every change. */
export function dayHere(instant: string): string {
  const minute = instant.slice(0, 16); // no zone changes its day within a minute
  let day = days.get(minute);
  if (day === undefined) {
    day = dayOf(instant, TIME_ZONE);
    days.set(minute, day);
  }
  return day;
}

const days = new Map<string, string>();

const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
