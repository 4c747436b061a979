-- Of a connection or a transaction, not of a person.

-- query session_alive
-- returns alive int
SELECT 1 AS alive;

-- query session_role
-- What the server must know of its own role and of the database before it serves: the role; another (or the
-- same) that it can act as, and why that is dangerous; a setting by which commits may be lost, and its value; whether
-- tables are distributed by an extension or are no tables of PostgreSQL's own, which takes no setting of a session to
-- where the rows are, so that row-level security finds none; the version.
-- returns rolname name, acts_as name, reason text, lossy text, value text, distributed boolean, version int
SELECT r.rolname, danger.rolname AS acts_as, danger.reason,
       lossy.name AS lossy, current_setting(lossy.name) AS value,
       EXISTS (SELECT FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
                WHERE c.relnamespace = to_regnamespace('hoshitori') AND (c.relkind = 'f' OR c.relkind = 'r' AND a.amname <> 'heap'))
         OR EXISTS (SELECT FROM pg_catalog.pg_class d
                     WHERE d.relname = 'pg_dist_partition' AND d.relkind = 'r'
                       AND CASE WHEN pg_catalog.has_schema_privilege(d.relnamespace, 'USAGE')
                             AND pg_catalog.has_table_privilege(d.oid, 'SELECT') THEN pg_catalog.query_to_xml(pg_catalog.format(
                             'SELECT 1 FROM %s p JOIN pg_catalog.pg_class c ON c.oid = p.logicalrelid'
                             ' WHERE c.relnamespace = to_regnamespace(''hoshitori'')', d.oid::regclass), false, true, '')::text <> ''
                           ELSE true END) AS distributed,
       current_setting('server_version_num')::int AS version
  FROM pg_catalog.pg_roles r
  LEFT JOIN LATERAL (
    SELECT d.rolname, why.reason
      FROM pg_catalog.pg_roles d, LATERAL (
        SELECT CASE WHEN d.rolsuper THEN 'is a superuser'
                    WHEN d.rolbypassrls THEN 'has BYPASSRLS'
                    WHEN d.rolcreaterole THEN 'has CREATEROLE'
                    WHEN d.rolreplication THEN 'has REPLICATION'
                    WHEN EXISTS (SELECT FROM pg_catalog.pg_class c
                                  WHERE c.relnamespace = to_regnamespace('hoshitori') AND c.relkind IN ('r', 'p')
                                    AND c.relowner = d.oid) THEN 'owns tables'
                    WHEN EXISTS (SELECT FROM pg_catalog.pg_proc p
                                  WHERE p.pronamespace = to_regnamespace('hoshitori') AND p.proowner = d.oid)
                      THEN 'owns functions'
                    WHEN EXISTS (SELECT FROM pg_catalog.pg_policy p
                                  WHERE d.oid = ANY (p.polroles)
                                    AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true')
                      THEN 'reads the rows of every organisation'
                    WHEN d.rolname IN ('pg_read_server_files', 'pg_write_server_files',
                                       'pg_execute_server_program')
                      THEN 'reaches the files of the database''s host' END AS reason) why
     WHERE why.reason IS NOT NULL AND pg_catalog.pg_has_role(r.oid, d.oid, 'MEMBER')
     ORDER BY d.oid <> r.oid, d.rolname
     LIMIT 1) danger ON true
  LEFT JOIN LATERAL (
    SELECT s.name
      FROM (VALUES (1, 'fsync', '{on}'::text[]), (2, 'full_page_writes', '{on}'),
                   (3, 'synchronous_commit', '{on,remote_apply}')) s (place, name, safe)
     WHERE current_setting(s.name) <> ALL (s.safe)
     ORDER BY s.place
     LIMIT 1) lossy ON true
 WHERE r.rolname = current_user;

-- query session_timeline
-- Of a primary: which database it is, and the timeline on which it writes.
-- returns system text, timeline int
SELECT s.system_identifier::text AS system,
       ('x' || left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 8))::bit(32)::int AS timeline
  FROM pg_catalog.pg_control_system() s
 WHERE NOT pg_catalog.pg_is_in_recovery();

-- query session_position
-- How much of the log is here: what the primary has written, what a standby has replayed, in bytes since its beginning.
-- returns position bigint
SELECT (CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
             ELSE pg_catalog.pg_current_wal_lsn() END - '0/0'::pg_lsn)::bigint AS position;

-- query session_rollback
-- Ends the implicit transaction of a pipeline; PostgreSQL warns that no BEGIN was seen.
ROLLBACK;

-- query session_schema
-- The newest migration that was applied.
-- returns number int?
SELECT max(number) AS number FROM hoshitori.schema_migration;
