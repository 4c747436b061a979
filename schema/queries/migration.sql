-- Building the schema; see store/migrate.c.

-- query migration_begin
-- One migration, or the rebuilding of functions and views, is one transaction.
BEGIN;

-- query migration_bodies_unchecked
-- Functions may call each other in any order of their files.
SET LOCAL check_function_bodies = off;

-- query migration_commit
COMMIT;

-- query migration_engine_allow
-- The engine owns its functions, and may create in the schema only while it is being built.
GRANT CREATE, USAGE ON SCHEMA hoshitori TO hoshitori_engine;

-- query migration_engine_become
SET LOCAL ROLE hoshitori_engine;

-- query migration_engine_forbid
REVOKE CREATE ON SCHEMA hoshitori FROM hoshitori_engine;

-- query migration_functions_close
-- Who may call is said by the files, function by function; nobody may by default.
REVOKE ALL ON ALL ROUTINES IN SCHEMA hoshitori FROM PUBLIC;

-- query migration_list
-- returns number int, name text, sha256 text
SELECT number, name, sha256 FROM hoshitori.schema_migration ORDER BY number;

-- query migration_lock
-- One migrating server at a time; held until the connection closes.
SELECT pg_advisory_lock(hashtext('hoshitori schema'));

-- query migration_object_drop
-- Views and the engine's functions hold no data: they are built anew from their files, so a changed
-- signature leaves no twin behind. What an index or a policy rests on cannot be dropped and is
-- replaced in place.
DO $$
DECLARE
    command text;
BEGIN
    FOR command IN
        SELECT format('DROP VIEW IF EXISTS %s CASCADE', c.oid::regclass)
          FROM pg_catalog.pg_class c
         WHERE c.relnamespace = 'hoshitori'::regnamespace AND c.relkind = 'v'
    LOOP
        EXECUTE command;
    END LOOP;
    FOR command IN
        SELECT format('DROP ROUTINE %s', p.oid::regprocedure)
          FROM pg_catalog.pg_proc p
         WHERE p.pronamespace = 'hoshitori'::regnamespace
           AND p.proowner = (SELECT r.oid FROM pg_catalog.pg_roles r
                              WHERE r.rolname = 'hoshitori_engine')
    LOOP
        BEGIN
            EXECUTE command;
        EXCEPTION WHEN dependent_objects_still_exist THEN
            NULL;
        END;
    END LOOP;
END
$$;

-- query migration_object_forget
DELETE FROM hoshitori.schema_object;

-- query migration_object_list
-- returns kind text, name text, sha256 text
SELECT kind, name, sha256 FROM hoshitori.schema_object;

-- query migration_object_record
INSERT INTO hoshitori.schema_object (kind, name, sha256) VALUES (:kind::text, :name::text, :sha256::text);

-- query migration_record
INSERT INTO hoshitori.schema_migration (number, name, sha256) VALUES (:number::int, :name::text, :sha256::text);

-- query migration_role_reset
RESET ROLE;

-- query migration_servers_before
-- Connections of servers that do not tell their version: those of 0.1.0.
-- returns count bigint
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = 'hoshitori_app' AND application_name NOT LIKE 'hoshitori/%';
