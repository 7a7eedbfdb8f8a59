import { onTryNow } from '~/lib/connection';
import { ask, Refused } from '~/lib/http';
import type { Counter, GroupRow, Message } from '~/lib/wire';
import type { Live, LiveEvent } from './live';

/** How often to look, in milliseconds, while the page is seen and while it is not. */
const CONVERSATION = { seen: 2_000, hidden: 15_000 };
const INBOX = { seen: 4_000, hidden: 20_000 };
const LONGEST_WAIT_MS = 30_000;
/** After this long out of sight, what is on the screen is read again. */
const ABSENCE_MS = 60_000;

type Pace = { seen: number; hidden: number };

/** Live by asking: the newest entries of the open conversation, and the head of the inbox. */
export function pollingLive(): Live {
  const listeners = new Set<(event: LiveEvent) => void>();
  const emit = (event: LiveEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  let followed: { uuid: string; afterSeq: () => number } | null = null;

  const conversation = loop(CONVERSATION, async (signal) => {
    const at = followed;
    if (!at) return;
    const { data } = await ask<Message[]>(`/api/messages/${at.uuid}`, {
      query: { after: at.afterSeq() },
      signal,
    });
    if (data.length > 0) emit({ type: 'messages', messageGroupUuid: at.uuid, messages: data });
  });
  const inbox = loop(INBOX, async (signal) => {
    const [rows, counter] = await Promise.all([
      ask<GroupRow[]>('/api/message_groups', { signal }),
      ask<Counter>('/api/messages/counter', { signal }),
    ]);
    emit({ type: 'inbox', rows: rows.data });
    emit({ type: 'counter', counter: counter.data });
  });
  const poke = () => {
    conversation.now();
    inbox.now();
  };

  return {
    poke,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow: (uuid, afterSeq) => {
      const mine = { uuid, afterSeq };
      followed = mine;
      conversation.later();
      return () => {
        if (followed === mine) followed = null;
      };
    },
    start: () => {
      let hiddenSince: number | null = null;
      const seen = () => {
        if (document.visibilityState === 'hidden') {
          hiddenSince = performance.now();
          return;
        }
        if (hiddenSince !== null && performance.now() - hiddenSince > ABSENCE_MS)
          emit({ type: 'resumed' });
        hiddenSince = null;
        poke();
      };
      const back = () => {
        emit({ type: 'resumed' });
        poke();
      };
      document.addEventListener('visibilitychange', seen);
      const forget = onTryNow(back);
      conversation.later();
      inbox.later();
      return () => {
        document.removeEventListener('visibilitychange', seen);
        forget();
        conversation.stop();
        inbox.stop();
      };
    },
  };
}

/** Runs `work` again and again, never twice at once, slower while hidden and after failures. */
function loop(pace: Pace, work: (signal: AbortSignal) => Promise<void>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;
  let asked = false;
  let failures = 0;

  const wait_ms = (error?: unknown) => {
    const rest = document.visibilityState === 'hidden' ? pace.hidden : pace.seen;
    if (error === undefined) return rest;
    const asked_ms = error instanceof Refused ? (error.retryAfter_s ?? 0) * 1000 : 0;
    const backoff_ms = Math.min(rest * 2 ** failures, LONGEST_WAIT_MS) * (0.75 + Math.random() / 2);
    return Math.max(asked_ms, backoff_ms);
  };
  const later = (after_ms = wait_ms()) => {
    clearTimeout(timer);
    timer = setTimeout(run, after_ms);
  };
  const run = async () => {
    if (running) {
      asked = true;
      return;
    }
    const mine = new AbortController();
    running = mine;
    asked = false;
    let failure: unknown;
    try {
      await work(mine.signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      failure = error;
    }
    running = null;
    if (!mine.signal.aborted) later(asked ? 0 : wait_ms(failure));
  };
  return {
    later: () => later(),
    now: () => {
      failures = 0;
      clearTimeout(timer);
      void run();
    },
    stop: () => {
      clearTimeout(timer);
      running?.abort();
    },
  };
}
