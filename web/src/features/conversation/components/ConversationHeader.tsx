import { Link } from 'react-router';
import { texts } from '~/lib/texts';
import type { Member } from '~/lib/wire';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';
import { HeaderSkeleton } from '~/ui/Skeleton';

const words = texts.conversation;

/** What the head of a conversation shows; a group's row has it, and so has a person's. */
export type Heading = {
  uuid: string;
  name: string;
  handle: string | null;
  isGroup: boolean;
  memberCount: number;
  members: readonly Member[];
  isHere: boolean;
};

export type ConversationHeaderProps = {
  heading: Heading | null;
  userUuid: string;
  /** Shows who is in it, and what may be done about that. */
  onDetails(): void;
};

export function ConversationHeader({ heading, userUuid, onDetails }: ConversationHeaderProps) {
  return (
    <header className="talk__head">
      <BackLink />
      {heading ? (
        <>
          <Monogram
            uuid={heading.uuid}
            name={heading.name}
            isGroup={heading.isGroup}
            isHere={heading.isHere}
          />
          <div className="talk__who">
            <h1 className="talk__title">
              <button
                type="button"
                className="talk__open"
                aria-haspopup="dialog"
                title={words.details}
                onClick={onDetails}
              >
                <bdi>{heading.name}</bdi>
              </button>
            </h1>
            <Sub heading={heading} userUuid={userUuid} />
          </div>
        </>
      ) : (
        <HeaderSkeleton />
      )}
    </header>
  );
}

/** On a phone the way back to the list; hidden where the list is beside it. */
export function BackLink() {
  return (
    <Link className="icb back" to="/messages" aria-label={words.back}>
      <Icon name="back" />
    </Link>
  );
}

function Sub({ heading, userUuid }: { heading: Heading; userUuid: string }) {
  if (!heading.isGroup)
    return (
      <p className="talk__sub">
        {heading.handle !== null && (
          <span>
            <bdi>{texts.inbox.handle(heading.handle)}</bdi>
          </span>
        )}
        {heading.isHere && <span>{words.here}</span>}
      </p>
    );
  const others = heading.members.filter((member) => member.uuid !== userUuid);
  const names = [...others.map((member) => member.display_name), words.you];
  return (
    <p className="talk__sub">
      <span>{words.people(heading.memberCount)}</span>
      {others.length > 0 && <span className="only-wide">{words.members(names)}</span>}
    </p>
  );
}
