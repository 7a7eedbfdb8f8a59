import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ask, Refused } from '~/lib/http';
import { type LiveEvent, live } from '~/lib/live';
import type { GroupDetail, Member } from '~/lib/wire';
import { withKnownMarks, withRead, withWritten } from '../model/receipt';

const GROUP = 'group';

/** A conversation's title and members, or null when there is none that one may read. */
export function useGroupDetail(uuid: string | null) {
  return useQuery({
    queryKey: [GROUP, uuid],
    queryFn: async ({ signal, client }): Promise<GroupDetail | null> => {
      try {
        const { data } = await ask<GroupDetail>(`/api/message_groups/${uuid}`, { signal });
        const known = client.getQueryData<GroupDetail | null>([GROUP, uuid]);
        return known
          ? { ...data, members: [...withKnownMarks(data.members, known.members)] }
          : data;
      } catch (error) {
        if (error instanceof Refused && error.status === 404) return null;
        throw error;
      }
    },
    enabled: uuid !== null,
    staleTime: 60_000,
  });
}

/** A group is otherwise now, and whoever changed it was told how. */
export function noteGroup(client: QueryClient, detail: GroupDetail): void {
  client.setQueryData<GroupDetail | null>([GROUP, detail.uuid], (known) =>
    known ? { ...detail, members: [...withKnownMarks(detail.members, known.members)] } : detail,
  );
}

/** Lets who is in them, and what they have read, into the conversations that were opened. */
export function useLiveGroups(): void {
  const client = useQueryClient();
  useEffect(() => live.listen((event) => take(client, event)), [client]);
}

function take(client: QueryClient, event: LiveEvent): void {
  switch (event.type) {
    case 'read':
      change(client, event.messageGroupUuid, (members) =>
        withRead(members, event.userUuid, event.readSeq),
      );
      return;
    case 'messages':
      change(client, event.messageGroupUuid, (members) => withWritten(members, event.messages));
      if (event.messages.some(({ kind }) => kind !== 'text'))
        // title, members or roles
        void client.invalidateQueries({ queryKey: [GROUP, event.messageGroupUuid] });
      return;
    case 'removed':
      client.setQueryData([GROUP, event.messageGroupUuid], null);
      return;
    case 'resumed': // what was read meanwhile was not heard
      void client.invalidateQueries({ queryKey: [GROUP] });
      return;
    default: // not about groups
  }
}

function change(
  client: QueryClient,
  uuid: string,
  next: (members: readonly Member[]) => readonly Member[],
): void {
  client.setQueryData<GroupDetail | null>([GROUP, uuid], (detail) => {
    if (!detail) return detail;
    const members = next(detail.members);
    return members === detail.members ? detail : { ...detail, members: [...members] };
  });
}
