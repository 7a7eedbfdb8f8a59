-- Start again from zero.
-- params:  name_digest text
-- returns: nothing
-- index:   primary key
DELETE FROM attempts WHERE attempts.name_digest = :name_digest;
