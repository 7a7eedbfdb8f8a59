-- Who is connected to this database, the longest first.
-- params:  none
-- returns: pid integer, usename text, client_addr text, application_name text, state text, connected_s and state_s
--          double precision (seconds since connecting, and since the state began), is_this_one boolean; a row each
-- index:   none (a view of the server's memory)
-- clock:   the server's own, for people to read
SELECT
    pg_stat_activity.pid,
    pg_stat_activity.usename,
    coalesce(host(pg_stat_activity.client_addr), 'local') AS client_addr,
    pg_stat_activity.application_name,
    coalesce(pg_stat_activity.state, '') AS state,
    extract(epoch FROM now() - pg_stat_activity.backend_start)::float8 AS connected_s,
    extract(epoch FROM now() - pg_stat_activity.state_change)::float8 AS state_s,
    pg_stat_activity.pid = pg_backend_pid() AS is_this_one
FROM pg_stat_activity
WHERE pg_stat_activity.datname = current_database()
ORDER BY pg_stat_activity.backend_start;
