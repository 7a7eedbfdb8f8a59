/**
 * The shapes that cross the wire, under the names that the client uses. `generated` is made from
 * the API document; nothing else imports it.
 */
export type {
  AddMembers,
  ChangeProfile,
  ChangeRole,
  FoundMessage,
  GroupMember as Member,
  Message,
  MessageGroup as GroupRow,
  MessageGroupDetails as GroupDetail,
  Person,
  Profile,
  ReadMark,
  RenameGroup,
  SendToGroup,
  SendToPerson,
  SentMessage as Sent,
  Session,
  StartGroup,
  Subject,
  Unread as Counter,
  Version,
} from './generated/types.gen';

import type { Problem as WholeProblem } from './generated/types.gen';

/** What went wrong (RFC 9457). Something between here and the server may have answered instead, so nothing is certain to be there. */
export type Problem = Partial<WholeProblem>;
