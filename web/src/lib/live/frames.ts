import type { GroupRow, Message } from '~/lib/wire';
import type { LiveEvent } from './live';

/** What the server says over the socket, and what it means here. */

type Said = { type: string; message_group_uuid: string; user_uuid: string };

/** `hello` is the first frame; `heartbeat_s` is how often something may be expected to come. */
export type Heard =
  | { kind: 'hello'; heartbeat_s: number }
  | { kind: 'heartbeat' }
  | { kind: 'events'; events: readonly LiveEvent[] };

/** Reads a frame. Kinds that this client does not know yet say nothing to it. */
export function heard(text: string): Heard {
  const said = JSON.parse(text) as Said;
  switch (said.type) {
    case 'hello':
      return { kind: 'hello', heartbeat_s: (said as Said & { heartbeat_s: number }).heartbeat_s };
    case 'heartbeat':
      return { kind: 'heartbeat' };
    default:
      return { kind: 'events', events: eventsOf(said) };
  }
}

function eventsOf(said: Said): LiveEvent[] {
  const messageGroupUuid = said.message_group_uuid;
  switch (said.type) {
    case 'message':
    case 'edited': {
      const { type: _, message_group_uuid: __, ...message } = said as Said & Message;
      return [{ type: 'messages', messageGroupUuid, messages: [message] }];
    }
    case 'reacted': {
      const { type: _, message_group_uuid: __, ...message } = said as Said & Message;
      return [{ type: 'reacted', messageGroupUuid, message }];
    }
    case 'inbox': {
      const row = (said as Said & { message_group: GroupRow }).message_group;
      return [
        { type: 'inbox', rows: [row], isHead: false },
        { type: 'counter', counter: null },
      ];
    }
    case 'read': {
      const readSeq = (said as Said & { read_seq: number }).read_seq;
      return [{ type: 'read', messageGroupUuid, userUuid: said.user_uuid, readSeq }];
    }
    case 'removed':
      return [{ type: 'removed', messageGroupUuid }];
    case 'typing':
      return [{ type: 'typing', messageGroupUuid, userUuid: said.user_uuid }];
    case 'person':
      return [{ type: 'person', userUuid: said.user_uuid }];
    case 'presence': {
      const isPresent = (said as Said & { is_present: boolean }).is_present;
      return [{ type: 'presence', userUuid: said.user_uuid, isPresent }];
    }
    default:
      return [];
  }
}
