import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { dayHere, useReader } from '~/lib/now';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { Icon } from '~/ui/Icon';
import { useSlow } from '~/ui/useSlow';
import type { ConversationLog, LogView, Mark } from '../api/log';
import type { Receipt } from '../model/receipt';
import { newLineAt, rowsOf } from '../model/rows';
import { itemsOf, type Timeline } from '../model/timeline';
import { LogRow } from './LogRow';
import { useQuotes } from './quotes';
import { TypingLine } from './TypingLine';
import type { UnsentActions } from './UnsentLine';
import { useEnd } from './useEnd';
import { useArrivals, useSeen } from './useNews';
import { type Place, usePlace } from './usePlace';
import { useTools } from './useTools';

const words = texts.conversation;
/** The next page is asked for before one gets there. */
const AHEAD_PX = 900;

export type LogProps = {
  log: ConversationLog;
  userUuid: string;
  /** What the region is called, and what stands above its first line. */
  label: string;
  beginning: string;
  /** Where the reader stood when the conversation was opened. */
  mark: Mark;
  /** The entry to show, and which asking for it this is; null for none. */
  place: Place | null;
  actions: UnsentActions;
  /** What is known of my last message. */
  receipt: { messageUuid: string; receipt: Receipt } | null;
  isGroup: boolean;
  /** Others who are writing now. */
  typing: readonly string[];
  onReply(message: Message): void;
  onEdit(message: Message): void;
  /** The newest entry was really seen. */
  onSeen(seq: number): void;
};

/** The conversation itself: anchored at its end, read on upwards, never jumping. */
export function Log(props: LogProps) {
  const { log, userUuid, label, beginning, mark, actions, receipt, isGroup, typing, onSeen } =
    props;
  const { onReply, onEdit } = props;
  const view = useStore(log.view);
  const { sent, isAway } = view.timeline;
  const reader = useReader();
  const { rows, waiting } = useRows(view.timeline, mark, userUuid);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const openAt = rows.findIndex((row) => row.newCount > 0);
  const end = useEnd({ scroller, list, rows, openAt, isAway });
  const shownSeq = usePlace({ log, place: props.place, rows, list, release: end.release });
  const unseen = useSeen({
    isAtEnd: end.isAtEnd,
    isAway,
    readSeq: mark.readSeq,
    sent,
    userUuid,
    onSeen,
  });
  const { tools, menu } = useTools({
    log,
    list,
    rows,
    userUuid,
    onReply,
    onEdit,
    release: end.release,
  });
  const quoteFor = useQuotes(log, view);
  const readOn = useReadOn(log, view, scroller, rows.length);
  useArrivals(sent, userUuid);

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
                waitingCount={row.item === waiting.at(-1) ? waiting.length : 0}
                beginning={beginning}
                receipt={row.key === receipt?.messageUuid ? receipt.receipt : undefined}
                isGroup={isGroup}
                quote={quoteFor(row.item)}
                tools={tools}
                isShown={row.item.kind === 'sent' && row.item.message.seq === shownSeq}
              />
            )}
          </Virtualizer>
        </div>
      </div>
      <TypingLine names={end.isAtEnd ? typing : []} />
      <Older state={view.older} retry={() => void log.loadOlder()} />
      {view.newer === 'failed' && <NewerFailed retry={() => void log.loadNewer()} />}
      {!end.isAtEnd && (
        <Jump unseen={unseen} onClick={() => void log.toNewest().then(end.jump, () => undefined)} />
      )}
      {menu}
    </div>
  );
}

/** What is drawn, and what of it is on its way. The "new messages" line stays where it was at first. */
function useRows(timeline: Timeline, mark: LogProps['mark'], userUuid: string) {
  const [newLine] = useState(() => newLineAt(mark, timeline.sent, userUuid));
  return useMemo(() => {
    const items = itemsOf(timeline);
    return {
      rows: rowsOf(timeline, items, { userUuid, newLine, dayOf: dayHere }),
      waiting: items.filter((item) => item.kind === 'sending'),
    };
  }, [timeline, userUuid, newLine]);
}

/** Asks for the page above, or below a piece from the middle, before one gets there. */
function useReadOn(
  log: ConversationLog,
  { older, newer, timeline: { isAway } }: LogView,
  scroller: RefObject<HTMLElement | null>,
  rowCount: number,
) {
  const readOn = useCallback(
    (offset: number) => {
      if (offset < AHEAD_PX && older === 'idle') void log.loadOlder();
      const element = scroller.current;
      if (!element || !isAway || newer !== 'idle') return;
      if (element.scrollHeight - element.clientHeight - offset < AHEAD_PX) void log.loadNewer();
    },
    [older, newer, isAway, log, scroller],
  );
  // On a tall screen a whole page may leave nothing to scroll.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that arrives is looked at
  useEffect(() => readOn(scroller.current?.scrollTop ?? 0), [readOn, rowCount]);
  return readOn;
}

/** Floats above the log, so that its coming and going moves nothing. */
function Older({ state, retry }: { state: LogView['older']; retry(): void }) {
  const isSlow = useSlow(state === 'loading', 400);
  if (state === 'failed')
    return (
      <p className="older" role="alert">
        {words.olderFailed}
        <button type="button" className="txb" onClick={retry}>
          {words.tryAgain}
        </button>
      </p>
    );
  return isSlow ? (
    <p className="older aside" role="status">
      {words.loadingOlder}
    </p>
  ) : null;
}

function NewerFailed({ retry }: { retry(): void }) {
  return (
    <p className="older" role="alert">
      {words.newerFailed}
      <button type="button" className="txb" onClick={retry}>
        {words.tryAgain}
      </button>
    </p>
  );
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
