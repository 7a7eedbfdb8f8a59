import type { Message } from '~/lib/wire';

/** Whether somebody has given this very emoji. Variation selectors make no difference. */
export function hasReacted(message: Message, emoji: string, userUuid: string): boolean {
  const bare = emoji.replaceAll('\ufe0f', '');
  const given = message.reactions?.given.find((each) => each.emoji === bare);
  return given?.people.some((person) => person.user_uuid === userUuid) ?? false;
}
