-- Forget what a person was found by.
-- params:  user_uuid uuid
-- returns: nothing
-- index:   user_terms_user_uuid
DELETE FROM user_terms WHERE user_terms.user_uuid = :user_uuid;
