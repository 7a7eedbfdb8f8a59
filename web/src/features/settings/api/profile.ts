import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, Refused } from '~/lib/http';
import type { ChangeProfile, Profile } from '~/lib/wire';

const PROFILE = ['profile'] as const;

/** Who one is, as only oneself sees it. */
export function useProfile() {
  return useQuery({
    queryKey: PROFILE,
    queryFn: async ({ signal }) => (await ask<Profile>('/api/profile', { signal })).data,
  });
}

/**
 * Changes what is given and leaves the rest. The page shows the wish at once and what is true once
 * the server has answered. Resolves with null, or with the code of the refusal.
 */
export function useChangeProfile(): (change: ChangeProfile) => Promise<string | null> {
  const client = useQueryClient();
  return async (change) => {
    const before = client.getQueryData<Profile>(PROFILE);
    const { shows_reading, shows_presence } = change;
    const switched = {
      ...(shows_reading === undefined ? {} : { shows_reading }),
      ...(shows_presence === undefined ? {} : { shows_presence }),
    };
    if (before) client.setQueryData<Profile>(PROFILE, { ...before, ...switched });
    try {
      const { data } = await ask<Profile>('/api/profile', { method: 'PATCH', body: change });
      client.setQueryData<Profile>(PROFILE, data);
      return null;
    } catch (error) {
      if (before) client.setQueryData<Profile>(PROFILE, before);
      return error instanceof Refused ? (error.codes[0] ?? 'unknown') : 'unreached';
    }
  };
}
