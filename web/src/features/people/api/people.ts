import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ask, Refused } from '~/lib/http';
import type { Person } from '~/lib/wire';

/** A pause in typing this long is a question. */
const TYPING_PAUSE_MS = 180;

/** People whose name or handle holds the query; nothing is asked for an empty one. */
export function usePeopleSearch(query: string) {
  const settled = useSettled(query.trim().replace(/^@/, ''), TYPING_PAUSE_MS);
  return {
    ...useQuery({
      queryKey: ['people', settled],
      queryFn: async ({ signal }) =>
        (await ask<Person[]>('/api/users', { query: { q: settled }, signal })).data,
      enabled: settled !== '',
      placeholderData: keepPreviousData,
      staleTime: 30_000,
    }),
    settled,
  };
}

/** The person behind a handle: null when there is none, undefined while that is not known. */
export function usePerson(handle: string | null) {
  return useQuery({
    queryKey: ['person', handle],
    queryFn: async ({ signal }): Promise<Person | null> => {
      try {
        const path = `/api/users/@${encodeURIComponent(handle ?? '')}/short`;
        return (await ask<Person>(path, { signal })).data;
      } catch (error) {
        if (error instanceof Refused && (error.status === 404 || error.status === 422)) return null;
        throw error;
      }
    },
    enabled: handle !== null,
    staleTime: 60_000,
  });
}

function useSettled(value: string, pause_ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause_ms);
    return () => clearTimeout(timer);
  }, [value, pause_ms]);
  return settled;
}
