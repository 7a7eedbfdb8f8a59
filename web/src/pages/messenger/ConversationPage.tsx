import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, Navigate, useLocation, useParams, useSearchParams } from 'react-router';
import {
  BackLink,
  ConversationHeader,
  type Heading,
} from '~/features/conversation/components/ConversationHeader';
import { Log } from '~/features/conversation/components/Log';
import { type Mentionable, MentionableContext } from '~/features/conversation/components/Markup';
import type { Place } from '~/features/conversation/components/usePlace';
import { markRead } from '~/features/inbox/api/inbox';
import { useLooking } from '~/features/notifications/api/telling';
import { connection } from '~/lib/connection';
import { hasFinePointer } from '~/lib/media';
import { useStore } from '~/lib/store';
import { texts } from '~/lib/texts';
import { Blank } from '~/ui/Blank';
import { LogSkeleton } from '~/ui/Skeleton';
import { useSlow } from '~/ui/useSlow';
import { useMessenger } from './context';
import { Details } from './Details';
import { type Composing, useComposing } from './useComposing';
import { type Conversation, placeOf, useBeginning, useExisting } from './useConversation';
import { usePageTitle } from './usePageTitle';
import { useReceipt } from './useReceipt';
import { Writing } from './Writing';

const words = texts.conversation;

/**
 * A conversation, or one that is about to begin. One component for both, so that the composer
 * keeps its focus when the first message turns the one into the other.
 */
export function ConversationPage() {
  const { groupUuid = null, handle = null } = useParams();
  const { inbox } = useMessenger();
  const existing = useExisting(groupUuid);
  const beginning = useBeginning(handle);
  const conversation = existing ?? beginning;
  usePageTitle(conversation?.heading?.name ?? null);
  useLooking(groupUuid);

  const known =
    handle === null
      ? undefined
      : inbox.rows.find((row) => row.handle?.toLowerCase() === handle.toLowerCase());
  useMovedDraft(handle, known?.uuid);
  if (known) return <Navigate to={`/messages/${known.uuid}`} replace />;
  return conversation && <Talk conversation={conversation} />;
}

/** What was begun before there was a conversation goes with it. */
function useMovedDraft(handle: string | null, uuid: string | undefined): void {
  const { writing } = useMessenger();
  useEffect(() => {
    if (handle !== null && uuid !== undefined) writing.drafts.move(placeOf(handle), uuid);
  }, [writing, handle, uuid]);
}

function Talk({ conversation }: { conversation: Conversation }) {
  const { me } = useMessenger();
  const { status, heading } = conversation;
  const isMissing = ['missing', 'removed', 'nobody', 'myself'].includes(status.kind);
  const pane = useRef<HTMLElement>(null);
  const composing = useComposing(conversation);
  const [isDetailed, setDetailed] = useState(false);
  // Where the composer does not take the focus, the pane does: on a phone the list is gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is another opening
  useEffect(() => {
    if (!hasFinePointer()) pane.current?.focus({ preventScroll: true });
  }, [conversation.place]);
  return (
    <section
      ref={pane}
      className="talk"
      id="conversation"
      tabIndex={-1}
      aria-label={words.label}
      aria-busy={status.kind === 'loading'}
    >
      {isMissing || (status.kind === 'failed' && !heading) ? (
        <header className="talk__head">
          <BackLink />
          <div className="talk__who">
            <h1 className="talk__title">{words.label}</h1>
          </div>
        </header>
      ) : (
        <>
          <ConversationHeader
            heading={heading}
            userUuid={me.uuid}
            onDetails={() => setDetailed(true)}
          />
          {isDetailed && heading && (
            <Details
              place={conversation.place}
              heading={heading}
              onClose={() => setDetailed(false)}
            />
          )}
        </>
      )}
      <Body conversation={conversation} composing={composing} />
      {!isMissing && heading && (
        <Writing conversation={conversation} name={heading.name} composing={composing} />
      )}
    </section>
  );
}

function Body({ conversation, composing }: { conversation: Conversation; composing: Composing }) {
  const { status } = conversation;
  const isSlow = useSlow(status.kind === 'loading');
  switch (status.kind) {
    case 'loading':
      return (
        <div className="talk__body">
          {isSlow && (
            <>
              <p className="sr" role="status">
                {words.loading}
              </p>
              <LogSkeleton />
            </>
          )}
        </div>
      );
    case 'failed':
      return <Failed detail={status.detail} retry={conversation.retry} />;
    case 'missing':
      return <Missing title={words.missingTitle} text={words.missingText} />;
    case 'removed':
      return <Missing title={words.removedTitle} text={words.removedText} />;
    case 'nobody':
      return (
        <Missing
          title={texts.newConversation.noSuchPerson(status.handle)}
          text={texts.newConversation.noSuchPersonText}
          lookUp
        />
      );
    case 'myself':
      return (
        <Missing
          title={texts.newConversation.yourself}
          text={texts.newConversation.yourselfText}
          lookUp
        />
      );
    case 'ready':
      return <Lines key={conversation.place} conversation={conversation} composing={composing} />;
    default:
      return status satisfies never;
  }
}

function Lines({ conversation, composing }: { conversation: Conversation; composing: Composing }) {
  const { me, writing, presence } = useMessenger();
  const { log, heading, mark } = conversation;
  const { timeline } = useStore(log.view);
  const receipt = useReceipt(log, heading);
  const onSeen = useOnSeen(log.uuid, mark.readSeq);
  const asked = useAskedPlace();
  const actions = useMemo(
    () => ({
      retry: (uuid: string) => writing.outbox.retry(uuid),
      discard: (uuid: string) => writing.outbox.discard(uuid),
    }),
    [writing],
  );
  const mentionable = useMentionable(heading, me.handle);
  if (!heading) return null;
  if (timeline.sent.length === 0 && timeline.unsent.length === 0)
    return (
      <div className="talk__body">
        <Blank
          title={texts.newConversation.emptyTitle(heading.name)}
          text={texts.newConversation.emptyText}
        />
      </div>
    );
  return (
    <MentionableContext value={mentionable}>
      <Log
        log={log}
        userUuid={me.uuid}
        label={heading.isGroup ? words.logGroup(heading.name) : words.log(heading.name)}
        beginning={
          heading.isGroup ? words.beginningGroup(heading.name) : words.beginning(heading.name)
        }
        mark={mark}
        place={asked}
        actions={actions}
        receipt={receipt}
        isGroup={heading.isGroup}
        typing={namesOf(presence.typistsIn(log.uuid), heading)}
        onSeen={onSeen}
        onReply={composing.reply}
        onEdit={composing.edit}
      />
    </MentionableContext>
  );
}

/** Who can be named here: whoever is in it. */
function useMentionable(heading: Heading | null, mine: string): Mentionable {
  const members = heading?.members.map((member) => member.handle) ?? [];
  const all = [...members, heading?.handle, mine].filter((it) => typeof it === 'string');
  const key = all.join(' ');
  return useMemo(() => ({ handles: new Set(key.toLowerCase().split(' ')), mine }), [key, mine]);
}

/** `?at=<seq>`: a link to one entry. The same link again is another asking. */
function useAskedPlace(): Place | null {
  const [query] = useSearchParams();
  const { key } = useLocation();
  const at = query.get('at') ?? '';
  return useMemo(() => (/^[1-9]\d{0,11}$/.test(at) ? { seq: Number(at), key } : null), [at, key]);
}

/** A person's name is the conversation's; in a group it is a member's. */
function namesOf(uuids: readonly string[], heading: Heading): string[] {
  if (!heading.isGroup) return uuids.map(() => heading.name);
  return heading.members
    .filter((member) => uuids.includes(member.uuid))
    .map((member) => member.display_name);
}

/** Tells the server once for each newest entry that was really seen. */
function useOnSeen(uuid: string, readSeq: number): (seq: number) => void {
  const client = useQueryClient();
  const told = useRef(readSeq);
  return useCallback(
    (seq: number) => {
      if (uuid === '' || seq <= told.current) return;
      told.current = seq;
      void markRead(client, uuid, seq).catch(() => {
        told.current = 0; // the next time will do
      });
    },
    [client, uuid],
  );
}

function Failed({ detail, retry }: { detail: string; retry(): void }) {
  const isOnline = useStore(connection) === 'online';
  return (
    <Blank
      isError
      title={words.failedTitle}
      text={isOnline && detail !== '' ? words.failedText : words.failedOffline}
      {...(detail === '' ? {} : { detail: words.failedDetail(detail) })}
    >
      <button type="button" className="btn btn--main" onClick={retry}>
        {words.tryAgain}
      </button>
      <Link className="btn" to="/messages">
        {words.backToMessages}
      </Link>
    </Blank>
  );
}

function Missing({
  title,
  text,
  lookUp = false,
}: {
  title: string;
  text: string;
  lookUp?: boolean;
}) {
  return (
    <Blank isError title={title} text={text}>
      {lookUp && (
        <Link className="btn btn--main" to="/messages/new">
          {texts.newConversation.lookUp}
        </Link>
      )}
      <Link className={lookUp ? 'btn' : 'btn btn--main'} to="/messages">
        {words.backToMessages}
      </Link>
    </Blank>
  );
}
