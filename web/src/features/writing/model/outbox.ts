import type { Problem } from '~/lib/wire';

/** Where a message goes: a conversation, or a person with whom there may be none yet. */
export type Target =
  | { kind: 'group'; messageGroupUuid: string }
  | { kind: 'person'; handle: string };

/**
 * A message that is not known to be stored. `messageUuid` and `afterSeq` are made and kept before
 * the first try, so every try, also one after a crash, asks for the same thing.
 */
export type OutboxEntry = {
  messageUuid: string;
  target: Target;
  body: string;
  /** The entry that it answers; never above `afterSeq`. Entries of earlier versions have none. */
  replyToSeq?: number;
  afterSeq: number;
  writtenAt: string;
  /** `refused`: the server will not take it as it is; `code` says why. */
  state: { kind: 'waiting' } | { kind: 'refused'; code: string };
};

/** What a try came to, as far as the rules care. */
export type Outcome =
  | { kind: 'stored' }
  /** No answer, or one that says later: what happened is unknown. */
  | { kind: 'unknown'; retryAfter_s: number | null }
  | { kind: 'signed-out' }
  | { kind: 'refused'; code: string }
  /** 409: the reader must look at the log before trying again. */
  | { kind: 'too_far_behind' | 'ahead_of_log'; messageGroupUuid: string; lastSeq: number };

/** What to do next with the message at the head of its queue. */
export type Step =
  | { do: 'remove' }
  | { do: 'wait'; wait_ms: number }
  | { do: 'stop' }
  | { do: 'refuse'; code: string }
  | { do: 'read-forward'; messageGroupUuid: string }
  | { do: 'stand-at'; afterSeq: number };

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * The next step after a try. `failures` counts tries in a row without an answer; `jitter` is 0..1.
 */
export function nextStep(outcome: Outcome, failures: number, jitter: number): Step {
  switch (outcome.kind) {
    case 'stored':
      return { do: 'remove' };
    case 'unknown': {
      const backoff_ms = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
      const spread_ms = backoff_ms * (0.75 + jitter / 2);
      return { do: 'wait', wait_ms: Math.max(spread_ms, (outcome.retryAfter_s ?? 0) * 1000) };
    }
    case 'signed-out':
      return { do: 'stop' };
    case 'refused':
      return { do: 'refuse', code: outcome.code };
    case 'too_far_behind':
      return { do: 'read-forward', messageGroupUuid: outcome.messageGroupUuid };
    case 'ahead_of_log':
      // The log was put back to an earlier state. Nothing of ours can be in what is left of it:
      // every try of this message was made above its `afterSeq`. Standing lower is always safe.
      return { do: 'stand-at', afterSeq: outcome.lastSeq };
    default:
      return outcome satisfies never;
  }
}

/** Reads an answer's status and codes. 429 and 5xx say "later"; other refusals are final. */
export function outcomeOf(status: number, problem: Problem, retryAfter_s: number | null): Outcome {
  const code = problem.errors?.[0] ?? 'unknown';
  if (status === 401) return { kind: 'signed-out' };
  if (status === 429 || status === 408 || status >= 500) return { kind: 'unknown', retryAfter_s };
  if (status === 409 && (code === 'too_far_behind' || code === 'ahead_of_log')) {
    return {
      kind: code,
      messageGroupUuid: problem.message_group_uuid ?? '',
      lastSeq: problem.last_seq ?? 0,
    };
  }
  return { kind: 'refused', code };
}

/**
 * A page of the log above `afterSeq`, looked through for a message: found, or, if the page has no
 * hole, where the message may stand now. Only so may an unsent message's `afterSeq` be raised.
 */
export function standAfter(
  entry: Pick<OutboxEntry, 'messageUuid' | 'afterSeq'>,
  page: readonly { uuid: string; seq: number }[],
): { found: true } | { found: false; afterSeq: number } {
  let afterSeq = entry.afterSeq;
  for (const { uuid, seq } of page) {
    if (uuid === entry.messageUuid) return { found: true };
    if (seq === afterSeq + 1) afterSeq = seq;
  }
  return { found: false, afterSeq };
}

/** One queue per conversation: its messages go out one at a time, in the order written. */
export function queueOf(target: Target): string {
  return target.kind === 'group' ? target.messageGroupUuid : `@${target.handle}`;
}

/** The message of a queue that goes next. What was refused stays aside and stops nobody. */
export function headOf(entries: readonly OutboxEntry[], queue: string): OutboxEntry | undefined {
  return entries.find((entry) => entry.state.kind === 'waiting' && queueOf(entry.target) === queue);
}

/** In the order written: a UUIDv7 begins with its time. */
export function inOrder(entries: readonly OutboxEntry[]): OutboxEntry[] {
  return [...entries].sort((one, other) => (one.messageUuid < other.messageUuid ? -1 : 1));
}
