import { useInfiniteQuery } from '@tanstack/react-query';
import { ask } from '~/lib/http';
import type { FoundMessage } from '~/lib/wire';

/** Messages in one's own conversations that hold every word; nothing is asked for an empty query. */
export function useMessageSearch(query: string) {
  return useInfiniteQuery({
    queryKey: ['search', query],
    queryFn: async ({ pageParam, signal }) => {
      const { data, next } = await ask<FoundMessage[]>('/api/search', {
        query: { q: query, cursor: pageParam ?? undefined },
        signal,
      });
      return { hits: data, next: next?.get('cursor') ?? null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: query !== '',
    staleTime: 0, // messages are changed and taken back
  });
}
