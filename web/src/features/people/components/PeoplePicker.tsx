import { type ReactNode, useId, useRef, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import {
  Header,
  ListBox,
  ListBoxItem,
  type ListBoxProps,
  ListBoxSection,
} from 'react-aria-components/ListBox';
import { Input, Label, SearchField } from 'react-aria-components/SearchField';
import { hasFinePointer } from '~/lib/media';
import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';
import { announce } from '~/ui/Announcer';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';
import { usePeopleSearch } from '../api/people';
import { pieces } from '../model/marks';
import { Chips } from './Chips';
import { Marked } from './Marked';

const words = texts.newConversation;

export type PeoplePickerProps = {
  /** People one writes to already, most recent first; offered before anything is typed. */
  known: readonly Person[];
  userUuid: string;
  /** Also lets go whoever is among the chosen. */
  onPick(person: Person): void;
  /** Several may be picked; these are. They stand before what is typed, the list shows ticks. */
  chosen?: readonly Person[];
  /** Who need not be picked any more. */
  inside?: ReadonlySet<string>;
  /** What stands between the question and the answers. */
  children?: ReactNode;
};

const NOBODY: ReadonlySet<string> = new Set();

/** Finds people by name or handle. The arrows move in what was found, Enter picks, Backspace lets the last one go. */
export function PeoplePicker(props: PeoplePickerProps) {
  const { known, userUuid, chosen, inside = NOBODY, children } = props;
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const search = usePeopleSearch(query);
  const asked = query.trim().replace(/^@/, '');
  const isKnown = new Set(known.map((person) => person.uuid));
  const matches = asked === '' ? known : known.filter((person) => holds(person, asked));
  const others = (asked === '' ? [] : (search.data ?? [])).filter(
    (person) => person.uuid !== userUuid && !matches.some((match) => match.uuid === person.uuid),
  );
  const found = [...matches, ...others];
  const isSettled = search.settled === asked && !search.isFetching;
  const pick = (person: Person) => {
    props.onPick(person);
    if (!chosen) return;
    const isOut = chosen.some(({ uuid }) => uuid === person.uuid);
    announce((isOut ? words.dropped : words.chosen)(person.display_name));
    setQuery('');
  };
  const parts = { query: asked, inside, isSeveral: chosen !== undefined };

  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <SearchField className="to" autoFocus={hasFinePointer()}>
        <Label className="to__lab">{words.to}</Label>
        {chosen && (
          <Chips
            people={chosen}
            onDrop={(person) => {
              pick(person);
              field.current?.focus();
            }}
          />
        )}
        <Input
          ref={field}
          placeholder={words.placeholder}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          onKeyDown={({ key }) => {
            const last = chosen?.at(-1);
            if (key === 'Backspace' && query === '' && last) pick(last);
          }}
        />
      </SearchField>
      {children}
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
          {...selection(found, chosen, pick)}
          disabledKeys={inside}
        >
          {matches.length > 0 && (
            <People title={words.peopleYouWriteTo} people={matches} {...parts} />
          )}
          {others.length > 0 && (
            <People
              title={isKnown.size > 0 ? words.everyoneElse : words.peopleFound}
              people={others}
              {...parts}
            />
          )}
        </ListBox>
      </section>
    </Autocomplete>
  );
}

/** One is gone to; of several each is ticked or not. */
function selection(
  found: readonly Person[],
  chosen: readonly Person[] | undefined,
  pick: (person: Person) => void,
): Pick<
  ListBoxProps<Person>,
  'selectionMode' | 'onAction' | 'selectedKeys' | 'onSelectionChange' | 'escapeKeyBehavior'
> {
  if (!chosen)
    return {
      selectionMode: 'none',
      onAction: (key) => {
        const person = found.find(({ uuid }) => uuid === key);
        if (person) pick(person);
      },
    };
  const before = new Set(chosen.map(({ uuid }) => uuid));
  return {
    selectionMode: 'multiple',
    escapeKeyBehavior: 'none',
    selectedKeys: before,
    onSelectionChange: (keys) => {
      if (keys === 'all') return; // nobody means to write to everybody
      const other = found.find(({ uuid }) => keys.has(uuid) !== before.has(uuid));
      if (other) pick(other);
    },
  };
}

function People({
  title,
  people,
  query,
  inside,
  isSeveral,
}: {
  title: string;
  people: readonly Person[];
  query: string;
  inside: ReadonlySet<string>;
  isSeveral: boolean;
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
              {inside.has(person.uuid) && <span>{words.isInside}</span>}
            </small>
          </span>
          {isSeveral && !inside.has(person.uuid) && (
            <span className="tick">
              <Icon name="check" isSmall />
            </span>
          )}
        </ListBoxItem>
      ))}
    </ListBoxSection>
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
