-- Let a member find a group's messages.
-- params:  user_uuid text, search_group_id integer, reads_from_seq integer
-- returns: nothing
-- index:   primary key
INSERT INTO search_members (user_uuid, search_group_id, reads_from_seq)
VALUES (:user_uuid, :search_group_id, :reads_from_seq);
