-- Readers for BI tools, made and removed by the operator.
set local role hoshitori_engine;
set local check_function_bodies = off;

create or replace function bi_reader_add(p_role text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from organisation where org_id = current_org()) then
    perform refuse('HT404', 'not_found');
  end if;
  insert into bi_reader (org_id, role_name, recorded_at) values (current_org(), p_role::name, request_now());
end $$;

-- With the rights of the migrating role, for engine may make no roles. Every role of this kind has
-- the prefix, so that no other role can be turned into a reader.
create or replace function bi_role_add(p_role text, p_password text) returns void
language plpgsql volatile set search_path = hoshitori, pg_temp
as $$
begin
  perform bi_reader_add(p_role);
  execute format('create role %I login inherit nosuperuser nobypassrls connection limit 8 in role hoshitori_bi password %L',
    p_role, p_password);
  execute format('alter role %I set default_transaction_read_only = on', p_role);
  execute format('alter role %I set statement_timeout = %L', p_role, '60s');
  execute format('alter role %I set search_path = %I', p_role, 'hoshitori');
end $$;

create or replace function bi_reader_remove(p_role text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  delete from bi_reader where org_id = current_org() and role_name = p_role::name;
  if not found then
    perform refuse('HT404', 'not_found');
  end if;
end $$;

create or replace function bi_role_remove(p_role text) returns void
language plpgsql volatile set search_path = hoshitori, pg_temp
as $$
begin
  perform bi_reader_remove(p_role);
  execute format('drop role %I', p_role);
end $$;

grant execute on function bi_reader_add(text), bi_role_add(text, text), bi_reader_remove(text), bi_role_remove(text)
  to hoshitori_migrate;
