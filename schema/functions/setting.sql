-- The buyer's settings, each change a revision; they decide all its relationships.

-- A buyer's settings as they stood at an instant, or the standard ones. Expanded into its statement: every name is qualified.
create or replace function settings_of(p_buyer uuid, p_known_at timestamptz default 'infinity')
returns table (expiring_days int, recheck_months int, recorded_at timestamptz)
language sql stable
as $$
  (select s.expiring_days, s.recheck_months, s.recorded_at
  from hoshitori.buyer_setting s where s.org_id = p_buyer and s.recorded_at <= p_known_at order by s.revision desc limit 1)
  union all
  select 60, 12, null
  limit 1
$$;

-- The buyer's own.
-- Called by the server.
create or replace function settings_shape() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('expiring_days', s.expiring_days, 'recheck_months', s.recheck_months,
      'recorded_at', instant_text(s.recorded_at))
    from settings_of(current_org()) s);
end $$;

-- The buyer's head, then all relationships, then the heads of their suppliers, each in order of id.
-- Of those that ended the past is still read.
create or replace function all_relationships_lock() returns uuid[]
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
begin
  perform buyer_head_lock();
  perform from relationship where org_id = current_org() order by relationship_id for no key update;
  select array_agg(relationship_id order by relationship_id) into ids
  from relationship where org_id = current_org();
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r where r.org_id = current_org())
  order by h.org_id for share;
  return coalesce(ids, '{}');
end $$;

-- Sets the buyer's settings; the lines of all its relationships are decided anew, of many by a job.
-- Called by the server; may be null: recheck_months.
create or replace function settings_put(p_expiring_days int, p_recheck_months int)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[] := all_relationships_lock();
  before jsonb := settings_shape();
begin
  if before ->> 'expiring_days' = p_expiring_days::text and before ->> 'recheck_months' is not distinct from p_recheck_months::text then
    return query select jsonb_build_object('outcome', 'same', 'body', before, 'before', before), null::json, null::jsonb;
    return;
  end if;
  insert into buyer_setting (org_id, revision, expiring_days, recheck_months, key_id, recorded_at)
  select current_org(), coalesce(max(s.revision), 0) + 1, p_expiring_days, p_recheck_months, request_key(), request_now()
  from buyer_setting s where s.org_id = current_org();
  return query select jsonb_build_object('outcome', 'changed', 'body', settings_shape(), 'before', before),
    facts_or_later(array_fill(current_org(), array[cardinality(ids)]), ids),
    jsonb_build_object('object', 'settings', 'detail', jsonb_build_object('from', before - 'recorded_at',
      'to', settings_shape() - 'recorded_at'));
end $$;
