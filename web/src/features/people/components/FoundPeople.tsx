import { Link } from 'react-router';
import type { Person } from '~/lib/wire';
import { Monogram } from '~/ui/Monogram';
import { Marked } from './Marked';

/** People that a search found, side by side; each leads to the conversation with them. */
export function FoundPeople({ people, query }: { people: readonly Person[]; query: string }) {
  return (
    <ul className="people">
      {people.map((person) => (
        <li key={person.uuid}>
          <Link to={`/messages/new/${encodeURIComponent(person.handle)}`}>
            <Monogram uuid={person.uuid} name={person.display_name} />
            <span className="people__who">
              <b>
                <Marked text={person.display_name} query={query} />
              </b>
              <small>
                <bdi>
                  @<Marked text={person.handle} query={query} />
                </bdi>
              </small>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
