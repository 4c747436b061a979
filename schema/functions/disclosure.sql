-- What a supplier shows one of its buyers beyond its standing, by kind and for a period; what a buyer asks to be shown; and
-- what it read. A kind is shown while its newest word says so and today lies in the period. A withdrawal counts from its
-- instant: nothing is read after it, of whatever day.

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

-- Whether a buyer may read a kind: the relationship is active, and the kind is shown today and, as known at p_at, on p_day.
create or replace function disclosure_reaches(r relationship, p_kind text, p_day date, p_at timestamptz) returns boolean
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return r.state = 'active' and exists (
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

-- What the buyer reads

-- Of one assessment what a kind shows. An answer's note is the supplier's own and never shown.
create or replace function disclosed_shape(a assessment, p_kind text, p_language text) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id, 'star', a.star, 'scope', a.scope,
      'scope_text', a.scope_text, 'assessed_on', a.assessed_on) || case p_kind
    when 'readiness' then jsonb_build_object('met', a.met, 'total', a.result -> 'total', 'unanswered', a.unanswered,
      'included', assessment_included(a))
    when 'gaps' then jsonb_build_object('gaps', assessment_gaps(a, p_language))
    else jsonb_build_object('answers', (
      select coalesce(jsonb_agg(g - 'note' order by n), '[]') from jsonb_array_elements(assessment_answers(a)) with ordinality x(g, n)
      where g ->> 'answer' is not null))
    end;
end $$;

-- Writes down what a buyer reads, each item once an hour, in the transaction in which it reads: a self-assessment, a file's bytes
-- (p_content), or a list of files, which is one item: of its names those that this hour has not told yet. The id of a row is made of
-- what is read and when: random values come from the program, once a request.
create or replace function disclosure_read_add(r relationship, p_kind text, p_ids uuid[], p_content boolean) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  this_hour timestamptz := date_trunc('hour', request_now());
  names boolean := p_kind = 'evidence' and not p_content;
  new_ids uuid[] := p_ids;
begin
  if names then
    new_ids := array(
      select f from unnest(p_ids) with ordinality x(f, n)
      where not exists (select from disclosure_read d where d.org_id = r.supplier_id and d.relationship_id = r.relationship_id
        and d.recorded_at >= this_hour and d.hour = this_hour and f = any(d.files)) order by n);
  end if;
  insert into disclosure_read (org_id, read_id, relationship_id, kind, assessment_id, evidence_id, files, content, hour, recorded_at)
  select r.supplier_id, encode(substring(sha256(convert_to(concat_ws(' ', r.relationship_id, p_kind, i.one, i.several,
      case when p_content then 'content' end, this_hour), 'UTF8')) for 16), 'hex')::uuid,
    r.relationship_id, p_kind, case when p_kind <> 'evidence' then i.one end, case when p_kind = 'evidence' then i.one end, i.several,
    p_content, this_hour, request_now()
  from (
    select null::uuid as one, new_ids as several where names and new_ids <> '{}'
    union all
    select f, null from unnest(new_ids) f where not names) i
  on conflict do nothing;
end $$;

-- What stood on a day as known at an instant: of each star and scope the newest submission, newest first. What is returned is
-- written down in the same transaction, once an hour: the row more that only tells whether a page follows is not shown, so
-- it is not read. Nothing to show is answered like what is not shown. The buyer's own relationship is locked, so that who
-- withdraws at the same time either comes first or waits for the answer.
create or replace function disclosed_page(p_kind text, p_selector text, p_as_of date, p_known_at timestamptz, p_language text,
  p_before timestamptz, p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship('buyer', p_selector);
  day date := coalesce(p_as_of, request_day());
  known_at timestamptz := coalesce(p_known_at, 'infinity');
  found uuid[];
begin
  select x.* into r from relationship x where x.org_id = r.org_id and x.relationship_id = r.relationship_id for share;
  if disclosure_reaches(r, p_kind, day, known_at) then
    found := array(
      select a.assessment_id from (
        select distinct on (x.star, x.scope, x.scope_text) x.* from assessment x
        where x.org_id = r.supplier_id and x.submitted_at <= known_at and x.assessed_on <= day
          and (p_kind <> 'readiness' or x.star >= 3)
        order by x.star, x.scope, x.scope_text, x.submission desc) a
      where (a.withdrawn_at is null or a.withdrawn_at > known_at or a.withdrawn_on > day)
        and (a.submitted_at, a.assessment_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by a.submitted_at desc, a.assessment_id desc limit p_rows);
  end if;
  if p_before is null and coalesce(cardinality(found), 0) = 0 then
    perform refuse('nothing_shown');
  end if;
  perform disclosure_read_add(r, p_kind, found[:p_rows - 1], false);
  return query select disclosed_shape(a, p_kind, p_language), instant_text(a.submitted_at), a.assessment_id
    from unnest(found) f join assessment a on a.org_id = r.supplier_id and a.assessment_id = f
    order by a.submitted_at desc, a.assessment_id desc;
end $$;

-- The contract's DisclosureRead.
create or replace function disclosure_read_shape(d disclosure_read) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('kind', d.kind, 'assessment', d.assessment_id, 'edition', a.edition_id, 'star', a.star,
      'assessed_on', a.assessed_on, 'evidence', d.evidence_id, 'name', e.name, 'files', (
        select coalesce(jsonb_agg(jsonb_build_object('evidence', f, 'name', x.name) order by n), '[]')
        from unnest(d.files) with ordinality l(f, n) join evidence x on x.org_id = d.org_id and x.evidence_id = f),
      'content', d.content, 'read_at', instant_text(d.recorded_at), 'audit_event', d.audit_seq)
    from (select) one
      left join assessment a on a.org_id = d.org_id and a.assessment_id = d.assessment_id
      left join evidence e on e.org_id = d.org_id and e.evidence_id = d.evidence_id);
end $$;

-- What a buyer read, newest first.
create or replace function disclosure_read_page(p_relationship text, p_before timestamptz, p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship('supplier', p_relationship);
begin
  return query
    select disclosure_read_shape(d), instant_text(d.recorded_at), d.read_id
    from disclosure_read d
    where d.org_id = r.supplier_id and d.relationship_id = r.relationship_id
      and (d.recorded_at, d.read_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by d.recorded_at desc, d.read_id desc limit p_rows;
end $$;

-- What it read on one day, as far as that was on file at an instant: the newest 1,000.
create or replace function disclosure_reads_on(r relationship, p_day date, p_known_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(disclosure_read_shape(d) order by d.recorded_at desc, d.read_id desc), '[]')
    from (
      select x.* from disclosure_read x
      where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id and x.recorded_at >= p_day::timestamp at time zone 'Asia/Tokyo'
        and x.recorded_at < (p_day + 1)::timestamp at time zone 'Asia/Tokyo' and x.recorded_at <= p_known_at
      order by x.recorded_at desc, x.read_id desc limit 1000) d);
end $$;

-- What the log and the feed tell of it.
create or replace function disclosure_read_told(d disclosure_read) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object('kind', d.kind, 'assessment', d.assessment_id, 'evidence', d.evidence_id,
    'files', to_jsonb(d.files), 'content', case when d.kind = 'evidence' then d.content end, 'read_at', instant_text(d.recorded_at)))
$$;

-- Puts what was read into the logs of the suppliers, one of them at a time: a transaction appends to one chain. Returns how many
-- entries.
-- Called by the server.
create or replace function worker_log_reads(p_now timestamptz, p_day date, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  supplier uuid;
  ids uuid[];
  d disclosure_read;
begin
  select x.org_id into supplier from disclosure_read x
  where x.audit_seq is null and not is_put_off('reads', x.org_id, x.read_id::text, p_now)
  order by x.org_id, x.recorded_at limit 1 for no key update skip locked;
  if not found then
    return 0;
  end if;
  ids := array(select x.read_id from disclosure_read x
    where x.org_id = supplier and x.audit_seq is null and not is_put_off('reads', x.org_id, x.read_id::text, p_now)
    order by x.recorded_at limit p_limit for no key update skip locked);
  perform request_set(supplier, null, p_now, p_day, 'worker');
  for d in select * from disclosure_read x where x.org_id = supplier and x.read_id = any(ids) order by x.recorded_at, x.read_id loop
    begin
      perform event_put(supplier, d.relationship_id, 'supplier', 'disclosure.read', disclosure_read_told(d));
      update disclosure_read x set audit_seq = audit_append('disclosure read', 'buyers/' || d.relationship_id, disclosure_read_told(d))
      where x.org_id = d.org_id and x.read_id = d.read_id;
    exception when query_canceled or others then
      if not put_off_add('reads', d.org_id, d.read_id::text, p_now, p_limit = 1, sqlstate, sqlerrm) then
        raise;
      end if;
    end;
  end loop;
  return cardinality(ids);
end $$;

grant execute on function disclosure_kinds(text, text), disclosure_request_page(text, text, timestamptz, uuid, int),
  disclosed_page(text, text, date, timestamptz, text, timestamptz, uuid, int),
  disclosure_read_page(text, timestamptz, uuid, int) to hoshitori_app;
