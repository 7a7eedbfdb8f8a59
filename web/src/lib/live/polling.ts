import { Refused } from '~/lib/http';
import { askConversation, askInbox } from './asking';
import type { Audience } from './live';

/** How often to look, in milliseconds, while the page is seen and while it is not. */
const CONVERSATION = { seen: 2_000, hidden: 15_000 };
const INBOX = { seen: 4_000, hidden: 20_000 };
const LONGEST_WAIT_MS = 30_000;

type Pace = { seen: number; hidden: number };

/** Live by asking, for as long as there is no socket. Returns how to stop. */
export function poll(audience: Audience): () => void {
  const stops = [
    repeat(CONVERSATION, (signal) => askConversation(audience, signal)),
    repeat(INBOX, (signal) => askInbox(audience, signal)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Runs `work` again and again, never twice at once, slower while hidden and after failures. */
function repeat(pace: Pace, work: (signal: AbortSignal) => Promise<void>): () => void {
  const ending = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const run = async () => {
    clearTimeout(timer);
    let wait_ms = document.visibilityState === 'hidden' ? pace.hidden : pace.seen;
    try {
      await work(ending.signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      wait_ms = afterFailure(error, wait_ms, failures);
    }
    if (!ending.signal.aborted) timer = setTimeout(run, wait_ms);
  };
  const seen = () => {
    if (document.visibilityState === 'visible' && timer !== undefined) {
      clearTimeout(timer);
      timer = setTimeout(run, 0);
    }
  };
  document.addEventListener('visibilitychange', seen);
  void run();
  return () => {
    ending.abort();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}

function afterFailure(error: unknown, rest_ms: number, failures: number): number {
  const asked_ms = error instanceof Refused ? (error.retryAfter_s ?? 0) * 1000 : 0;
  const backoff_ms = Math.min(rest_ms * 2 ** failures, LONGEST_WAIT_MS);
  return Math.max(asked_ms, backoff_ms * (0.75 + Math.random() / 2));
}
