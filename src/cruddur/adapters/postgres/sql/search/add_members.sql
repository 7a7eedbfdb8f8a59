-- Let members find a group's messages.
-- params:  message_group_uuid uuid, user_uuids uuid[], reads_from_seqs bigint[] (one for each)
-- returns: nothing
-- index:   search_members_pkey
INSERT INTO search_members (user_uuid, message_group_uuid, reads_from_seq)
SELECT people.user_uuid, :message_group_uuid::uuid, people.reads_from_seq
FROM unnest(:user_uuids::uuid[], :reads_from_seqs::bigint[]) AS people (user_uuid, reads_from_seq)
ON CONFLICT DO NOTHING;
