-- Take note that a group has moved; nothing goes back.
-- params:  search_group_id integer, membership_seq integer, last_message_at text
-- returns: nothing
-- index:   primary key
UPDATE search_groups
SET
    membership_seq = MAX(membership_seq, :membership_seq),
    last_message_at = MAX(last_message_at, :last_message_at)
WHERE search_group_id = :search_group_id;
