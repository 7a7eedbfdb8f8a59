import { lazy, Suspense, useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { BackLink } from '~/features/conversation/components/ConversationHeader';
import { texts } from '~/lib/texts';
import type { GroupRow, Person } from '~/lib/wire';
import { useMessenger } from './context';
import { usePageTitle } from './usePageTitle';

const PeoplePicker = lazy(() =>
  import('~/features/people/components/PeoplePicker').then((module) => ({
    default: module.PeoplePicker,
  })),
);
const words = texts.newConversation;
/** Offered before anything is typed. */
const MOST_KNOWN = 30;

/** To whom? */
export function NewPage() {
  const { me, inbox } = useMessenger();
  const navigate = useNavigate();
  usePageTitle(words.title);
  const known = useMemo(() => peopleIn(inbox.rows).slice(0, MOST_KNOWN), [inbox.rows]);
  const open = (person: Person) => {
    const row = inbox.rows.find((it) => it.user_uuid === person.uuid);
    const path = row ? row.uuid : `new/${encodeURIComponent(person.handle)}`;
    void navigate(`/messages/${path}`);
  };
  return (
    <section className="talk" id="conversation" tabIndex={-1} aria-label={words.title}>
      <header className="talk__head">
        <BackLink />
        <div className="talk__who">
          <h1 className="talk__title">{words.title}</h1>
        </div>
        <Link className="btn btn--bare" to="/messages">
          {words.cancel}
        </Link>
      </header>
      <Suspense>
        <PeoplePicker known={known} userUuid={me.uuid} onPick={open} />
      </Suspense>
    </section>
  );
}

function peopleIn(rows: readonly GroupRow[]): Person[] {
  return rows.flatMap((row) =>
    row.user_uuid !== null && row.handle !== null
      ? [{ uuid: row.user_uuid, handle: row.handle, display_name: row.display_name }]
      : [],
  );
}
