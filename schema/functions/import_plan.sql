-- What the rows of a sheet would do, as things stand: nothing here writes. A row's content, as the server
-- read it from the cells, every member optional:
--   relationship, record_version, revision   names what was exported, and which version of it
--   record       members of the supplier's record that the sheet has columns for; contact: its first contact
--   demand       required_star (null: exempt), required_assurance, accept_higher, effective_from, due_on,
--                reason, notice_on, as far as the row has them
--   declaration  star, id, declared_on, valid_until
--   exact        nothing of it came from a spreadsheet
--   over         what was seen of the supplier (import_seen): as long as it is so, nothing of the row is a conflict
--   taken_back   what is demanded is taken back

-- A list of one fault of a row.
create or replace function import_fault(p_column text, p_code text, p_params jsonb default '{}') returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$ select jsonb_build_array(jsonb_build_object('column', p_column, 'code', p_code, 'params', p_params)) $$;

-- The record with the row's members: what the sheet has no column for stays, contacts after the first too.
create or replace function import_record(p_entered jsonb, p_row jsonb) returns jsonb
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
declare
  contact jsonb := coalesce(nullif(p_entered -> 'contacts' -> 0, 'null'), '{}') || (p_row -> 'contact');
  contacts jsonb := coalesce(p_entered -> 'contacts', '[]');
begin
  if contact is not null then
    contacts := case when coalesce(contact ->> 'name', contact ->> 'email') is not null then jsonb_build_array(contact) else '[]' end
      || (contacts - 0);
  end if;
  return owner_settled(p_entered, text_settled(p_entered, supplier_normalised(p_entered || (p_row - 'contact')
    || jsonb_build_object('contacts', case when p_row ? 'contacts' then p_row -> 'contacts' else contacts end))));
end $$;

-- The record that a row asks for; an exact one lost nothing in a spreadsheet.
create or replace function import_wanted(r relationship, p_stored jsonb, p_row jsonb) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when p_row ? 'exact' then owner_settled(p_stored, supplier_normalised(p_stored || (p_row -> 'record')))
    when p_row ? 'relationship' then w else alias_settled(r.relationship_id, p_stored, w) end
  from import_record(p_stored, coalesce(p_row -> 'record', '{}')) w
$$;

-- The cells in which a conversion lost what is on file: texts of the record, the contact, the reason.
create or replace function import_lost(p_stored jsonb, p_demand jsonb, p_row jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(import_fault(t.name, 'characters_lost', jsonb_build_object('stored', t.stored)) -> 0 order by t.name), '[]')
  from (
    select e.key as name, p_stored ->> e.key as stored, e.value #>> '{}' as entered
    from jsonb_each(coalesce(p_row -> 'record', '{}')) e where jsonb_typeof(e.value) = 'string'
    union all
    select 'contact_' || e.key, p_stored -> 'contacts' -> 0 ->> e.key, e.value #>> '{}'
    from jsonb_each(coalesce(p_row -> 'record' -> 'contact', '{}')) e
    union all
    select 'tags', s.tag, e.tag
    from jsonb_array_elements_text(coalesce(p_row -> 'record' -> 'tags', '[]')) e(tag),
      jsonb_array_elements_text(coalesce(p_stored -> 'tags', '[]')) s(tag)
    union all
    select 'reason', p_demand ->> 'reason', p_row -> 'demand' ->> 'reason') t
  where text_lost(t.stored, t.entered)
$$;

-- What a conversion lost was not changed by anybody: the first says enough of its column.
create or replace function import_known(p_faults jsonb, p_lost jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(f order by i), '[]') || p_lost
  from jsonb_array_elements(p_faults) with ordinality t(f, i)
  where not (f ->> 'code' = 'changed_by_hand' and exists (
    select from jsonb_array_elements(p_lost) l where l ->> 'column' = f ->> 'column'))
$$;

-- A stored demand as a row would state it.
create or replace function import_demand_stored(q requirement_revision) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select case when q.revision is null or q.kind = 'removed' then '{}' else jsonb_build_object('required_star', q.required_star,
    'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher, 'effective_from', q.effective_from,
    'due_on', q.due_on, 'reason', q.reason, 'notice_on', q.notice_on, 'questions', q.questions) end
$$;

-- The demand that a row asks for where `stored` stands: for the same star what the row does not state
-- stays; another star is a new demand. A day that only repeats the stored one is no new day.
create or replace function import_demand(p_stored jsonb, p_row jsonb, p_day date) returns jsonb
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
declare
  same_star boolean := p_stored ? 'required_star' and p_stored -> 'required_star' = p_row -> 'required_star';
  merged jsonb := text_settled(p_stored, case when same_star then p_stored || p_row else p_row end);
begin
  if p_stored ? 'required_star' and requirement_content(merged, coalesce((merged ->> 'effective_from')::date, (p_stored ->> 'effective_from')::date))
      = requirement_content(p_stored, (p_stored ->> 'effective_from')::date) then
    return p_stored;
  end if;
  if (merged ->> 'effective_from')::date < p_day and merged -> 'effective_from' = p_stored -> 'effective_from' then
    merged := merged - 'effective_from';
  end if;
  return requirement_content(merged, coalesce((merged ->> 'effective_from')::date, p_day));
end $$;

-- A value as a fault shows it: a text, or a list.
create or replace function import_shown(p_value jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$ select case jsonb_typeof(p_value) when 'array' then p_value else to_jsonb(p_value #>> '{}') end $$;

-- Who wrote what is on file: a key's, a person's or a rule's act, with its instant, or a sheet of another source. Whose key it is,
-- is told when it is asked for (import_row_shape): no name is kept with the rows.
create or replace function import_writer(p_key bigint, p_at timestamptz, p_source text) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object('key', p_key, 'recorded_at', instant_text(p_at), 'source', nullif(p_source, 'manual')))
$$;

-- What is on file of all that a row may change, as a short text that is another one after any change.
create or replace function import_seen(r relationship, p_row jsonb) returns text
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select left(encode(sha256(convert_to(concat_ws('/', r.relationship_id, r.record_version, coalesce(requirement_newest(r.relationship_id), 0),
    (import_declaration_stored(r.org_id, r.relationship_id, p_row -> 'declaration')).declaration_id), 'UTF8')), 'hex'), 12)
$$;

-- The columns in which a row and what is stored differ, with both; p_writer: import_writer.
create or replace function import_differences(p_stored jsonb, p_row jsonb, p_writer jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('column', w.key, 'code', 'changed_by_hand',
    'params', p_writer || jsonb_build_object('stored', import_shown(p_stored -> w.key), 'entered', import_shown(w.value)))
    order by w.key), '[]')
  from jsonb_each(p_row) w
  where text_settled(p_stored -> w.key, w.value) is distinct from coalesce(p_stored -> w.key, 'null')
$$;

-- The declaration on file that a row means; of two alike the one that is equal to the letter.
create or replace function import_declaration_stored(p_org uuid, p_relationship uuid, p_row jsonb) returns declaration
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  d declaration;
begin
  select * into d from declaration x
  where x.org_id = p_org and x.relationship_id = p_relationship and x.superseded_at is null
    and x.star = (p_row ->> 'star')::smallint and fold_conversion(x.number) = fold_conversion(p_row ->> 'id')
  order by x.number = p_row ->> 'id' desc limit 1;
  return d;
end $$;

-- The declaration as it would be recorded; of one that is stored the row changes only what it states.
create or replace function import_declaration(d declaration, p_row jsonb) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select recorded_content(case when d.declaration_id is null then p_row else
    recorded_stored(d) || case when d.validity_assumed then '{"valid_until": null}'::jsonb else '{}' end
    || text_settled(recorded_stored(d), jsonb_strip_nulls(p_row)) end)
$$;

-- What the scheme's dates say against a row's declaration.
create or replace function import_declaration_faults(p_row jsonb) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  star int := (p_row ->> 'star')::int;
  opens date := (scheme_date_of(star)).obtainable_from;
begin
  return case when opens is null or opens > (p_row ->> 'declared_on')::date
    then import_fault('declaration_star', 'star_not_obtainable', jsonb_build_object('star', star)) else '[]' end;
end $$;

-- Whether a row asks for anything that is not so: an exported row of an ended relationship asks for nothing.
create or replace function import_asks(r relationship, p_before jsonb, p_after jsonb, p_row jsonb) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  stored jsonb := import_demand_stored(demand_in_force(r.org_id, r.relationship_id, request_day()));
  d declaration;
begin
  if p_after <> p_before or (p_row ? 'demand' and import_demand(stored, p_row -> 'demand', request_day()) <> stored) then
    return true;
  end if;
  if p_row ? 'declaration' then
    d := import_declaration_stored(r.org_id, r.relationship_id, p_row -> 'declaration');
    return d.declaration_id is null or recorded_stored(d) <> import_declaration(d, p_row -> 'declaration');
  end if;
  return false;
end $$;

-- What one row would do to the relationship that it names; demand: a new one that it asks for, which the server
-- has yet to judge (domain/demand.h).
create or replace function import_compare(r relationship, p_row jsonb, p_source text, out outcome text, out faults jsonb,
  out demand jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  before jsonb := supplier_entered(r);
  after jsonb := import_wanted(r, before, p_row);
  newest requirement_revision;
  now_q requirement_revision;
  next_q requirement_revision;
  stored jsonb;
  wanted jsonb;
  d declaration;
  seen constant text := import_seen(r, p_row);
  settled constant boolean := coalesce(p_row ->> 'over' = seen, false);
begin
  outcome := 'unchanged';
  faults := '[]';
  if r.state = 'ended' then
    if import_asks(r, before, after, p_row) then
      faults := import_fault('relationship', 'relationship_state', '{"state": "ended"}');
      outcome := 'refused';
    end if;
    return;
  end if;
  if after <> before then
    outcome := 'changed';
    if after -> 'corporate_number' <> before -> 'corporate_number' and number_refused(r, r.supplier_id, after ->> 'corporate_number') then
      faults := faults || import_fault('corporate_number', 'corporate_number_mismatch');
    end if;
    if after ->> 'name' is null then
      faults := faults || import_fault('name', 'missing_field');
    end if;
    if after -> 'owner' <> before -> 'owner' and owner_unknown(after ->> 'owner') then
      faults := faults || import_fault('owner', 'unknown_owner');
    end if;
    if after ->> 'code' <> before ->> 'code' and code_taken(r.relationship_id, after ->> 'code') then
      faults := faults || import_fault('code', 'supplier_exists', jsonb_build_object('code', after ->> 'code'));
    end if;
    if after ->> 'code' is null and after ->> 'corporate_number' is not null and exists (select from relationship x
        where x.org_id = r.org_id and x.corporate_number = after ->> 'corporate_number' and x.code is null
        and x.state <> 'ended' and x.relationship_id <> r.relationship_id) then
      faults := faults || import_fault('corporate_number', 'supplier_exists',
        jsonb_build_object('corporate_number', after ->> 'corporate_number'));
    end if;
    if faults = '[]' and not settled and r.source <> p_source and (p_row ->> 'record_version')::int is distinct from r.record_version then
      outcome := 'conflict';
      faults := import_differences(before, (p_row -> 'record') - 'contact', import_writer(null, null, r.source)) || case
        when (p_row -> 'record') ? 'contact' and before -> 'contacts' <> after -> 'contacts'
        then import_fault('contact_name', 'changed_by_hand', import_writer(null, null, r.source) || jsonb_build_object(
          'stored', before -> 'contacts' -> 0 ->> 'name', 'entered', after -> 'contacts' -> 0 ->> 'name'))
        else '[]' end;
    end if;
  end if;
  now_q := demand_in_force(r.org_id, r.relationship_id, request_day());
  if not p_row ? 'exact' then
    faults := import_known(faults, import_lost(before, import_demand_stored(now_q), p_row));
  end if;
  if p_row ? 'demand' then
    next_q := demand_upcoming(r.org_id, r.relationship_id, request_day());
    stored := import_demand_stored(now_q);
    wanted := import_demand(stored, p_row -> 'demand', request_day());
    if wanted <> stored and (next_q.revision is null or import_demand(import_demand_stored(next_q), p_row -> 'demand', request_day())
      <> import_demand_stored(next_q)) then
      outcome := case outcome when 'conflict' then outcome else 'changed' end;
      demand := wanted;
      select * into newest from requirement_revision x
      where x.org_id = r.org_id and x.relationship_id = r.relationship_id order by x.revision desc limit 1;
      if not settled and newest.revision is not null and newest.decided_by = 'explicit' and newest.source <> p_source
        and (p_row ->> 'revision')::int is distinct from newest.revision then
        outcome := 'conflict';
        faults := faults || import_differences(stored, p_row -> 'demand',
          import_writer(newest.key_id, newest.recorded_at, newest.source));
      end if;
    end if;
  end if;
  if p_row ? 'taken_back' then
    wanted := requirement_kept(now_q, demand_upcoming(r.org_id, r.relationship_id, request_day()));
    if wanted is null then
      outcome := 'changed';
    elsif wanted ->> 'code' <> 'not_found' then
      faults := faults || import_fault('required_star', wanted ->> 'code', wanted -> 'params');
    end if;
  end if;
  if p_row ? 'declaration' then
    d := import_declaration_stored(r.org_id, r.relationship_id, p_row -> 'declaration');
    wanted := import_declaration(d, p_row -> 'declaration');
    if d.declaration_id is null or recorded_stored(d) <> wanted then
      outcome := case outcome when 'conflict' then outcome else 'changed' end;
      faults := faults || import_declaration_faults(wanted);
      if not settled and d.source <> p_source then
        outcome := 'conflict';
        faults := faults || import_differences(recorded_stored(d), jsonb_strip_nulls(p_row -> 'declaration'),
          import_writer(d.key_id, d.recorded_at, d.source));
      end if;
    end if;
  end if;
  if jsonb_path_exists(faults, '$[*] ? (@.code != "changed_by_hand")') then
    outcome := 'refused';
  elsif outcome = 'conflict' then
    faults := (select jsonb_agg(jsonb_set(f, '{params,seen}', to_jsonb(seen)) order by i)
      from jsonb_array_elements(faults) with ordinality t(f, i));
  end if;
end $$;

-- A supplier that would be new.
create or replace function import_compare_new(p_row jsonb, out outcome text, out faults jsonb, out demand jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  faults := '[]';
  if p_row ? 'relationship' then
    outcome := 'refused';
    faults := import_fault('relationship', 'not_found');
    return;
  end if;
  if p_row -> 'record' ->> 'name' is null then
    faults := faults || import_fault('name', 'missing_field');
  end if;
  if owner_unknown(p_row -> 'record' ->> 'owner') then
    faults := faults || import_fault('owner', 'unknown_owner');
  end if;
  if coalesce(p_row -> 'record' ->> 'code', p_row -> 'record' ->> 'corporate_number') is null then
    faults := faults || import_fault('code', 'identifier_missing');
  end if;
  if p_row ? 'demand' then
    demand := import_demand('{}', p_row -> 'demand', request_day());
  end if;
  if p_row ? 'declaration' then
    faults := faults || import_declaration_faults(p_row -> 'declaration');
  end if;
  outcome := case faults when '[]' then 'added' else 'refused' end;
end $$;

-- Which relationship each row means: by its id, else by its code, or one that it goes by, else by its 法人番号: the one without
-- a code, or where the row has no code either, the only one. Several: their codes. unpadded: a stored code
-- that differs in leading zeros alone.
create or replace function import_match(p_rows jsonb)
returns table (place int, content jsonb, faults jsonb, id uuid, several text[], unpadded text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
  with given as materialized (
    select (e ->> 'place')::int as place, e -> 'content' as content, coalesce(e -> 'faults', '[]') as faults,
      (e #>> '{content,relationship}')::uuid as id, e #>> '{content,record,code}' as code,
      e #>> '{content,record,corporate_number}' as number
    from jsonb_array_elements(p_rows) e
  )
  select g.place, g.content, g.faults, coalesce(i.relationship_id, c.relationship_id, a.relationship_id, n.ids[1], m.relationship_id),
    case when cardinality(n.ids) > 1 and n.codes[1] <> '' then n.codes end,
    case when g.id is null and c.relationship_id is null and a.relationship_id is null and n.ids is null and g.code ~ '^[1-9][0-9]*$' then (
      select z.code from relationship z
      where z.org_id = current_org() and z.state <> 'ended'
        and z.code in (select lpad(g.code, k, '0') from generate_series(length(g.code) + 1, 12) k) limit 1) end
  from given g
  left join relationship i on i.org_id = current_org() and i.relationship_id = g.id
  left join relationship c on g.id is null and c.org_id = current_org() and c.code = g.code and c.state <> 'ended'
  left join supplier_alias a on g.id is null and c.relationship_id is null and a.org_id = current_org()
    and a.alias = 'code:' || g.code and a.ended_at is null
  left join supplier_alias m on g.id is null and c.relationship_id is null and g.code is null and m.org_id = current_org()
    and m.alias = g.number and m.ended_at is null
  left join lateral (
    select array_agg(x.relationship_id order by x.code nulls first) as ids,
      array_agg(coalesce(x.code, '') order by x.code nulls first) as codes
    from relationship x
    where g.id is null and c.relationship_id is null and a.relationship_id is null and x.org_id = current_org()
      and x.corporate_number = g.number
      and x.state <> 'ended' and (g.code is null or x.code is null)) n on true;
end $$;

-- p_rows: [{"place", "content", "faults"}].
create or replace function import_plan(p_rows jsonb, p_source text)
returns table (place int, content jsonb, relationship_id uuid, outcome text, faults jsonb, demand jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
  select m.place, m.content, m.id, case when m.faults = '[]' then p.outcome else 'refused' end,
    case when m.faults = '[]' then p.faults else m.faults end, case when m.faults = '[]' then p.demand end
  from import_match(p_rows) m
  left join relationship r on r.org_id = current_org() and r.relationship_id = m.id
  cross join lateral (
    select 'refused' as outcome,
      import_fault('corporate_number', 'ambiguous_supplier', jsonb_build_object('codes', array_to_string(m.several, ', '))) as faults,
      null::jsonb as demand
    where m.several is not null
    union all
    select 'refused', import_fault('code', 'leading_zeros_lost', jsonb_build_object('stored', m.unpadded)), null
    where m.unpadded is not null
    union all
    select n.outcome, n.faults, n.demand from import_compare_new(m.content) n
    where m.id is null and m.unpadded is null
    union all
    select o.outcome, o.faults, o.demand from import_compare(r, m.content, p_source) o
    where m.id is not null and m.several is null) p;
end $$;
