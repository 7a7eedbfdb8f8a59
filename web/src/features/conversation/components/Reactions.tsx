import { texts } from '~/lib/texts';
import type { Message } from '~/lib/wire';
import { hasReacted } from '../model/reactions';

const words = texts.message;

export type ReactionsProps = {
  message: Message;
  userUuid: string;
  onToggle(message: Message, emoji: string, isGiven: boolean): void;
};

/** Under a bubble: what was given, by how many, and whether I am among them. */
export function Reactions({ message, userUuid, onToggle }: ReactionsProps) {
  if (!message.reactions || message.reactions.given.length === 0) return null;
  return (
    <span className="reacts">
      {message.reactions.given.map(({ emoji, people }) => {
        const isMine = hasReacted(message, emoji, userUuid);
        const names = people.map((person) => person.display_name);
        return (
          <button
            key={emoji}
            type="button"
            className="react"
            aria-pressed={isMine}
            aria-label={words.reacted(emoji, names, isMine)}
            title={names.join(', ')}
            onClick={() => onToggle(message, emoji, !isMine)}
          >
            <b>{emoji}</b> {people.length}
          </button>
        );
      })}
    </span>
  );
}
