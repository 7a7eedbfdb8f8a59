import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';

/** The conversation that does not exist yet: it begins with its first message. */
export function PendingRow({ person }: { person: Person | null }) {
  return (
    <ul className="pending" aria-label={texts.newConversation.pendingPreview}>
      <li className="row" aria-current="page">
        {person ? (
          <Monogram uuid={person.uuid} name={person.display_name} />
        ) : (
          <span className="av av--pending" aria-hidden="true">
            <Icon name="compose" />
          </span>
        )}
        <span className="row__body">
          <span className="row__top">
            <span className="row__id">
              <bdi className="row__name">
                {person?.display_name ?? texts.newConversation.pendingPreview}
              </bdi>
              {person && <bdi className="row__at">{texts.inbox.handle(person.handle)}</bdi>}
            </span>
          </span>
          <span className="row__low">
            <span className="row__text">
              {person ? texts.newConversation.pendingPreview : texts.newConversation.start}
            </span>
          </span>
        </span>
      </li>
    </ul>
  );
}
