import { useId, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import { Input, Label, SearchField } from 'react-aria-components/SearchField';
import { hasFinePointer } from '~/lib/media';
import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';
import { Monogram } from '~/ui/Monogram';
import { usePeopleSearch } from '../api/people';
import { pieces } from '../model/marks';

const words = texts.newConversation;

export type PeoplePickerProps = {
  /** People one writes to already, most recent first; offered before anything is typed. */
  known: readonly Person[];
  userUuid: string;
  onPick(person: Person): void;
};

/** Finds somebody by name or handle. The arrows move in what was found, Enter picks. */
export function PeoplePicker({ known, userUuid, onPick }: PeoplePickerProps) {
  const [query, setQuery] = useState('');
  const search = usePeopleSearch(query);
  const asked = query.trim().replace(/^@/, '');
  const isKnown = new Set(known.map((person) => person.uuid));
  const matches = asked === '' ? known : known.filter((person) => holds(person, asked));
  const others = (asked === '' ? [] : (search.data ?? [])).filter(
    (person) => person.uuid !== userUuid && !matches.some((match) => match.uuid === person.uuid),
  );
  const found = [...matches, ...others];
  const isSettled = search.settled === asked && !search.isFetching;

  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <SearchField className="to" autoFocus={hasFinePointer()}>
        <Label className="to__lab">{words.to}</Label>
        <Input placeholder={words.placeholder} autoComplete="off" spellCheck={false} dir="auto" />
      </SearchField>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <section className="picker" aria-label={words.peopleFound} tabIndex={0}>
        {asked !== '' && found.length === 0 && (
          <Nothing
            query={asked}
            isSettled={isSettled}
            failed={search.isError}
            retry={search.refetch}
          />
        )}
        <ListBox
          aria-label={words.peopleFound}
          selectionMode="none"
          onAction={(key) => {
            const person = found.find(({ uuid }) => uuid === key);
            if (person) onPick(person);
          }}
        >
          {matches.length > 0 && (
            <People title={words.peopleYouWriteTo} people={matches} query={asked} />
          )}
          {others.length > 0 && (
            <People
              title={isKnown.size > 0 ? words.everyoneElse : words.peopleFound}
              people={others}
              query={asked}
            />
          )}
        </ListBox>
      </section>
    </Autocomplete>
  );
}

function People({
  title,
  people,
  query,
}: {
  title: string;
  people: readonly Person[];
  query: string;
}) {
  const id = useId();
  return (
    <ListBoxSection id={id}>
      <Header className="rows__label aside">{title}</Header>
      {people.map((person) => (
        <ListBoxItem
          key={person.uuid}
          id={person.uuid}
          className="person"
          textValue={`${person.display_name} @${person.handle}`}
        >
          <Monogram uuid={person.uuid} name={person.display_name} />
          <span className="person__who">
            <b>
              <Marked text={person.display_name} query={query} />
            </b>
            <small>
              <bdi>
                @<Marked text={person.handle} query={query} />
              </bdi>
            </small>
          </span>
        </ListBoxItem>
      ))}
    </ListBoxSection>
  );
}

function Marked({ text, query }: { text: string; query: string }) {
  return (
    <bdi>
      {pieces(text, query).map((piece, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one string have no other name
        piece.isMatch ? <mark key={index}>{piece.text}</mark> : piece.text,
      )}
    </bdi>
  );
}

type NothingProps = { query: string; isSettled: boolean; failed: boolean; retry(): unknown };

function Nothing({ query, isSettled, failed, retry }: NothingProps) {
  if (failed)
    return (
      <p className="picker__none" role="alert">
        {words.failed}
        <button type="button" className="txb" onClick={() => void retry()}>
          {texts.newConversation.tryAgain}
        </button>
      </p>
    );
  return (
    <div className="picker__none" role="status">
      {isSettled && (
        <>
          <p className="picker__nobody">{words.nobody(query)}</p>
          <p>{words.nobodyText}</p>
        </>
      )}
    </div>
  );
}

function holds(person: Person, query: string): boolean {
  return [person.display_name, person.handle].some((text) =>
    pieces(text, query).some((piece) => piece.isMatch),
  );
}
