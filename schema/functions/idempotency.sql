-- The key is inserted before the work and the answer is stored with it, in one transaction: a twin
-- waits on the unique index, then finds the answer (idempotency_replay: read it with idempotency_answer).

-- Whose answers are repeated: a person's, whichever session asks, or a key's, whichever of its secrets is
-- shown. Nobody else's Idempotency-Key is ever met.
create or replace function request_owner() returns text
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select coalesce(k.user_id::text, k.key_id::text) from api_key k where k.org_id = current_org() and k.key_id = request_key());
end $$;

-- An answer that held a person who was erased since (erase_answers) cannot be given again. p_hashes: of the request, keyed with the server's secret; the first is stored, any is known again. Who has
-- fewer rights than when the answer was given does not get it again: its rights were checked then.
-- Called by the server.
create or replace function idempotency_begin(p_key text, p_operation text, p_hashes text[]) returns void
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
declare
  stored record;
begin
  insert into idempotency (org_id, owner, key, operation, request_hash, rights, recorded_at)
  values (current_org(), request_owner(), p_key, p_operation, p_hashes[1], request_rights(), request_now())
  on conflict (org_id, owner, key) do nothing;
  if found then
    -- Asked of 0.1.0 by nobody knows whom (migration 0012).
    if exists (select from idempotency where org_id = current_org() and owner = '' and key = p_key) then
      perform refuse('idempotency_key_in_use');
    end if;
    return;
  end if;
  select operation, request_hash, rights, status is not null and body is null and sealed is null as erased into stored
  from idempotency
  where org_id = current_org() and owner = (select request_owner()) and key = p_key;
  if stored.operation is distinct from p_operation or not stored.request_hash = any(p_hashes) then
    perform refuse('idempotency_key_reused', 'idempotency_key');
  elsif stored.rights & ~request_rights() <> 0 then
    perform refuse('right_missing', 'idempotency_key');
  elsif stored.erased then
    perform refuse('answer_erased', 'idempotency_key');
  end if;
  perform refuse('idempotency_replay');
end $$;

-- The answer stored with a key; no row for who has fewer rights than when it was given.
create or replace function idempotency_answer(p_key text)
returns table (status smallint, etag text, location text, body text, sealed bytea)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select i.status, i.etag, i.location, i.body, i.sealed
    from idempotency i where i.org_id = current_org() and i.owner = (select request_owner()) and i.key = p_key
      and i.rights & ~request_rights() = 0;
end $$;

-- Exactly one of p_body and p_sealed: an answer with a secret in it is stored sealed.
-- Called by the server.
create or replace function idempotency_store(p_key text, p_status smallint, p_etag text, p_location text,
  p_body text, p_sealed bytea) returns void
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
begin
  update idempotency set status = p_status, etag = p_etag, location = p_location, body = p_body, sealed = p_sealed
  where org_id = current_org() and owner = (select request_owner()) and key = p_key and status is null;
end $$;

grant execute on function idempotency_answer(text) to hoshitori_app;
