-- The link of the two parties: its steps, and the demand in force.

-- Since when the relationship is in its state.
create or replace function relationship_state_on(r relationship) returns date
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select case r.state when 'invited' then r.invited_on when 'active' then r.accepted_on
    when 'declined' then r.declined_on else r.ended_on end
$$;

-- Refuses what cannot be done in the relationship's state.
create or replace function relationship_state_require(r relationship, variadic p_states text[]) returns void
language plpgsql set search_path = hoshitori, pg_temp
as $$
begin
  if r.state <> all (p_states) then
    perform refuse('relationship_state', null, jsonb_build_object('state', r.state));
  end if;
end $$;

-- Adds a step to a relationship's history; the key is noted where the buyer itself acts.
create or replace function relationship_step_add(r relationship, p_kind text, p_reason text default null) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into relationship_event (org_id, relationship_id, seq, kind, on_day, reason, key_id, recorded_at)
  select r.org_id, r.relationship_id, coalesce(max(e.seq), 0) + 1, p_kind, request_day(), p_reason,
    case when current_org() = r.org_id then request_key() end, request_now()
  from relationship_event e where e.org_id = r.org_id and e.relationship_id = r.relationship_id;
end $$;

-- The demand on a day, none where it was taken back. Expanded into its statement.
create or replace function demand_on(p_buyer uuid, p_relationship uuid, p_day date) returns setof requirement_revision
language sql stable
as $$
  select d.* from (
    select x.* from hoshitori.requirement_revision x
    where x.org_id = p_buyer and x.relationship_id = p_relationship and x.superseded_at is null and x.effective_from <= p_day
    order by x.effective_from desc, x.revision desc limit 1) d
  where d.kind <> 'removed'
$$;

-- The same of one; null for none.
create or replace function demand_in_force(p_buyer uuid, p_relationship uuid, p_day date) returns requirement_revision
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  q requirement_revision;
begin
  select * into q from demand_on(p_buyer, p_relationship, p_day);
  return q;
end $$;

-- The demand that waits for a later day; null for none.
create or replace function demand_upcoming(p_buyer uuid, p_relationship uuid, p_day date) returns requirement_revision
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  q requirement_revision;
begin
  select * into q from requirement_revision x
  where x.org_id = p_buyer and x.relationship_id = p_relationship and x.superseded_at is null and x.effective_from > p_day
  order by x.revision desc limit 1;
  return q;
end $$;

-- The steps of a relationship as facts, where there are more than one period; else none.
create or replace function relationship_steps(r relationship, p_known_at timestamptz) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when not r.asked_again then '[]' else (
    select coalesce(jsonb_agg(jsonb_build_object('state', s.state, 'from', s.on_day, 'expires_on',
      case when s.state = 'invited' then s.on_day + (invitation_last_day() - request_day()) end) order by s.seq), '[]')
    from (
      select e.seq, e.on_day, case e.kind when 'accepted' then 'active' when 'declined' then 'declined' when 'left' then 'declined'
        when 'ended' then 'ended' when 'joined' then 'ended' else 'invited' end as state
      from relationship_event e
      where e.org_id = r.org_id and e.relationship_id = r.relationship_id and e.recorded_at <= p_known_at) s) end
$$;
