import { texts } from '~/lib/texts';
import type { Person } from '~/lib/wire';
import { Icon } from '~/ui/Icon';
import { Monogram } from '~/ui/Monogram';

const words = texts.newConversation;

/** Who was chosen so far, each with a way out. */
export function Chips({
  people,
  onDrop,
}: {
  people: readonly Person[];
  onDrop(person: Person): void;
}) {
  if (people.length === 0) return null;
  return (
    <ul className="chips" aria-label={words.chosenPeople}>
      {people.map((person) => (
        <li key={person.uuid} className="chip">
          <Monogram uuid={person.uuid} name={person.display_name} size="xs" />
          <bdi className="chip__name">{person.display_name}</bdi>
          <button
            type="button"
            className="chip__x"
            aria-label={words.drop(person.display_name)}
            onClick={() => onDrop(person)}
          >
            <Icon name="close" isSmall />
          </button>
        </li>
      ))}
    </ul>
  );
}
