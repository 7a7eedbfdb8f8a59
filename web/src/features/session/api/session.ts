import { useQuery } from '@tanstack/react-query';
import { ask, Refused } from '~/lib/http';
import type { Person, Session } from '~/lib/wire';

export type SessionState =
  | { kind: 'checking' }
  | { kind: 'signed-in'; user: Person }
  | { kind: 'signed-out' }
  | { kind: 'failed'; retry(): void };

export const SESSION = ['session'] as const;

export function useSession(): SessionState {
  const query = useQuery({
    queryKey: SESSION,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return (await ask<Session>('/api/session', { signal })).data;
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  if (query.data) return { kind: 'signed-in', user: query.data.user };
  if (query.data === null) return { kind: 'signed-out' };
  if (query.isError) return { kind: 'failed', retry: () => void query.refetch() };
  return { kind: 'checking' };
}

/** Ends the session on the server. Returns where the caller goes next: through the provider's own sign-out, if any. */
export async function endSession(): Promise<string> {
  try {
    const { data } = await ask<{ sign_out_url: string | null } | undefined>('/auth/logout', {
      method: 'POST',
    });
    return data?.sign_out_url ?? '/';
  } catch (error) {
    if (!(error instanceof Refused && error.status === 401)) throw error;
    return '/';
  }
}
