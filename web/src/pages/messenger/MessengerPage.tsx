import { useMemo } from 'react';
import { Outlet, useMatch } from 'react-router';
import { ConnectionStrip } from '~/features/connection/components/ConnectionStrip';
import { useCounter, useInbox, useLiveInbox } from '~/features/inbox/api/inbox';
import { Inbox } from '~/features/inbox/components/Inbox';
import { PendingRow } from '~/features/inbox/components/PendingRow';
import { usePerson } from '~/features/people/api/people';
import { useLivePresence } from '~/features/presence/api/presence';
import { openWriting } from '~/features/writing/api/writing';
import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';
import { Announcer } from '~/ui/Announcer';
import { MessengerContext } from './context';
import { Rail, TabBar } from './Navigation';
import { useLiveLogs, useStoredMessages, useWriting } from './sync';
import { useUnfinished } from './useUnfinished';

/** The messenger: rail, inbox, and beside it whatever is open. */
export function MessengerPage({ me }: { me: Person }) {
  const inbox = useInbox();
  const counter = useCounter();
  const writing = useMemo(() => openWriting(me), [me]);
  const presence = useLivePresence();
  const messenger = useMemo(
    () => ({ me, inbox, writing, presence, unread: counter.count }),
    [me, inbox, writing, presence, counter.count],
  );
  const openUuid = useOpenUuid();
  const isListOnly = useMatch('/messages') !== null;
  const unfinishedOf = useUnfinished(inbox.rows, writing);
  useWriting(writing);
  useLiveInbox(me.uuid);
  useLiveLogs(writing);
  useStoredMessages(writing);

  const navigation = { me, writing, unread: counter.count };
  return (
    <MessengerContext value={messenger}>
      <a className="skip" href="#conversation">
        {texts.navigation.skip}
      </a>
      <div className="shell">
        <ConnectionStrip />
        <div className="app" data-view={isListOnly ? 'list' : 'talk'}>
          <Rail {...navigation} />
          <main className="zones">
            <Inbox
              inbox={inbox}
              userUuid={me.uuid}
              openUuid={openUuid}
              unfinishedOf={unfinishedOf}
              isHere={presence.isHere}
              isTyping={(uuid) => presence.typistsIn(uuid).length > 0}
              pending={usePendingRow()}
            />
            <Outlet />
          </main>
          <TabBar {...navigation} />
        </div>
      </div>
      <Announcer />
    </MessengerContext>
  );
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
