import { ask } from '~/lib/http';
import type { Message } from '~/lib/wire';
import { keptLog } from './log';

/** Gives a message another text. Throws `Refused`: 409 when it was changed elsewhere meanwhile. */
export async function editMessage(
  messageGroupUuid: string,
  message: Pick<Message, 'seq' | 'rev'>,
  text: string,
): Promise<void> {
  const { data } = await ask<Message>(`/api/messages/${messageGroupUuid}/${message.seq}`, {
    method: 'PATCH',
    body: { message: text, rev: message.rev },
  });
  keptLog(messageGroupUuid)?.receive([data]);
}

/** Takes a message back for everybody. */
export async function deleteMessage(messageGroupUuid: string, seq: number): Promise<void> {
  const { data } = await ask<Message>(`/api/messages/${messageGroupUuid}/${seq}`, {
    method: 'DELETE',
  });
  keptLog(messageGroupUuid)?.receive([data]);
}
