import { useEffect, useMemo, useState } from 'react';
import type { ConversationLog } from '~/features/conversation/api/log';
import type { Heading } from '~/features/conversation/components/ConversationHeader';
import { lastOfMine, type Receipt, receiptOf } from '~/features/conversation/model/receipt';
import { useStore } from '~/lib/store';
import { useMessenger } from './context';

/** What is known of my last message, and which one that is. */
export function useReceipt(
  log: ConversationLog,
  heading: Heading | null,
): { messageUuid: string; receipt: Receipt } | null {
  const { me } = useMessenger();
  const { timeline } = useStore(log.view);
  const mine = useMemo(
    () => (timeline.isAway ? undefined : lastOfMine(timeline, me.uuid)),
    [timeline, me.uuid],
  );
  const deliveredUpTo = useDelivered(heading, mine?.seq ?? 0);
  const members = heading?.members;
  return useMemo(
    () =>
      mine && members
        ? { messageUuid: mine.uuid, receipt: receiptOf(mine, members, me.uuid, deliveredUpTo) }
        : null,
    [mine, members, me.uuid, deliveredUpTo],
  );
}

/**
 * Up to where the other person's open devices have got everything: a socket is told what is stored,
 * or asks for it when it opens. Known for as long as the conversation is open; nothing is written
 * for it, and what is forgotten says less, never something false.
 */
function useDelivered(heading: Heading | null, seq: number): number {
  const isHere = heading !== null && !heading.isGroup && heading.isHere;
  const [upTo, setUpTo] = useState(0);
  useEffect(() => {
    if (isHere) setUpTo((before) => Math.max(before, seq));
  }, [isHere, seq]);
  return upTo;
}
