-- A supplier's answers to one edition. The server scores them whenever they are saved, so a draft's
-- result always fits its answers, and a submission fixes the two as they are.

-- The contract's AssessmentSummary; its result as stored, which the server puts into the language asked for.
create or replace function assessment_shape(a assessment) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id, 'star', a.star, 'scope', a.scope,
    'scope_text', a.scope_text, 'state', a.state, 'assessed_on', a.assessed_on,
    'submitted_at', instant_text(a.submitted_at), 'withdrawn_on', a.withdrawn_on,
    'superseded_by', (
      select n.assessment_id from assessment n
      where n.org_id = a.org_id and n.star = a.star and n.scope = a.scope
        and coalesce(md5(n.scope_text), '') = coalesce(md5(a.scope_text), '') and n.submission > a.submission
      order by n.submission limit 1),
    'result', a.result - 'gaps', 'recorded_at', instant_text(a.recorded_at));
end $$;

-- Whether a later submission of the one takes the place of the other.
create or replace function assessment_same(a assessment, b assessment) returns boolean
language sql immutable set search_path = hoshitori, pg_temp
as $$ select (a.star, a.scope, a.scope_text) is not distinct from (b.star, b.scope, b.scope_text) $$;

-- The answers given, in the order of the edition.
create or replace function assessment_answers(a assessment) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('criterion', c.id, 'answer', g -> 'answer',
      'justification', g -> 'justification', 'note', g -> 'note') order by c.n), '[]')
    from edition e, json_array_elements(e.body -> 'criteria') with ordinality as x(v, n),
      lateral (select v ->> 'id', n) as c(id, n), lateral (select a.answers -> c.id) as t(g)
    where e.edition_id = a.edition_id and g is not null);
end $$;

-- What is not met yet, with the texts of the criteria in one language.
create or replace function assessment_gaps(a assessment, p_language text) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('criterion', g -> 'criterion', 'requirement_item', c -> 'requirement',
      'text', c -> 'text' -> p_language, 'answer', g -> 'answer') order by n), '[]')
    from edition e, jsonb_array_elements(a.result -> 'gaps') with ordinality as x(g, n),
      json_array_elements(e.body -> 'criteria') c
    where e.edition_id = a.edition_id and c ->> 'id' = g ->> 'criterion');
end $$;

-- The lowest star when none was asked for; one without criteria cannot be answered.
create or replace function edition_star(e edition, p_star int) returns int
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  star int;
begin
  select min(s::int) into star
  from json_array_elements(e.body -> 'criteria') c, json_array_elements_text(c -> 'stars') s
  where p_star is null or s::int = p_star;
  if star is null then
    perform refuse('star_not_in_edition', 'star', jsonb_build_object('edition', e.edition_id, 'star', p_star));
  end if;
  return star;
end $$;

-- p_body: the contract's AssessmentInput. result.edition: the catalogue, for the server to score with.
-- Called by the server.
create or replace function assessment_add(p_assessment uuid, p_body jsonb)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e edition := edition_open_require(p_body ->> 'edition');
  a assessment;
begin
  perform quota_require('assessments');
  insert into assessment (org_id, assessment_id, edition_id, star, scope, scope_text, state, key_id, recorded_at)
  values (current_org(), p_assessment, e.edition_id, edition_star(e, (p_body ->> 'star')::int),
    coalesce(p_body ->> 'scope', 'whole'), case when p_body ->> 'scope' = 'part' then p_body ->> 'scope_text' end, 'draft',
    request_key(), request_now())
  returning * into a;
  return query select jsonb_build_object('outcome', 'created', 'object', 'assessments/' || a.assessment_id,
      'body', assessment_shape(a), 'answers', a.answers, 'edition', e.body), null::jsonb,
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('edition', a.edition_id,
      'star', a.star, 'scope', a.scope, 'scope_text', a.scope_text));
end $$;

-- An assessment of the asking organisation, locked.
create or replace function assessment_find(p_assessment uuid) returns assessment
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment;
begin
  select * into a from assessment x where x.org_id = current_org() and x.assessment_id = p_assessment for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  return a;
end $$;

-- Refuses what cannot be done in the assessment's state.
create or replace function assessment_state_require(a assessment, variadic p_states text[]) returns void
language plpgsql set search_path = hoshitori, pg_temp
as $$
begin
  if a.state <> all (p_states) then
    perform refuse('assessment_state', null, jsonb_build_object('state', a.state));
  end if;
end $$;

-- Locks a draft for new answers, which the server merges, scores and stores with assessment_score.
-- Called by the server.
create or replace function assessment_draft(p_assessment uuid)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment := assessment_find(p_assessment);
begin
  perform assessment_state_require(a, 'draft');
  return query select jsonb_build_object('outcome', 'changed', 'body', assessment_shape(a), 'answers', a.answers,
      'edition', e.body), null::jsonb,
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('version', a.version + 1))
  from edition e where e.edition_id = a.edition_id;
end $$;

-- The second half of assessment_add and assessment_draft, in their transaction.
-- Called by the server.
create or replace function assessment_score(p_assessment uuid, p_answers jsonb, p_result jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update assessment set answers = p_answers, result = p_result, total = (p_result ->> 'criteria')::int,
    met = (p_result ->> 'met')::int, unanswered = (p_result ->> 'unanswered')::int,
    not_met = (p_result ->> 'not_met')::int, score = (p_result ->> 'points')::int, version = version + 1
  where org_id = current_org() and assessment_id = p_assessment and state = 'draft';
  if not found then
    perform refuse('assessment_state');
  end if;
end $$;

-- Submits a draft in which something is answered; the one submitted before for the same is superseded.
-- Called by the server.
create or replace function assessment_submit(p_assessment uuid, p_assessed_on date)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment;
begin
  perform supplier_lock();
  a := assessment_find(p_assessment);
  perform assessment_state_require(a, 'draft');
  perform edition_open_require(a.edition_id);
  if a.unanswered = a.total then
    perform refuse('assessment_empty');
  end if;
  update assessment x set state = 'superseded'
  where x.org_id = a.org_id and x.state = 'submitted' and assessment_same(x, a);
  update assessment x set state = 'submitted', assessed_on = p_assessed_on, submitted_at = request_now(),
    submission = (select coalesce(max(s.submission), 0) + 1 from assessment s where s.org_id = a.org_id)
  where x.org_id = a.org_id and x.assessment_id = a.assessment_id
  returning * into a;
  return query select jsonb_build_object('outcome', 'changed', 'body', assessment_shape(a)), supplier_touched(),
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('edition', a.edition_id,
      'star', a.star, 'assessed_on', a.assessed_on, 'total', a.total, 'met', a.met, 'not_met', a.not_met,
      'unanswered', a.unanswered, 'score', a.score));
end $$;

-- Withdraws an assessment: from today on it counts no more.
-- Called by the server.
create or replace function assessment_withdraw(p_assessment uuid)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment;
begin
  perform supplier_lock();
  a := assessment_find(p_assessment);
  perform assessment_state_require(a, 'draft', 'submitted', 'superseded');
  update assessment x set state = 'withdrawn', withdrawn_on = request_day(), withdrawn_at = request_now()
  where x.org_id = a.org_id and x.assessment_id = a.assessment_id
  returning * into a;
  return query select jsonb_build_object('outcome', 'ended', 'body', assessment_shape(a)),
    case when a.submitted_at is not null then supplier_touched() end,
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('withdrawn_on', a.withdrawn_on));
end $$;

grant execute on function assessment_shape(assessment), assessment_same(assessment, assessment),
  assessment_answers(assessment), assessment_gaps(assessment, text) to hoshitori_app;
