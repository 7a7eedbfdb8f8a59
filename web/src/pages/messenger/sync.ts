import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMatch, useNavigate } from 'react-router';
import { conversationLog, keptLog } from '~/features/conversation/api/log';
import { noteSent } from '~/features/inbox/api/inbox';
import type { Writing } from '~/features/writing/api/writing';
import { live } from '~/lib/live';
import { placeOf } from './useConversation';

/** Keeps the outbox going and the live source open for as long as the messenger is. */
export function useWriting(writing: Writing): void {
  useEffect(() => writing.start(), [writing]);
  useEffect(() => live.start(), []);
}

/** Somebody is called otherwise now, or shows more or less: what was read of people is read again. */
export function useLiveNames(userUuid: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      live.listen((event) => {
        if (event.type !== 'person') return;
        const keys = ['inbox', 'group', 'people', 'person'];
        if (event.userUuid === userUuid) keys.push('session', 'profile');
        for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
      }),
    [client, userUuid],
  );
}

/** What arrives goes into its log; a message of one's own needs no sending any more. */
export function useLiveLogs(writing: Writing): void {
  useEffect(
    () =>
      live.listen((event) => {
        if (event.type === 'removed') keptLog(event.messageGroupUuid)?.close();
        if (event.type === 'inbox') for (const { uuid } of event.rows) keptLog(uuid)?.reopen();
        if (event.type === 'reacted') keptLog(event.messageGroupUuid)?.receive([event.message]);
        if (event.type !== 'messages') return;
        keptLog(event.messageGroupUuid)?.receive(event.messages);
        writing.outbox.settle(event.messages);
      }),
    [writing],
  );
}

/**
 * A message was stored: it moves from the outbox to the log, its conversation moves up, and if it
 * began the conversation, the page becomes the conversation's.
 */
export function useStoredMessages(writing: Writing): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = useMatch('/messages/new/:handle')?.params.handle ?? null;
  const handle = useRef(open);
  handle.current = open;
  useEffect(
    () =>
      writing.outbox.onStored(({ target }, messageGroupUuid, message) => {
        const log = conversationLog(messageGroupUuid);
        if (message.seq === 1) log.begin(message);
        else log.receive([message]);
        noteSent(client, messageGroupUuid, message);
        if (target.kind !== 'person') return;
        const place = placeOf(target.handle);
        writing.drafts.move(place, messageGroupUuid);
        const isHere = handle.current !== null && placeOf(handle.current) === place;
        if (isHere) void navigate(`/messages/${messageGroupUuid}`, { replace: true });
      }),
    [writing, client, navigate],
  );
}
