-- A supplier's answers to one edition. The server scores them whenever they are saved, so a draft's
-- result always fits its answers, and a submission fixes the two as they are.

-- The contract's AssessmentSummary; its result as stored, which the server puts into the language asked for, and readiness into it.
create or replace function assessment_shape(a assessment) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id, 'star', a.star, 'scope', a.scope,
    'scope_text', a.scope_text, 'state', a.state, 'transcription', a.transcription, 'assessed_on', a.assessed_on,
    'submitted_at', instant_text(a.submitted_at), 'withdrawn_on', a.withdrawn_on,
    'superseded_by', (
      select n.assessment_id from assessment n
      where n.org_id = a.org_id and n.star = a.star and n.scope = a.scope
        and coalesce(md5(n.scope_text), '') = coalesce(md5(a.scope_text), '') and n.submission > a.submission
      order by n.submission limit 1),
    'carried', a.carried, 'result', a.result - 'gaps', 'readiness', (
      select readiness_shape(a, e) from edition e where e.edition_id = a.edition_id and a.star >= 3 and a.submitted_at is not null),
    'recorded_at', instant_text(a.recorded_at));
end $$;

-- Whether a later submission of the one takes the place of the other.
create or replace function assessment_same(a assessment, b assessment) returns boolean
language sql immutable set search_path = hoshitori, pg_temp
as $$ select (a.star, a.scope, a.scope_text) is not distinct from (b.star, b.scope, b.scope_text) $$;

-- Criteria that its star has since the draft was begun, and that have no answer yet.
create or replace function assessment_added(a assessment) returns text[]
language sql stable set search_path = hoshitori, pg_temp
as $$
  select coalesce(array_agg(distinct c.id), '{}')
  from edition_transcription t, jsonb_array_elements_text(t.changes -> 'added' -> a.star::text) c(id)
  where a.state = 'draft' and t.edition_id = a.edition_id and t.number > a.begun_under and t.number <= a.transcription
    and a.answers -> c.id -> 'answer' is null
    and a.result -> 'gaps' @> jsonb_build_array(jsonb_build_object('criterion', c.id))
$$;

-- The answers given, in the order of the edition; text_changed: its text is another one since it was answered.
create or replace function assessment_answers(a assessment) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('criterion', c.id, 'answer', g -> 'answer',
      'justification', g -> 'justification', 'note', g -> 'note', 'text_changed', exists (
        select from edition_transcription l
        where l.edition_id = a.edition_id and l.number > coalesce((g ->> 'transcription')::int, 1) and l.changes -> 'texts' ? c.id)
      ) order by c.n), '[]')
    from json_array_elements(edition_body(a.edition_id, a.transcription) -> 'criteria') with ordinality as x(v, n),
      lateral (select v ->> 'id', n) as c(id, n), lateral (select a.answers -> c.id) as t(g)
    where g is not null);
end $$;

-- What is not met yet, with the texts of the criteria in one language, and the lowest star that asks for each.
create or replace function assessment_gaps(a assessment, p_language text) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('criterion', g -> 'criterion', 'requirement_item', c -> 'requirement',
      'star', (select min(s::int) from json_array_elements_text(c -> 'stars') s), 'text', c -> 'text' -> p_language,
      'answer', g -> 'answer') order by n), '[]')
    from jsonb_array_elements(a.result -> 'gaps') with ordinality as x(g, n),
      json_array_elements(edition_body(a.edition_id, a.transcription) -> 'criteria') c
    where c ->> 'id' = g ->> 'criterion');
end $$;

-- The lowest star when none was asked for; one without criteria cannot be answered.
create or replace function edition_star(e edition, p_star int) returns int
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  star int;
begin
  select min(s::int) into star from jsonb_object_keys(e.totals) s
  where p_star is null or s::int = p_star;
  if star is null then
    perform refuse('star_not_in_edition', 'star', jsonb_build_object('edition', e.edition_id, 'star', p_star));
  end if;
  return star;
end $$;

-- The one that another begins with: of the same organisation, and of an edition that shares a star with this one, so that
-- criteria of one id are the same.
create or replace function assessment_source(p_assessment uuid, e edition) returns assessment
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment;
begin
  select x.* into a from assessment x where x.org_id = current_org() and x.assessment_id = p_assessment;
  if not found then
    perform refuse('assessment_unknown', 'copy_from');
  end if;
  if a.edition_id <> e.edition_id and not exists (
      select from edition o where o.edition_id = a.edition_id and o.scheme = e.scheme
        and exists (select from jsonb_object_keys(o.totals) s where e.totals ? s)) then
    perform refuse('answers_not_comparable', 'copy_from');
  end if;
  return a;
end $$;

-- The answers of another that are to be taken over, for the server; null for none.
create or replace function assessment_answer_set(a assessment) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('assessment', a.assessment_id, 'edition', edition_body(a.edition_id, a.transcription),
    'star', a.star, 'answers', a.answers)
  where a.assessment_id is not null
$$;

-- p_body: the contract's AssessmentInput. result.edition: the catalogue, for the server to score with.
-- Called by the server.
create or replace function assessment_add(p_assessment uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e edition := edition_open_require(p_body ->> 'edition');
  a assessment;
  source assessment;
begin
  if p_body ? 'copy_from' then
    source := assessment_source((p_body ->> 'copy_from')::uuid, e);
  end if;
  perform quota_require('assessments');
  insert into assessment (org_id, assessment_id, edition_id, star, scope, scope_text, state, begun_under, transcription, key_id,
    recorded_at)
  values (current_org(), p_assessment, e.edition_id, edition_star(e, (p_body ->> 'star')::int),
    coalesce(p_body ->> 'scope', 'whole'), case when p_body ->> 'scope' = 'part' then p_body ->> 'scope_text' end, 'draft',
    e.transcription, e.transcription, request_key(), request_now())
  returning * into a;
  return query select jsonb_build_object('outcome', 'created', 'object', 'assessments/' || a.assessment_id,
      'body', assessment_shape(a), 'answers', a.answers,
      'edition', edition_body(a.edition_id, a.transcription), 'source', assessment_answer_set(source)), null::json,
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('edition', a.edition_id,
      'star', a.star, 'scope', a.scope, 'scope_text', a.scope_text)
      || case when source.assessment_id is null then '{}' else jsonb_build_object('copy_from', source.assessment_id) end);
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

-- Locks a draft for new answers, which the server merges, scores by the newest transcription and stores with
-- assessment_score.
-- Called by the server.
create or replace function assessment_draft(p_assessment uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment := assessment_find(p_assessment);
begin
  perform assessment_state_require(a, 'draft');
  select e.transcription into a.transcription from edition e where e.edition_id = a.edition_id;
  return query select jsonb_build_object('outcome', 'changed', 'body', assessment_shape(a), 'answers', a.answers,
      'edition', edition_body(a.edition_id, a.transcription)), null::json,
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('version', a.version + 1));
end $$;

-- Answers of a sheet beside those on file: a text that a conversion alone changed is the one on file; lost: texts in which
-- it put substitutes for characters on file, [{"criterion", "member", "stored"}].
-- Called by the server.
create or replace function answers_converted(p_stored jsonb, p_entered jsonb) returns table (answers jsonb, lost jsonb)
language sql immutable security definer set search_path = hoshitori, pg_temp
as $$
  select text_settled(p_stored, p_entered), coalesce(jsonb_agg(jsonb_build_object('criterion', c.key, 'member', m.member, 'stored', m.stored)
      order by c.key, m.member) filter (where text_lost(m.stored, m.entered)), '[]')
  from jsonb_each(p_entered) c cross join lateral (
    select e.key, p_stored -> c.key ->> e.key, e.value #>> '{}' from jsonb_each(c.value) e
    where e.key in ('note', 'justification')) m(member, stored, entered)
$$;

-- Stores how a draft was counted.
create or replace function assessment_count(a assessment, p_answers jsonb, p_result jsonb, p_transcription int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update assessment x set answers = p_answers, result = p_result, total = (p_result ->> 'criteria')::int,
    met = (p_result ->> 'met')::int, unanswered = (p_result ->> 'unanswered')::int,
    not_met = (p_result ->> 'not_met')::int, score = (p_result ->> 'points')::int, transcription = p_transcription,
    version = x.version + 1
  where x.org_id = a.org_id and x.assessment_id = a.assessment_id;
end $$;

-- The second half of assessment_add and assessment_draft, in their transaction. Where a transcription was loaded between
-- the two they run again: whoever counts drafts anew after it (drafts_uncounted) finds all that were counted before.
-- Called by the server.
create or replace function assessment_score(p_assessment uuid, p_answers jsonb, p_result jsonb, p_transcription int,
  p_carried jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment := assessment_find(p_assessment);
begin
  perform assessment_state_require(a, 'draft');
  if (select e.transcription from edition e where e.edition_id = a.edition_id) <> p_transcription then
    raise exception using errcode = 'serialization_failure', message = 'a transcription was loaded';
  end if;
  perform assessment_count(a, p_answers, p_result, p_transcription);
  if p_carried is not null then
    update assessment x set carried = p_carried where x.org_id = a.org_id and x.assessment_id = a.assessment_id;
  end if;
end $$;

-- Drafts of an edition that were counted by an earlier transcription, locked, behind those of the last chunk; a draft
-- that is being saved is waited for.
-- Called by the operator.
create or replace function drafts_uncounted(p_edition text, p_after_org uuid, p_after uuid, p_limit int) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_agg(jsonb_build_object('org', d.org_id, 'assessment', d.assessment_id, 'star', d.star, 'answers', d.answers)
      order by d.org_id, d.assessment_id)
    from (
      select a.org_id, a.assessment_id, a.star, a.answers from assessment a
      where a.state = 'draft' and a.edition_id = p_edition
        and a.transcription < (select e.transcription from edition e where e.edition_id = p_edition)
        and (p_after is null or (a.org_id, a.assessment_id) > (p_after_org, p_after))
      order by a.org_id, a.assessment_id limit p_limit for no key update) d);
end $$;

-- p_counted: [{"org", "assessment", "answers", "result"}], of one transcription.
-- Called by the operator.
create or replace function drafts_count(p_counted jsonb, p_transcription int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform assessment_count(a, c -> 'answers', c -> 'result', p_transcription)
  from jsonb_array_elements(p_counted) c
    join assessment a on a.org_id = (c ->> 'org')::uuid and a.assessment_id = (c ->> 'assessment')::uuid;
end $$;

-- Submits a draft in which something is answered; the one submitted before for the same is superseded.
-- Called by the server.
create or replace function assessment_submit(p_assessment uuid, p_assessed_on date)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment;
  e edition;
  added text[];
begin
  perform supplier_lock();
  a := assessment_find(p_assessment);
  perform assessment_state_require(a, 'draft');
  e := edition_open_require(a.edition_id);
  if a.transcription <> e.transcription then
    raise exception using errcode = 'lock_not_available', message = 'the draft is being counted anew';
  end if;
  if a.unanswered = a.total then
    perform refuse('assessment_empty');
  end if;
  added := assessment_added(a);
  if cardinality(added) > 0 then
    perform refuse('criteria_added', null, jsonb_build_object('count', cardinality(added)));
  end if;
  update assessment x set state = 'superseded'
  where x.org_id = a.org_id and x.state = 'submitted' and assessment_same(x, a);
  update assessment x set state = 'submitted', assessed_on = p_assessed_on, submitted_at = request_now(),
    submission = (select coalesce(max(s.submission), 0) + 1 from assessment s where s.org_id = a.org_id)
  where x.org_id = a.org_id and x.assessment_id = a.assessment_id
  returning * into a;
  perform supplier_event_add('assessment.submitted', jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id,
    'star', a.star, 'assessed_on', a.assessed_on));
  return query select jsonb_build_object('outcome', 'changed', 'body', assessment_shape(a)), supplier_touched(),
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('edition', a.edition_id,
      'star', a.star, 'transcription', a.transcription, 'assessed_on', a.assessed_on, 'total', a.total, 'met', a.met, 'not_met', a.not_met,
      'unanswered', a.unanswered, 'score', a.score));
end $$;

-- Withdraws an assessment: from today on it counts no more.
-- Called by the server.
create or replace function assessment_withdraw(p_assessment uuid)
returns table (result jsonb, facts json, audit jsonb)
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
  perform supplier_event_add('assessment.withdrawn', jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id,
    'star', a.star));
  return query select jsonb_build_object('outcome', 'ended', 'body', assessment_shape(a)),
    case when a.submitted_at is not null then supplier_touched() end,
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('withdrawn_on', a.withdrawn_on));
end $$;

grant execute on function assessment_answer_set(assessment), assessment_shape(assessment), assessment_same(assessment, assessment),
  assessment_answers(assessment), assessment_added(assessment), assessment_gaps(assessment, text) to hoshitori_app;
