-- What of a server's state and settings this service depends on, for `cruddur doctor`.
-- params:  none
-- returns: one row: version_number integer (180001), now_s double precision (seconds since 1970), is_read_only boolean,
--          is_encrypted boolean (this connection), max_connections integer (without those kept for superusers),
--          is_durable boolean (an answered commit survives a crash), logs_refused_rows boolean
-- index:   none (settings)
-- clock:   the server's own, to be compared with this machine's
SELECT
    current_setting('server_version_num')::int AS version_number,
    extract(epoch FROM clock_timestamp())::float8 AS now_s,
    pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS is_read_only,
    coalesce((SELECT pg_stat_ssl.ssl FROM pg_stat_ssl WHERE pg_stat_ssl.pid = pg_backend_pid()), false) AS is_encrypted,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS max_connections,
    current_setting('fsync')::boolean AND current_setting('synchronous_commit') <> 'off' AS is_durable,
    current_setting('log_error_verbosity') <> 'terse' OR current_setting('log_min_error_statement') <> 'panic'
        AS logs_refused_rows;
