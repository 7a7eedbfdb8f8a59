import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { announce } from '~/ui/Announcer';

/** More than this at once is noise, not news. */
const MOST_ANNOUNCED = 3;

type Seen = {
  isAtEnd: boolean;
  /** What is known is a piece from the middle: its last entry is not the newest. */
  isAway: boolean;
  /** Where the reader stood when the log was opened. */
  readSeq: number;
  sent: readonly Message[];
  userUuid: string;
  onSeen(seq: number): void;
};

/** Reports what was really seen (the end is on the screen, the tab too) and counts what was not. */
export function useSeen({ isAtEnd, isAway, readSeq, sent, userUuid, onSeen }: Seen): number {
  const last = sent.at(-1);
  const newest = last?.seq ?? 0;
  const isMine = last?.user_uuid === userUuid; // writing is reading: the server moves the mark
  const isVisible = useVisible();
  const [seenSeq, setSeenSeq] = useState(readSeq);
  useEffect(() => {
    if (!isAtEnd || isAway || !isVisible || newest === 0) return;
    setSeenSeq(newest);
    if (!isMine) onSeen(newest);
  }, [isAtEnd, isAway, isVisible, newest, isMine, onSeen]);
  if (isAtEnd || isAway) return 0;
  return sent.filter((message) => message.seq > seenSeq && message.user_uuid !== userUuid).length;
}

/** Reads out what others write while the conversation is open. */
export function useArrivals(sent: readonly Message[], userUuid: string): void {
  const heard = useRef<number | null>(null);
  useEffect(() => {
    const newest = sent.at(-1)?.seq ?? 0;
    const before = heard.current;
    heard.current = Math.max(newest, before ?? 0); // a piece from the middle is no news
    if (before === null || newest <= before) return;
    const news = sent.filter(
      (message) => message.seq > before && message.user_uuid !== userUuid && message.message,
    );
    const said = news
      .slice(-MOST_ANNOUNCED)
      .map((message) => texts.conversation.arrived(message.display_name, message.message ?? ''));
    if (said.length > 0) announce(said.join('. '));
  }, [sent, userUuid]);
}

function useVisible(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener);
      return () => document.removeEventListener('visibilitychange', listener);
    },
    () => document.visibilityState === 'visible',
  );
}
