-- Declarations that a buyer knows of and records itself: they count for that relationship alone.

-- The entry as it would be stored; null members are those left out.
create or replace function recorded_content(p jsonb) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  star int := (p ->> 'star')::int;
  valid_from date := coalesce(p ->> 'valid_from', p ->> 'declared_on')::date;
  months int := (scheme_date_of(star)).validity_months;
  assumed boolean := p ->> 'valid_until' is null and months is not null;
begin
  return jsonb_build_object('star', star, 'id', p ->> 'id', 'declared_on', (p ->> 'declared_on')::date,
    'valid_from', valid_from, 'valid_until', case when assumed then period_end(valid_from, months) else (p ->> 'valid_until')::date end,
    'validity_assumed', assumed, 'scope', coalesce(p ->> 'scope', 'whole'),
    'scope_text', case when p ->> 'scope' = 'part' then p ->> 'scope_text' end);
end $$;

-- What a recorded declaration says, in the form of recorded_content.
create or replace function recorded_stored(d declaration) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('star', d.star, 'id', d.number, 'declared_on', d.declared_on, 'valid_from', d.valid_from,
    'valid_until', d.valid_until, 'validity_assumed', d.validity_assumed, 'scope', d.scope, 'scope_text', d.scope_text)
$$;

-- Refuses a star that nobody could have obtained by then.
create or replace function star_obtainable_require(p_star int, p_day date, p_member text) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  opens date := (scheme_date_of(p_star)).obtainable_from;
begin
  if opens is null or opens > p_day then
    perform refuse('star_not_obtainable', p_member, jsonb_build_object('required_star', p_star, 'star', p_star));
  end if;
end $$;

-- Records on which day a declaration was stopped; null adds nothing.
create or replace function declaration_stop_add(d declaration, p_day date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_day is not null then
    insert into declaration_end (org_id, declaration_id, kind, on_day, key_id, recorded_at)
    values (d.org_id, d.declaration_id, 'stopped', p_day, request_key(), request_now());
  end if;
end $$;

-- A new row; of the same star and id the one before counts on no day from now on.
create or replace function recorded_replace(r relationship, p_old uuid, p_new uuid, p_content jsonb,
  p_source text default 'manual') returns declaration
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  d declaration;
begin
  update declaration set superseded_at = request_now() where org_id = r.org_id and declaration_id = p_old;
  insert into declaration (org_id, declaration_id, relationship_id, scheme, star, number, declared_on, valid_from, valid_until,
    validity_assumed, scope, scope_text, replaces, source, key_id, recorded_at)
  values (r.org_id, p_new, r.relationship_id, scheme_of((p_content ->> 'star')::int), (p_content ->> 'star')::smallint,
    p_content ->> 'id', (p_content ->> 'declared_on')::date, (p_content ->> 'valid_from')::date,
    (p_content ->> 'valid_until')::date, (p_content ->> 'validity_assumed')::boolean, p_content ->> 'scope',
    p_content ->> 'scope_text', p_old, p_source, request_key(), request_now())
  returning * into d;
  return d;
end $$;

-- Records what the buyer knows of a supplier's declaration; the same again changes nothing.
-- Called by the server.
create or replace function supplier_declaration_put(p_supplier text, p_declaration uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  content jsonb := recorded_content(p_body);
  stop date := (p_body ->> 'stopped_on')::date;
  stopped date;
  d declaration;
  known boolean;
  changed boolean := true;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  select * into d from declaration x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
    and x.star = (content ->> 'star')::smallint and x.number = content ->> 'id' and x.superseded_at is null;
  known := found;
  select e.on_day into stopped from declaration_end e
  where e.org_id = r.org_id and e.declaration_id = d.declaration_id and e.kind = 'stopped';
  if not known or recorded_stored(d) <> content or (stopped is not null and stopped is distinct from stop) then
    perform star_obtainable_require((content ->> 'star')::int, (content ->> 'valid_from')::date, 'star');
    d := recorded_replace(r, d.declaration_id, p_declaration, content);
    perform declaration_room_require(r.org_id, r.relationship_id, 40);
    perform declaration_stop_add(d, stop);
  elsif stop is distinct from stopped then
    perform declaration_stop_add(d, stop);
  else
    changed := false;
  end if;
  if changed then
    perform event_put(r.org_id, r.relationship_id, 'buyer', case when known then 'declaration.changed' else 'declaration.added' end,
      declaration_told(d));
  end if;
  return query select jsonb_build_object('outcome', case when not known then 'created' when changed then 'changed' else 'same' end, 'body', declaration_seen(r, d)),
    case when changed then relationship_touched(r.relationship_id) end,
    case when changed then jsonb_build_object('object', format('suppliers/%s/declarations/%s', r.relationship_id, d.declaration_id),
      'detail', content || jsonb_build_object('stopped_on', stop)) end;
end $$;
