import { ask, Refused } from '~/lib/http';
import type { Counter, GroupRow, Message } from '~/lib/wire';
import type { Audience } from './live';

/**
 * What has come in the conversation on the screen since it was last looked at. That one is not in
 * it any more was perhaps said while nobody listened; the refusal says it again.
 */
export async function askConversation(audience: Audience, signal?: AbortSignal): Promise<void> {
  const at = audience.followed;
  if (!at) return;
  try {
    const query = { after: at.afterSeq() };
    const { data } = await ask<Message[]>(`/api/messages/${at.uuid}`, { query, signal });
    if (data.length > 0)
      audience.tell({ type: 'messages', messageGroupUuid: at.uuid, messages: data });
  } catch (error) {
    if (!(error instanceof Refused && error.status === 404)) throw error;
    audience.tell({ type: 'removed', messageGroupUuid: at.uuid });
  }
}

/** The newest rows, and how much is unread in all. */
export async function askInbox(audience: Audience, signal?: AbortSignal): Promise<void> {
  const [rows, counter] = await Promise.all([
    ask<GroupRow[]>('/api/message_groups', { signal }),
    ask<Counter>('/api/messages/counter', { signal }),
  ]);
  audience.tell({ type: 'inbox', rows: rows.data, isHead: true });
  audience.tell({ type: 'counter', counter: counter.data });
}
