-- One change of many suppliers: those chosen become the rows of a sheet that nobody wrote, and are planned and carried out
-- as its rows are (import_next, import_chunk). A row keeps the versions of record and demand with which it was chosen, or
-- shown in a preview: whatever changed since is a conflict.

-- The suppliers that the filters of the list let through, in the order of names, or those named, as far as the filters let them
-- through where there are any; without the excepted. At most p_most, and some more that tell that it were too many.
create or replace function suppliers_chosen(p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[],
  p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date,
  p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most int) returns uuid[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  rows constant int := 1000;
  filtered constant boolean := num_nonnulls(p_statuses, p_waiting_on, p_required_stars, p_held_stars, p_states, p_category, p_tag, p_text,
    p_due_by, p_expiring_by, p_unchecked_since, p_marks, p_owner) > 0;
  named uuid[] := json_texts(p_named)::uuid[];
  excepted uuid[] := json_texts(p_except)::uuid[];
  marks text[] := case when p_owner is null then p_marks else owner_wanted(p_owner) || p_marks end;
  chosen uuid[];
begin
  if p_named is not null and not filtered then
    return array(select i from unnest(named) with ordinality t(i, place) where i <> all(excepted) group by i order by min(place));
  end if;
  chosen := array(select p.relationship_id
    from board_page(current_org(), 'buyer', request_day(), '', '00000000-0000-0000-0000-000000000000', rows, 'name', p_statuses,
      p_waiting_on, p_required_stars, p_held_stars, p_states, p_category, p_tag, p_text, p_due_by, p_expiring_by, p_unchecked_since, null,
      marks) with ordinality p(relationship_id, version, sort, place) order by p.place);
  if cardinality(chosen) = rows then
    chosen := board_all(current_org(), 'buyer', request_day(),
      case when p_named is null then p_most::bigint + cardinality(excepted) else 2147483647 end, p_statuses, p_waiting_on, p_required_stars,
      p_held_stars, p_states, p_category, p_tag, p_text, p_due_by, p_expiring_by, p_unchecked_since, marks);
  end if;
  return array(select i from unnest(chosen) with ordinality t(i, place)
    where (p_named is null or i = any(named)) and (excepted = '{}' or i <> all(excepted)) order by place);
end $$;

-- Those that an export holds, in the order of names: their ids, a comma behind each. p_named may name none that is not there.
-- Called by the server.
create or replace function suppliers_exported(p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[],
  p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date,
  p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb) returns text
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  absent bigint := (select min(n.place) - 1 from unnest(json_texts(p_named)::uuid[]) with ordinality n(id, place)
    where not exists (select from relationship r where r.org_id = current_org() and r.relationship_id = n.id));
  chosen text;
begin
  if absent is not null then
    perform refuse('not_found', 'suppliers.' || absent);
  end if;
  chosen := (select string_agg(b.relationship_id || ',', '' order by b.sort_key collate "C", b.relationship_id)
    from unnest(suppliers_chosen(p_statuses, p_waiting_on, p_required_stars, p_held_stars, p_states, p_category, p_tag, p_text, p_due_by,
        p_expiring_by, p_unchecked_since, p_marks, p_owner, p_named, p_except, 2147483647)) i
      join board b on b.org_id = current_org() and b.side = 'buyer' and b.relationship_id = i);
  if chosen is null then
    perform refuse('no_suppliers_chosen');
  end if;
  return chosen;
end $$;

-- The tags with some taken away and some added, told apart as lists find them.
create or replace function tags_changed(p_tags text[], p_remove text[], p_add text[]) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  with kept as (
    select t, place from unnest(p_tags) with ordinality x(t, place)
    where fold_label(t) not in (select fold_label(r) from unnest(p_remove) r)
  )
  select coalesce(jsonb_agg(s.t order by s.place), '[]') from (
    select t, place from kept
    union all
    select a, 1000 + place from unnest(p_add) with ordinality x(a, place) where fold_label(a) not in (select fold_label(t) from kept)) s
$$;

-- The address of the owner that a change gives; null for none.
create or replace function supplier_change_owner(p_change jsonb) returns text
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select u.email from user_account u where u.org_id = current_org() and u.user_id = (p_change ->> 'owner')::uuid $$;

-- The demand that a change asks of one supplier: what it does not name of the reason, the day of the notice, the questions and
-- whether a higher star counts stays as it is demanded now, also for another star. Why it was exempt is no reason of a demand.
create or replace function supplier_change_demand(r relationship, p_demand jsonb) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((select jsonb_object_agg(s.key, s.value) from jsonb_each(case when stored ->> 'required_star' is not null then stored else
        stored - 'reason' end) s
      where s.key in ('accept_higher', 'notice_on', 'questions', 'reason') and s.value <> 'null'), '{}') || p_demand
  from import_demand_stored(demand_in_force(r.org_id, r.relationship_id, request_day())) stored
$$;

-- What the change asks of one supplier, as the content of a sheet's row; null takes its demand back.
create or replace function supplier_change_content(r relationship, p_change jsonb) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('relationship', r.relationship_id, 'exact', true, 'record_version', r.record_version,
      'revision', requirement_newest(r.relationship_id),
      'record', case when p_change ? 'category' then jsonb_build_object('category', p_change -> 'category') else '{}' end
        || case when p_change ? 'owner' then jsonb_build_object('owner', supplier_change_owner(p_change)) else '{}' end
        || case when p_change ?| array['tags_add', 'tags_remove'] then jsonb_build_object('tags',
          tags_changed(r.tags, json_texts(p_change -> 'tags_remove'), json_texts(p_change -> 'tags_add'))) else '{}' end)
    || case when jsonb_typeof(p_change -> 'demand') = 'object' then jsonb_build_object('demand',
        supplier_change_demand(r, p_change -> 'demand'))
      when p_change ? 'demand' then '{"taken_back": true}' else '{}' end
$$;

-- Why one supplier cannot get so many tags; else null.
create or replace function supplier_change_fault(p_content jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select case when jsonb_array_length(p_content #> '{record,tags}') > (contract_limits('Tags') ->> 'maxItems')::int
    then import_fault('tags', 'too_many_items', contract_limits('Tags')) end
$$;

-- What the rows of a change would do as things stand; columns as those of import_plan. A row that would change what was
-- changed since it was chosen is a conflict.
create or replace function supplier_change_plan(i import, p_rows import_row[])
returns table (place int, content jsonb, relationship_id uuid, outcome text, faults jsonb, demand jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
  select p.place, p.content, p.relationship_id, case when p.outcome = 'changed' and x.since then 'conflict' else p.outcome end,
    case when p.outcome = 'changed' and x.since then import_fault('', 'changed_meanwhile') else p.faults end, p.demand
  from import_plan((
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('place', s.place, 'faults', supplier_change_fault(c.content)))
      || jsonb_build_object('content', c.content)), '[]')
    from unnest(p_rows) s left join relationship r on r.org_id = s.org_id and r.relationship_id = s.relationship_id
      cross join lateral (select case when r.relationship_id is null then jsonb_build_object('relationship', s.relationship_id)
        else supplier_change_content(r, i.change) end as content offset 0) c), i.source) p
    join lateral (
      select (s.content ->> 'record_version', s.content ->> 'revision')
        is distinct from (p.content ->> 'record_version', p.content ->> 'revision') as since
      from unnest(p_rows) s where s.place = p.place) x on true;
end $$;

-- Carries out the change on one supplier. What it changed, for the audit log.
create or replace function supplier_change_one(r relationship, i import) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before jsonb := supplier_entered(r);
  demanded int := requirement_newest(r.relationship_id);
  after jsonb;
begin
  perform import_change(r, supplier_change_content(r, i.change), i.source);
  select supplier_entered(x) into after from relationship x where x.org_id = r.org_id and x.relationship_id = r.relationship_id;
  return jsonb_build_object('job', i.job_id) || coalesce((
    select jsonb_object_agg(a.key, jsonb_build_object('from', before -> a.key, 'to', a.value))
    from jsonb_each(after) a where a.value is distinct from before -> a.key), '{}')
    || case when requirement_newest(r.relationship_id) is distinct from demanded
      then jsonb_build_object('demand', i.change -> 'demand', 'revision', requirement_newest(r.relationship_id)) else '{}' end;
end $$;

-- What was carried out of a change since the last time goes into the audit log, one entry for each supplier: after all else that
-- the transaction locks. Of a sheet: nothing.
-- Called by the server.
create or replace function supplier_change_audit(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform audit_append('supplier_change', 'suppliers/' || x.relationship_id, x.content)
  from (select s.* from import_row s join import i on i.org_id = s.org_id and i.job_id = s.job_id
    where s.org_id = current_org() and s.job_id = p_job and i.change is not null and not i.dry_run
      and s.outcome = 'changed' and s.content ? 'job' order by s.place) x;
  update import_row s set content = null where s.org_id = current_org() and s.job_id = p_job and s.content ? 'job';
end $$;

-- The contract's SupplierChangeResult.
create or replace function supplier_change_answer(p_job uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select import_answer(p_job) - array['source', 'mode', 'absent', 'ignored', 'notes', 'applied']
$$;

-- The preview whose rows are to be carried out.
create or replace function supplier_change_previewed(p_preview uuid) returns import
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  i import;
begin
  select * into i from import x where x.org_id = current_org() and x.job_id = p_preview and x.change is not null and x.dry_run;
  if not found or import_misses_rows(i) then
    perform refuse('not_found');
  elsif not exists (select from job j where j.org_id = i.org_id and j.job_id = i.job_id and j.state = 'done') then
    perform refuse('preview_not_done');
  end if;
  return i;
end $$;

-- Chooses suppliers and what is to be changed of them, or takes both from a preview; few are carried out within the
-- request, more by the job (job_needed).
-- Called by the server.
create or replace function supplier_change(p_job uuid, p_change jsonb, p_preview uuid, p_dry_run boolean, p_statuses smallint[],
  p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text,
  p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  most constant int := 50000;
  chosen uuid[];
  total int;
  detail jsonb;
begin
  perform import_forget();
  if p_preview is not null then
    p_change := (supplier_change_previewed(p_preview)).change;
  else
    chosen := suppliers_chosen(p_statuses, p_waiting_on, p_required_stars, p_held_stars, p_states, p_category, p_tag, p_text,
      p_due_by, p_expiring_by, p_unchecked_since, p_marks, p_owner, p_named, p_except, most);
    if cardinality(chosen) = 0 then
      perform refuse('no_suppliers_chosen');
    elsif cardinality(chosen) > most then
      perform refuse('too_many_suppliers_chosen', null, jsonb_build_object('most', most));
    elsif owner_unknown(p_change ->> 'owner') then
      perform refuse('unknown_owner', 'change/owner');
    elsif p_change ? 'owner' then
      p_change := p_change || jsonb_build_object('owner', owner_of(null, p_change ->> 'owner'));
    end if;
  end if;
  insert into import_row (org_id, job_id, place, relationship_id, outcome, content)
  select current_org(), p_job, x.place, x.relationship_id, 'waiting', x.content
  from import_row x where p_preview is not null and x.org_id = current_org() and x.job_id = p_preview
  union all
  select current_org(), p_job, t.place, t.id, 'waiting', jsonb_build_object('record_version', r.record_version, 'revision', q.newest)
  from unnest(chosen) with ordinality t(id, place)
    left join relationship r on r.org_id = current_org() and r.relationship_id = t.id
    left join lateral (select max(v.revision) as newest from requirement_revision v
      where v.org_id = r.org_id and v.relationship_id = r.relationship_id) q on true;
  get diagnostics total = row_count;
  detail := jsonb_build_object('dry_run', p_dry_run, 'preview', p_preview, 'rows', total);
  insert into import (org_id, job_id, source, mode, absent, dry_run, total, change, recorded_at)
  values (current_org(), p_job, 'manual', 'per_row', 'keep', p_dry_run, total,
    p_change, request_now());
  perform job_add(p_job, 'change', total, detail);
  return query select jsonb_build_object('outcome', case when job_needed(total) then 'queued' when p_dry_run then 'same' else 'changed' end,
      'object', 'jobs/' || p_job, 'body', supplier_change_answer(p_job),
      'demands', case when not job_needed(total) then import_next(p_job) end),
    null::json, jsonb_build_object('object', 'jobs/' || p_job, 'detail', detail || p_change
      || case when p_change ? 'owner' then jsonb_build_object('owner', supplier_change_owner(p_change)) else '{}' end);
end $$;
