import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { TIME_ZONE, useReader } from '~/lib/now';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import { dayOf } from '~/lib/time';
import { Icon } from '~/ui/Icon';
import type { ConversationLog } from '../api/log';
import { newLineAt, type RowRules, rowsOf } from '../model/rows';
import { itemsOf, seenUpTo, type TimelineItem } from '../model/timeline';
import { LogRow } from './LogRow';
import type { UnsentActions } from './UnsentLine';
import { useEnd } from './useEnd';
import { useArrivals, useSeen } from './useNews';

const words = texts.conversation;
/** The page above is asked for before one gets there. */
const OLDER_AHEAD_PX = 900;

export type LogProps = {
  log: ConversationLog;
  userUuid: string;
  /** What the region is called, and what stands above its first line. */
  label: string;
  beginning: string;
  /** Where the reader stood when the conversation was opened. */
  mark: { readSeq: number; lastSeq: number };
  actions: UnsentActions;
  /** The newest entry was really seen. */
  onSeen(seq: number): void;
};

/** The conversation itself: anchored at its end, read on upwards, never jumping. */
export function Log({ log, userUuid, label, beginning, mark, actions, onSeen }: LogProps) {
  const { timeline, older } = useStore(log.view);
  const reader = useReader();
  const [newLine] = useState(() => newLineAt(mark, timeline.sent, userUuid));
  const items = useMemo(() => itemsOf(timeline), [timeline]);
  const rows = useMemo(() => {
    const rules: RowRules = { userUuid, newLine, dayOf: (instant) => dayOf(instant, TIME_ZONE) };
    return rowsOf(timeline, items, rules);
  }, [timeline, items, userUuid, newLine]);

  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const firstNew = rows.findIndex((row) => row.newCount > 0);
  const end = useEnd({ scroller, list, rows, openAt: firstNew });
  const newest = seenUpTo(timeline);
  const unseen = useSeen({ isAtEnd: end.isAtEnd, newest, sent: timeline.sent, userUuid, onSeen });
  useArrivals(timeline.sent, userUuid);

  const readOn = useCallback(
    (offset: number) => {
      if (offset < OLDER_AHEAD_PX && older === 'idle') void log.loadOlder();
    },
    [older, log],
  );
  // On a tall screen a whole page may leave nothing to scroll.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that arrives is looked at
  useEffect(() => readOn(scroller.current?.scrollTop ?? 0), [readOn, rows.length]);
  const waiting = items.filter((item) => item.kind === 'sending');

  return (
    <div className="talk__body">
      <div
        ref={scroller}
        className="scroll"
        role="log"
        aria-label={label}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
        tabIndex={0}
      >
        <div className="log">
          <Virtualizer
            ref={list}
            scrollRef={scroller}
            as="ol"
            item="li"
            data={rows}
            shift={end.isPrepending}
            onScroll={readOn}
          >
            {(row) => (
              <LogRow
                key={row.key}
                row={row}
                reader={reader}
                actions={actions}
                waitingCount={waitingAt(row.item, waiting)}
                beginning={beginning}
              />
            )}
          </Virtualizer>
        </div>
      </div>
      {older === 'loading' && (
        <p className="older aside" role="status">
          {words.loadingOlder}
        </p>
      )}
      {older === 'failed' && (
        <p className="older" role="alert">
          {words.olderFailed}
          <button type="button" className="txb" onClick={() => void log.loadOlder()}>
            {words.tryAgain}
          </button>
        </p>
      )}
      {!end.isAtEnd && <Jump unseen={unseen} onClick={end.jump} />}
    </div>
  );
}

function waitingAt(item: TimelineItem, waiting: readonly TimelineItem[]): number {
  return item === waiting.at(-1) ? waiting.length : 0;
}

function Jump({ unseen, onClick }: { unseen: number; onClick(): void }) {
  return (
    <button
      type="button"
      className={unseen > 0 ? 'jump' : 'jump jump--bare'}
      aria-label={unseen > 0 ? `${words.jump}, ${words.jumpNew(unseen)}` : words.jump}
      onClick={onClick}
    >
      <Icon name="down" />
      {unseen > 0 && words.jumpNew(unseen)}
    </button>
  );
}
