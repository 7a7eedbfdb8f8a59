-- A page of the handles that were given up, to be moved elsewhere.
-- params:  after text (a handle; '' for the beginning), limit_count integer
-- returns: handle, user_uuid, reserved_until; at most limit_count rows, by handle
-- index:   primary key of reserved_handles
SELECT reserved_handles.handle, reserved_handles.user_uuid, reserved_handles.reserved_until
FROM reserved_handles
WHERE reserved_handles.handle > :after
ORDER BY reserved_handles.handle
LIMIT :limit_count;
