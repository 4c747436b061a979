-- What a buyer demands of one supplier: revisions that are only ever added.

-- The beginning of an entity tag: the revision and, so that another's tag never fits, whose it is. What
-- follows it (day, language, content) does not count for If-Match. Expanded where it stands, as all small functions
-- without a search path.
create or replace function revision_tag(p_object text, p_revision int) returns text
language sql stable
as $$ select p_revision || '.' || left(encode(sha256(convert_to(p_object, 'UTF8')), 'hex'), 12) $$;

-- Whether what stands is what the sender expects: beginnings of tags, or {*} for whatever there is. p_tag is null
-- where nothing stands. Not plain SQL, which with a search path is read and planned anew in each transaction.
create or replace function revision_expected(p_expected text[], p_tag text) returns boolean
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
begin
  return p_tag is not null and (p_expected = '{*}' or p_tag = any(p_expected));
end $$;

-- The beginning of a requirement's entity tag.
create or replace function requirement_tag(p_relationship uuid, p_revision int) returns text
language sql stable
as $$ select hoshitori.revision_tag('requirement ' || p_relationship, p_revision) $$;

-- What is demanded today, or from a later day where nothing is yet, with what waits after it.
create or replace function requirement_body(p_relationship uuid, p_now requirement_revision, p_next requirement_revision)
returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  if p_now.revision is null then
    p_now := p_next;
    p_next := null;
  end if;
  if p_now.revision is null then
    return null;
  end if;
  return demand_shape(p_now) || jsonb_build_object('relationship', p_relationship, 'rule', p_now.rule,
    'upcoming', case when p_next.revision is not null then demand_shape(p_next) end);
end $$;

-- The same, of what is on file.
create or replace function requirement_shape(p_relationship uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return requirement_body(p_relationship, demand_in_force(current_org(), p_relationship, request_day()),
    demand_upcoming(current_org(), p_relationship, request_day()));
end $$;

-- Beside the body: the newest revision, from which the tag is made, and what the server needs to advise on the
-- demand: the upcoming one where one waits, for that can still be changed.
create or replace function requirement_answer(p_relationship uuid, p_now requirement_revision, p_next requirement_revision,
  p_newest int, p_outcome text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  advised requirement_revision := case when p_next.revision is null then p_now else p_next end;
begin
  return jsonb_build_object('outcome', p_outcome, 'status_of', p_relationship,
    'body', requirement_body(p_relationship, p_now, p_next),
    'tag', coalesce(requirement_tag(p_relationship, p_newest), '0'),
    'obtainable_from', (scheme_date_of(advised.required_star)).obtainable_from,
    'talks_on', consultation_last_day(p_relationship),
    'alike', requirement_alike(p_relationship, advised.required_star, advised.due_on));
end $$;

-- The same, of what is on file.
create or replace function requirement_result(p_relationship uuid, p_outcome text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return requirement_answer(p_relationship, demand_in_force(current_org(), p_relationship, request_day()),
    demand_upcoming(current_org(), p_relationship, request_day()), requirement_newest(p_relationship), p_outcome);
end $$;

-- How many other suppliers are demanded the same star by the same day; more than ten are not counted. The day as a
-- range: of a day alone the planner thinks what most rows have, and would look at all of them. In the order of the
-- index, and unsorted: of a table that nobody has analysed yet it thinks that any index will do.
create or replace function requirement_alike(p_relationship uuid, p_star int, p_due_on date) returns int
language plpgsql stable security definer set search_path = hoshitori, pg_temp set enable_sort = off
as $$
begin
  return (
    select count(*) from (
      select from board b
      where b.org_id = current_org() and b.side = 'buyer' and b.due_on >= p_due_on and b.due_on <= p_due_on
        and b.required_star = p_star and b.relationship_id <> p_relationship
      order by b.due_on, b.relationship_id limit 10) x);
end $$;

-- The number of the newest revision; null for none.
create or replace function requirement_newest(p_relationship uuid) returns int
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select max(q.revision) from requirement_revision q
    where q.org_id = current_org() and q.relationship_id = p_relationship);
end $$;

-- The demand as it would be recorded: defaults filled in, one form for the same content.
create or replace function requirement_content(p jsonb, p_effective_from date) returns jsonb
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
declare
  star int := (p ->> 'required_star')::int;
begin
  p := contract_defaults('RequirementInput') || p;
  return jsonb_build_object('required_star', star, 'effective_from', p_effective_from, 'reason', p ->> 'reason',
    'notice_on', p ->> 'notice_on', 'questions', nullif(jsonb_strip_nulls(coalesce(p -> 'questions', '{}')), '{}'))
    || case when star is null then '{}' else jsonb_build_object(
      'required_assurance', coalesce(p ->> 'required_assurance', assurance_usual(star)),
      'accept_higher', (p ->> 'accept_higher')::boolean, 'due_on', p ->> 'due_on') end;
end $$;

-- The same content as what is in force or upcoming; effective_from left out stays what it is.
create or replace function requirement_same(p jsonb, q requirement_revision) returns boolean
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
begin
  return q.revision is not null and q.decided_by = 'explicit'
    and q.content_hash = sha256(convert_to(requirement_content(p, coalesce((p ->> 'effective_from')::date, q.effective_from))::text, 'UTF8'));
end $$;

-- Adds a revision of an explicit demand.
create or replace function revision_add(r relationship, p_revision int, p_kind text, p_content jsonb,
  p_source text default 'manual') returns requirement_revision
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  q requirement_revision;
begin
  insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, required_star, required_assurance,
    accept_higher, effective_from, due_on, notice_on, reason, questions, content_hash, source, key_id, recorded_at)
  values (r.org_id, r.relationship_id, p_revision, p_kind, 'explicit', (p_content ->> 'required_star')::smallint,
    p_content ->> 'required_assurance', (p_content ->> 'accept_higher')::boolean, (p_content ->> 'effective_from')::date,
    (p_content ->> 'due_on')::date, (p_content ->> 'notice_on')::date, p_content ->> 'reason',
    nullif(p_content -> 'questions', 'null'), sha256(convert_to(p_content::text, 'UTF8')), p_source, request_key(),
    request_now())
  returning * into q;
  return q;
end $$;

-- At most one revision is upcoming: a new one replaces it, a removal takes it away.
create or replace function upcoming_supersede(r relationship) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update requirement_revision set superseded_at = request_now()
  where org_id = r.org_id and relationship_id = r.relationship_id and superseded_at is null
    and effective_from > request_day();
end $$;

-- The supplier hears of a demand while the relationship is active.
create or replace function requirement_told(r relationship, p_revision int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if r.state <> 'active' then
    r.supplier_id := null;
  end if;
  perform pair_event_add(r, 'requirement.changed', jsonb_build_object('revision', p_revision));
end $$;

-- p_demand is one that may become effective today (domain/demand.h): of one that may not, the server commits
-- only that nothing has changed.
-- Called by the server.
create or replace function requirement_put(p_supplier text, p_demand jsonb, p_expected text[], p_none_yet boolean)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  now_q requirement_revision := demand_in_force(r.org_id, r.relationship_id, request_day());
  next_q requirement_revision := demand_upcoming(r.org_id, r.relationship_id, request_day());
  newest int := requirement_newest(r.relationship_id);
  there boolean := now_q.revision is not null or next_q.revision is not null;
  effective date := coalesce((p_demand ->> 'effective_from')::date, request_day());
  content jsonb := requirement_content(p_demand, effective);
  added requirement_revision;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  if requirement_same(p_demand, next_q) or requirement_same(p_demand, now_q) then
    return query select requirement_answer(r.relationship_id, now_q, next_q, newest, 'same'),
      relationship_touched(r.relationship_id), null::jsonb;
    return;
  end if;
  if there and p_none_yet then
    perform refuse('precondition_failed', 'if_none_match');
  end if;
  if p_expected is not null and not revision_expected(p_expected, requirement_tag(r.relationship_id, newest)) then
    perform refuse('precondition_failed', 'if_match');
  end if;
  if there and p_expected is null then
    perform refuse('if_match_required', 'if_match');
  end if;
  if effective > request_day() then
    perform upcoming_supersede(r);
  end if;
  newest := coalesce(newest, 0) + 1;
  added := revision_add(r, newest, case when p_demand ->> 'required_star' is null then 'exempt' else 'set' end, content);
  if effective > request_day() then
    next_q := added;
  else
    now_q := added;
  end if;
  perform requirement_told(r, newest);
  return query select requirement_answer(r.relationship_id, now_q, next_q, newest, case when newest = 1 then 'created' else 'changed' end),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', content || jsonb_build_object('revision', newest));
end $$;

-- Why nothing demanded of a supplier can be taken back: {"code", "params"}; null where something can. What a rule decided stays
-- until the rule does.
create or replace function requirement_kept(p_now requirement_revision, p_next requirement_revision) returns jsonb
language sql immutable
as $$
  select case when p_now.revision is null and p_next.revision is null then '{"code": "not_found"}'
    when p_now.decided_by = 'rule' and p_next.revision is null
      then jsonb_build_object('code', 'decided_by_rule', 'params', jsonb_build_object('rule', p_now.rule)) end
$$;

-- Takes back what was demanded of a supplier and is to be; a rule that fits decides then. The newest revision.
create or replace function requirement_take_back(r relationship, p_now requirement_revision) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform upcoming_supersede(r);
  if p_now.decided_by is distinct from 'rule' then
    perform revision_add(r, requirement_newest(r.relationship_id) + 1, 'removed', jsonb_build_object('effective_from', request_day()));
  end if;
  perform rule_decide(array[r.relationship_id]);
  perform requirement_told(r, requirement_newest(r.relationship_id));
  return requirement_newest(r.relationship_id);
end $$;

-- Takes back what the buyer demands explicitly; from here on its rules decide, where one fits. What a rule
-- demands goes with the rule, or by an exemption.
-- Called by the server.
create or replace function requirement_delete(p_supplier text, p_expected text[])
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  now_q requirement_revision;
  next_q requirement_revision;
  kept jsonb;
  newest int;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  now_q := demand_in_force(r.org_id, r.relationship_id, request_day());
  next_q := demand_upcoming(r.org_id, r.relationship_id, request_day());
  kept := requirement_kept(now_q, next_q);
  if kept ->> 'code' = 'not_found' then
    perform refuse('not_found');
  elsif not revision_expected(p_expected, requirement_tag(r.relationship_id, requirement_newest(r.relationship_id))) then
    perform refuse('precondition_failed', 'if_match');
  elsif kept is not null then
    perform refuse(kept ->> 'code', null, kept -> 'params');
  end if;
  newest := requirement_take_back(r, now_q);
  return query select jsonb_build_object('outcome', 'removed', 'status_of', r.relationship_id,
    'tag', requirement_tag(r.relationship_id, newest), 'body',
      jsonb_build_object('relationship', r.relationship_id, 'revision', newest, 'removed_on', request_day(),
        'recorded_at', instant_text(request_now()))),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('revision', newest));
end $$;

-- One revision in the list of all.
create or replace function revision_shape(q requirement_revision) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return demand_shape(q)
    || jsonb_build_object('accept_higher', q.accept_higher, 'key', q.key_id::text, 'kind', q.kind, 'rule', q.rule);
end $$;

-- All revisions of a demand, the newest first.
create or replace function revision_page(p_relationship uuid, p_before int, p_before_recorded timestamptz, p_rows int)
returns table (item jsonb, revision int, recorded_at text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from relationship r where r.org_id = current_org() and r.relationship_id = p_relationship) then
    perform refuse('not_found');
  end if;
  return query
    select revision_shape(q), q.revision, instant_text(q.recorded_at) from requirement_revision q
    where q.org_id = current_org() and q.relationship_id = p_relationship
      and q.revision < coalesce(p_before, 2147483647)
    order by q.revision desc limit p_rows;
end $$;

grant execute on function requirement_result(uuid, text), revision_page(uuid, int, timestamptz, int)
  to hoshitori_app;
