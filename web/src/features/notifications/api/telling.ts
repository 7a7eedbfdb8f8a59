import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { type LiveEvent, live } from '~/lib/live';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { comes, createMemory, isNews } from '../model/telling';
import { wish } from './wish';

const LOOKING = 'cruddur:looking:';
const TELLING = 'cruddur:telling:';

/** What the notification of a conversation is called; null for one that is not to be told of. */
export type NameOf = (messageGroupUuid: string, message: Message) => string | null;

/**
 * Tells of what others say, unless its conversation is before somebody's eyes in some tab. Of all
 * tabs of this browser one tells: whoever holds the lock, which passes on when that tab is closed.
 */
export function useTelling(userUuid: string, nameOf: NameOf): void {
  const isOn = comes(useStore(wish));
  const navigate = useNavigate();
  const [latest] = useState({ nameOf, navigate });
  latest.nameOf = nameOf;
  latest.navigate = navigate;
  useEffect(() => {
    if (!isOn || !navigator.locks) return;
    const ending = new AbortController();
    const hold = () =>
      new Promise<void>((resolve) => {
        const end = tell(userUuid, latest);
        ending.signal.addEventListener('abort', () => resolve(end()), { once: true });
      });
    navigator.locks
      .request(TELLING + userUuid, { signal: ending.signal }, hold)
      .catch(() => undefined); // this tab was left before its turn came
    return () => ending.abort();
  }, [isOn, userUuid, latest]);
}

/** Says to the other tabs, for as long as it is so, that this conversation is being looked at. */
export function useLooking(messageGroupUuid: string | null): void {
  const isSeen = useIsSeen();
  useEffect(() => {
    if (messageGroupUuid === null || !isSeen || !navigator.locks) return;
    const ending = new AbortController();
    const hold = () =>
      new Promise<void>((resolve) =>
        ending.signal.addEventListener('abort', () => resolve(), { once: true }),
      );
    navigator.locks
      .request(LOOKING + messageGroupUuid, { mode: 'shared', signal: ending.signal }, hold)
      .catch(() => undefined);
    return () => ending.abort();
  }, [messageGroupUuid, isSeen]);
}

function useIsSeen(): boolean {
  const [isSeen, setSeen] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setSeen(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isSeen;
}

type Latest = { nameOf: NameOf; navigate: (path: string) => unknown };

/** Listens until it is told to stop. */
function tell(userUuid: string, latest: Latest): () => void {
  const isNew = createMemory();
  const take = async (event: LiveEvent) => {
    if (event.type !== 'messages') return;
    const news = event.messages.filter(
      (message) => isNews(message, userUuid) && isNew(message.uuid),
    );
    if (news.length === 0 || (await isLookedAt(event.messageGroupUuid))) return;
    for (const message of news) show(event.messageGroupUuid, message, latest);
  };
  return live.listen((event) => void take(event));
}

async function isLookedAt(messageGroupUuid: string): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return held?.some((lock) => lock.name === LOOKING + messageGroupUuid) ?? false;
}

function show(messageGroupUuid: string, message: Message, latest: Latest): void {
  const title = latest.nameOf(messageGroupUuid, message);
  if (title === null) return;
  try {
    const shown = new Notification(title, {
      body: texts.notifications.body(message.message ?? ''),
      tag: message.uuid, // told by another tab as well, it is still one
      icon: '/favicon.svg',
    });
    shown.onclick = () => {
      window.focus();
      latest.navigate(`/messages/${messageGroupUuid}`);
      shown.close();
    };
  } catch {
    // Phones allow them to service workers only.
  }
}
