import type { Message } from '~/lib/wire';

/** What can be done with a message, in the order in which it is offered. */
export type MessageAction = 'react' | 'reply' | 'copy' | 'who' | 'versions' | 'edit' | 'delete';

/** Nothing can be done with a tombstone; only one's own words can be changed or taken back. */
export function actionsFor(message: Message, userUuid: string): readonly MessageAction[] {
  if (message.kind !== 'text' || message.deleted_at !== null || message.message === null) return [];
  const actions: MessageAction[] = ['react', 'reply', 'copy'];
  if (message.reactions && message.reactions.given.length > 0) actions.push('who');
  if (message.edited_at !== null) actions.push('versions');
  if (message.user_uuid === userUuid) actions.push('edit', 'delete');
  return actions;
}

/** My newest message that can still be changed, for the arrow key in an empty box. */
export function lastEditable(sent: readonly Message[], userUuid: string): Message | undefined {
  return sent.findLast((message) => actionsFor(message, userUuid).includes('edit'));
}
