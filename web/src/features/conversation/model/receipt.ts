import type { Member, Message } from '~/lib/wire';
import type { Timeline } from './timeline';

/**
 * What is known of my last message. `sent`: it is stored for good. `delivered`: a device of the
 * other person was open since, and such a device is told at once. `seen`: these people have read
 * it, as far as they show that. `null` while nothing is known.
 */
export type Receipt =
  | { kind: 'sent' }
  | { kind: 'delivered' }
  | { kind: 'seen'; by: readonly Member[]; isEverybody: boolean }
  | null;

/** My last message of the log; null where it is not loaded, emptied, or not the last I wrote. */
export function lastOfMine({ sent, unsent }: Timeline, userUuid: string): Message | null {
  if (unsent.length > 0) return null;
  const mine = sent.findLast(
    (message) => message.user_uuid === userUuid && message.kind === 'text',
  );
  return mine === undefined || mine.deleted_at !== null ? null : mine;
}

/** Members without a mark keep it to themselves: nothing is said of them. */
export function receiptOf(
  mine: { seq: number },
  members: readonly Member[],
  userUuid: string,
  deliveredUpTo: number,
): Receipt {
  if (members.length === 0) return null;
  const others = members.filter((member) => member.uuid !== userUuid);
  const by = others.filter((member) => (member.read_seq ?? 0) >= mine.seq);
  if (by.length > 0) return { kind: 'seen', by, isEverybody: by.length === others.length };
  return { kind: deliveredUpTo >= mine.seq ? 'delivered' : 'sent' };
}

/** Members as they are once one of them has read up to `seq`: marks only rise. */
export function withRead(
  members: readonly Member[],
  userUuid: string,
  seq: number,
): readonly Member[] {
  const reader = members.find((member) => member.uuid === userUuid);
  if (!reader || (reader.read_seq ?? -1) >= seq) return members;
  return members.map((member) => (member === reader ? { ...member, read_seq: seq } : member));
}

/** Whoever has written something has read what stood before it; one who keeps marks private shows none. */
export function withWritten(
  members: readonly Member[],
  messages: readonly Message[],
): readonly Member[] {
  return messages.reduce((now, { user_uuid, seq }) => {
    const author = now.find((member) => member.uuid === user_uuid);
    return author && author.read_seq !== null ? withRead(now, user_uuid, seq) : now;
  }, members);
}

/** An answer may have been on its way while somebody read on. A mark that is private now stays so. */
export function withKnownMarks(
  members: readonly Member[],
  known: readonly Member[],
): readonly Member[] {
  return known.reduce((now, { uuid, read_seq }) => {
    const fresh = now.find((member) => member.uuid === uuid);
    return fresh && fresh.read_seq !== null && read_seq !== null
      ? withRead(now, uuid, read_seq)
      : now;
  }, members);
}
