import { Link } from 'react-router';
import { texts } from '~/lib/texts';
import { fullTime, type Reader, rowTime, stretchTitle } from '~/lib/time';
import type { FoundMessage } from '~/lib/wire';
import { parts, sections } from '../model/hits';

const words = texts.search;

export type HitsProps = {
  hits: readonly FoundMessage[];
  userUuid: string;
  reader: Reader;
  addressOf(hit: FoundMessage): string;
};

/** Messages that were found, newest first, under heads in the margin; each leads to its place. */
export function Hits({ hits, userUuid, reader, addressOf }: HitsProps) {
  const titleOf = (at: string) => stretchTitle(at, reader, words.today, words.week);
  return sections(hits, titleOf).map((section) => (
    <section className="marg" key={section.title}>
      <h2>
        {section.title}
        <small>{words.messages(section.hits.length)}</small>
      </h2>
      <ul className="hits">
        {section.hits.map((hit) => (
          <li key={hit.uuid}>
            <Link className="hit" to={addressOf(hit)}>
              <span className="hit__who">
                <b>
                  <bdi>{hit.user_uuid === userUuid ? words.you : hit.display_name}</bdi>
                </b>{' '}
                <bdi className="hit__in">{words.inGroup(hit.group_name)}</bdi>
              </span>
              <time dateTime={hit.created_at} title={fullTime(hit.created_at, reader)}>
                {rowTime(hit.created_at, reader)}
              </time>
              <p dir="auto">
                {parts(hit).map((part) =>
                  part.isMatch ? <mark key={part.at}>{part.text}</mark> : part.text,
                )}
              </p>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  ));
}
