import type { Message } from '~/lib/wire';

/** A message is in one state, and keeps its uuid from the composer to the server and back. */
export type TimelineItem =
  | { kind: 'sent'; messageUuid: string; message: Message }
  | (Written & { kind: 'sending' })
  | (Written & { kind: 'failed'; reason: string });

type Written = { messageUuid: string; body: string; replyToSeq: number | null; writtenAt: string };

/** What the outbox holds: `sending` or `failed`, in the order written. */
export type UnsentItem = Exclude<TimelineItem, { kind: 'sent' }>;

/**
 * What is known of one conversation.
 *
 * `sent` has contiguous seqs, ascending. `early` are entries that came before those in front of
 * them, ascending; they wait until the gap is filled. `head` is the newest seq known to exist.
 * `isAway` when `sent` is a piece from the middle: what follows it is read only when one reads on,
 * so nothing after it is missing.
 */
export type Timeline = {
  readonly sent: readonly Message[];
  readonly early: readonly Message[];
  readonly unsent: readonly UnsentItem[];
  readonly head: number;
  readonly reachedStart: boolean;
  readonly isAway: boolean;
};

export type TimelineEvent =
  /** A page to begin with, or to begin again with. Oldest first, like every page. */
  | { type: 'opened'; page: readonly Message[]; reachedStart: boolean }
  /** The page in front of the oldest entry. */
  | { type: 'older'; page: readonly Message[]; reachedStart: boolean }
  /** A page around a place, wherever it is: it takes the place of what was known. */
  | { type: 'shown'; page: readonly Message[]; reachedStart: boolean }
  /** The page behind a piece from the middle; `reachedEnd` when the log ended with it. */
  | { type: 'newer'; page: readonly Message[]; reachedEnd: boolean }
  /** Entries in any order, also ones already known: a live event, a gap fetched, a page read again. */
  | { type: 'stored'; messages: readonly Message[] }
  /** Somebody says how far the log goes. */
  | { type: 'head'; seq: number }
  /** What the outbox holds now. */
  | { type: 'outbox'; unsent: readonly UnsentItem[] }
  /** Nobody looks: keep the newest few only. */
  | { type: 'left'; keep: number };

export const emptyTimeline: Timeline = {
  sent: [],
  early: [],
  unsent: [],
  head: 0,
  reachedStart: false,
  isAway: false,
};

/** The next state. Repeating, splitting and reordering events changes nothing in the end. */
export function timeline(state: Timeline, event: TimelineEvent): Timeline {
  switch (event.type) {
    case 'opened':
      return merged(
        {
          ...state,
          sent: event.page,
          early: [],
          reachedStart: event.reachedStart,
          isAway: false,
        },
        [...state.sent, ...state.early].filter(
          (known) => known.seq > (event.page.at(-1)?.seq ?? 0),
        ),
      );
    case 'older':
      return withOlder(state, event.page, event.reachedStart);
    case 'shown':
      return withShown(state, event.page, event.reachedStart);
    case 'newer':
      return withNewer(state, event.page, event.reachedEnd);
    case 'stored':
      return merged(state, event.messages);
    case 'head':
      return event.seq > state.head ? { ...state, head: event.seq } : state;
    case 'outbox':
      return { ...state, unsent: stillUnsent(state, event.unsent) };
    case 'left':
      if (state.isAway)
        return { ...state, sent: [], early: [], reachedStart: false, isAway: false };
      return state.sent.length <= event.keep
        ? state
        : { ...state, sent: state.sent.slice(-event.keep), reachedStart: false };
    default:
      return event satisfies never;
  }
}

function withOlder(state: Timeline, page: readonly Message[], reachedStart: boolean): Timeline {
  const first = state.sent[0]?.seq;
  const older = first === undefined ? page : page.filter((message) => message.seq < first);
  const joins = first === undefined || older.length === 0 || older.at(-1)?.seq === first - 1;
  if (!joins) return state; // answers an older question; it will be asked again
  return { ...state, sent: [...older, ...state.sent], reachedStart };
}

function withShown(state: Timeline, page: readonly Message[], reachedStart: boolean): Timeline {
  const last = page.at(-1)?.seq;
  if (last === undefined) return state;
  const head = Math.max(state.head, last);
  return withoutArrived({
    ...state,
    sent: page,
    early: [],
    head,
    reachedStart,
    isAway: last < head,
  });
}

function withNewer(state: Timeline, page: readonly Message[], reachedEnd: boolean): Timeline {
  if (!state.isAway) return merged(state, page);
  const last = seqOfLast(state);
  const newer = page.filter((message) => message.seq > last);
  const joins = newer.length === 0 || newer[0]?.seq === last + 1;
  if (!joins) return state; // answers an older question; it will be asked again
  const sent = [...state.sent, ...newer];
  const end = sent.at(-1)?.seq ?? 0;
  const head = Math.max(state.head, end);
  // The log may have grown while its last page was on its way: then there is more to read.
  return withoutArrived({ ...state, sent, head, isAway: !reachedEnd || end < head });
}

/** Takes entries in: newer versions of known ones, the next ones, and early ones put by. */
function merged(state: Timeline, messages: readonly Message[]): Timeline {
  const first = state.sent[0]?.seq;
  const known = new Map(state.sent.map((message) => [message.seq, message]));
  const waiting = new Map(state.early.map((message) => [message.seq, message]));
  for (const message of messages) {
    const pile = known.has(message.seq) ? known : waiting;
    const held = pile.get(message.seq);
    pile.set(message.seq, held ? newest(message, held) : message);
  }
  const sent = [...known.values()];
  if (state.isAway) {
    const head = Math.max(state.head, ...messages.map((message) => message.seq));
    return { ...state, sent, head };
  }
  let last = sent.at(-1)?.seq ?? 0;
  // A log that was read to its beginning and found empty goes on with entry 1.
  for (let next = waiting.get(last + 1); next && (sent.length > 0 || state.reachedStart); ) {
    sent.push(next);
    waiting.delete(next.seq);
    last = next.seq;
    next = waiting.get(last + 1);
  }
  const early = [...waiting.values()]
    .filter((message) => message.seq > last && (first === undefined || message.seq > first))
    .sort((one, other) => one.seq - other.seq);
  const head = Math.max(state.head, last, early.at(-1)?.seq ?? 0);
  return withoutArrived({ ...state, sent, early, head });
}

/** The text of one may be newer and the reactions of the other: each has a `rev` of its own. */
function newest(message: Message, held: Message): Message {
  const isLater = isNewer(message, held);
  const moved = reactionsRev(message) - reactionsRev(held);
  if (moved === 0) return isLater ? message : held;
  if (moved > 0 && isLater) return message;
  const text = isLater ? message : held;
  return { ...text, reactions: moved > 0 ? message.reactions : held.reactions };
}

function reactionsRev({ reactions }: Message): number {
  return reactions?.rev ?? 0;
}

/** Another version, or the same one by somebody who is called otherwise now. */
function isNewer(message: Message, held: Message): boolean {
  if (message.rev !== held.rev) return message.rev > held.rev;
  return message.display_name !== held.display_name || message.handle !== held.handle;
}

function withoutArrived(state: Timeline): Timeline {
  const unsent = stillUnsent(state, state.unsent);
  return unsent.length === state.unsent.length ? state : { ...state, unsent };
}

/**
 * What is to be shown as unsent. An item leaves when it stands in the log; one that the outbox has
 * let go because it was stored beyond a gap stays until the gap is filled, so nothing blinks.
 */
function stillUnsent(state: Timeline, offered: readonly UnsentItem[]): readonly UnsentItem[] {
  const stored = new Set(state.sent.map((message) => message.uuid));
  const beyondGap = new Set(state.early.map((message) => message.uuid));
  const offeredUuids = new Set(offered.map((item) => item.messageUuid));
  const held = state.unsent.filter(
    (item) => beyondGap.has(item.messageUuid) && !offeredUuids.has(item.messageUuid),
  );
  return [...held, ...offered].filter((item) => !stored.has(item.messageUuid));
}

/** Everything in order: the log, then what is not in it yet, where one is at its end. */
export function itemsOf(state: Timeline): readonly TimelineItem[] {
  return [
    ...state.sent.map(
      (message): TimelineItem => ({ kind: 'sent', messageUuid: message.uuid, message }),
    ),
    ...(state.isAway ? [] : state.unsent),
  ];
}

function seqOfLast(state: Timeline): number {
  return state.sent.at(-1)?.seq ?? 0;
}

/**
 * Where a new message stands (`after_seq`), and what the live source asks after: the newest seq
 * read without a hole, or, away from the end, the newest one known. 0 in an empty log.
 */
export function seenUpTo(state: Timeline): number {
  return state.isAway ? state.head : seqOfLast(state);
}

/** The seq after which entries are known to be missing, or null. Fetching from there fills the gap. */
export function gapAfter(state: Timeline): number | null {
  const seen = seenUpTo(state);
  return state.head > seen ? seen : null;
}
