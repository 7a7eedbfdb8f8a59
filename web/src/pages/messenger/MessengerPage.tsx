import { useMemo } from 'react';
import { Outlet, useMatch } from 'react-router';
import { ConnectionStrip } from '~/features/connection/components/ConnectionStrip';
import { useLiveGroups } from '~/features/conversation/api/group';
import { useCounter, useInbox, useLiveInbox } from '~/features/inbox/api/inbox';
import { Inbox } from '~/features/inbox/components/Inbox';
import { PendingRow } from '~/features/inbox/components/PendingRow';
import { type NameOf, useTelling } from '~/features/notifications/api/telling';
import { Offer } from '~/features/notifications/components/Offer';
import { usePerson } from '~/features/people/api/people';
import { useLivePresence } from '~/features/presence/api/presence';
import { openWriting } from '~/features/writing/api/writing';
import { texts } from '~/lib/texts';
import type { GroupRow, Person } from '~/lib/wire';
import { Announcer } from '~/ui/Announcer';
import { MessengerContext, useMessenger } from './context';
import { Rail, TabBar } from './Navigation';
import { useLiveLogs, useLiveNames, useStoredMessages, useWriting } from './sync';
import { useSearchKey } from './useSearchKey';
import { useUnfinished } from './useUnfinished';

/** The messenger: the rail, and beside it the inbox with whatever is open, or a page of its own. */
export function MessengerPage({ me }: { me: Person }) {
  const inbox = useInbox();
  const counter = useCounter();
  const writing = useMemo(() => openWriting(me), [me]);
  const presence = useLivePresence();
  const messenger = useMemo(
    () => ({ me, inbox, writing, presence, unread: counter.count }),
    [me, inbox, writing, presence, counter.count],
  );
  const view = useView();
  useWriting(writing);
  useLiveInbox(me.uuid);
  useLiveLogs(writing);
  useLiveNames(me.uuid);
  useLiveGroups();
  useTelling(me.uuid, namesIn(inbox.rows));
  useStoredMessages(writing);
  useSearchKey();

  const navigation = { me, writing, unread: counter.count };
  return (
    <MessengerContext value={messenger}>
      <a className="skip" href="#conversation">
        {texts.navigation.skip}
      </a>
      <div className="shell">
        <ConnectionStrip />
        <div className="app" data-view={view}>
          <Rail {...navigation} />
          <Outlet />
          <TabBar {...navigation} />
        </div>
      </div>
      <Announcer />
    </MessengerContext>
  );
}

/** The inbox, and the conversation that is open. */
export function MessengerZones() {
  const { me, inbox, writing, presence } = useMessenger();
  return (
    <main className="zones">
      <Inbox
        inbox={inbox}
        userUuid={me.uuid}
        openUuid={useOpenUuid()}
        unfinishedOf={useUnfinished(inbox.rows, writing)}
        isHere={presence.isHere}
        isTyping={(uuid) => presence.typistsIn(uuid).length > 0}
        pending={usePendingRow()}
        offer={<Offer userUuid={me.uuid} />}
      />
      <Outlet />
    </main>
  );
}

/** What a notification is called: who writes, and in which group. */
function namesIn(rows: readonly GroupRow[]): NameOf {
  return (uuid, { display_name }) => {
    const row = rows.find((it) => it.uuid === uuid);
    return row?.kind === 'group'
      ? texts.notifications.titleGroup(display_name, row.display_name)
      : display_name;
  };
}

/** What a narrow screen shows: the list, one conversation, or a sheet. */
function useView(): 'list' | 'talk' | 'sheet' {
  const isList = useMatch('/messages') !== null;
  const isSettings = useMatch('/settings') !== null;
  const isSearch = useMatch('/search') !== null;
  if (isSettings || isSearch) return 'sheet';
  return isList ? 'list' : 'talk';
}

function useOpenUuid(): string | null {
  const uuid = useMatch('/messages/:groupUuid')?.params.groupUuid ?? null;
  return uuid === 'new' ? null : uuid;
}

/** While a conversation is being begun it stands on top of the list. */
function usePendingRow() {
  const isChoosing = useMatch('/messages/new') !== null;
  const handle = useMatch('/messages/new/:handle')?.params.handle ?? null;
  const person = usePerson(handle).data;
  if (isChoosing) return <PendingRow person={null} />;
  return person ? <PendingRow person={person} /> : null;
}
