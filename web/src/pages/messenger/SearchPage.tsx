import { useEffect } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { usePeopleSearch } from '~/features/people/api/people';
import { FoundPeople } from '~/features/people/components/FoundPeople';
import { useMessageSearch } from '~/features/search/api/search';
import { Hits } from '~/features/search/components/Hits';
import { SearchField } from '~/features/search/components/SearchField';
import { Refused } from '~/lib/http';
import { useReader } from '~/lib/now';
import { texts } from '~/lib/texts';
import type { FoundMessage } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { Blank } from '~/ui/Blank';
import { useSlow } from '~/ui/useSlow';
import { useMessenger } from './context';
import { usePageTitle } from './usePageTitle';

const words = texts.search;

/** The message in its conversation. */
const addressOf = (hit: FoundMessage) => `/messages/${hit.message_group_uuid}?at=${hit.seq}`;

/** People, and what was said in one's own conversations. The address holds the question. */
export function SearchPage() {
  const [params, setParams] = useSearchParams();
  const { key } = useLocation();
  const query = params.get('q') ?? '';
  usePageTitle(words.pageTitle(query.trim()));
  return (
    <main className="sheet" id="conversation" tabIndex={-1}>
      <div className="sheet__in">
        <h1 className="sr">{words.title}</h1>
        <SearchField
          value={query}
          focusKey={params.has('q') ? 'typing' : key}
          onChange={(value) => setParams(value === '' ? {} : { q: value }, { replace: true })}
        />
        {query.trim() === '' ? (
          <Blank title={words.start} text={words.startText} />
        ) : (
          <Results typed={query.trim()} />
        )}
      </div>
    </main>
  );
}

function Results({ typed }: { typed: string }) {
  const { me } = useMessenger();
  const reader = useReader();
  const people = usePeopleSearch(typed);
  const query = people.settled;
  const messages = useMessageSearch(query);
  const hits = messages.data?.pages.flatMap((page) => page.hits) ?? [];
  const others = query === '' || people.isPlaceholderData ? [] : (people.data ?? []);
  const isWaiting = query !== typed.replace(/^@/, '') || messages.isPending || people.isPending;
  const isSlow = useSlow(isWaiting);
  const count = hits.length + others.length;
  useEffect(() => {
    if (!isWaiting && !messages.isError) announce(words.found(count));
  }, [isWaiting, messages.isError, count]);

  if (messages.isError && hits.length === 0)
    return <Failed error={messages.error} retry={() => void messages.refetch()} />;
  if (count === 0 && isWaiting)
    return <p className="sheet__wait aside">{isSlow && words.loading}</p>;
  if (count === 0) return <Blank title={words.nothing(typed)} text={words.nothingText} />;
  return (
    <>
      {others.length > 0 && (
        <section className="marg">
          <h2>{words.people}</h2>
          <FoundPeople people={others} query={query} />
        </section>
      )}
      <Hits hits={hits} userUuid={me.uuid} reader={reader} addressOf={addressOf} />
      {messages.hasNextPage && (
        <button
          type="button"
          className="txb"
          disabled={messages.isFetchingNextPage}
          onClick={() => void messages.fetchNextPage()}
        >
          {messages.isFetchingNextPage ? words.loadingMore : words.more}
        </button>
      )}
    </>
  );
}

function Failed({ error, retry }: { error: Error; retry(): void }) {
  const isLimited = error instanceof Refused && error.status === 429;
  return (
    <Blank isError title={words.failed} text={isLimited ? words.tooMany : words.failedText}>
      <button type="button" className="btn btn--main" onClick={retry}>
        {words.tryAgain}
      </button>
    </Blank>
  );
}
