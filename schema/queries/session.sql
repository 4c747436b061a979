-- Of a connection or a transaction, not of a person.

-- query session_alive
-- returns alive int
SELECT 1 AS alive;

-- query session_role
-- What the server must know of its own role and of the database before it serves: the role; another (or the
-- same) that it can act as, and why that is dangerous; a setting by which commits may be lost; the version.
-- returns rolname name, acts_as name, reason text, off text, version int
SELECT r.rolname, danger.rolname AS acts_as, danger.reason,
       CASE WHEN current_setting('fsync') <> 'on' THEN 'fsync'
            WHEN current_setting('full_page_writes') <> 'on' THEN 'full_page_writes'
            WHEN current_setting('synchronous_commit') = 'off' THEN 'synchronous_commit' END AS off,
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
 WHERE r.rolname = current_user;

-- query session_rollback
-- Ends the implicit transaction of a pipeline; PostgreSQL warns that no BEGIN was seen.
ROLLBACK;

-- query session_schema
-- The newest migration that was applied.
-- returns number int?
SELECT max(number) AS number FROM hoshitori.schema_migration;
