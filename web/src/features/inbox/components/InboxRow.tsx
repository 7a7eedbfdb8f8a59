import { memo } from 'react';
import { Link } from 'react-router';
import { texts } from '~/lib/texts';
import { fullTime, type Reader, rowTime } from '~/lib/time';
import type { GroupRow } from '~/lib/wire';
import { Badge } from '~/ui/Badge';
import { Monogram } from '~/ui/Monogram';
import { TypingDots } from '~/ui/TypingDots';
import { type Preview, previewOf, type Unfinished } from '../model/preview';

const words = texts.inbox;

export type InboxRowProps = {
  row: GroupRow;
  userUuid: string;
  isOpen: boolean;
  isTabStop: boolean;
  unfinished: Unfinished | null;
  isHere: boolean;
  /** Whether somebody else is writing there now. */
  isTyping: boolean;
  reader: Reader;
};

/** One conversation: who, when, the last words, how much is unread. */
export const InboxRow = memo(function InboxRow(props: InboxRowProps) {
  const { row, isOpen, isTabStop, reader } = props;
  const isUnread = row.unread_count > 0;
  const preview = previewOf(row, props.userUuid, props.unfinished);
  return (
    <Link
      to={`/messages/${row.uuid}`}
      className={isUnread ? 'row is-unread' : 'row'}
      aria-current={isOpen ? 'page' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      data-uuid={row.uuid}
    >
      <Monogram
        uuid={row.user_uuid ?? row.uuid}
        name={row.display_name}
        isGroup={row.kind === 'group'}
        isHere={props.isHere}
      />
      <span className="row__body">
        <span className="row__top">
          <span className="row__id">
            <bdi className="row__name">{row.display_name}</bdi>
            <bdi className="row__at">{whoOf(row)}</bdi>
            {props.isHere && <span className="sr">{words.here}</span>}
          </span>
          <time
            className="row__time"
            dateTime={row.created_at}
            title={fullTime(row.created_at, reader)}
          >
            {rowTime(row.created_at, reader)}
          </time>
        </span>
        <span className="row__low">
          <span className="row__text">
            {props.isTyping ? (
              <TypingText row={row} />
            ) : (
              <PreviewText preview={preview} name={row.display_name} />
            )}
          </span>
          {isUnread && (
            <Badge
              figure={texts.navigation.badge(row.unread_count)}
              meaning={words.unread(row.unread_count)}
            />
          )}
        </span>
      </span>
    </Link>
  );
});

/** The handle of a person, the size of a group; nothing of somebody who is gone. */
function whoOf(row: GroupRow): string {
  if (row.kind === 'group') return words.people(row.member_count);
  return row.handle === null ? '' : words.handle(row.handle);
}

function TypingText({ row }: { row: GroupRow }) {
  return (
    <span className="typing">
      {row.kind === 'direct' ? words.isWriting(row.display_name) : words.someoneIsWriting}
      <TypingDots />
    </span>
  );
}

function PreviewText({ preview, name }: { preview: Preview; name: string }) {
  switch (preview.kind) {
    case 'unfinished':
      return <UnfinishedText unfinished={preview.unfinished} />;
    case 'text':
      return (
        <>
          {preview.isMine && `${words.you} `}
          <bdi>{preview.text}</bdi>
        </>
      );
    case 'deleted':
      if (preview.by === 'me') return words.youDeleted;
      return preview.by === 'them' ? words.theyDeleted(name) : words.someoneDeleted;
    case 'renamed':
      return words.renamed(preview.title);
    case 'members':
      return words.membersChanged;
    default:
      return preview satisfies never;
  }
}

function UnfinishedText({ unfinished: { kind, text } }: { unfinished: Unfinished }) {
  const label = { draft: words.draft, sending: words.sending, failed: words.notSent }[kind];
  return (
    <>
      <span className={kind === 'failed' ? 'bad' : 'draft'}>{label}</span> <bdi>{text}</bdi>
    </>
  );
}
