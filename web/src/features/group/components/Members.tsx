import { useId, useState } from 'react';
import { texts } from '~/lib/texts';
import type { GroupDetail, Member } from '~/lib/wire';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { IconButton } from '~/ui/IconButton';
import { Monogram } from '~/ui/Monogram';
import { actionsWith, inOrder, type MemberAction } from '../model/members';
import type { GroupChanges } from './useGroupChanges';

const words = texts.group;

export type MembersProps = {
  detail: GroupDetail;
  userUuid: string;
  isHere(userUuid: string): boolean;
  changes: GroupChanges;
};

/** Everybody in the group. What an owner may do with one of them opens below their name. */
export function Members({ detail, userUuid, isHere, changes }: MembersProps) {
  const [openUuid, setOpenUuid] = useState<string | null>(null);
  const [doomed, setDoomed] = useState<Member | null>(null);
  const act = (action: MemberAction, member: Member) => {
    if (action === 'remove') setDoomed(member);
    else void (action === 'make-owner' ? changes.makeOwner(member) : changes.makeMember(member));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <section className="panel__body" aria-label={words.members} tabIndex={0}>
        <ul>
          {inOrder(detail.members).map((member) => (
            <MemberRow
              key={member.uuid}
              member={member}
              isMe={member.uuid === userUuid}
              isHere={isHere(member.uuid)}
              actions={actionsWith(member, detail.members, userUuid)}
              isOpen={member.uuid === openUuid}
              isBusy={changes.isBusy}
              onToggle={() => setOpenUuid(member.uuid === openUuid ? null : member.uuid)}
              onAction={(action) => act(action, member)}
            />
          ))}
        </ul>
      </section>
      {doomed && (
        <ConfirmDialog
          title={words.removeTitle(doomed.display_name)}
          text={words.removeText}
          stay={words.keep}
          go={words.actions.remove}
          onStay={() => setDoomed(null)}
          onGo={() => {
            setDoomed(null);
            void changes.remove(doomed);
          }}
        />
      )}
    </>
  );
}

type MemberRowProps = {
  member: Member;
  isMe: boolean;
  isHere: boolean;
  actions: readonly MemberAction[];
  isOpen: boolean;
  isBusy: boolean;
  onToggle(): void;
  onAction(action: MemberAction): void;
};

function MemberRow({ member, isMe, actions, isOpen, ...rest }: MemberRowProps) {
  const id = useId();
  const { display_name: name, handle } = member;
  return (
    <li className="member">
      <Monogram uuid={member.uuid} name={name} isHere={rest.isHere} />
      <p className="member__who">
        <b>
          <bdi>{name}</bdi>
          {isMe && <span className="member__me"> {words.you}</span>}
        </b>
        <small>
          {handle !== null && <bdi>{texts.inbox.handle(handle)}</bdi>}
          {rest.isHere && <span className="sr"> {texts.inbox.here}</span>}
        </small>
      </p>
      {member.role === 'owner' && <span className="member__role aside">{words.owner}</span>}
      {actions.length > 0 && (
        <IconButton
          icon="more"
          label={words.more(name)}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={rest.onToggle}
        />
      )}
      <div id={id} className="member__acts" hidden={!isOpen || actions.length === 0}>
        {actions.map((action) => (
          <button
            key={action}
            type="button"
            className={action === 'remove' ? 'txb txb--danger' : 'txb'}
            disabled={rest.isBusy}
            onClick={() => rest.onAction(action)}
          >
            {isMe ? words.stepDown : words.actions[action]}
          </button>
        ))}
      </div>
    </li>
  );
}
