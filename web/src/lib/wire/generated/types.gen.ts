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
     * How far this person has read.
     */
    read_seq: number;
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
 * ReadMark
 *
 * Where the caller's read mark is now, and what is left.
 */
export type ReadMark = {
    read_seq: number;
    unread_count: number;
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
     * `text`, or a quiet line: `joined`, `left`, `renamed`. Others may come.
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
    reply_to_seq: number | null;
    /**
     * Whom a quiet line is about.
     */
    subjects: Array<Subject>;
    /**
     * The group's after a quiet line.
     */
    title: string | null;
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
     * Not as it may be: `seq_blank`, `seq_invalid`, `unknown_field`, `unknown_parameter`, `body_invalid`.
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
     * Not as it may be: `message_blank`, `message_exceed_max_chars`, `message_not_text`, `user_receiver_handle_blank`, `message_group_uuid_blank`, `cannot_message_yourself`, `message_uuid_blank`, `after_seq_blank`, `message_invalid`, `message_group_uuid_invalid`, `handle_invalid`, `message_uuid_invalid`, `after_seq_invalid`, `receiver_ambiguous`, `unknown_field`, `unknown_parameter`, `body_invalid`.
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
