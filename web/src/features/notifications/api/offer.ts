import { useEffect, useState } from 'react';
import { live } from '~/lib/live';
import { useStore } from '~/lib/store';
import { isNews, mayBeOffered } from '../model/telling';
import { wasAnswered, wish } from './wish';

/** Whether to offer notifications now: something came while nobody looked, and nobody has answered yet. */
export function useOffer(userUuid: string): boolean {
  const isOpen = mayBeOffered(useStore(wish), useStore(wasAnswered));
  const [hasMissed, setMissed] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    return live.listen((event) => {
      if (event.type !== 'messages' || document.visibilityState === 'visible') return;
      if (event.messages.some((message) => isNews(message, userUuid))) setMissed(true);
    });
  }, [isOpen, userUuid]);
  return isOpen && hasMissed;
}
