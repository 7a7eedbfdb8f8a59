import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { LogRow } from '../model/rows';

/** This near to the end one is at the end. */
const END_PX = 32;
/** Left above the first new message, so that its line is seen with what came before. */
const NEW_LINE_ROOM_PX = 96;

type Parts = {
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  rows: readonly LogRow[];
  /** The row to open at, -1 for the end. */
  openAt: number;
  /** A piece from the middle has an end that is not the log's: nobody is held there. */
  isAway: boolean;
};

/**
 * Keeps the log at its end while one is there, whatever grows: a message, a late font, the
 * composer, a phone's keyboard. Leaves it alone once one has scrolled up. The list itself keeps
 * the place when lines are put in front (`isPrepending`).
 */
export function useEnd({ scroller, list, rows, openAt, isAway }: Parts) {
  const [isAtEnd, setAtEnd] = useState(openAt < 0);
  const isHeld = useRef(openAt < 0);
  const away = useRef(isAway);
  away.current = isAway;
  const firstKey = useRef<string | undefined>(undefined);
  const lastKey = useRef<string | undefined>(undefined);

  const newFirst = rows[0]?.key;
  const isPrepending =
    firstKey.current !== undefined &&
    newFirst !== firstKey.current &&
    rows.some((row) => row.key === firstKey.current);
  const last = rows.at(-1);

  // Where to open, once; then with every line of one's own down to the end.
  useLayoutEffect(() => {
    const isOpening = firstKey.current === undefined && rows.length > 0;
    if (isOpening && openAt >= 0)
      list.current?.scrollToIndex(openAt, { align: 'start', offset: -NEW_LINE_ROOM_PX });
    const wroteNow =
      !isOpening && last?.item.kind === 'sending' && last.key !== lastKey.current && last.isMine;
    if (wroteNow) isHeld.current = true;
    firstKey.current = rows[0]?.key;
    lastKey.current = last?.key;
    if (isHeld.current) toEnd(scroller.current);
  }, [rows, last, openAt, scroller, list]);

  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    let top = element.scrollTop;
    let most = element.scrollHeight - element.clientHeight;
    const onScroll = () => {
      const nowMost = element.scrollHeight - element.clientHeight;
      const nowTop = element.scrollTop;
      if (nowMost - nowTop < END_PX && !away.current) isHeld.current = true;
      // Only a move upwards lets go; a list that measures its lines moves things too.
      else if (nowTop < top - 1 && nowMost >= most) isHeld.current = false;
      top = nowTop;
      most = nowMost;
      setAtEnd(isHeld.current);
    };
    const onGrowth = new ResizeObserver(() => {
      if (isHeld.current) toEnd(element);
      onScroll();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    onGrowth.observe(element);
    onGrowth.observe(content);
    return () => {
      element.removeEventListener('scroll', onScroll);
      onGrowth.disconnect();
    };
  }, [scroller]);

  const jump = () => {
    isHeld.current = true;
    setAtEnd(true);
    toEnd(scroller.current);
  };
  const release = useCallback(() => {
    isHeld.current = false;
    setAtEnd(false);
  }, []);
  return { isAtEnd, isPrepending, jump, release };
}

function toEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}
