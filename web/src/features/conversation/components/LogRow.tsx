import { memo, type ReactNode } from 'react';
import { type Line, texts } from '~/lib/texts';
import { clockTime, dayTitle, fullTime, type Reader } from '~/lib/time';
import type { Message } from '~/lib/wire';
import { Monogram } from '~/ui/Monogram';
import { Said } from '~/ui/Said';
import type { Quote } from '../model/quote';
import type { Receipt as What } from '../model/receipt';
import type { LogRow as Row } from '../model/rows';
import { Bubble, UnsentBubble } from './Bubble';
import { type MessageTools, ToolBar, useLongPress } from './MessageTools';
import { Reactions } from './Reactions';
import { Receipt } from './Receipt';
import { type UnsentActions, UnsentLine } from './UnsentLine';

const words = texts.conversation;

export type LogRowProps = {
  row: Row;
  reader: Reader;
  actions: UnsentActions;
  /** The last message on its way carries the line for all of them; 0 for all others. */
  waitingCount: number;
  /** Under my last message; undefined under all others. */
  receipt: What | undefined;
  isGroup: boolean;
  /** This is the entry that was asked for. */
  isShown: boolean;
  /** What stands above the first line of all. */
  beginning: string;
  /** What a reply answers. */
  quote: Quote | null;
  tools: MessageTools;
};

/** One line of the log: perhaps a new day, perhaps where the news begin, then what was said. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { row, reader } = props;
  return (
    <>
      {row.beginsLog && <p className="beginning aside">{props.beginning}</p>}
      {row.day !== null && (
        <p className="day">
          <span>{dayTitle(row.day, reader)}</span>
        </p>
      )}
      {row.newCount > 0 && (
        <p className="new">
          <span>{words.newMessages(row.newCount)}</span>
        </p>
      )}
      <Entry {...props} />
    </>
  );
});

function Entry(props: LogRowProps) {
  const { item, isMine } = props.row;
  if (item.kind === 'sent' && item.message.kind !== 'text')
    return <QuietLine message={item.message} reader={props.reader} isShown={props.isShown} />;
  if (!isMine && item.kind === 'sent') return <TheirBubble {...props} message={item.message} />;
  return <MyBubble {...props} />;
}

function TheirBubble({
  row,
  reader,
  quote,
  tools,
  message,
  isShown,
}: LogRowProps & { message: Message }) {
  const beginsRun = row.place === 'only' || row.place === 'first';
  const time = clockTime(message.created_at, reader);
  return (
    <div
      className="run"
      data-place={row.place}
      data-seq={message.seq}
      data-shown={isShown || undefined}
    >
      {beginsRun && (
        <>
          <Monogram uuid={message.user_uuid} name={message.display_name} size="s" />
          <p className="run__head">
            <b>
              <bdi>{message.display_name}</bdi>
            </b>
            <time dateTime={message.created_at} title={fullTime(message.created_at, reader)}>
              {time}
            </time>
          </p>
        </>
      )}
      <Slot message={message} tools={tools}>
        {!beginsRun && <span className="sr">{words.theirMessage(message.display_name, time)}</span>}
        <Bubble
          message={message}
          gone={words.deletedBy(message.display_name)}
          quote={quote}
          onJump={tools.jump}
          onVersions={tools.versions}
        />
        {!beginsRun && (
          <time className="at at--shy" dateTime={message.created_at} aria-hidden="true">
            {time}
          </time>
        )}
      </Slot>
      <Reactions message={message} userUuid={tools.userUuid} onToggle={tools.react} />
    </div>
  );
}

/** A bubble and what stands beside it. A tombstone has no tools. */
function Slot({
  message,
  tools,
  children,
}: {
  message: Message | null;
  tools: MessageTools;
  children: ReactNode;
}) {
  const isThere = message !== null && message.deleted_at === null;
  const longPress = useLongPress(() => isThere && tools.open(message, null));
  return (
    <div className="slot" {...(isThere && longPress)}>
      {children}
      {isThere && <ToolBar message={message} tools={tools} />}
    </div>
  );
}

function MyBubble(props: LogRowProps) {
  const { row, reader, actions, waitingCount, receipt, isGroup, quote, tools, isShown } = props;
  const { item } = row;
  const at = item.kind === 'sent' ? item.message.created_at : item.writtenAt;
  const time = clockTime(at, reader);
  return (
    <div
      className="run run--me"
      data-place={row.place}
      data-seq={item.kind === 'sent' ? item.message.seq : undefined}
      data-state={item.kind}
      data-shown={isShown || undefined}
    >
      <span className="sr">{words.yourMessage(time)}</span>
      <Slot message={item.kind === 'sent' ? item.message : null} tools={tools}>
        {item.kind === 'sent' ? (
          <Bubble
            message={item.message}
            gone={words.deletedByYou}
            quote={quote}
            onJump={tools.jump}
            onVersions={tools.versions}
          />
        ) : (
          <UnsentBubble item={item} quote={quote} onJump={tools.jump} />
        )}
        <time
          className={row.showsTime ? 'at' : 'at at--shy'}
          dateTime={at}
          title={fullTime(at, reader)}
          aria-hidden="true"
        >
          {time}
        </time>
      </Slot>
      {item.kind === 'sent' && (
        <Reactions message={item.message} userUuid={tools.userUuid} onToggle={tools.react} />
      )}
      {receipt !== undefined && <Receipt receipt={receipt} isGroup={isGroup} />}
      {item.kind !== 'sent' && (
        <UnsentLine item={item} waitingCount={waitingCount} actions={actions} />
      )}
    </div>
  );
}

function QuietLine({
  message,
  reader,
  isShown,
}: {
  message: Message;
  reader: Reader;
  isShown: boolean;
}) {
  return (
    <p className="quiet" data-seq={message.seq} data-shown={isShown || undefined}>
      <span className="aside">
        <Said line={quietWords(message)} />
      </span>
      <time dateTime={message.created_at} title={fullTime(message.created_at, reader)}>
        {clockTime(message.created_at, reader)}
      </time>
    </p>
  );
}

function quietWords(message: Message): Line {
  const who = message.display_name;
  const others = message.subjects
    .filter((subject) => subject.user_uuid !== message.user_uuid)
    .map((subject) => subject.display_name);
  switch (message.kind) {
    case 'joined':
      return others.length > 0 ? words.added(who, others) : words.joined(who);
    case 'left':
      return others.length > 0 ? words.removed(who, others) : words.left(who);
    case 'renamed':
      return words.renamed(who, message.title ?? message.message ?? '');
    case 'role':
      if (message.message === 'owner') return words.madeOwner(who, others);
      return others.length > 0 ? words.madeMember(who, others) : words.steppedDown(who);
    default:
      return words.changed(who);
  }
}
