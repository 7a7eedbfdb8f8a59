import { texts } from '~/lib/texts';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';
import { Panel } from '~/ui/Panel';

const words = texts.person;

export type PersonDetailsProps = {
  person: { uuid: string; name: string; handle: string | null; isHere: boolean };
  onCopy(handle: string): void;
  onClose(): void;
};

/** Whom one writes with. */
export function PersonDetails({ person, onCopy, onClose }: PersonDetailsProps) {
  const { handle } = person;
  return (
    <Panel title={words.details} onClose={onClose}>
      <div className="panel__lead">
        <Monogram uuid={person.uuid} name={person.name} size="l" isHere={person.isHere} />
        <div className="panel__who">
          <h3 className="panel__name">
            <bdi>{person.name}</bdi>
          </h3>
          <p className="panel__sub">
            {handle === null ? words.gone : <bdi>{texts.inbox.handle(handle)}</bdi>}
          </p>
          {person.isHere && <p className="panel__sub">{texts.conversation.here}</p>}
        </div>
      </div>
      {handle !== null && (
        <footer className="panel__foot">
          <div className="panel__acts">
            <button type="button" className="btn" onClick={() => onCopy(handle)}>
              <Icon name="copy" />
              {words.copyHandle}
            </button>
          </div>
        </footer>
      )}
    </Panel>
  );
}
