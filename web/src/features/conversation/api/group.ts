import { useQuery } from '@tanstack/react-query';
import { ask, Refused } from '~/lib/http';
import type { GroupDetail } from '~/lib/wire';

/** A conversation's title and members, or null when there is none that one may read. */
export function useGroupDetail(uuid: string | null) {
  return useQuery({
    queryKey: ['group', uuid],
    queryFn: async ({ signal }): Promise<GroupDetail | null> => {
      try {
        return (await ask<GroupDetail>(`/api/message_groups/${uuid}`, { signal })).data;
      } catch (error) {
        if (error instanceof Refused && error.status === 404) return null;
        throw error;
      }
    },
    enabled: uuid !== null,
    staleTime: 60_000,
  });
}
