import { type ReactNode, useState } from 'react';
import { texts } from '~/lib/texts';
import type { GroupDetail, Person } from '~/lib/wire';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';
import { Panel } from '~/ui/Panel';
import { isOnlyOwner, isOwner } from '../model/members';
import { AddPeople, type Picking } from './AddPeople';
import { Members } from './Members';
import { Refusal } from './Refusal';
import { TitleField } from './TitleField';
import { type GroupChanges, useGroupChanges } from './useGroupChanges';

const words = texts.group;

export type GroupDetailsProps = {
  detail: GroupDetail;
  userUuid: string;
  isHere(userUuid: string): boolean;
  onChanged(detail: GroupDetail): void;
  onLeft(): void;
  onClose(): void;
  /** Where people are found; what finds them is another feature's. */
  picker(picking: Picking): ReactNode;
};

/** Who is in a group, what it is called, and what one may change about it. */
export function GroupDetails(props: GroupDetailsProps) {
  const { detail, userUuid, onClose, picker } = props;
  const [isAdding, setAdding] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const changes = useGroupChanges(props);
  const stopAdding = () => {
    changes.forget();
    setAdding(false);
  };
  const add = async (people: readonly Person[]) => {
    if (await changes.add(people)) setAdding(false);
  };
  return (
    <>
      <Panel
        title={isAdding ? words.add : words.details}
        onBack={isAdding ? stopAdding : undefined}
        isTall={isAdding}
        onClose={onClose}
      >
        {isAdding ? (
          <AddPeople members={detail.members} changes={changes} picker={picker} onAdd={add} />
        ) : (
          <Overview
            {...props}
            changes={changes}
            onAdd={() => {
              changes.forget();
              setAdding(true);
            }}
            onLeave={() => setLeaving(true)}
          />
        )}
      </Panel>
      {isLeaving && (
        <ConfirmDialog
          title={words.leaveTitle(detail.display_name)}
          text={
            isOnlyOwner(detail.members, userUuid) && detail.members.length > 1
              ? words.leaveOwnerText
              : words.leaveText
          }
          stay={words.stay}
          go={words.leave}
          onStay={() => setLeaving(false)}
          onGo={() => {
            setLeaving(false);
            void changes.leave();
          }}
        />
      )}
    </>
  );
}

type OverviewProps = GroupDetailsProps & {
  changes: GroupChanges;
  onAdd(): void;
  onLeave(): void;
};

function Overview({ detail, userUuid, isHere, changes, onAdd, onLeave }: OverviewProps) {
  const mayChange = isOwner(detail.members, userUuid);
  return (
    <>
      <div className="panel__lead">
        <Monogram uuid={detail.uuid} name={detail.display_name} size="l" isGroup />
        <div className="panel__who">
          <TitleField title={detail.display_name} mayChange={mayChange} save={changes.rename} />
          <p className="panel__sub">{texts.conversation.people(detail.members.length)}</p>
        </div>
      </div>
      <Members detail={detail} userUuid={userUuid} isHere={isHere} changes={changes} />
      <footer className="panel__foot">
        <Refusal code={changes.refusal} />
        <div className="panel__acts">
          <button type="button" className="btn btn--danger" onClick={onLeave}>
            <Icon name="signOut" />
            {words.leave}
          </button>
          {mayChange && (
            <button type="button" className="btn btn--main" onClick={onAdd}>
              {words.add}
            </button>
          )}
        </div>
      </footer>
    </>
  );
}
