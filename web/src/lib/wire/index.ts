/** The shapes that cross the wire, as the API document describes them. Nothing else may name them. */

/** A UTC time, `2026-12-31T23:59:59.999999Z`. For people; order is `seq`. */
export type Instant = string;

export type Person = { uuid: string; handle: string; display_name: string };

export type Session = { user: Person; expires_at: Instant };

/** What an entry is. All but `text` are quiet lines; kinds that come later are shown as such. */
export type EntryKind = 'text' | 'joined' | 'left' | 'renamed' | (string & {});

/** An entry of a conversation's log. `message` is null once the entry was emptied. */
export type Message = {
  uuid: string;
  seq: number;
  kind: EntryKind;
  user_uuid: string;
  display_name: string;
  handle: string | null;
  message: string | null;
  created_at: Instant;
  edited_at: Instant | null;
  deleted_at: Instant | null;
  rev: number;
  reply_to_seq: number | null;
};

/** A row of the inbox. `user_uuid` is the other person of a direct conversation. */
export type GroupRow = {
  uuid: string;
  kind: 'direct' | 'group';
  display_name: string;
  handle: string | null;
  user_uuid: string | null;
  member_count: number;
  message: string | null;
  last_kind: EntryKind;
  last_user_uuid: string | null;
  created_at: Instant;
  last_seq: number;
  read_seq: number;
  unread_count: number;
};

export type Member = Person & { role: 'owner' | 'member'; read_seq: number };

export type GroupDetail = GroupRow & { members: readonly Member[] };

export type Counter = { count: number; groups: number };

export type ReadMark = { read_seq: number; unread_count: number };

/** The answer to a send. `uuid` is the sender's. */
export type Sent = {
  message_group_uuid: string;
  uuid: string;
  message_uuid: string;
  seq: number;
  display_name: string;
  handle: string;
  message: string | null;
  created_at: Instant;
};

/** RFC 9457, with the codes that programs go by. */
export type Problem = {
  status?: number;
  errors?: readonly string[];
  message_group_uuid?: string;
  last_seq?: number;
};
