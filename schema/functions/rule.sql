-- A buyer's rules: default demands by category and tag. A rule decides by making revisions, decided_by
-- 'rule', where no explicit demand stands; so status, history and both sides' lists need to know nothing
-- of rules. Whatever changes what fits (a rule, a record, the end of an explicit demand) calls
-- rule_decide in its own transaction, and doing it twice changes nothing.

-- The rules as they stand, but for `p_instead` where one is given: one rule as it might be.
create or replace function rules_standing(p_instead rule_revision default null) returns setof rule_revision
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select q.* from rule_revision q
  where q.org_id = current_org() and q.superseded_at is null and not q.removed and q.rule is distinct from p_instead.rule
  union all
  select p_instead.* where not p_instead.removed
$$;

-- What the rules would now make of these relationships, where that differs from what they have: a demand,
-- or the end of one that no rule supports any more. An explicit demand in force (an exemption is one) is left
-- alone; with one upcoming nothing new is made. Category comes before tag; among tags the highest demand.
-- Names are compared as labels (fold_label). Two rules whose names are the same label, which no new rule
-- may become, each decide what is spelled as they are.
-- A demand for another star or level starts its days anew; the days alone count from where they did.
create or replace function rule_wanted(p_relationships uuid[], p_instead rule_revision default null)
returns table (relationship_id uuid, kind text, decided rule_revision, counted_from date, due_on date)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
  with standing as materialized (
    select s as s, s.selector, s.name, s.required_star, assurance_level(s.required_assurance) as level,
      fold_label(s.name) as label, count(*) over (partition by s.selector, fold_label(s.name)) > 1 as alike
    from rules_standing(p_instead) s
  ), asked as materialized (
    select r.relationship_id as id, q as q, (
        select f.s from standing f
        where case
          when f.alike then f.name = any(case f.selector when 'category' then array[r.category] else r.tags end)
          else f.label = any(case f.selector when 'category' then labels.category else labels.tags end) end
        order by f.selector, f.required_star desc, f.level desc, f.name limit 1) as f,
      exists (select from requirement_revision x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
        and x.superseded_at is null and x.effective_from > request_day()) as awaited
    from relationship r
    left join lateral demand_on(r.org_id, r.relationship_id, request_day()) q on true
    cross join lateral (
      select array[fold_label(r.category)], array(select fold_label(t) from unnest(r.tags) t)) labels(category, tags)
    where r.org_id = current_org() and r.relationship_id = any(p_relationships) and r.state <> 'ended'
  ), compared as (
    select a.id, a.q, a.f, a.awaited, coalesce((a.q).decided_by = 'rule', false) as ruled,
      (a.f).rule is null as unfit,
      coalesce(((a.q).rule, (a.q).required_star, (a.q).required_assurance, (a.q).accept_higher)
        = ((a.f).rule, (a.f).required_star, (a.f).required_assurance, (a.f).accept_higher), false) as same_demand
    from asked a
    where (a.q).decided_by is distinct from 'explicit'
  )
  select c.id, case when c.unfit then 'removed' else 'set' end, c.f, start.day,
    case when not c.unfit then least(greatest(start.day + (c.f).due_in_days, request_day()), '9999-12-31') end
  from compared c,
    lateral (select case when c.ruled and c.same_demand then (c.q).counted_from else request_day() end) start(day)
  where case
    when c.unfit then c.ruled
    when c.awaited then false
    else not (c.ruled and (c.q).rule = (c.f).rule and (c.q).content_hash = (c.f).content_hash) end;
end $$;

-- Both sides hear of a demand, the supplier while the relationship is active; as pair_event_add, for many.
create or replace function rule_told(p_relationships uuid[], p_revisions int[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform events_put(array_agg(side.org_id), array_agg(t.id), array_agg(side.name), 'requirement.changed',
    array_agg(jsonb_build_object('revision', t.revision)))
  from unnest(p_relationships, p_revisions) t(id, revision)
  join relationship r on r.org_id = current_org() and r.relationship_id = t.id
  cross join lateral (values (r.org_id, 'buyer'), (case when r.state = 'active' then r.supplier_id end, 'supplier')) side(org_id, name)
  where side.org_id is not null;
end $$;

-- Under the locks of these relationships: what the rules want becomes revisions. Which ones changed.
create or replace function rule_decide(p_relationships uuid[]) returns uuid[]
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
  revisions int[];
begin
  with added as (
    insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, rule, rule_revision, counted_from,
      required_star, required_assurance, accept_higher, effective_from, due_on, reason, questions, content_hash, key_id,
      recorded_at)
    select current_org(), w.relationship_id, coalesce(before.revision, 0) + 1, w.kind, 'rule',
      coalesce((w.decided).rule, before.rule), coalesce((w.decided).revision, before.rule_revision), w.counted_from,
      (w.decided).required_star, (w.decided).required_assurance, (w.decided).accept_higher, request_day(), w.due_on,
      (w.decided).reason, (w.decided).questions, coalesce((w.decided).content_hash, ''), request_key(), request_now()
    from rule_wanted(p_relationships) w
    left join lateral (
      select x.revision, x.rule, x.rule_revision from requirement_revision x
      where x.org_id = current_org() and x.relationship_id = w.relationship_id order by x.revision desc limit 1) before on true
    returning relationship_id, revision
  )
  select array_agg(a.relationship_id order by a.relationship_id), array_agg(a.revision order by a.relationship_id)
  into ids, revisions from added a;
  perform rule_told(ids, revisions);
  return coalesce(ids, '{}');
end $$;

-- The newest revision of a rule, be it a removal; null for none.
create or replace function rule_current(p_rule text) returns rule_revision
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  q rule_revision;
begin
  select * into q from rule_revision x where x.org_id = current_org() and x.rule = p_rule and x.superseded_at is null;
  return q;
end $$;

-- The rule as it would be recorded: defaults filled in.
create or replace function rule_made(p_rule text, p jsonb) returns rule_revision
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  q rule_revision;
begin
  q.org_id := current_org();
  q.rule := p_rule;
  q.revision := coalesce((rule_current(p_rule)).revision, 0) + 1;
  q.selector := split_part(p_rule, ':', 1);
  q.name := substr(p_rule, length(q.selector) + 2);
  q.removed := p is null;
  if p is not null then
    p := contract_defaults('RuleInput') || p;
    q.required_star := (p ->> 'required_star')::smallint;
    q.required_assurance := coalesce(p ->> 'required_assurance', assurance_usual(q.required_star));
    q.accept_higher := (p ->> 'accept_higher')::boolean;
    q.due_in_days := (p ->> 'due_in_days')::int;
    q.reason := p ->> 'reason';
    q.questions := nullif(jsonb_strip_nulls(coalesce(nullif(p -> 'questions', 'null'), '{}')), '{}');
  end if;
  q.content_hash := sha256(convert_to(row(q.required_star, q.required_assurance, q.accept_higher, q.due_in_days, q.reason,
    q.questions)::text, 'UTF8'));
  q.key_id := request_key();
  q.recorded_at := request_now();
  return q;
end $$;

-- Whether a record has this label. Expanded where it stands, for it is asked of all that a buyer has.
create or replace function has_label(r relationship, p_selector text, p_label text) returns boolean
language sql immutable
as $$
  select case p_selector when 'category' then hoshitori.fold_label(r.category) = p_label
    else 'tag:' || p_label = any(hoshitori.fold_labels(null, r.tags)) end
$$;

-- Refuses a name that another rule has under another spelling.
create or replace function rule_distinct(q rule_revision) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  other text;
begin
  select x.rule into other from rules_standing() x
  where x.selector = q.selector and x.rule <> q.rule and fold_label(x.name) = fold_label(q.name) limit 1;
  if other is not null then
    perform refuse('rule_alike', null, jsonb_build_object('rule', other));
  end if;
end $$;

-- What a rule may decide, by id after `p_after`; all of it without a limit.
create or replace function rule_reach(p_rule text, p_after uuid default null, p_limit int default null) returns uuid[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  selector text := split_part(p_rule, ':', 1);
  selected text := fold_label(substr(p_rule, position(':' in p_rule) + 1));
begin
  return (
    select coalesce(array_agg(x.relationship_id order by x.relationship_id), '{}') from (
      select r.relationship_id from relationship r
      where r.org_id = current_org() and r.state <> 'ended' and r.relationship_id > coalesce(p_after, uuid '00000000-0000-0000-0000-000000000000')
        and has_label(r, selector, selected)
      order by r.relationship_id limit p_limit) x);
end $$;

-- These, decided as the rules stand now, and the facts of those that changed, of which there are n. Lock 2 of all, lock 3 of those
-- that changed, each in the order of ids: the suppliers of the others need not wait.
create or replace function rule_decided_facts(p_relationships uuid[], out facts json, out n int)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  changed uuid[];
begin
  perform from relationship where org_id = current_org() and relationship_id = any(p_relationships)
  order by relationship_id for no key update;
  changed := rule_decide(p_relationships);
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r where r.org_id = current_org() and r.relationship_id = any(changed))
  order by h.org_id for share;
  facts := facts_of(array_fill(current_org(), array[cardinality(changed)]), changed);
  n := cardinality(changed);
end $$;

-- The contract's Rule.
create or replace function rule_shape(q rule_revision) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('rule', q.rule, 'selector', q.selector, 'name', q.name, 'revision', q.revision,
    'required_star', q.required_star, 'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher,
    'due_in_days', q.due_in_days, 'reason', q.reason, 'questions', questions_shape(q.questions),
    'recorded_at', instant_text(q.recorded_at))
$$;

-- Rules whose names became the same label when labels were introduced: each goes on deciding what is spelled as it is,
-- until the buyer removes all but one. Nothing where there is none.
create or replace function rule_alike(q rule_revision) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((
    select jsonb_build_object('alike', jsonb_agg(x.rule order by x.rule)) from rules_standing() x
    where x.selector = q.selector and x.rule <> q.rule and fold_label(x.name) = fold_label(q.name)
    having count(*) > 0), '{}')
$$;

-- A revision of a rule has been made: it decides at once, or by a job where it reaches many.
create or replace function rule_changed(q rule_revision, p_body jsonb, p_outcome text, p_job uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  reached uuid[] := rule_reach(q.rule);
  n int := cardinality(reached);
  later boolean := job_needed(n);
  changed int;
begin
  if later then
    perform job_add(p_job, 'rule', n, jsonb_build_object('rule', q.rule, 'revision', q.revision));
    update rule_revision set job_id = p_job where org_id = q.org_id and rule = q.rule and revision = q.revision;
  else
    select d.facts, d.n into facts, changed from rule_decided_facts(reached) d;
  end if;
  result := jsonb_build_object('outcome', case when later then 'queued' else p_outcome end, 'tag', rule_tag(q),
    'object', case when later then 'jobs/' || p_job end,
    'body', p_body || jsonb_build_object('decided', jsonb_build_object('suppliers', n,
      'changed', changed, 'job', case when later then p_job end)));
  audit := jsonb_build_object('object', 'rules/' || q.rule, 'detail',
    jsonb_strip_nulls(rule_shape(q) - 'recorded_at' - 'rule' || jsonb_build_object('suppliers', n, 'job', case when later then p_job end)));
  return next;
end $$;

-- A rule's entity tag.
create or replace function rule_tag(q rule_revision) returns text
language sql immutable set search_path = hoshitori, pg_temp
as $$ select revision_tag('rule ' || q.org_id || ' ' || q.rule, q.revision) $$;

-- Makes or changes a rule. The same again changes nothing but takes up what its job left undone.
-- Called by the server.
create or replace function rule_put(p_rule text, p_demand jsonb, p_expected text[], p_none_yet boolean, p_job uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before rule_revision;
  made rule_revision;
  there boolean;
begin
  perform buyer_head_lock();
  before := rule_current(p_rule);
  made := rule_made(p_rule, p_demand);
  there := coalesce(not before.removed, false);
  if there and before.content_hash = made.content_hash then
    -- What its job left undone is taken up again.
    if exists (select from job j where j.org_id = before.org_id and j.job_id = before.job_id and j.state = 'stopped') then
      return query select * from rule_changed(before, jsonb_build_object('rule', rule_shape(before)), 'changed', p_job);
      return;
    end if;
    return query select jsonb_build_object('outcome', 'same', 'tag', rule_tag(before), 'body', jsonb_build_object(
      'rule', rule_shape(before), 'decided', null)), null::json, null::jsonb;
    return;
  end if;
  if there and p_none_yet then
    perform refuse('precondition_failed', 'if_none_match');
  end if;
  if p_expected is not null and not revision_expected(p_expected, rule_tag(before)) then
    perform refuse('precondition_failed', 'if_match');
  end if;
  if there and p_expected is null then
    perform refuse('if_match_required', 'if_match');
  end if;
  if not there then
    perform rule_distinct(made);
  end if;
  perform rule_revision_add(made);
  return query select * from rule_changed(made, jsonb_build_object('rule', rule_shape(made)),
    case when there then 'changed' else 'created' end, p_job);
end $$;

-- Takes a rule back; what it demanded is decided anew.
-- Called by the server.
create or replace function rule_delete(p_rule text, p_expected text[], p_job uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before rule_revision;
  made rule_revision;
begin
  perform buyer_head_lock();
  before := rule_current(p_rule);
  if coalesce(before.removed, true) then
    perform refuse('not_found');
  end if;
  if not revision_expected(p_expected, rule_tag(before)) then
    perform refuse('precondition_failed', 'if_match');
  end if;
  made := rule_made(p_rule, null);
  perform rule_revision_add(made);
  return query select * from rule_changed(made, jsonb_build_object('rule', p_rule, 'revision', made.revision,
    'removed_on', request_day(), 'recorded_at', instant_text(request_now())), 'removed', p_job);
end $$;

-- Adds a revision in place of the one before, as far as the quota of rules reaches.
create or replace function rule_revision_add(q rule_revision) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not q.removed and coalesce((rule_current(q.rule)).removed, true) then
    perform quota_require('rules');
  end if;
  update rule_revision set superseded_at = request_now()
  where org_id = q.org_id and rule = q.rule and superseded_at is null;
  insert into rule_revision select q.*;
end $$;

-- The next 250 that the rule reaches, decided as the rules stand now: a chunk done twice, or after the
-- rule has changed again, does no harm. So few, because a supplier of the chunk that files something waits
-- for its end.
create or replace function rule_chunk(j job) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
  decided record;
begin
  perform buyer_head_share();
  ids := rule_reach(j.detail ->> 'rule', j.place::uuid, 250);
  if cardinality(ids) = 0 then
    return null;
  end if;
  decided := rule_decided_facts(ids);
  perform job_advance(j.job_id, cardinality(ids), decided.n, ids[cardinality(ids)]::text);
  return decided.facts;
end $$;

-- The contract's RuleRevision.
create or replace function rule_revision_shape(q rule_revision) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$ select rule_shape(q) || jsonb_build_object('removed', q.removed, 'job', q.job_id, 'key', q.key_id::text) $$;

grant execute on function rule_shape(rule_revision), rule_alike(rule_revision), rule_revision_shape(rule_revision),
  rule_tag(rule_revision), revision_tag(text, int) to hoshitori_app;
