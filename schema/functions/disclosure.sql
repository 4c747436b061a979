-- What a supplier shows one of its buyers beyond its standing, by kind and for a period, and what a buyer asks to be shown. A kind is
-- shown while its newest word says so and today lies in the period. A withdrawal counts from its instant: nothing is read after
-- it, of whatever day.

-- All kinds, in the order in which they are told.
create or replace function disclosure_kind_names() returns text[]
language sql immutable
as $$ select array['readiness', 'gaps', 'answers', 'evidence'] $$;

-- The newest word about a kind as known at an instant. Expanded into its statement.
create or replace function disclosure_known(p_supplier uuid, p_relationship uuid, p_kind text, p_at timestamptz) returns setof disclosure
language sql stable
as $$
  select d.* from hoshitori.disclosure d
  where d.org_id = p_supplier and d.relationship_id = p_relationship and d.kind = p_kind and d.recorded_at <= p_at
  order by d.seq desc limit 1
$$;

-- What such a word says of a day; null for no word.
create or replace function disclosure_state(d disclosure, p_day date) returns text
language sql immutable
as $$
  select case when d.shown is not true then 'not_shown' when p_day < d.from_day then 'upcoming'
    when p_day > d.last_day then 'ended' else 'shown' end
$$;

-- Whether a buyer may read a kind: the relationship is active, and the kind is shown today and, as known at p_at, on p_day. Of a
-- supplier that closed nothing is read from that instant, though a job takes its time to end its relationships.
create or replace function disclosure_reaches(r relationship, p_kind text, p_day date, p_at timestamptz) returns boolean
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return r.state = 'active' and not exists (select from organisation o where o.org_id = r.supplier_id and o.closed_on is not null) and exists (
    select from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity') now,
      disclosure_known(r.supplier_id, r.relationship_id, p_kind, p_at) then_known
    where disclosure_state(now, request_day()) = 'shown' and disclosure_state(then_known, p_day) = 'shown');
end $$;

-- The contract's DisclosedKind; of a relationship that is not active nothing is shown.
create or replace function disclosure_shape(r relationship, p_kind text) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  d disclosure;
begin
  select * into d from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity');
  if r.state <> 'active' and d.shown then
    d.shown := false;
    d.from_day := null;
    d.last_day := null;
  end if;
  return jsonb_build_object('kind', p_kind, 'state', disclosure_state(d, request_day()), 'from', d.from_day,
    'last_day', d.last_day, 'recorded_at', instant_text(d.recorded_at));
end $$;

-- What is shown, each kind, as either side asks for it.
create or replace function disclosure_kinds(p_side text, p_selector text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship(p_side, p_selector);
begin
  return (select jsonb_build_object('items', jsonb_agg(disclosure_shape(r, k.kind) order by k.n))
    from unnest(disclosure_kind_names()) with ordinality k(kind, n));
end $$;

-- Adds a word about a kind; false where the newest says so already.
create or replace function disclosure_add(r relationship, p_kind text, p_shown boolean, p_from date, p_last_day date) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  newest disclosure;
begin
  select * into newest from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity');
  if (coalesce(newest.shown, false), newest.from_day, newest.last_day) is not distinct from (p_shown, p_from, p_last_day) then
    return false;
  end if;
  insert into disclosure (org_id, relationship_id, seq, kind, shown, from_day, last_day, key_id, recorded_at)
  select r.supplier_id, r.relationship_id, coalesce(max(d.seq), 0) + 1, p_kind, p_shown, p_from, p_last_day, request_key(), request_now()
  from disclosure d where d.org_id = r.supplier_id and d.relationship_id = r.relationship_id;
  return true;
end $$;

-- The requests of a relationship that wait for the supplier. Expanded into its statement.
create or replace function disclosure_requests_open(r relationship) returns setof disclosure_request
language sql stable
as $$
  select q.* from hoshitori.disclosure_request q
  where q.org_id = r.org_id and q.relationship_id = r.relationship_id and r.state = 'active' and q.withdrawn_at is null
    and not exists (select from hoshitori.disclosure_answer a where a.org_id = r.supplier_id and a.request_id = q.request_id)
$$;

-- The kinds that a request still waits for: not shown, or for no longer than when it was made.
create or replace function disclosure_missing(r relationship, q disclosure_request) returns text[]
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select array(
    select k.kind from unnest(q.kinds, q.last_days) with ordinality k(kind, last_day, n)
      left join lateral disclosure_known(r.supplier_id, r.relationship_id, k.kind, 'infinity') now on true
    where disclosure_state(now, request_day()) not in ('shown', 'upcoming') or coalesce(now.last_day, 'infinity') <= k.last_day
    order by k.n)
$$;

-- Ends these requests by the supplier's answer, of which both sides hear.
create or replace function disclosure_answer_add(r relationship, p_requests uuid[], p_answer text, p_text text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into disclosure_answer (org_id, request_id, relationship_id, answer, text, key_id, recorded_at)
  select r.supplier_id, q, r.relationship_id, p_answer, p_text, request_key(), request_now() from unnest(p_requests) q;
  perform pair_event_add(r, 'disclosure.answered', jsonb_build_object('request', q, 'answer', p_answer)) from unnest(p_requests) q;
end $$;

-- What is left of a change of what is shown: requests that miss nothing any more have their answer.
create or replace function disclosure_changed(r relationship, p_kind text, p_changed boolean)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  shape jsonb := disclosure_shape(r, p_kind);
  answered uuid[] := array(select q.request_id from disclosure_requests_open(r) q where disclosure_missing(r, q) = '{}');
begin
  perform disclosure_answer_add(r, answered, 'shown', null);
  if p_changed then
    perform pair_event_add(r, 'disclosure.changed', shape - 'recorded_at');
  end if;
  return query select jsonb_build_object('outcome', case when p_changed then 'changed' else 'same' end, 'body', shape),
    case when p_changed then facts_of(array[r.org_id], array[r.relationship_id]) end,
    case when p_changed then jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', shape - 'recorded_at'
      || case when answered <> '{}' then jsonb_build_object('requests', answered) else '{}' end) end;
end $$;

-- Shows the buyer a kind. Without a first day: from today, or from when it is shown already; without a last one: until it is
-- withdrawn.
-- Called by the server.
create or replace function disclosure_show(p_relationship uuid, p_kind text, p_from_day date, p_last_day date)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := buyer_lock(p_relationship);
  newest disclosure;
  first_day date := p_from_day;
begin
  perform relationship_state_require(r, 'active');
  select * into newest from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity');
  if first_day is null and disclosure_state(newest, request_day()) = 'shown' then
    first_day := newest.from_day;
  elsif first_day is null then
    first_day := request_day();
  end if;
  if p_last_day < greatest(first_day, request_day()) then
    perform refuse('last_day_too_early', 'last_day', jsonb_build_object('from', greatest(first_day, request_day())));
  end if;
  return query select * from disclosure_changed(r, p_kind, disclosure_add(r, p_kind, true, first_day, p_last_day));
end $$;

-- Withdraws a kind from this instant on.
-- Called by the server.
create or replace function disclosure_withdraw(p_relationship uuid, p_kind text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := buyer_lock(p_relationship);
begin
  perform relationship_state_require(r, 'active');
  return query select * from disclosure_changed(r, p_kind, disclosure_add(r, p_kind, false, null, null));
end $$;

-- The end of the flow by the supplier: all is withdrawn, and nothing is left to answer.
create or replace function disclosure_end(r relationship) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform disclosure_add(r, k, false, null, null) from unnest(disclosure_kind_names()) k;
  perform disclosure_answer_add(r, array(select q.request_id from disclosure_requests_open(r) q), 'declined', null);
end $$;

-- Requests

-- The contract's DisclosureRequest.
create or replace function disclosure_request_shape(r relationship, q disclosure_request) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  a disclosure_answer;
  state text;
begin
  select * into a from disclosure_answer x where x.org_id = r.supplier_id and x.request_id = q.request_id;
  state := case when q.withdrawn_at is not null then 'withdrawn' when a.answer is not null then a.answer
    when r.state = 'active' then 'open' else 'ended' end;
  return jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds),
    'missing', to_jsonb(case when state = 'open' then disclosure_missing(r, q) else '{}' end), 'reason', q.reason, 'state', state, 'answer', a.text, 'recorded_at', instant_text(q.recorded_at), 'ended_at', instant_text(coalesce(q.withdrawn_at, a.recorded_at)));
end $$;

-- Asks the supplier to show what is not shown yet, or for longer than to its last day.
-- Called by the server.
create or replace function disclosure_request_add(p_selector text, p_request uuid, p_entry jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock((select supplier_of(current_org(), p_selector)));
  wanted text[] := array(select k.kind from unnest(disclosure_kind_names()) with ordinality k(kind, n)
    where p_entry -> 'kinds' ? k.kind order by k.n);
  last_days date[];
  shown text[];
  q disclosure_request;
begin
  perform relationship_state_require(r, 'active');
  last_days := array(select case when s ->> 'state' in ('shown', 'upcoming') then coalesce((s ->> 'last_day')::date, 'infinity') end
    from unnest(wanted) with ordinality k(kind, n), disclosure_shape(r, k.kind) s order by k.n);
  shown := array(select k.kind from unnest(wanted, last_days) k(kind, last_day) where k.last_day = 'infinity');
  if shown <> '{}' then
    perform refuse('already_shown', 'kinds', jsonb_build_object('kinds', to_jsonb(shown)));
  end if;
  if exists (select from disclosure_requests_open(r) x where x.kinds = wanted) then
    perform refuse('already_requested', 'kinds');
  end if;
  perform quota_spend(current_org(), 'disclosure_requests', 1);
  insert into disclosure_request (org_id, request_id, relationship_id, kinds, last_days, reason, key_id, recorded_at)
  values (current_org(), p_request, r.relationship_id, wanted, last_days, p_entry ->> 'reason', request_key(), request_now())
  returning * into q;
  perform pair_event_add(r, 'disclosure.requested', jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds)));
  return query select jsonb_build_object('outcome', 'created', 'body', disclosure_request_shape(r, q)), facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds), 'reason', q.reason));
end $$;

-- An open request of the relationship.
create or replace function disclosure_request_find(r relationship, p_request uuid) returns disclosure_request
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  q disclosure_request;
  state text;
begin
  select * into q from disclosure_request x
  where x.org_id = r.org_id and x.request_id = p_request and x.relationship_id = r.relationship_id;
  if not found then
    perform refuse('not_found');
  end if;
  state := disclosure_request_shape(r, q) ->> 'state';
  if state <> 'open' then
    perform refuse('request_state', null, jsonb_build_object('state', state));
  end if;
  return q;
end $$;

-- Takes a request back.
-- Called by the server.
create or replace function disclosure_request_withdraw(p_selector text, p_request uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock((select supplier_of(current_org(), p_selector)));
  q disclosure_request := disclosure_request_find(r, p_request);
begin
  update disclosure_request x set withdrawn_at = request_now(), withdrawn_by = request_key()
  where x.org_id = q.org_id and x.request_id = q.request_id
  returning * into q;
  perform pair_event_add(r, 'disclosure.request_withdrawn', jsonb_build_object('request', q.request_id));
  return query select jsonb_build_object('outcome', 'ended', 'body', disclosure_request_shape(r, q)), facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('request', q.request_id));
end $$;

-- The supplier does not show (all of) what was asked for; what it showed of it stays shown.
-- Called by the server.
create or replace function disclosure_request_decline(p_relationship uuid, p_request uuid, p_text text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := buyer_lock(p_relationship);
  q disclosure_request := disclosure_request_find(r, p_request);
begin
  perform disclosure_answer_add(r, array[q.request_id], 'declined', p_text);
  return query select jsonb_build_object('outcome', 'ended', 'body', disclosure_request_shape(r, q)), facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds), 'text', p_text));
end $$;

-- Newest first, for either side.
create or replace function disclosure_request_page(p_side text, p_selector text, p_before timestamptz, p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship(p_side, p_selector);
begin
  return query
    select disclosure_request_shape(r, q), instant_text(q.recorded_at), q.request_id
    from disclosure_request q
    where q.org_id = r.org_id and q.relationship_id = r.relationship_id
      and (q.recorded_at, q.request_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by q.recorded_at desc, q.request_id desc limit p_rows;
end $$;

grant execute on function disclosure_kinds(text, text), disclosure_request_page(text, text, timestamptz, uuid, int) to hoshitori_app;
