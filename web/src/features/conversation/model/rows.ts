import type { Message } from '~/lib/wire';
import type { Timeline, TimelineItem } from './timeline';

/** Where a bubble stands in its run: it decides which corners are joined. */
export type Place = 'only' | 'first' | 'middle' | 'last';

/**
 * One line of the log as it is drawn. `day` and `newCount` are drawn above it. Every part that has
 * a height depends on the line and the one before it alone, so lines that arrive above or below
 * never move the ones that are there.
 */
export type LogRow = {
  key: string;
  item: TimelineItem;
  isMine: boolean;
  place: Place;
  /** The first line of all: what stands above it says so. */
  beginsLog: boolean;
  /** The instant whose day begins here, or null. */
  day: string | null;
  /** How many new messages begin here, 0 for none. */
  newCount: number;
  /** Whether the time stands beside my bubble. */
  showsTime: boolean;
};

export type RowRules = {
  userUuid: string;
  /** The calendar day of an instant where the reader is. */
  dayOf: (instant: string) => string;
  /** The "new messages" line stands before this seq, null for none; fixed when the log was opened. */
  newLine: { beforeSeq: number; count: number } | null;
};

/** A pause this long begins a new run. */
const RUN_PAUSE_MS = 5 * 60_000;

/**
 * The lines to draw.
 *
 * While the beginning of the log is not loaded, its oldest known entry is only the neighbour of
 * the next one: how it looks is not known before the entry in front of it is. So a page that
 * arrives above changes no line on the screen.
 */
export function rowsOf(state: Timeline, items: readonly TimelineItem[], rules: RowRules): LogRow[] {
  const from = state.reachedStart || state.sent.length === 0 ? 0 : 1;
  const rows: LogRow[] = [];
  for (let index = from; index < items.length; index++) {
    const item = items[index];
    if (!item) continue;
    const before = items[index - 1];
    const after = items[index + 1];
    const day = startsDay(before, item, rules) ? instantOf(item) : null;
    const newCount = startsNew(before, item, rules) ? (rules.newLine?.count ?? 0) : 0;
    const joinsBefore = !day && newCount === 0 && isOneRun(before, item, rules);
    const joinsAfter = after !== undefined && continues(item, after, rules);
    const isMine = authorOf(item, rules) === rules.userUuid && isBubble(item);
    rows.push({
      key: item.messageUuid,
      item,
      isMine,
      place: placeOf(joinsBefore, joinsAfter),
      beginsLog: index === 0 && state.reachedStart,
      day,
      newCount,
      showsTime: isMine && !(joinsBefore && before !== undefined && isSameMinute(before, item)),
    });
  }
  return rows;
}

function continues(item: TimelineItem, after: TimelineItem, rules: RowRules): boolean {
  return (
    !startsDay(item, after, rules) && !startsNew(item, after, rules) && isOneRun(item, after, rules)
  );
}

function placeOf(joinsBefore: boolean, joinsAfter: boolean): Place {
  if (joinsBefore) return joinsAfter ? 'middle' : 'last';
  return joinsAfter ? 'first' : 'only';
}

function instantOf(item: TimelineItem): string {
  return item.kind === 'sent' ? item.message.created_at : item.writtenAt;
}

function authorOf(item: TimelineItem, rules: RowRules): string {
  return item.kind === 'sent' ? item.message.user_uuid : rules.userUuid;
}

/** Texts have a bubble; all else is a quiet line. */
export function isBubble(item: TimelineItem): boolean {
  return item.kind !== 'sent' || item.message.kind === 'text';
}

function isSameMinute(one: TimelineItem, other: TimelineItem): boolean {
  return instantOf(one).slice(0, 16) === instantOf(other).slice(0, 16);
}

function isOneRun(before: TimelineItem | undefined, item: TimelineItem, rules: RowRules): boolean {
  if (!before || !isBubble(before) || !isBubble(item)) return false;
  if (authorOf(before, rules) !== authorOf(item, rules)) return false;
  return Date.parse(instantOf(item)) - Date.parse(instantOf(before)) < RUN_PAUSE_MS;
}

function startsDay(before: TimelineItem | undefined, item: TimelineItem, rules: RowRules): boolean {
  return !before || rules.dayOf(instantOf(before)) !== rules.dayOf(instantOf(item));
}

function startsNew(before: TimelineItem | undefined, item: TimelineItem, rules: RowRules): boolean {
  if (!rules.newLine || item.kind !== 'sent') return false;
  const seq = rules.newLine.beforeSeq;
  return item.message.seq >= seq && (before?.kind !== 'sent' || before.message.seq < seq);
}

/**
 * Where "new messages" begin, from what was unread when the log was opened. My own are not news.
 * Unread entries above the loaded page count by their numbers: the line is met on the way up.
 */
export function newLineAt(
  mark: { readSeq: number; lastSeq: number },
  messages: readonly Message[],
  userUuid: string,
): RowRules['newLine'] {
  const firstLoaded = messages[0]?.seq ?? 0;
  if (mark.readSeq + 1 < firstLoaded)
    return { beforeSeq: mark.readSeq + 1, count: mark.lastSeq - mark.readSeq };
  const unread = messages.filter(
    (message) => message.seq > mark.readSeq && message.user_uuid !== userUuid,
  );
  const first = unread[0];
  return first ? { beforeSeq: first.seq, count: unread.length } : null;
}
