-- Readers for BI tools, made and removed by the operator. A reader's own settings (read-only, timeouts) keep
-- it from mistakes only, for it may change them: what it must not do is taken from PUBLIC.

-- What PostgreSQL gives every role and would let a reader write or stay behind, as the statements that take
-- it away. ours: they concern this database alone.
create or replace function bi_public_rights() returns table (statement text, ours boolean)
language sql stable set search_path = hoshitori, pg_temp
as $$
  with written as ( -- large objects, messages in the log, files of snapshots, and locks that a migration would wait for
    select p.oid::regprocedure::text as name, p.proname ~ 'advisory|snapshot' as used
    from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.proname ~ '^(lo_.*|loread|lowrite|pg_(try_)?advisory_.*|pg_logical_emit_message|pg_export_snapshot)$'
      and has_function_privilege('public', p.oid, 'execute')
  )
  select format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()), true
  where has_database_privilege('public', current_database(), 'temporary')
  union all
  select format('REVOKE CREATE ON DATABASE %I FROM PUBLIC', current_database()), true
  where has_database_privilege('public', current_database(), 'create')
  union all
  select format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', nspname), true
  from pg_namespace where has_schema_privilege('public', oid, 'create')
  union all
  select 'GRANT EXECUTE ON FUNCTION ' || string_agg(name, ', ' order by name) || ' TO hoshitori_migrate', true
  from written where used having count(*) > 0
  union all
  -- Erasures are written into the log, for restores (erasure_record).
  select 'GRANT EXECUTE ON FUNCTION pg_logical_emit_message(boolean,text,text) TO hoshitori_engine', true
  where not exists (select from pg_proc p cross join aclexplode(p.proacl) a
    where p.oid = 'pg_logical_emit_message(boolean,text,text)'::regprocedure and a.grantee = 'hoshitori_engine'::regrole)
  union all
  select 'REVOKE EXECUTE ON FUNCTION ' || string_agg(name, ', ' order by name) || ' FROM PUBLIC', true
  from written having count(*) > 0
  union all
  select 'GRANT SET ON PARAMETER temp_file_limit TO hoshitori_migrate', true
  where not has_parameter_privilege('hoshitori_migrate', 'temp_file_limit', 'set')
  union all
  select format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname), false
  from pg_database
  where datallowconn and datname <> current_database() and has_database_privilege('public', oid, 'connect')
  union all
  select 'ALTER SYSTEM SET max_prepared_transactions = 0 -- and restart PostgreSQL', false
  where current_setting('max_prepared_transactions') <> '0'
$$;

-- With the rights of the migrating role: takes what it may take, tells what somebody else has to.
-- Called by the operator.
create or replace function bi_public_close() returns setof text
language plpgsql volatile set search_path = hoshitori, pg_temp
as $$
declare
  command text;
begin
  for command in select statement from bi_public_rights() where ours loop
    begin
      execute command;
    exception when insufficient_privilege then
      null;
    end;
  end loop;
  return query select statement from bi_public_rights();
end $$;

-- Notes that a role reads as an organisation.
create or replace function bi_reader_add(p_role text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform organisation_require_open();
  insert into bi_reader (org_id, role_name, recorded_at) values (current_org(), p_role::name, request_now());
end $$;

-- With the rights of the migrating role, for engine may make no roles. Every role of this kind has
-- the prefix, so that no other role can be turned into a reader.
-- Called by the operator.
create or replace function bi_role_add(p_role text, p_password text) returns void
language plpgsql volatile set search_path = hoshitori, pg_temp
as $$
begin
  perform bi_reader_add(p_role);
  execute format('create role %I login inherit nosuperuser nobypassrls connection limit 8 in role hoshitori_bi password %L',
    p_role, p_password);
  execute format('alter role %I set default_transaction_read_only = on', p_role);
  execute format('alter role %I set statement_timeout = %L', p_role, '60s');
  execute format('alter role %I set idle_in_transaction_session_timeout = %L', p_role, '60s');
  execute format('alter role %I set temp_file_limit = %L', p_role, '1GB'); -- which the role may not change
  execute format('alter role %I set search_path = %I', p_role, 'hoshitori');
end $$;

-- Refuses a role that does not read as this organisation.
create or replace function bi_reader_require(p_role text) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from bi_reader where org_id = current_org() and role_name = p_role::name) then
    perform refuse('not_found');
  end if;
end $$;

-- Forgets that a role reads as this organisation.
create or replace function bi_reader_remove(p_role text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform bi_reader_require(p_role);
  delete from bi_reader where org_id = current_org() and role_name = p_role::name;
end $$;

-- It logs in no more, and sessions that it has read nothing. To be committed before its sessions are ended.
-- Called by the operator.
create or replace function bi_role_end(p_role text) returns void
language plpgsql volatile set search_path = hoshitori, pg_temp
as $$
begin
  perform bi_reader_require(p_role);
  if exists (select from pg_roles where rolname = p_role) then
    execute format('alter role %I nologin connection limit 0 password null', p_role);
    execute format('revoke hoshitori_bi from %I', p_role);
    execute format('grant %I to %I', p_role, current_user); -- to end its sessions and drop what it owns
  end if;
end $$;

-- Its sessions, what it left here and the role itself. What it has in another database is out of reach:
-- then the role stays, without any right, and why is returned.
-- Called by the operator.
create or replace function bi_role_remove(p_role text) returns text
language plpgsql volatile set search_path = hoshitori, pg_temp
as $$
declare
  why text;
begin
  perform bi_reader_remove(p_role);
  if not exists (select from pg_roles where rolname = p_role) then
    return null;
  end if;
  perform pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = p_role;
  execute format('drop owned by %I', p_role);
  execute format('drop role %I', p_role);
  -- A reader can become the role that all of them share, and set something for it.
  if exists (select from pg_db_role_setting where setrole = 'hoshitori_bi'::regrole) then
    alter role hoshitori_bi reset all;
    execute format('alter role hoshitori_bi in database %I reset all', current_database());
  end if;
  return null;
exception when dependent_objects_still_exist or object_in_use or insufficient_privilege then
  get stacked diagnostics why = pg_exception_detail;
  perform bi_reader_remove(p_role);
  return coalesce(nullif(why, ''), sqlerrm);
end $$;

grant execute on function bi_public_rights(), bi_reader_add(text), bi_reader_require(text),
  bi_reader_remove(text) to hoshitori_migrate;

-- For readers that are there already.
reset role;
do $$ begin perform hoshitori.bi_public_close(); end $$;
