-- Checkpoints of the audit chains: the database says which chains grew, the program signs.

-- Chains that grew since a checkpoint that is old enough (or, after a clock was set back, of the future),
-- with the hash of that one. They stay locked to the end of the transaction; what another server signs is
-- left to it.
-- Called by the server.
create or replace function checkpoint_take(p_now timestamptz, p_pause interval, p_limit int)
returns table (organisation uuid, sequence bigint, head text, previous text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select h.org_id, h.seq, encode(h.hash, 'hex'), encode(c.hash, 'hex')
    from checkpoint_head c join audit_head h on h.org_id = c.org_id
    where h.seq > c.seq and (c.signed_at <= p_now - p_pause or c.signed_at > p_now)
      and not is_put_off('checkpoint', c.org_id, c.org_id::text, p_now)
    order by c.org_id limit p_limit for no key update of c skip locked;
end $$;

-- What was signed of the chains that this transaction took.
create or replace function checkpoints_put(p_checkpoints jsonb) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with signed as (
    select * from jsonb_to_recordset(p_checkpoints) s (organisation uuid, sequence bigint, head text, signed_at timestamptz,
      previous text, public_key text, signature text, hash text)
  ), put as (
    insert into checkpoint (org_id, seq, head, signed_at, previous, public_key, signature)
    select organisation, sequence, decode(head, 'hex'), signed_at, decode(previous, 'hex'), decode(public_key, 'hex'),
      decode(signature, 'hex')
    from signed
  )
  update checkpoint_head c set seq = s.sequence, hash = decode(s.hash, 'hex'), signed_at = s.signed_at
  from signed s where c.org_id = s.organisation;
  select put_off_done('checkpoint', array_agg((c ->> 'organisation')::uuid), array_agg(c ->> 'organisation'))
  from jsonb_array_elements(p_checkpoints) c
$$;

-- The same. p_singly: each by itself, and one that fails is put off.
-- Called by the server.
create or replace function checkpoint_put(p_now timestamptz, p_checkpoints jsonb, p_singly boolean) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  one jsonb;
  org uuid;
begin
  if not p_singly then
    perform checkpoints_put(p_checkpoints);
    return;
  end if;
  for one in select * from jsonb_array_elements(p_checkpoints) loop
    org := one ->> 'organisation';
    begin
      perform checkpoints_put(jsonb_build_array(one));
    exception when query_canceled or others then
      if not put_off_add('checkpoint', org, org::text, p_now, jsonb_array_length(p_checkpoints) = 1, sqlstate, sqlerrm) then
        raise;
      end if;
    end;
  end loop;
end $$;

-- Of each party that a relationship links to the reader: the hash of its newest checkpoint. The program
-- seals it before it leaves; by itself it would tell when the other one changed something.
create or replace function receipt_page(p_after uuid, p_rows int)
returns table (relationship uuid, checkpoint text)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select b.relationship_id, encode(c.hash, 'hex')
  from board b join checkpoint_head c on c.org_id = b.counterparty_id
  where b.org_id = current_org() and b.state = 'active' and c.seq > 0
    and b.relationship_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
  order by b.relationship_id limit p_rows
$$;

-- For the operator's audit verify.
-- Called by the operator.
create or replace function checkpoint_chain(p_org uuid, p_after bigint, p_limit int)
returns table (sequence bigint, head text, signed_at text, previous text, public_key text, signature text)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select c.seq, encode(c.head, 'hex'), instant_text(c.signed_at), encode(c.previous, 'hex'),
    encode(c.public_key, 'hex'), encode(c.signature, 'hex')
  from checkpoint c where c.org_id = p_org and c.seq > p_after order by c.seq limit p_limit
$$;

grant execute on function receipt_page(uuid, int) to hoshitori_app;
