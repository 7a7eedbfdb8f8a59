import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useNavigate } from 'react-router';
import { copyHandle } from '~/features/account/api/handle';
import { noteGroup, useGroupDetail } from '~/features/conversation/api/group';
import { keptLog } from '~/features/conversation/api/log';
import type { Heading } from '~/features/conversation/components/ConversationHeader';
import { noteChanged, noteRemoved } from '~/features/inbox/api/inbox';
import { texts } from '~/lib/texts';
import type { GroupDetail } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { useMessenger } from './context';
import { PeoplePicker, useKnownPeople } from './picking';

const GroupDetails = lazy(() =>
  import('~/features/group/components/GroupDetails').then((module) => ({
    default: module.GroupDetails,
  })),
);
const PersonDetails = lazy(() =>
  import('~/features/people/components/PersonDetails').then((module) => ({
    default: module.PersonDetails,
  })),
);

export type DetailsProps = { place: string; heading: Heading; onClose(): void };

/** Who is in the open conversation. */
export function Details({ place, heading, onClose }: DetailsProps) {
  return (
    <Suspense>
      {heading.isGroup ? (
        <OfGroup uuid={place} onClose={onClose} />
      ) : (
        <PersonDetails person={heading} onCopy={copy} onClose={onClose} />
      )}
    </Suspense>
  );
}

async function copy(handle: string): Promise<void> {
  if (!(await copyHandle(handle))) announce(texts.message.copyFailed);
}

function OfGroup({ uuid, onClose }: { uuid: string; onClose(): void }) {
  const { me, presence } = useMessenger();
  const client = useQueryClient();
  const navigate = useNavigate();
  const known = useKnownPeople();
  const detail = useGroupDetail(uuid).data;
  if (!detail) return null;
  const changed = (next: GroupDetail) => {
    noteGroup(client, next);
    const { members: _, ...row } = next;
    noteChanged(client, row);
  };
  const left = () => {
    noteRemoved(client, uuid);
    keptLog(uuid)?.close();
    void navigate('/messages', { replace: true });
  };
  return (
    <GroupDetails
      detail={detail}
      userUuid={me.uuid}
      isHere={presence.isHere}
      onChanged={changed}
      onLeft={left}
      onClose={onClose}
      picker={(picking) => (
        <Suspense>
          <PeoplePicker known={known} userUuid={me.uuid} {...picking} />
        </Suspense>
      )}
    />
  );
}
