-- Add the texts that a person is found by; those that are there stay.
-- params:  user_uuid uuid, ranks smallint[], terms text[] (folded, one for each rank)
-- returns: nothing
-- index:   user_terms_pkey
INSERT INTO user_terms (rank, term, user_uuid)
SELECT wanted.rank, wanted.term, :user_uuid::uuid
FROM unnest(:ranks::smallint[], :terms::text[]) AS wanted (rank, term)
ON CONFLICT DO NOTHING;
