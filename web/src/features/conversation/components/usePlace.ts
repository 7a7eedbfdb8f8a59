import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { texts } from '~/lib/texts';
import { announce } from '~/ui/Announcer';
import type { ConversationLog } from '../api/log';
import type { LogRow } from '../model/rows';

/** An entry that somebody wants to see. Another `key` is another asking for the same one. */
export type Place = { seq: number; key: string };

type Parts = {
  log: ConversationLog;
  place: Place | null;
  rows: readonly LogRow[];
  list: RefObject<VirtualizerHandle | null>;
  /** Lets go of the end of the log. */
  release(): void;
};

/**
 * Brings an entry into the middle of the screen, wherever in the log it stands, and says which one
 * is to be marked. An entry that does not exist is said not to, and moves nothing.
 */
export function usePlace({ log, place, rows, list, release }: Parts): number | null {
  const [found, setFound] = useState<Place | null>(null);
  const scrolledTo = useRef<Place | null>(null);
  useEffect(() => {
    if (!place) return;
    let isWanted = true;
    const miss = () => isWanted && announce(texts.conversation.placeMissing);
    log.show(place.seq).then((isThere) => {
      if (!isThere) miss();
      else if (isWanted) setFound(place);
    }, miss);
    return () => {
      isWanted = false;
    };
  }, [log, place]);

  useLayoutEffect(() => {
    if (!found || scrolledTo.current === found) return;
    const index = rows.findIndex(
      ({ item }) => item.kind === 'sent' && item.message.seq === found.seq,
    );
    if (index < 0) return;
    scrolledTo.current = found;
    release();
    list.current?.scrollToIndex(index, { align: 'center' });
  }, [found, rows, list, release]);
  return found && found === place ? found.seq : null;
}
