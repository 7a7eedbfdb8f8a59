import { useEffect, useMemo, useRef, useState } from 'react';
import { useGroupDetail } from '~/features/conversation/api/group';
import {
  ConversationLog,
  conversationLog,
  type LogStatus,
  type Mark,
} from '~/features/conversation/api/log';
import type { Heading } from '~/features/conversation/components/ConversationHeader';
import type { UnsentItem } from '~/features/conversation/model/timeline';
import { usePerson } from '~/features/people/api/people';
import type { Presence } from '~/features/presence/api/presence';
import type { OutboxEntry, Target } from '~/features/writing/model/outbox';
import { onTryNow } from '~/lib/connection';
import { live } from '~/lib/live';
import { useStore } from '~/lib/store';
import type { GroupDetail, GroupRow, Person } from '~/lib/wire';
import { useMessenger } from './context';
import { isFor } from './useUnfinished';

/** What the conversation page needs, whether the conversation exists or is about to. */
export type Conversation = {
  /** Its name on this device: drafts are kept under it. */
  place: string;
  heading: Heading | null;
  log: ConversationLog;
  status: LogStatus | { kind: 'nobody'; handle: string } | { kind: 'myself' };
  target: Target;
  /** Where the reader stood, and where the log ended, when last heard of. */
  mark: Mark;
  retry(): void;
};

const RETRY_MS = 5_000;

/** A conversation that exists. */
export function useExisting(uuid: string | null): Conversation | null {
  const { inbox, presence } = useMessenger();
  const detail = useGroupDetail(uuid);
  const log = useMemo(() => (uuid === null ? IDLE : conversationLog(uuid)), [uuid]);
  const { status } = useStore(log.view);
  const row = inbox.rows.find((it) => it.uuid === uuid) ?? detail.data ?? null;
  const isOpened = useOpening(log, row && { readSeq: row.read_seq, lastSeq: row.last_seq });
  useUnsent(log, uuid, row?.handle ?? null);
  useHead(log, row);
  useRetry(status.kind === 'failed', () => void log.open());

  if (uuid === null) return null;
  const wasRemoved = status.kind === 'removed';
  const isMissing = status.kind === 'missing' || (detail.data === null && !wasRemoved);
  const isUpToDate = isOpened || log.seenUpTo() >= (row?.last_seq ?? Number.POSITIVE_INFINITY);
  const isReady = status.kind === 'ready' && isUpToDate && row !== null;
  return {
    place: uuid,
    heading: row && headingOf(row, detail.data ?? null, presence),
    log,
    status: isMissing
      ? { kind: 'missing' }
      : isReady || wasRemoved || status.kind === 'failed'
        ? status
        : { kind: 'loading' },
    target: { kind: 'group', messageGroupUuid: uuid },
    mark: { readSeq: row?.read_seq ?? 0, lastSeq: row?.last_seq ?? 0 },
    retry: () => void log.open(),
  };
}

/** A conversation that begins with its first message. */
export function useBeginning(handle: string | null): Conversation | null {
  const { me, presence } = useMessenger();
  const person = usePerson(handle);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person is another log
  const log = useMemo(() => ConversationLog.unbegun(), [handle]);
  useUnsent(log, null, handle);
  if (handle === null) return null;
  return {
    place: placeOf(handle),
    heading: person.data ? headingOfPerson(person.data, presence) : null,
    log,
    status: beginningStatus(handle, me, person),
    target: { kind: 'person', handle: person.data?.handle ?? handle },
    mark: { readSeq: 0, lastSeq: 0 },
    retry: () => void person.refetch(),
  };
}

/** Drafts to a person are kept under the handle, in whatever case it was typed. */
export function placeOf(handle: string): string {
  return `@${handle.toLowerCase()}`;
}

const IDLE = ConversationLog.unbegun();

function beginningStatus(
  handle: string,
  me: Person,
  person: { data?: Person | null | undefined; isError: boolean },
): Conversation['status'] {
  if (person.data === null) return { kind: 'nobody', handle };
  if (person.data) return person.data.uuid === me.uuid ? { kind: 'myself' } : { kind: 'ready' };
  return person.isError ? { kind: 'failed', detail: '' } : { kind: 'loading' };
}

function headingOf(row: GroupRow, detail: GroupDetail | null, presence: Presence): Heading {
  return {
    uuid: row.user_uuid ?? row.uuid,
    name: row.display_name,
    handle: row.handle,
    isGroup: row.kind === 'group',
    memberCount: row.member_count,
    members: detail?.members ?? [],
    isHere: presence.isHere(row.user_uuid),
  };
}

function headingOfPerson(person: Person, presence: Presence): Heading {
  return {
    uuid: person.uuid,
    name: person.display_name,
    handle: person.handle,
    isGroup: false,
    memberCount: 2,
    members: [],
    isHere: presence.isHere(person.uuid),
  };
}

/** Opens the log, follows it, and says when it is up to date: only then is it known what is new. */
function useOpening(log: ConversationLog, mark: Mark | null): boolean {
  const stopped = useRef(mark);
  stopped.current = mark;
  const [opened, setOpened] = useState<ConversationLog | null>(null);
  useEffect(() => {
    if (log === IDLE) return;
    let isHere = true;
    void log.open(stopped.current).then(() => {
      if (isHere) setOpened(log);
    });
    const unfollow = live.follow(log.uuid, log.seenUpTo);
    const unlisten = live.listen((event) => {
      if (event.type === 'resumed' || event.type === 'person')
        void log.refresh().catch(() => undefined);
    });
    return () => {
      isHere = false;
      unfollow();
      unlisten();
      log.leave();
    };
  }, [log]);
  return opened === log;
}

/** The inbox may hear of an entry before the log does. */
function useHead(log: ConversationLog, row: GroupRow | null): void {
  const head = row?.last_seq ?? 0;
  useEffect(() => log.hearHead(head), [log, head]);
}

/** What is not sent yet stands at the end of the log. */
function useUnsent(log: ConversationLog, uuid: string | null, handle: string | null): void {
  const { writing } = useMessenger();
  const entries = useStore(writing.outbox.entries);
  useEffect(() => {
    if (log === IDLE) return;
    const mine = entries.filter((entry) => isFor(entry, { uuid: uuid ?? '', handle }));
    log.setUnsent(mine.map(unsentItem));
  }, [log, entries, uuid, handle]);
}

function unsentItem(entry: OutboxEntry): UnsentItem {
  const { messageUuid, body, replyToSeq = null, writtenAt, state } = entry;
  const common = { messageUuid, body, replyToSeq, writtenAt };
  return state.kind === 'refused'
    ? { kind: 'failed', ...common, reason: state.code }
    : { kind: 'sending', ...common };
}

function useRetry(isFailed: boolean, retry: () => void): void {
  useEffect(() => {
    if (!isFailed) return;
    const timer = setInterval(retry, RETRY_MS);
    const forget = onTryNow(retry);
    return () => {
      clearInterval(timer);
      forget();
    };
  });
}
