-- Add a text that a person is found by.
-- params:  term text (folded), user_uuid text, rank integer
-- returns: nothing
-- index:   primary key of user_terms
INSERT INTO user_terms (term, user_uuid, rank) VALUES (:term, :user_uuid, :rank);
