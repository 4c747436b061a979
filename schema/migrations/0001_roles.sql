-- Roles are of the whole cluster, so they may be there already from another database.
--   owner    owns the tables, logs in nowhere, is under FORCE ROW LEVEL SECURITY too
--   migrate  runs this and the operator's commands
--   engine   owns every function that writes or crosses organisations
--   app      the server: reads under row-level security, executes functions, writes nothing
--   backup   reads everything, for dumps
do $$
begin
  if not exists (select from pg_roles where rolname = 'hoshitori_owner') then
    create role hoshitori_owner nologin nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'hoshitori_migrate') then
    create role hoshitori_migrate login createrole;
  end if;
  if not exists (select from pg_roles where rolname = 'hoshitori_engine') then
    create role hoshitori_engine nologin nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'hoshitori_app') then
    create role hoshitori_app login nosuperuser nobypassrls noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'hoshitori_backup') then
    create role hoshitori_backup login nosuperuser;
  end if;
end $$;

grant hoshitori_owner, hoshitori_engine to hoshitori_migrate;

alter role hoshitori_app set statement_timeout = '5s';
alter role hoshitori_app set lock_timeout = '2s';
alter role hoshitori_app set idle_in_transaction_session_timeout = '10s';
alter role hoshitori_app set default_transaction_isolation = 'read committed';
alter role hoshitori_app set jit = off;
-- Every statement goes by an index. A plan that was made while a table was small would read all of it, row
-- by row of a bulk load, until the next ANALYZE.
alter role hoshitori_app set enable_seqscan = off;
alter role hoshitori_migrate set enable_seqscan = off;
-- Each statement has one good plan; making it anew costs more than running it.
alter role hoshitori_app set plan_cache_mode = force_generic_plan;
-- Refusals that functions raise are answers, not faults: the server logs what matters itself.
do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    alter role hoshitori_app set log_min_messages = fatal;
    alter role hoshitori_app set log_min_error_statement = fatal;
  end if;
end $$;

revoke all on schema public from public;
grant usage on schema hoshitori to hoshitori_engine, hoshitori_app, hoshitori_backup, hoshitori_owner;
grant create on schema hoshitori to hoshitori_owner;
