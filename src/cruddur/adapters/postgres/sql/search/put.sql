-- Hold versions of messages, unless later ones are held. No message twice in one call.
-- params:  message_group_uuids uuid[], seqs bigint[], revs integer[], message_uuids uuid[], user_uuids uuid[],
--          messages text[], created_ats timestamptz[], grams text[] (of each message, parted by blanks)
-- returns: nothing
-- index:   search_messages_pkey
INSERT INTO search_messages (
    message_group_uuid, seq, rev, message_uuid, user_uuid, message, created_at, grams
)
SELECT
    given.message_group_uuid, given.seq, given.rev, given.message_uuid, given.user_uuid, given.message,
    given.created_at, string_to_array(given.grams, ' ')
FROM unnest(
    :message_group_uuids::uuid[], :seqs::bigint[], :revs::integer[], :message_uuids::uuid[], :user_uuids::uuid[],
    :messages::text[], :created_ats::timestamptz[], :grams::text[]
) AS given (message_group_uuid, seq, rev, message_uuid, user_uuid, message, created_at, grams)
ON CONFLICT (message_group_uuid, seq) DO UPDATE
    SET rev = excluded.rev, message = excluded.message, grams = excluded.grams
    WHERE search_messages.rev < excluded.rev;
