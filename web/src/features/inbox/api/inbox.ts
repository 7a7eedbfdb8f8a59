import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { ask } from '~/lib/http';
import { type LiveEvent, live } from '~/lib/live';
import type { Counter, GroupRow, Message, ReadMark } from '~/lib/wire';
import {
  afterSending,
  type InboxPage,
  rowsOf,
  withChanged,
  withFresh,
  withoutRow,
  withReadSeq,
  withRow,
} from '../model/rows';

const INBOX = ['inbox'] as const;
const COUNTER = ['counter'] as const;
/** Several rows change together; the counter is asked for once. */
const RECOUNT_MS = 200;
type InboxData = InfiniteData<InboxPage, string | null>;

async function readPage(cursor: string | null, signal: AbortSignal): Promise<InboxPage> {
  const { data, next } = await ask<GroupRow[]>('/api/message_groups', {
    query: { cursor: cursor ?? undefined },
    signal,
  });
  return { rows: data, next: next?.get('cursor') ?? null };
}

export type Inbox = {
  rows: readonly GroupRow[];
  status: 'loading' | 'ready' | 'failed';
  older: 'none' | 'more' | 'loading' | 'failed';
  loadOlder(): void;
  retry(): void;
};

/** The conversations of the person who is signed in, newest first, read on as one scrolls. */
export function useInbox(): Inbox {
  const query = useInfiniteQuery({
    queryKey: INBOX,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const { data, isFetchingNextPage, fetchNextPage, refetch } = query;
  const rows = useMemo(() => rowsOf(data?.pages ?? []), [data]);
  const status = data ? 'ready' : query.isError ? 'failed' : 'loading';
  const older = olderOf(query);
  return useMemo(
    () => ({
      rows,
      status,
      older,
      loadOlder: () => {
        if (!isFetchingNextPage) void fetchNextPage();
      },
      retry: () => void refetch(),
    }),
    [rows, status, older, isFetchingNextPage, fetchNextPage, refetch],
  );
}

function olderOf(query: {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
}): Inbox['older'] {
  if (!query.hasNextPage) return 'none';
  if (query.isFetchingNextPage) return 'loading';
  return query.isFetchNextPageError ? 'failed' : 'more';
}

/** Unread messages, and conversations that hold some. */
export function useCounter(): Counter {
  const { data } = useQuery({
    queryKey: COUNTER,
    queryFn: async ({ signal }) => (await ask<Counter>('/api/messages/counter', { signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? { count: 0, groups: 0 };
}

/** Lets live rows and counts into the inbox for as long as it is on the screen. */
export function useLiveInbox(userUuid: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const recount = recounter(client);
    const end = live.listen((event) => take(client, event, userUuid, recount.soon));
    return () => {
      end();
      recount.stop();
    };
  }, [client, userUuid]);
}

function take(client: QueryClient, event: LiveEvent, userUuid: string, recount: () => void): void {
  switch (event.type) {
    case 'inbox':
      if (event.isHead) takeHead(client, event.rows);
      else changePages(client, (pages) => withChanged(pages, event.rows));
      return;
    case 'counter':
      if (event.counter) client.setQueryData(COUNTER, event.counter);
      else recount();
      return;
    case 'read': // in another tab, or on another device
      if (event.userUuid !== userUuid) return;
      changeRow(client, event.messageGroupUuid, (row) => withReadSeq(row, event.readSeq));
      recount();
      return;
    case 'messages': // being brought in makes a row; only what is said later moves it
      if (event.messages.some((message) => isBroughtIn(message, userUuid))) live.poke();
      return;
    case 'removed':
      changePages(client, (pages) => withoutRow(pages, event.messageGroupUuid));
      recount();
      return;
    case 'resumed':
      void client.invalidateQueries({ queryKey: INBOX });
      recount();
      return;
    default: // the conversation's business
  }
}

function isBroughtIn({ kind, subjects }: Message, userUuid: string): boolean {
  return kind === 'joined' && subjects.some(({ user_uuid }) => user_uuid === userUuid);
}

/** Asks for the counter once when several things have changed it. */
function recounter(client: QueryClient) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon: () => {
      clearTimeout(timer);
      timer = setTimeout(() => void client.invalidateQueries({ queryKey: COUNTER }), RECOUNT_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

function changePages(
  client: QueryClient,
  change: (pages: readonly InboxPage[]) => InboxPage[],
): void {
  client.setQueryData<InboxData>(INBOX, (data) => data && { ...data, pages: change(data.pages) });
}

function takeHead(client: QueryClient, rows: readonly GroupRow[]): void {
  let joins = true;
  changePages(client, (pages) => {
    const merged = withFresh(pages, rows);
    joins = merged.joins;
    return merged.pages;
  });
  if (!joins) void client.invalidateQueries({ queryKey: INBOX });
}

function changeRow(
  client: QueryClient,
  uuid: string,
  change: (row: GroupRow) => GroupRow,
): boolean {
  let isKnown = false;
  client.setQueryData<InboxData>(INBOX, (data) => {
    if (!data) return data;
    isKnown = data.pages.some((page) => page.rows.some((row) => row.uuid === uuid));
    return isKnown ? { ...data, pages: withRow(data.pages, uuid, change) } : data;
  });
  return isKnown;
}

/** My message is stored: its conversation is on top at once. */
export function noteSent(client: QueryClient, messageGroupUuid: string, message: Message): void {
  const isKnown = changeRow(client, messageGroupUuid, (row) => afterSending(row, message));
  if (!isKnown) live.poke(); // a new conversation: its row comes from the server
}

/** One's own group is begun, or is otherwise now: its row does not wait to be heard of. */
export function noteChanged(client: QueryClient, row: GroupRow): void {
  changePages(client, (pages) => withChanged(pages, [row]));
}

/** One is in a conversation no more: its row goes. */
export function noteRemoved(client: QueryClient, messageGroupUuid: string): void {
  changePages(client, (pages) => withoutRow(pages, messageGroupUuid));
  void client.invalidateQueries({ queryKey: COUNTER });
}

/** Tells the server how far one has read; row and badge do not wait for the answer. */
export async function markRead(
  client: QueryClient,
  messageGroupUuid: string,
  seq: number,
): Promise<void> {
  changeRow(client, messageGroupUuid, (row) => {
    const next = withReadSeq(row, seq);
    countDown(client, row, next);
    return next;
  });
  await ask<ReadMark>(`/api/message_groups/${messageGroupUuid}/read`, {
    method: 'PUT',
    body: { seq },
  });
}

function countDown(client: QueryClient, before: GroupRow, after: GroupRow): void {
  const messages = before.unread_count - after.unread_count;
  if (messages === 0) return;
  client.setQueryData<Counter>(COUNTER, (counter) =>
    counter
      ? {
          count: Math.max(0, counter.count - messages),
          groups: Math.max(0, counter.groups - (after.unread_count === 0 ? 1 : 0)),
        }
      : counter,
  );
}
