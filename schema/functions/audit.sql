-- Appends to the actor's chain; the last statement before the commit. The stored text is what is
-- hashed: it is never serialised again.
set local role hoshitori_engine;
set local check_function_bodies = off;

-- Adds an entry to the chain of the asking organisation; returns its number.
-- Called by the server and the operator.
create or replace function audit_append(p_action text, p_object text, p_detail jsonb) returns bigint
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
declare
  head record;
  entry text;
  digest bytea;
begin
  -- Not the operator's, nor what strangers cause: they must not use it up.
  if request_key() is not null then
    perform quota_spend(current_org(), 'changes', 1);
  end if;
  select seq + 1 as seq, hash into head from audit_head where org_id = current_org() for no key update;
  if not found then
    insert into audit_head (org_id) values (current_org()) on conflict do nothing;
    insert into checkpoint_head (org_id) values (current_org()) on conflict do nothing;
    select seq + 1 as seq, hash into head from audit_head where org_id = current_org() for no key update;
  end if;
  entry := json_build_object('seq', head.seq, 'organisation', current_org(),
    'recorded_at', to_char(request_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'key', request_key()::text, 'action', p_action, 'object', p_object, 'detail', p_detail,
    'request_id', current_setting('app.request_id', true))::text;
  digest := sha256(head.hash || convert_to(entry, 'UTF8'));
  insert into audit_event (org_id, seq, text, hash, recorded_at)
  values (current_org(), head.seq, entry, digest, request_now());
  update audit_head set seq = head.seq, hash = digest where org_id = current_org();
  return head.seq;
end $$;

grant execute on function audit_append(text, text, jsonb) to hoshitori_app, hoshitori_migrate;
