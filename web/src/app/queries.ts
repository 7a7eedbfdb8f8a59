import { QueryClient } from '@tanstack/react-query';
import { onTryNow } from '~/lib/connection';
import { Refused } from '~/lib/http';

const MOST_TRIES = 3;

/** Refusals are final, a lost line is not. The live source, not a timer, says what is stale. */
export function createQueries(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < MOST_TRIES && !(error instanceof Refused && error.status < 500),
        retryDelay: (failures, error) =>
          error instanceof Refused && error.retryAfter_s !== null
            ? error.retryAfter_s * 1000
            : Math.min(500 * 2 ** failures, 5_000),
        // What the browser believes of the line is not asked; trying tells.
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
    },
  });
  onTryNow(
    () => void client.refetchQueries({ predicate: ({ state }) => state.status === 'error' }),
  );
  return client;
}
