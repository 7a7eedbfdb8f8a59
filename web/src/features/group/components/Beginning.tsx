import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { texts } from '~/lib/texts';
import type { GroupDetail, Person } from '~/lib/wire';
import { beginGroup, newGroupKey, reasonOf } from '../api/groups';
import { toggled } from '../model/chosen';
import { folded, TITLE_MAX_CHARS, titleFrom } from '../model/title';
import { Refusal } from './Refusal';

const words = texts.newConversation;

type Picking = {
  chosen: readonly Person[];
  onPick(person: Person): void;
  /** Stands between the question and the answers. */
  between: ReactNode;
};

export type BeginningProps = {
  me: Person;
  /** Where people are found; what finds them is another feature's. */
  picker(picking: Picking): ReactNode;
  /** A detail of null: it had begun before, and is to be asked for. */
  onBegun(uuid: string, detail: GroupDetail | null): void;
  onOnlyOne(person: Person): void;
};

/** A group that is about to begin: who, and what it is called. */
export function Beginning({ me, picker, onBegun, onOnlyOne }: BeginningProps) {
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [title, setTitle] = useState('');
  const { begin, isBusy, refusal } = useBegin(onBegun);
  const names = [...chosen, me].map(({ display_name }) => display_name);
  const wanted = folded(title) || titleFrom(names, texts.group.titleOf);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (chosen.length > 1) void begin(wanted, chosen);
  };
  return (
    <>
      {picker({
        chosen,
        onPick: (person) => setChosen((before) => toggled(before, person)),
        between: <TitleLine title={title} onChange={setTitle} onSubmit={submit} />,
      })}
      <footer className="begin">
        <Refusal code={refusal} />
        <Foot
          chosen={chosen}
          isBusy={isBusy}
          hasFailed={refusal !== null}
          onBegin={submit}
          onOnlyOne={onOnlyOne}
        />
      </footer>
    </>
  );
}

/** One key for as long as the page is open: however often one tries, one group begins. */
function useBegin(onBegun: BeginningProps['onBegun']) {
  const [key] = useState(newGroupKey);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isAtWork = useRef(false);
  const begin = async (title: string, people: readonly Person[]) => {
    if (isAtWork.current) return;
    isAtWork.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      const handles = people.map(({ handle }) => handle);
      onBegun(key.groupUuid, await beginGroup(key, title, handles));
    } catch (error) {
      setRefusal(reasonOf(error));
    } finally {
      isAtWork.current = false;
      setBusy(false);
    }
  };
  return { begin, isBusy, refusal };
}

type TitleLineProps = {
  title: string;
  onChange(title: string): void;
  onSubmit(event: FormEvent): void;
};

function TitleLine({ title, onChange, onSubmit }: TitleLineProps) {
  const id = useId();
  return (
    <form className="to to--title" onSubmit={onSubmit}>
      <label className="to__lab" htmlFor={id}>
        {words.groupName}
      </label>
      <input
        id={id}
        value={title}
        placeholder={words.groupNamePlaceholder}
        maxLength={TITLE_MAX_CHARS}
        dir="auto"
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
      />
    </form>
  );
}

type FootProps = {
  chosen: readonly Person[];
  isBusy: boolean;
  hasFailed: boolean;
  onBegin(): void;
  onOnlyOne(person: Person): void;
};

function Foot({ chosen, isBusy, hasFailed, onBegin, onOnlyOne }: FootProps) {
  const [only, ...others] = chosen;
  if (!only) return <p className="begin__hint">{words.chooseTwo}</p>;
  if (others.length === 0)
    return (
      <>
        <p className="begin__hint">{words.chooseOneMore}</p>
        <button type="button" className="btn" onClick={() => onOnlyOne(only)}>
          {words.writeTo(only.display_name)}
        </button>
      </>
    );
  return (
    <>
      <p className="begin__hint">{texts.conversation.people(chosen.length + 1)}</p>
      <button type="button" className="btn btn--main" disabled={isBusy} onClick={onBegin}>
        {hasFailed ? words.beginAgain : words.begin}
      </button>
    </>
  );
}
