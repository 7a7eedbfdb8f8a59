import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { noteGroup } from '~/features/conversation/api/group';
import { Beginning } from '~/features/group/components/Beginning';
import { noteChanged } from '~/features/inbox/api/inbox';
import { live } from '~/lib/live';
import type { GroupDetail } from '~/lib/wire';
import { useMessenger } from './context';
import { PeoplePicker, useKnownPeople } from './picking';

/** To whom, when it is several: the page becomes the group's. */
export function NewGroup() {
  const { me, inbox } = useMessenger();
  const client = useQueryClient();
  const navigate = useNavigate();
  const known = useKnownPeople();
  const begun = (uuid: string, detail: GroupDetail | null) => {
    if (detail) {
      noteGroup(client, detail);
      noteChanged(client, rowOf(detail));
    } else live.poke();
    void navigate(`/messages/${uuid}`, { replace: true });
  };
  return (
    <Beginning
      me={me}
      onBegun={begun}
      onOnlyOne={(person) => {
        const row = inbox.rows.find((it) => it.user_uuid === person.uuid);
        void navigate(`/messages/${row ? row.uuid : `new/${encodeURIComponent(person.handle)}`}`);
      }}
      picker={({ between, ...picking }) => (
        <PeoplePicker known={known} userUuid={me.uuid} {...picking}>
          {between}
        </PeoplePicker>
      )}
    />
  );
}

function rowOf({ members: _, ...row }: GroupDetail) {
  return row;
}
