// Made by `npm run generate` from openapi.json. Do not edit.

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

/**
 * Problem
 *
 * What went wrong, for a program (`errors`) and for a person (`title`).
 */
export type Problem = {
    type: string;
    title: string;
    status: number;
    errors: Array<string>;
    message_group_uuid?: string | null;
    last_seq?: number | null;
    request_id?: string | null;
};

/**
 * AddMembers
 *
 * Who shall be in the group too; those who are already stay as they are.
 */
export type AddMembers = {
    /**
     * At most 255, with or without @.
     */
    handles: Array<string>;
    /**
     * Whether what was said before they came is there for them.
     */
    history?: 'all' | 'none';
};

/**
 * ChangeProfile
 *
 * What shall be otherwise; what is left out stays as it is.
 */
export type ChangeProfile = {
    /**
     * 1 to 30 of a-z 0-9 . _ -, a letter or digit at both ends; with or without @, in any case. The old one is nobody else's for 30 days.
     */
    handle?: string;
    /**
     * At most 60 characters; white space is folded.
     */
    display_name?: string;
    /**
     * Whether others are told how far one has read.
     */
    shows_reading?: boolean;
    /**
     * Whether others are told when one is here.
     */
    shows_presence?: boolean;
};

/**
 * ChangeRole
 *
 * What a member may do from now on.
 */
export type ChangeRole = {
    /**
     * Owners rename, bring in, take out and change roles.
     */
    role: 'member' | 'owner';
};

/**
 * EditMessage
 *
 * Another text, in place of one that the author has seen.
 */
export type EditMessage = {
    /**
     * Stored as it is, byte for byte. Something in it must be visible; no NUL.
     */
    message: string;
    /**
     * The `rev` of the message as the author saw it.
     */
    rev: number;
};

/**
 * Ended
 *
 * How many sessions were ended.
 */
export type Ended = {
    ended_count: number;
};

/**
 * Health
 *
 * All is well.
 */
export type Health = {
    status?: 'ok';
};

/**
 * MarkRead
 *
 * How far the caller has read.
 */
export type MarkRead = {
    /**
     * Beyond the newest entry counts as the newest.
     */
    seq: number;
};

/**
 * Message
 *
 * An entry of a message group's log: a message, or a quiet line such as `joined`.
 */
export type Message = {
    /**
     * The message's, as its sender's client made it.
     */
    uuid: string;
    /**
     * 1, 2, 3 … without gaps.
     */
    seq: number;
    /**
     * `text`, or a quiet line: `joined`, `left`, `renamed`, `role`. Others may come.
     */
    kind: string;
    /**
     * Who wrote it, or made the change.
     */
    user_uuid: string;
    display_name: string;
    /**
     * Without @; null for a person who is gone.
     */
    handle: string | null;
    /**
     * null once emptied.
     */
    message: string | null;
    /**
     * UTC with microseconds, always 27 characters.
     */
    created_at: string;
    edited_at: string | null;
    deleted_at: string | null;
    /**
     * 0, +1 at each edit or emptying.
     */
    rev: number;
    /**
     * The entry that it answers.
     */
    reply_to_seq: number | null;
    /**
     * Whom a quiet line is about.
     */
    subjects: Array<Subject>;
    /**
     * The group's after a quiet line.
     */
    title: string | null;
    /**
     * null until somebody reacts. They do not move `rev`.
     */
    reactions: Reactions | null;
};

/**
 * Subject
 *
 * Whom a quiet line is about.
 */
export type Subject = {
    user_uuid: string;
    display_name: string;
    /**
     * Without @; null for a person who is gone.
     */
    handle: string | null;
};

/**
 * Reactions
 *
 * Everybody's reactions to a message.
 */
export type Reactions = {
    /**
     * +1 at each change: the higher one is newer.
     */
    rev: number;
    given: Array<Reaction>;
};

/**
 * Reaction
 *
 * An emoji, and who has reacted with it.
 */
export type Reaction = {
    /**
     * Without variation selectors.
     */
    emoji: string;
    people: Array<Subject>;
};

/**
 * MessageGroupDetails
 *
 * A row of the caller's inbox, and who is in the group.
 */
export type MessageGroupDetails = {
    uuid: string;
    kind: 'direct' | 'group';
    /**
     * The other person's, or the group's title.
     */
    display_name: string;
    /**
     * The other person's; null for a group.
     */
    handle: string | null;
    /**
     * The other person of a direct group.
     */
    user_uuid: string | null;
    member_count: number;
    /**
     * The newest entry, at most 200 characters.
     */
    message: string | null;
    /**
     * The newest entry's kind.
     */
    last_kind: string;
    /**
     * Who wrote the newest entry.
     */
    last_user_uuid: string | null;
    /**
     * Of the newest entry.
     */
    created_at: string;
    last_seq: number;
    read_seq: number;
    unread_count: number;
    members: Array<GroupMember>;
};

/**
 * GroupMember
 *
 * A person in a message group.
 */
export type GroupMember = {
    uuid: string;
    /**
     * Without @; null for a person who is gone.
     */
    handle: string | null;
    display_name: string;
    role: 'member' | 'owner';
    /**
     * How far this person has read; null for who keeps that to themselves.
     */
    read_seq: number | null;
};

/**
 * Person
 *
 * Somebody, as everybody may see them.
 */
export type Person = {
    uuid: string;
    /**
     * Without @.
     */
    handle: string;
    display_name: string;
};

/**
 * Profile
 *
 * The caller, as only they see themselves.
 */
export type Profile = {
    uuid: string;
    /**
     * Without @.
     */
    handle: string;
    display_name: string;
    /**
     * null when the provider told none.
     */
    email: string | null;
    /**
     * UTC with microseconds, always 27 characters.
     */
    created_at: string;
    /**
     * Whether others are told how far one has read.
     */
    shows_reading: boolean;
    /**
     * Whether others are told when one is here.
     */
    shows_presence: boolean;
};

/**
 * ReadMark
 *
 * Where the caller's read mark is now, and what is left.
 */
export type ReadMark = {
    read_seq: number;
    unread_count: number;
};

/**
 * RenameGroup
 *
 * Another title.
 */
export type RenameGroup = {
    /**
     * At most 60 characters; white space is folded.
     */
    title: string;
};

/**
 * SendToGroup
 *
 * A message into a group that is there.
 */
export type SendToGroup = {
    /**
     * Stored as it is, byte for byte. Something in it must be visible; no NUL.
     */
    message: string;
    message_group_uuid: string;
    /**
     * A UUIDv7 made by the client, the same on every try. With it and `after_seq`, a repeated send stores nothing twice and gets the first answer.
     */
    message_uuid?: string;
    /**
     * The newest `seq` the client had seen before its first try, 0 for none; the same on every try.
     */
    after_seq?: number;
    /**
     * The entry that this answers. The client has seen it: not above `after_seq`, which goes with it.
     */
    reply_to_seq?: number;
};

/**
 * SendToPerson
 *
 * A message to a person: into the conversation of the two, which begins with it if there is none.
 */
export type SendToPerson = {
    /**
     * Stored as it is, byte for byte. Something in it must be visible; no NUL.
     */
    message: string;
    /**
     * With or without @.
     */
    handle: string;
    /**
     * A UUIDv7 made by the client, the same on every try. With it and `after_seq`, a repeated send stores nothing twice and gets the first answer.
     */
    message_uuid?: string;
    /**
     * The newest `seq` the client had seen before its first try, 0 for none; the same on every try.
     */
    after_seq?: number;
};

/**
 * SentMessage
 *
 * A message once it is stored; the first answer again for a repeat.
 */
export type SentMessage = {
    message_group_uuid: string;
    /**
     * The sender's.
     */
    uuid: string;
    message_uuid: string;
    seq: number;
    display_name: string;
    /**
     * Without @; null for a person who is gone.
     */
    handle: string | null;
    /**
     * null if it has been emptied since.
     */
    message: string | null;
    /**
     * UTC with microseconds, always 27 characters.
     */
    created_at: string;
};

/**
 * Session
 *
 * Who is signed in, and until when.
 */
export type Session = {
    user: Person;
    /**
     * UTC with microseconds, always 27 characters.
     */
    expires_at: string;
};

/**
 * StartGroup
 *
 * A group of several: the caller, who owns it, and the people behind the handles.
 */
export type StartGroup = {
    /**
     * At most 60 characters; white space is folded.
     */
    title: string;
    /**
     * At most 255, with or without @.
     */
    handles: Array<string>;
    /**
     * A UUIDv7 made by the client, the same on every try. With it and `message_uuid`, a repeated start begins one group only.
     */
    message_group_uuid?: string;
    /**
     * Of the group's first entry: a UUIDv7 made by the client, the same on every try.
     */
    message_uuid?: string;
};

/**
 * Unread
 *
 * What waits for the caller.
 */
export type Unread = {
    /**
     * Unread entries, over all groups.
     */
    count: number;
    /**
     * Groups with unread entries.
     */
    groups: number;
};

/**
 * Browser
 *
 * A browser that the caller is signed in with.
 */
export type Browser = {
    /**
     * Opaque; good for ending it.
     */
    id: string;
    /**
     * What its owner may know it by; empty when unknown.
     */
    label: string;
    /**
     * When it was signed in.
     */
    created_at: string;
    /**
     * UTC with microseconds, always 27 characters.
     */
    expires_at: string;
    /**
     * Whether it is the one that asks.
     */
    is_current: boolean;
};

/**
 * FoundMessage
 *
 * A message that holds what was asked for.
 */
export type FoundMessage = {
    message_group_uuid: string;
    group_kind: 'direct' | 'group';
    /**
     * The other person's, or the group's title.
     */
    group_name: string;
    seq: number;
    /**
     * The message's.
     */
    uuid: string;
    /**
     * Who wrote it.
     */
    user_uuid: string;
    display_name: string;
    /**
     * Without @; null for a person who is gone.
     */
    handle: string | null;
    /**
     * UTC with microseconds, always 27 characters.
     */
    created_at: string;
    /**
     * The message, or at most 200 characters of it around the first match. Plain text.
     */
    snippet: string;
    matches: Array<Match>;
};

/**
 * Match
 *
 * Where a word that was asked for stands, in characters (Unicode code points) of the snippet.
 */
export type Match = {
    start: number;
    /**
     * Exclusive.
     */
    end: number;
};

/**
 * MessageGroup
 *
 * A row of the caller's inbox.
 */
export type MessageGroup = {
    uuid: string;
    kind: 'direct' | 'group';
    /**
     * The other person's, or the group's title.
     */
    display_name: string;
    /**
     * The other person's; null for a group.
     */
    handle: string | null;
    /**
     * The other person of a direct group.
     */
    user_uuid: string | null;
    member_count: number;
    /**
     * The newest entry, at most 200 characters.
     */
    message: string | null;
    /**
     * The newest entry's kind.
     */
    last_kind: string;
    /**
     * Who wrote the newest entry.
     */
    last_user_uuid: string | null;
    /**
     * Of the newest entry.
     */
    created_at: string;
    last_seq: number;
    read_seq: number;
    unread_count: number;
};

/**
 * Version
 *
 * A text that a message has had.
 */
export type Version = {
    /**
     * 0 is the first one.
     */
    rev: number;
    message: string;
    /**
     * UTC with microseconds, always 27 characters.
     */
    written_at: string;
};

export type ListMessageGroupsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * How many at most.
         */
        limit?: number;
        /**
         * From the `Link` of the page before. Opaque; good for its reader only.
         */
        cursor?: string;
    };
    url: '/api/message_groups';
};

export type ListMessageGroupsErrors = {
    /**
     * Malformed: `cursor_invalid`, `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `limit_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type ListMessageGroupsError = ListMessageGroupsErrors[keyof ListMessageGroupsErrors];

export type ListMessageGroupsResponses = {
    /**
     * Done.
     */
    200: Array<MessageGroup>;
};

export type ListMessageGroupsResponse = ListMessageGroupsResponses[keyof ListMessageGroupsResponses];

export type StartGroupData = {
    body: StartGroup;
    path?: never;
    query?: never;
    url: '/api/message_groups';
};

export type StartGroupErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `user_not_found`, `message_group_not_found`.
     */
    404: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Does not fit what is stored: `group_full`, `idempotency_mismatch`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `title_invalid`, `handles_blank`, `handles_invalid`, `group_key_incomplete`, `group_key_invalid`, `message_group_uuid_invalid`, `message_uuid_invalid`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type StartGroupError = StartGroupErrors[keyof StartGroupErrors];

export type StartGroupResponses = {
    /**
     * Done.
     */
    200: MessageGroupDetails;
};

export type StartGroupResponse = StartGroupResponses[keyof StartGroupResponses];

export type GetMessageGroupData = {
    body?: never;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
    };
    query?: never;
    url: '/api/message_groups/{message_group_uuid}';
};

export type GetMessageGroupErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`.
     */
    404: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type GetMessageGroupError = GetMessageGroupErrors[keyof GetMessageGroupErrors];

export type GetMessageGroupResponses = {
    /**
     * Done.
     */
    200: MessageGroupDetails;
};

export type GetMessageGroupResponse = GetMessageGroupResponses[keyof GetMessageGroupResponses];

export type RenameGroupData = {
    body: RenameGroup;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
    };
    query?: never;
    url: '/api/message_groups/{message_group_uuid}';
};

export type RenameGroupErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `owner_only`, `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`.
     */
    404: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `title_invalid`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type RenameGroupError = RenameGroupErrors[keyof RenameGroupErrors];

export type RenameGroupResponses = {
    /**
     * Done.
     */
    200: MessageGroupDetails;
};

export type RenameGroupResponse = RenameGroupResponses[keyof RenameGroupResponses];

export type AddMembersData = {
    body: AddMembers;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
    };
    query?: never;
    url: '/api/message_groups/{message_group_uuid}/members';
};

export type AddMembersErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `owner_only`, `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `user_not_found`.
     */
    404: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Does not fit what is stored: `group_full`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `handles_blank`, `handles_invalid`, `history_invalid`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type AddMembersError = AddMembersErrors[keyof AddMembersErrors];

export type AddMembersResponses = {
    /**
     * Done.
     */
    200: MessageGroupDetails;
};

export type AddMembersResponse = AddMembersResponses[keyof AddMembersResponses];

export type RemoveMemberData = {
    body?: never;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
        /**
         * Somebody in the group; one's own to leave it.
         */
        user_uuid: string;
    };
    query?: never;
    url: '/api/message_groups/{message_group_uuid}/members/{user_uuid}';
};

export type RemoveMemberErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `owner_only`, `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `member_not_found`.
     */
    404: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `unknown_parameter`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type RemoveMemberError = RemoveMemberErrors[keyof RemoveMemberErrors];

export type RemoveMemberResponses = {
    /**
     * Done.
     */
    204: void;
};

export type RemoveMemberResponse = RemoveMemberResponses[keyof RemoveMemberResponses];

export type ChangeRoleData = {
    body: ChangeRole;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
        /**
         * Somebody in the group; one's own to leave it.
         */
        user_uuid: string;
    };
    query?: never;
    url: '/api/message_groups/{message_group_uuid}/members/{user_uuid}';
};

export type ChangeRoleErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `owner_only`, `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `member_not_found`.
     */
    404: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Does not fit what is stored: `last_owner`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `role_blank`, `role_invalid`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type ChangeRoleError = ChangeRoleErrors[keyof ChangeRoleErrors];

export type ChangeRoleResponses = {
    /**
     * Done.
     */
    200: MessageGroupDetails;
};

export type ChangeRoleResponse = ChangeRoleResponses[keyof ChangeRoleResponses];

export type MarkReadData = {
    body: MarkRead;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
    };
    query?: never;
    url: '/api/message_groups/{message_group_uuid}/read';
};

export type MarkReadErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`.
     */
    404: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `seq_blank`, `seq_invalid`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type MarkReadError = MarkReadErrors[keyof MarkReadErrors];

export type MarkReadResponses = {
    /**
     * Done.
     */
    200: ReadMark;
};

export type MarkReadResponse = MarkReadResponses[keyof MarkReadResponses];

export type ListMessagesData = {
    body?: never;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
    };
    query?: {
        /**
         * How many at most.
         */
        limit?: number;
        /**
         * Entries below this seq. At most one of before, after and at.
         */
        before?: number;
        /**
         * Entries above this seq. At most one of before, after and at.
         */
        after?: number;
        /**
         * Begin with the first entry at or after this time (RFC 3339, any offset). At most one of before, after and at.
         */
        at?: string;
    };
    url: '/api/messages/{message_group_uuid}';
};

export type ListMessagesErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`.
     */
    404: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `limit_invalid`, `before_invalid`, `after_invalid`, `at_invalid`, `before_after_at_exclusive`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type ListMessagesError = ListMessagesErrors[keyof ListMessagesErrors];

export type ListMessagesResponses = {
    /**
     * Done.
     */
    200: Array<Message>;
};

export type ListMessagesResponse = ListMessagesResponses[keyof ListMessagesResponses];

export type PostMessageData = {
    body: SendToGroup | SendToPerson;
    path?: never;
    query?: never;
    url: '/api/messages';
};

export type PostMessageErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `user_not_found`.
     */
    404: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Does not fit what is stored: `idempotency_mismatch`, `too_far_behind`, `ahead_of_log`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `message_blank`, `message_exceed_max_chars`, `message_not_text`, `user_receiver_handle_blank`, `message_group_uuid_blank`, `cannot_message_yourself`, `message_uuid_blank`, `after_seq_blank`, `message_invalid`, `message_group_uuid_invalid`, `handle_invalid`, `message_uuid_invalid`, `after_seq_invalid`, `reply_to_seq_invalid`, `receiver_ambiguous`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type PostMessageError = PostMessageErrors[keyof PostMessageErrors];

export type PostMessageResponses = {
    /**
     * Done.
     */
    200: SentMessage;
};

export type PostMessageResponse = PostMessageResponses[keyof PostMessageResponses];

export type DeleteMessageData = {
    body?: never;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
        /**
         * The number of a message of the caller's. Unknown ones and other people's look the same: 404.
         */
        seq: number;
    };
    query?: never;
    url: '/api/messages/{message_group_uuid}/{seq}';
};

export type DeleteMessageErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `message_not_found`.
     */
    404: Problem;
    /**
     * Does not fit what is stored: `revision_conflict`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `unknown_parameter`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type DeleteMessageError = DeleteMessageErrors[keyof DeleteMessageErrors];

export type DeleteMessageResponses = {
    /**
     * Done.
     */
    200: Message;
};

export type DeleteMessageResponse = DeleteMessageResponses[keyof DeleteMessageResponses];

export type EditMessageData = {
    body: EditMessage;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
        /**
         * The number of a message of the caller's. Unknown ones and other people's look the same: 404.
         */
        seq: number;
    };
    query?: never;
    url: '/api/messages/{message_group_uuid}/{seq}';
};

export type EditMessageErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `message_not_found`.
     */
    404: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Does not fit what is stored: `revision_conflict`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `message_blank`, `message_exceed_max_chars`, `message_not_text`, `message_invalid`, `rev_blank`, `rev_invalid`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type EditMessageError = EditMessageErrors[keyof EditMessageErrors];

export type EditMessageResponses = {
    /**
     * Done.
     */
    200: Message;
};

export type EditMessageResponse = EditMessageResponses[keyof EditMessageResponses];

export type ListVersionsData = {
    body?: never;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
        /**
         * The number of a message of the group.
         */
        seq: number;
    };
    query?: never;
    url: '/api/messages/{message_group_uuid}/{seq}/versions';
};

export type ListVersionsErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `message_not_found`.
     */
    404: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type ListVersionsError = ListVersionsErrors[keyof ListVersionsErrors];

export type ListVersionsResponses = {
    /**
     * Done.
     */
    200: Array<Version>;
};

export type ListVersionsResponse = ListVersionsResponses[keyof ListVersionsResponses];

export type RemoveReactionData = {
    body?: never;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
        /**
         * The number of a message of the group.
         */
        seq: number;
        /**
         * One emoji, percent-encoded; with or without variation selectors.
         */
        emoji: string;
    };
    query?: never;
    url: '/api/messages/{message_group_uuid}/{seq}/reactions/{emoji}';
};

export type RemoveReactionErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `message_not_found`.
     */
    404: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `emoji_invalid`, `unknown_parameter`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type RemoveReactionError = RemoveReactionErrors[keyof RemoveReactionErrors];

export type RemoveReactionResponses = {
    /**
     * Done.
     */
    200: Message;
};

export type RemoveReactionResponse = RemoveReactionResponses[keyof RemoveReactionResponses];

export type AddReactionData = {
    body?: never;
    path: {
        /**
         * One of the caller's groups. Unknown, malformed and other people's look the same: 404.
         */
        message_group_uuid: string;
        /**
         * The number of a message of the group.
         */
        seq: number;
        /**
         * One emoji, percent-encoded; with or without variation selectors.
         */
        emoji: string;
    };
    query?: never;
    url: '/api/messages/{message_group_uuid}/{seq}/reactions/{emoji}';
};

export type AddReactionErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `message_group_not_found`, `message_not_found`.
     */
    404: Problem;
    /**
     * Does not fit what is stored: `too_many_reactions`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `emoji_invalid`, `unknown_parameter`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `outcome_unknown`, `unavailable`.
     */
    503: Problem;
};

export type AddReactionError = AddReactionErrors[keyof AddReactionErrors];

export type AddReactionResponses = {
    /**
     * Done.
     */
    200: Message;
};

export type AddReactionResponse = AddReactionResponses[keyof AddReactionResponses];

export type CountUnreadData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/messages/counter';
};

export type CountUnreadErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type CountUnreadError = CountUnreadErrors[keyof CountUnreadErrors];

export type CountUnreadResponses = {
    /**
     * Done.
     */
    200: Unread;
};

export type CountUnreadResponse = CountUnreadResponses[keyof CountUnreadResponses];

export type SearchMessagesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Words, in any order. Nothing is found without one; nothing in it is syntax.
         */
        q?: string;
        /**
         * How many at most.
         */
        limit?: number;
        /**
         * From the `Link` of the page before. Opaque; good for its reader only.
         */
        cursor?: string;
    };
    url: '/api/search';
};

export type SearchMessagesErrors = {
    /**
     * Malformed: `cursor_invalid`, `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `limit_invalid`, `q_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type SearchMessagesError = SearchMessagesErrors[keyof SearchMessagesErrors];

export type SearchMessagesResponses = {
    /**
     * Done.
     */
    200: Array<FoundMessage>;
};

export type SearchMessagesResponse = SearchMessagesResponses[keyof SearchMessagesResponses];

export type SearchPeopleData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * The beginning of a handle or name, with or without @. Nobody is found without it.
         */
        q?: string;
        /**
         * How many at most.
         */
        limit?: number;
    };
    url: '/api/users';
};

export type SearchPeopleErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `limit_invalid`, `q_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type SearchPeopleError = SearchPeopleErrors[keyof SearchPeopleErrors];

export type SearchPeopleResponses = {
    /**
     * Done.
     */
    200: Array<Person>;
};

export type SearchPeopleResponse = SearchPeopleResponses[keyof SearchPeopleResponses];

export type GetPersonData = {
    body?: never;
    path: {
        /**
         * In any case.
         */
        handle: string;
    };
    query?: never;
    url: '/api/users/@{handle}/short';
};

export type GetPersonErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Not here, or not for you: `user_not_found`.
     */
    404: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type GetPersonError = GetPersonErrors[keyof GetPersonErrors];

export type GetPersonResponses = {
    /**
     * Done.
     */
    200: Person;
};

export type GetPersonResponse = GetPersonResponses[keyof GetPersonResponses];

export type GetProfileData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/profile';
};

export type GetProfileErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type GetProfileError = GetProfileErrors[keyof GetProfileErrors];

export type GetProfileResponses = {
    /**
     * Done.
     */
    200: Profile;
};

export type GetProfileResponse = GetProfileResponses[keyof GetProfileResponses];

export type ChangeProfileData = {
    body: ChangeProfile;
    path?: never;
    query?: never;
    url: '/api/profile';
};

export type ChangeProfileErrors = {
    /**
     * Malformed: `host_invalid`, `body_not_json`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Too slow: `body_timeout`.
     */
    408: Problem;
    /**
     * Does not fit what is stored: `handle_taken`.
     */
    409: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not JSON: `content_type_not_supported`.
     */
    415: Problem;
    /**
     * Not as it may be: `handle_invalid`, `display_name_invalid`, `shows_reading_invalid`, `shows_presence_invalid`, `unknown_parameter`, `unknown_field`, `body_invalid`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type ChangeProfileError = ChangeProfileErrors[keyof ChangeProfileErrors];

export type ChangeProfileResponses = {
    /**
     * Done.
     */
    200: Profile;
};

export type ChangeProfileResponse = ChangeProfileResponses[keyof ChangeProfileResponses];

export type GetSessionData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/session';
};

export type GetSessionErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type GetSessionError = GetSessionErrors[keyof GetSessionErrors];

export type GetSessionResponses = {
    /**
     * Done.
     */
    200: Session;
};

export type GetSessionResponse = GetSessionResponses[keyof GetSessionResponses];

export type EndOtherSessionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/sessions';
};

export type EndOtherSessionsErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `unknown_parameter`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type EndOtherSessionsError = EndOtherSessionsErrors[keyof EndOtherSessionsErrors];

export type EndOtherSessionsResponses = {
    /**
     * Done.
     */
    200: Ended;
};

export type EndOtherSessionsResponse = EndOtherSessionsResponses[keyof EndOtherSessionsResponses];

export type ListSessionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/sessions';
};

export type ListSessionsErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type ListSessionsError = ListSessionsErrors[keyof ListSessionsErrors];

export type ListSessionsResponses = {
    /**
     * Done.
     */
    200: Array<Browser>;
};

export type ListSessionsResponse = ListSessionsResponses[keyof ListSessionsResponses];

export type EndSessionData = {
    body?: never;
    path: {
        /**
         * The `id` of one of the caller's sessions. Unknown ones and other people's look the same: 404.
         */
        session_id: string;
    };
    query?: never;
    url: '/api/sessions/{session_id}';
};

export type EndSessionErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Not signed in: `unauthenticated`.
     */
    401: Problem;
    /**
     * Refused: `cross_site`.
     */
    403: Problem;
    /**
     * Not here, or not for you: `session_not_found`.
     */
    404: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Not as it may be: `unknown_parameter`.
     */
    422: Problem;
    /**
     * Too often: `too_many_requests`.
     */
    429: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type EndSessionError = EndSessionErrors[keyof EndSessionErrors];

export type EndSessionResponses = {
    /**
     * Done.
     */
    200: Ended;
};

export type EndSessionResponse = EndSessionResponses[keyof EndSessionResponses];

export type GetLiveData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/health/live';
};

export type GetLiveErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
};

export type GetLiveError = GetLiveErrors[keyof GetLiveErrors];

export type GetLiveResponses = {
    /**
     * Done.
     */
    200: Health;
};

export type GetLiveResponse = GetLiveResponses[keyof GetLiveResponses];

export type GetReadyData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/health/ready';
};

export type GetReadyErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
    /**
     * Not now: `unavailable`.
     */
    503: Problem;
};

export type GetReadyError = GetReadyErrors[keyof GetReadyErrors];

export type GetReadyResponses = {
    /**
     * Done.
     */
    200: Health;
};

export type GetReadyResponse = GetReadyResponses[keyof GetReadyResponses];

export type GetSchemaData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/schema';
};

export type GetSchemaErrors = {
    /**
     * Malformed: `host_invalid`.
     */
    400: Problem;
    /**
     * Too large: `body_too_large`.
     */
    413: Problem;
    /**
     * Went wrong here: `unexpected`.
     */
    500: Problem;
};

export type GetSchemaError = GetSchemaErrors[keyof GetSchemaErrors];

export type GetSchemaResponses = {
    /**
     * Done.
     */
    200: {
        [key: string]: unknown;
    };
};

export type GetSchemaResponse = GetSchemaResponses[keyof GetSchemaResponses];
