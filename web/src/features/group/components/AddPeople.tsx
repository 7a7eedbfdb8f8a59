import { type ReactNode, useState } from 'react';
import { texts } from '~/lib/texts';
import type { Member, Person } from '~/lib/wire';
import { toggled } from '../model/chosen';
import { Refusal } from './Refusal';
import type { GroupChanges } from './useGroupChanges';

const words = texts.group;

/** People are picked: who is, who need not be, and what happens when one is picked or let go. */
export type Picking = {
  chosen: readonly Person[];
  inside: ReadonlySet<string>;
  onPick(person: Person): void;
};

export type AddPeopleProps = {
  members: readonly Member[];
  changes: GroupChanges;
  picker(picking: Picking): ReactNode;
  onAdd(people: readonly Person[]): Promise<void>;
};

/** Finds people and brings them in, all at once. */
export function AddPeople({ members, changes, picker, onAdd }: AddPeopleProps) {
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  return (
    <>
      {picker({
        chosen,
        inside: new Set(members.map(({ uuid }) => uuid)),
        onPick: (person) => setChosen((before) => toggled(before, person)),
      })}
      <footer className="panel__foot">
        <Refusal code={changes.refusal} />
        <div className="panel__acts">
          <button
            type="button"
            className="btn btn--main"
            disabled={chosen.length === 0 || changes.isBusy}
            onClick={() => void onAdd(chosen)}
          >
            {words.addThem(chosen.length)}
          </button>
        </div>
      </footer>
    </>
  );
}
