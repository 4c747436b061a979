-- The record as an ERP sends it each night: under its own code, whether or not it was sent before.

-- A code that the buyer never used makes a new supplier, as supplier_add does; else the record is
-- replaced, and keeps the code when none is sent.
-- Called by the server.
create or replace function supplier_upsert(p_supplier text, p_record jsonb, p_relationship uuid, p_invitation bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  code text := case when p_supplier like 'code:%' then substr(p_supplier, 6) end;
begin
  if code is not null and supplier_of(current_org(), p_supplier) is null then
    -- Of two that send the same new code at once the later one finds it.
    perform buyer_head_lock();
    if supplier_of(current_org(), p_supplier) is null then
      perform supplier_code_require(code, p_record ->> 'code');
      return query select * from supplier_add(p_relationship, p_record, p_invitation, p_hash);
      return;
    end if;
  end if;
  return query select * from supplier_put(p_supplier, case
    when p_record ->> 'code' is null then p_record || jsonb_build_object('code', code) else p_record end, false);
end $$;

-- Refuses a new supplier whose record lacks the code it is put under, or has another.
create or replace function supplier_code_require(p_code text, p_entered text) returns void
language plpgsql set search_path = hoshitori, pg_temp
as $$
begin
  if p_entered is null then
    perform refuse('missing_field', 'code');
  elsif p_entered <> p_code then
    perform refuse('code_differs', 'code', jsonb_build_object('code', p_code));
  end if;
end $$;
