import { Suspense } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { BackLink } from '~/features/conversation/components/ConversationHeader';
import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';
import { Icon } from '~/ui/Icon';
import { useMessenger } from './context';
import { NewGroup } from './NewGroup';
import { PeoplePicker, useKnownPeople } from './picking';
import { usePageTitle } from './usePageTitle';

const words = texts.newConversation;

/** To whom? To one person, or, as the address says, to several. */
export function NewPage() {
  const isGroup = useSearchParams()[0].has('group');
  const title = isGroup ? words.groupTitle : words.title;
  usePageTitle(title);
  return (
    <section className="talk" id="conversation" tabIndex={-1} aria-label={title}>
      <header className="talk__head">
        <BackLink />
        <div className="talk__who">
          <h1 className="talk__title">{title}</h1>
        </div>
        <Link className="btn btn--bare" to="/messages">
          {words.cancel}
        </Link>
      </header>
      <Suspense>{isGroup ? <NewGroup /> : <OnePerson />}</Suspense>
    </section>
  );
}

function OnePerson() {
  const { me, inbox } = useMessenger();
  const navigate = useNavigate();
  const known = useKnownPeople();
  const open = (person: Person) => {
    const row = inbox.rows.find((it) => it.user_uuid === person.uuid);
    const path = row ? row.uuid : `new/${encodeURIComponent(person.handle)}`;
    void navigate(`/messages/${path}`);
  };
  return (
    <PeoplePicker known={known} userUuid={me.uuid} onPick={open}>
      <Link className="several" to="/messages/new?group" replace>
        <span className="av av--group several__icon" aria-hidden="true">
          <Icon name="people" />
        </span>
        <span className="person__who">
          <b>{words.several}</b>
          <small>{words.severalText}</small>
        </span>
      </Link>
    </PeoplePicker>
  );
}
