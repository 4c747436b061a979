-- Talks about a demand: each party records its own entries, both read both. They change no status.

-- The relationship that the caller names from its side: {supplier} of a URL, or the relationship's id.
create or replace function side_relationship(p_side text, p_selector text) returns relationship
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  if p_side = 'buyer' then
    select * into r from relationship x
    where x.org_id = current_org() and x.relationship_id = (select supplier_of(current_org(), p_selector));
  else
    select x.* into r from board b join relationship x on x.org_id = b.counterparty_id and x.relationship_id = b.relationship_id
    where b.org_id = current_org() and b.side = 'supplier' and b.relationship_id = p_selector::uuid and x.supplier_id = b.org_id;
  end if;
  if r.relationship_id is null then
    perform refuse('not_found');
  end if;
  return r;
end $$;

-- The contract's Consultation.
create or replace function consultation_shape(c consultation) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('consultation', c.consultation_id, 'relationship', c.relationship_id, 'revision', c.revision,
    'asked_on', c.asked_on, 'asked_by', c.asked_by, 'cost_estimate', c.cost_estimate, 'who_bears', c.who_bears,
    'outcome', c.outcome, 'text', c.text, 'recorded_by', c.side, 'recorded_at', instant_text(c.recorded_at));
end $$;

-- Records one party's entry about talks, beside the demand that they were about.
-- Called by the server.
create or replace function consultation_add(p_side text, p_selector text, p_consultation uuid, p_entry jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship(p_side, p_selector);
  path text := case p_side when 'buyer' then 'suppliers/' else 'buyers/' end || r.relationship_id;
  c consultation;
begin
  p_entry := contract_defaults('ConsultationInput') || p_entry;
  -- What a buyer records answers the request for talks.
  if p_side = 'buyer' then
    r := relationship_lock(r.relationship_id);
    perform relationship_state_require(r, 'invited', 'active', 'declined');
  else
    perform relationship_state_require(r, 'active');
  end if;
  perform quota_spend(current_org(), 'consultations', 1);
  insert into consultation (org_id, consultation_id, relationship_id, side, revision, asked_on, asked_by, cost_estimate,
    who_bears, outcome, text, key_id, recorded_at)
  values (current_org(), p_consultation, r.relationship_id, p_side, coalesce(
      (demand_upcoming(r.org_id, r.relationship_id, request_day())).revision,
      (demand_in_force(r.org_id, r.relationship_id, request_day())).revision),
    (p_entry ->> 'asked_on')::date, p_entry ->> 'asked_by', (p_entry ->> 'cost_estimate')::bigint, p_entry ->> 'who_bears',
    p_entry ->> 'outcome', p_entry ->> 'text', request_key(), request_now())
  returning * into c;
  perform pair_event_add(r, 'talks.recorded', jsonb_build_object('consultation', c.consultation_id, 'recorded_by', c.side,
    'asked_by', c.asked_by, 'asked_on', c.asked_on, 'outcome', c.outcome));
  perform pair_notice_add(r, case p_side when 'buyer' then 'supplier' else 'buyer' end, 'talks', 'talks_recorded',
    jsonb_build_object('asked_on', c.asked_on));
  return query select jsonb_build_object('outcome', 'created', 'body', consultation_shape(c)),
    case when p_side = 'buyer' then relationship_touched(r.relationship_id) end,
    jsonb_build_object('object', path, 'detail', p_entry || jsonb_build_object('consultation', p_consultation));
end $$;

-- Newest first, with those of joined records. After the end of the flow the other party's entries end too.
create or replace function consultation_page(p_side text, p_selector text, p_before timestamptz, p_before_id uuid, p_rows int)
returns table (item jsonb, recorded_at text, consultation_id uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship(p_side, p_selector);
begin
  return query
    select consultation_shape(p.c), instant_text(p.recorded_at), p.consultation_id
    from records_of(r) x cross join unnest(array[r.org_id, r.supplier_id]) party(org_id) cross join lateral (
      select c, c.recorded_at, c.consultation_id from consultation c
      where c.org_id = party.org_id and c.relationship_id = x.relationship_id
        and c.recorded_at <= case when c.org_id = current_org() then 'infinity' else coalesce(x.flows_until, 'infinity') end
        and (c.recorded_at, c.consultation_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.recorded_at desc, c.consultation_id desc limit p_rows
    ) p
    order by p.recorded_at desc, p.consultation_id desc limit p_rows;
end $$;

-- The last day on which somebody asked for talks, for advice on the caller's demand; talks of joined records count.
create or replace function consultation_last_day(p_relationship uuid) returns date
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select max(c.asked_on)
    from relationship r cross join lateral records_of(r) x join consultation c
      on c.relationship_id = x.relationship_id and c.org_id in (r.org_id, r.supplier_id)
    where r.org_id = current_org() and r.relationship_id = p_relationship);
end $$;

grant execute on function side_relationship(text, text), consultation_page(text, text, timestamptz, uuid, int) to hoshitori_app;
