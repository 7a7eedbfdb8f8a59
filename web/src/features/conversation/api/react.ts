import { ask } from '~/lib/http';
import type { Message, Version } from '~/lib/wire';
import { keptLog } from './log';

/** Gives a reaction, or takes one's own back. Throws `Refused`: 409 when there is no more room for it. */
export async function react(
  messageGroupUuid: string,
  seq: number,
  emoji: string,
  isGiven: boolean,
): Promise<void> {
  const path = `/api/messages/${messageGroupUuid}/${seq}/reactions/${encodeURIComponent(emoji)}`;
  const { data } = await ask<Message>(path, { method: isGiven ? 'PUT' : 'DELETE' });
  keptLog(messageGroupUuid)?.receive([data]);
}

/** Every text that a message has had, oldest first. */
export async function listVersions(messageGroupUuid: string, seq: number): Promise<Version[]> {
  return (await ask<Version[]>(`/api/messages/${messageGroupUuid}/${seq}/versions`)).data;
}
