-- The yearly look at partners (SCS 2-1-3-1): which ones and why, when each was looked at, how, with which result, and what was
-- done. A look is recorded by hand; a check of a declaration against the public list is one, too, unless it was inconclusive.

-- In how many months a partner is looked at again.
create or replace function partner_interval() returns interval
language sql immutable
as $$ select interval '12 months' $$;

-- Which of METI's three questions a demand answers with yes, in their order. Without a query within, so that it is expanded.
create or replace function partner_reasons(p_questions jsonb) returns text[]
language sql immutable
as $$
  select array_remove(array[
    case when p_questions ->> 'important_information' = 'true' then 'important_information' end,
    case when p_questions ->> 'unacceptable_interruption' = 'true' then 'unacceptable_interruption' end,
    case when p_questions ->> 'internal_access' = 'true' then 'internal_access' end], null)
$$;

-- From which day until which these are partners, as known at an instant: while the demands in force answer one of the questions
-- with yes. A demand that was in force on no day ends nothing.
create or replace function partner_spans(p_org uuid, p_relationships uuid[], p_known_at timestamptz)
returns table (relationship_id uuid, from_day date, until_day date)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    with demand as (
      select q.relationship_id, partner_reasons(q.questions) <> '{}' as considered, q.effective_from,
        coalesce(lead(q.effective_from) over (partition by q.relationship_id order by q.effective_from, q.revision), 'infinity') as until
      from requirement_revision q
      where q.org_id = p_org and q.relationship_id = any(p_relationships) and stood_at(q.recorded_at, q.superseded_at, p_known_at)
    ), counted as (
      select d.*, sum((not d.considered)::int) over (partition by d.relationship_id order by d.effective_from) as run
      from demand d where d.until > d.effective_from
    )
    select c.relationship_id, min(c.effective_from), max(c.until) from counted c where c.considered group by c.relationship_id, c.run;
end $$;

-- On which days a look at a partner waits, as known now: while it is one, from the day on which the last look is a year old, or
-- from the first of these days where there was none.
create or replace function partner_look_due(r relationship) returns table (since date, until_day date)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select greatest(s.from_day, (l.last + partner_interval())::date), s.until_day
    from partner_spans(r.org_id, array(select r.relationship_id where exists (select from requirement_revision x
        where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.questions is not null)), 'infinity') s
      cross join (select max(x.looked_on) as last from partner_looks_of(r, 'infinity') x) l
    where r.state <> 'ended' and s.until_day > greatest(s.from_day, (l.last + partner_interval())::date);
end $$;

-- The files that a look rests on, those that were there at an instant and still are, the oldest first.
create or replace function partner_look_files(p_source text, p_id uuid, p_known_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('evidence', e.evidence_id, 'name', e.name) order by e.recorded_at, e.evidence_id), '[]')
    from evidence e
    where e.org_id = current_org() and e.side = 'buyer' and e.stored_at <= p_known_at and e.content_id is not null and e.withdrawn_at is null
      and e.links @> jsonb_build_array(jsonb_build_object('kind', p_source, 'id', p_id)));
end $$;

-- The contract's PartnerLook of one look of the asking organisation, as known at an instant.
create or replace function partner_look_shape(p_id uuid, p_source text, p_known_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_source = 'check' then
    return (
      select jsonb_build_object('look', c.check_id, 'source', p_source, 'declaration', c.declaration_id, 'looked_on', c.checked_on,
        'method', 'star', 'result', c.result, 'action', null, 'statement', null, 'files', partner_look_files('check', c.check_id, p_known_at),
        'by', audit_actor(c.key_id), 'recorded_at', instant_text(c.recorded_at))
      from declaration_check c where c.org_id = current_org() and c.check_id = p_id);
  end if;
  return (
    select jsonb_build_object('look', c.partner_check_id, 'source', p_source, 'declaration', null, 'looked_on', c.looked_on,
      'method', c.method, 'result', c.result, 'action', c.action, 'statement',
      case when k.kept_id is not null then jsonb_build_object('kept', k.kept_id, 'issuer', k.issuer, 'code', k.code) end,
      'files', partner_look_files('partner_check', c.partner_check_id, p_known_at), 'by', audit_actor(c.key_id), 'recorded_at', instant_text(c.recorded_at))
    from partner_check c left join kept_statement k on k.org_id = c.org_id and k.kept_id = c.kept_id where c.org_id = current_org() and c.partner_check_id = p_id);
end $$;

-- The records whose looks are at this partner, as known at an instant: its own and those that had been joined into it.
create or replace function partner_records_of(r relationship, p_known_at timestamptz) returns setof uuid
language plpgsql stable security definer rows 2 set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select x.relationship_id from records_of(r) x
    where not exists (select from relationship_event e where e.org_id = x.org_id and e.relationship_id = x.relationship_id
      and x.relationship_id <> r.relationship_id and e.kind = 'joined' and e.recorded_at > p_known_at);
end $$;

-- The looks at one partner that stood at an instant, both kinds.
create or replace function partner_looks_of(r relationship, p_known_at timestamptz)
returns table (looked_on date, id uuid, recorded_at timestamptz, source text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  records uuid[] := array(select x from partner_records_of(r, p_known_at) x);
begin
  return query
    select c.looked_on, c.partner_check_id, c.recorded_at, 'partner_check' from partner_check c
    where c.org_id = r.org_id and c.relationship_id = any(records) and stood_at(c.recorded_at, c.withdrawn_at, p_known_at)
    union all
    select c.checked_on, c.check_id, c.recorded_at, 'check' from declaration_check c
    where c.org_id = r.org_id and c.relationship_id = any(records) and stood_at(c.recorded_at, c.withdrawn_at, p_known_at)
      and c.result <> 'inconclusive';
end $$;

-- Who had to be looked at in a period, as known at an instant: by a demand of the period that answers one of the three questions
-- with yes, and while the relationship had not ended. `state` is that of the period's last day, and what is due on it is what
-- waits (partner_look_due).
create or replace function partners_of(p_from date, p_through date, p_known_at timestamptz)
returns table (relationship_id uuid, name text, reasons text[], since date, stopped_on date, ended_on date, last_looked_on date, due_on date,
  state text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    with span as (
      select distinct on (x.relationship_id) x.*
      from partner_spans(current_org(), array(select distinct q.relationship_id from requirement_revision q
        where q.org_id = current_org() and q.questions is not null), p_known_at) x
      where x.from_day <= p_through and x.until_day > p_from
      order by x.relationship_id, x.from_day desc
    ), seen as (
      select s.*, r.name, (
          select partner_reasons(q.questions) from requirement_revision q
          where q.org_id = r.org_id and q.relationship_id = r.relationship_id and stood_at(q.recorded_at, q.superseded_at, p_known_at)
            and q.effective_from <= p_through and q.effective_from < s.until_day
          order by q.effective_from desc, q.revision desc limit 1) as reasons, (
          select min(e.on_day) from relationship_event e
          where e.org_id = r.org_id and e.relationship_id = r.relationship_id and e.kind in ('ended', 'joined')
            and e.recorded_at <= p_known_at and e.on_day <= p_through) as ended_on, (
          select max(l.looked_on) from partner_looks_of(r, p_known_at) l where l.looked_on <= p_through) as last_looked_on
      from span s join relationship r on r.org_id = current_org() and r.relationship_id = s.relationship_id
    ), judged as (
      select s.*, greatest(s.from_day, (s.last_looked_on + partner_interval())::date) as due_on, s.until_day <= p_through as stopped
      from seen s where s.ended_on is null or s.ended_on > greatest(p_from, s.from_day)
    )
    select j.relationship_id, j.name, j.reasons, j.from_day, case when j.stopped then j.until_day end, j.ended_on, j.last_looked_on,
      case when j.ended_on is null and not j.stopped and j.due_on < j.until_day then j.due_on end,
      case when j.ended_on is not null then 'ended' when j.stopped then 'stopped' when j.last_looked_on is null then 'never'
        when j.due_on <= p_through then 'due' else 'looked' end
    from judged j;
end $$;

-- A page of the record, by name; p_state 'open': whose look is due, or was never. `looks` are those of the period, the oldest first.
create or replace function partner_record(p_from date, p_through date, p_known_at timestamptz, p_state text, p_after text,
  p_after_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select jsonb_build_object('relationship', p.relationship_id, 'code', r.code, 'name', p.name, 'corporate_number', r.corporate_number,
        'reasons', to_jsonb(p.reasons), 'since', p.since, 'stopped_on', p.stopped_on, 'ended_on', p.ended_on, 'last_looked_on', p.last_looked_on,
        'due_on', p.due_on, 'state', p.state, 'looks', (
          select coalesce(jsonb_agg(partner_look_shape(l.id, l.source, p_known_at) order by l.looked_on, l.recorded_at, l.id), '[]')
          from partner_looks_of(r, p_known_at) l where l.looked_on between p_from and p_through)), p.name, p.relationship_id
    from (
      select x.* from partners_of(p_from, p_through, p_known_at) x
      where (p_state is null or x.state = p_state or p_state = 'open' and x.state in ('due', 'never'))
        and (p_after is null or (x.name collate "C", x.relationship_id) > (p_after collate "C", p_after_id))
      order by x.name collate "C", x.relationship_id limit p_rows) p
      join relationship r on r.org_id = current_org() and r.relationship_id = p.relationship_id
    order by p.name collate "C", p.relationship_id;
end $$;

-- How many of each state, and what the record is about.
create or replace function partner_summary(p_from date, p_through date, p_known_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('organisation', (select o.name from organisation o where o.org_id = current_org()), 'from', p_from, 'through', p_through, 'known_at', case when p_known_at < 'infinity' then instant_text(p_known_at) end,
      'partners', count(*), 'looked', count(*) filter (where p.state = 'looked'), 'due', count(*) filter (where p.state = 'due'),
      'never', count(*) filter (where p.state = 'never'), 'stopped', count(*) filter (where p.state = 'stopped'),
      'ended', count(*) filter (where p.state = 'ended'))
    from partners_of(p_from, p_through, p_known_at) p);
end $$;

-- All looks at one partner, the newest first.
create or replace function partner_look_page(p_supplier text, p_before text, p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship('buyer', p_supplier);
  records uuid[] := array(select x from partner_records_of(r, 'infinity') x);
begin
  return query
    select partner_look_shape(l.id, l.source, 'infinity'), l.looked_on::text, l.id
    from (
      (select c.looked_on, c.partner_check_id as id, 'partner_check' as source from partner_check c
      where c.org_id = r.org_id and c.relationship_id = any(records) and c.withdrawn_at is null
        and (c.looked_on, c.partner_check_id) < (coalesce(p_before::date, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.looked_on desc, c.partner_check_id desc limit p_rows)
      union all
      (select c.checked_on, c.check_id, 'check' from declaration_check c
      where c.org_id = r.org_id and c.relationship_id = any(records) and c.withdrawn_at is null and c.result <> 'inconclusive'
        and (c.checked_on, c.check_id) < (coalesce(p_before::date, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.checked_on desc, c.check_id desc limit p_rows)
      order by 1 desc, 2 desc limit p_rows) l
    order by l.looked_on desc, l.id desc;
end $$;

-- Refuses a statement (null: none) that a look on a day cannot rest on. Nobody takes it away meanwhile.
create or replace function partner_statement_require(r relationship, p_kept uuid, p_looked_on date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k kept_statement;
begin
  select * into k from kept_statement x where x.org_id = r.org_id and x.kept_id = p_kept for key share;
  if p_kept is null then
    return;
  elsif k.kept_id is null then
    perform refuse('unknown_statement', 'kept');
  elsif not kept_statement_of(k, r) then
    perform refuse('statement_of_another', 'kept');
  elsif tokyo_day(to_timestamp((kept_statement_claims(k) ->> 'iat')::bigint)) > p_looked_on then
    perform refuse('statement_later', 'kept', jsonb_build_object('issued_on',
      tokyo_day(to_timestamp((kept_statement_claims(k) ->> 'iat')::bigint))));
  elsif exists (select from statement_look(null, k.code) l
      where l.jws = k.jws and tokyo_day(l.withdrawn_at::timestamptz) <= p_looked_on) then
    perform refuse('statement_withdrawn', 'kept');
  end if;
end $$;

-- Records a look; no status depends on it.
-- Called by the server.
create or replace function partner_check_add(p_supplier text, p_partner_check uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  looked_on date := coalesce((p_body ->> 'looked_on')::date, request_day());
  c partner_check;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  perform partner_statement_require(r, (p_body ->> 'kept')::uuid, looked_on);
  insert into partner_check (org_id, partner_check_id, relationship_id, looked_on, method, result, action, kept_id, key_id, recorded_at)
  values (r.org_id, p_partner_check, r.relationship_id, looked_on, p_body ->> 'method',
    p_body ->> 'result', p_body ->> 'action', (p_body ->> 'kept')::uuid, request_key(), request_now())
  returning * into c;
  perform tasks_put(array[r.org_id], array[r.relationship_id]);
  return query select jsonb_build_object('outcome', 'created',
      'object', format('suppliers/%s/partner-checks/%s', c.relationship_id, c.partner_check_id),
      'body', partner_look_shape(c.partner_check_id, 'partner_check', 'infinity')), null::json,
    jsonb_build_object('object', format('suppliers/%s/partner-checks/%s', c.relationship_id, c.partner_check_id), 'detail',
      jsonb_build_object('looked_on', c.looked_on, 'method', c.method, 'result', c.result, 'action', c.action)
        || jsonb_strip_nulls(jsonb_build_object('kept', c.kept_id)));
end $$;

-- One that was a mistake counts no more, as known from now on.
-- Called by the server.
create or replace function partner_check_withdraw(p_supplier text, p_partner_check uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  c partner_check;
begin
  select * into c from partner_check x
  where x.org_id = r.org_id and x.partner_check_id = p_partner_check
    and x.relationship_id in (select y from partner_records_of(r, 'infinity') y);
  if not found then
    perform refuse('not_found');
  end if;
  if c.withdrawn_at is not null then
    perform refuse('already_withdrawn');
  end if;
  update partner_check x set withdrawn_at = request_now() where x.org_id = c.org_id and x.partner_check_id = c.partner_check_id
  returning * into c;
  perform tasks_put(array[r.org_id, r.org_id], array[r.relationship_id, r.joined_into]);
  return query select jsonb_build_object('outcome', 'ended', 'body', partner_look_shape(c.partner_check_id, 'partner_check', 'infinity')), null::json,
    jsonb_build_object('object', format('suppliers/%s/partner-checks/%s', c.relationship_id, c.partner_check_id), 'detail', null);
end $$;

grant execute on function partner_record(date, date, timestamptz, text, text, uuid, int), partner_summary(date, date, timestamptz),
  partner_look_page(text, text, uuid, int) to hoshitori_app;
