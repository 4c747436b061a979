-- The key is inserted before the work and the answer is stored with it, in one transaction: a twin
-- waits on the unique index, then finds the answer (HT208: read it with idempotency_answer).
set local role hoshitori_engine;
set local check_function_bodies = off;

create or replace function idempotency_begin(p_key text, p_operation text, p_request_hash text) returns void
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
declare
  stored record;
begin
  insert into idempotency (org_id, key, operation, request_hash, recorded_at)
  values (current_org(), p_key, p_operation, p_request_hash, request_now())
  on conflict (org_id, key) do nothing;
  if found then
    return;
  end if;
  select operation, request_hash into stored from idempotency where org_id = current_org() and key = p_key;
  if stored.operation is distinct from p_operation or stored.request_hash is distinct from p_request_hash then
    perform refuse('HT422', 'idempotency_key_reused', 'header:Idempotency-Key');
  end if;
  perform refuse('HT208', 'idempotency_replay');
end $$;

create or replace function idempotency_answer(p_key text)
returns table (status smallint, etag text, location text, body text, sealed bytea)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select i.status, i.etag, i.location, i.body, i.sealed
    from idempotency i where i.org_id = current_org() and i.key = p_key;
end $$;

-- Exactly one of p_body and p_sealed: an answer with a secret in it is stored sealed.
create or replace function idempotency_store(p_key text, p_status smallint, p_etag text, p_location text,
  p_body text, p_sealed bytea) returns void
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
begin
  update idempotency set status = p_status, etag = p_etag, location = p_location, body = p_body, sealed = p_sealed
  where org_id = current_org() and key = p_key and status is null;
end $$;

grant execute on function idempotency_begin(text, text, text), idempotency_answer(text),
  idempotency_store(text, smallint, text, text, text, bytea) to hoshitori_app;
