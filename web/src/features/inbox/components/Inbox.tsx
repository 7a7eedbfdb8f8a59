import { type ReactNode, useRef } from 'react';
import { Link } from 'react-router';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useHint } from '~/lib/hints';
import { useReader } from '~/lib/now';
import { texts } from '~/lib/texts';
import { Comma } from '~/ui/Comma';
import { Icon } from '~/ui/Icon';
import { KeyHint } from '~/ui/KeyHint';
import { InboxSkeleton } from '~/ui/Skeleton';
import { useSlow } from '~/ui/useSlow';
import type { Inbox as InboxData } from '../api/inbox';
import type { Unfinished } from '../model/preview';
import { InboxRow } from './InboxRow';
import { useRowKeys } from './useRowKeys';

const words = texts.inbox;
/** Older rows are asked for when this many are left below the screen. */
const ROWS_AHEAD = 10;

export type InboxProps = {
  inbox: InboxData;
  userUuid: string;
  openUuid: string | null;
  /** What is unfinished in a conversation, for the row's second line. */
  unfinishedOf(uuid: string): Unfinished | null;
  isHere(userUuid: string | null): boolean;
  isTyping(uuid: string): boolean;
  /** A conversation that is about to begin stands above all others. */
  pending?: ReactNode;
  /** A quiet line above the list. */
  offer?: ReactNode;
};

/** The list of conversations with its head. */
export function Inbox({ inbox, pending, offer, ...rest }: InboxProps) {
  const isSlow = useSlow(inbox.status === 'loading');
  const showsKeys = useHint('inbox-keys');
  return (
    <section className="list" aria-label={words.label} aria-busy={inbox.status === 'loading'}>
      <div className="list__head">
        <h1 className="title">{words.title}</h1>
        <Link className="icb" to="/messages/new" aria-label={words.newConversation}>
          <Icon name="compose" />
        </Link>
      </div>
      {offer}
      {inbox.status === 'loading' && isSlow && (
        <>
          <p className="sr" role="status">
            {words.loading}
          </p>
          <InboxSkeleton />
        </>
      )}
      {inbox.status === 'failed' && <InboxFailed retry={inbox.retry} />}
      {inbox.status === 'ready' && (
        <>
          {pending}
          {inbox.rows.length === 0 && !pending ? <InboxEmpty /> : <Rows inbox={inbox} {...rest} />}
          {showsKeys && inbox.rows.length > 1 && <KeyHint text={words.keys} />}
        </>
      )}
    </section>
  );
}

function Rows(props: Omit<InboxProps, 'pending' | 'offer'>) {
  const { inbox, userUuid, openUuid } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const reader = useReader();
  const { rows } = inbox;
  const keys = useRowKeys({ rows, openUuid, scroller, list });

  const onScroll = (offset: number) => {
    const view = list.current;
    if (!view || inbox.older !== 'more') return;
    if (view.findItemIndex(offset + view.viewportSize) >= rows.length - ROWS_AHEAD)
      inbox.loadOlder();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move among the links inside
    <div ref={scroller} className="rows" onKeyDown={keys.onKeyDown} onFocus={keys.onFocus}>
      <nav aria-label={words.list}>
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          as="ul"
          item="li"
          data={rows}
          keepMounted={[keys.tabStop]}
          onScroll={onScroll}
        >
          {(row, index) => (
            <InboxRow
              key={row.uuid}
              row={row}
              userUuid={userUuid}
              isOpen={row.uuid === openUuid}
              isTabStop={index === keys.tabStop}
              unfinished={row.uuid === openUuid ? null : props.unfinishedOf(row.uuid)}
              isHere={props.isHere(row.user_uuid)}
              isTyping={props.isTyping(row.uuid)}
              reader={reader}
            />
          )}
        </Virtualizer>
      </nav>
      {inbox.older === 'loading' && (
        <p className="rows__end aside" role="status">
          {words.loadingMore}
        </p>
      )}
      {inbox.older === 'failed' && (
        <p className="rows__end" role="alert">
          {words.failedMore}
          <button type="button" className="txb" onClick={inbox.loadOlder}>
            {words.tryAgain}
          </button>
        </p>
      )}
    </div>
  );
}

function InboxEmpty() {
  return (
    <div className="blank blank--list">
      <Comma className="comma only-phone" />
      <p className="aside">{words.empty}</p>
      <Link className="btn btn--main only-phone" to="/messages/new">
        <Icon name="compose" />
        {words.write}
      </Link>
    </div>
  );
}

function InboxFailed({ retry }: { retry(): void }) {
  return (
    <div className="blank blank--list" role="alert">
      <p className="aside">{words.failed}</p>
      <button type="button" className="btn" onClick={retry}>
        {words.tryAgain}
      </button>
    </div>
  );
}
