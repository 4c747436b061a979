-- A supplier's own declarations. Content never changes: a typing error is a new row that replaces
-- the old one, and stops and revocations are facts of their own.

-- The first day without the star, as known at an instant; null for none, or taken back.
create or replace function declaration_end_on(p_org uuid, p_declaration uuid, p_kind text,
  p_known_at timestamptz default 'infinity') returns date
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select e.on_day from declaration_end e
    where e.org_id = p_org and e.declaration_id = p_declaration and e.kind = p_kind and e.recorded_at <= p_known_at
    order by e.seq desc limit 1);
end $$;

-- The word for a declaration's state on a day, given the days on which it ended.
create or replace function declaration_state(d declaration, p_stopped_on date, p_revoked_on date, p_day date)
returns text
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select case
    when d.superseded_at is not null then 'replaced'
    when p_revoked_on <= p_day then 'revoked'
    when p_stopped_on <= p_day then 'stopped'
    when d.valid_until < p_day then 'expired'
    when d.valid_from > p_day then 'upcoming'
    else 'active' end
$$;

-- The contract's Declaration, as of p_day. Runs as whoever asks, so that a read stays under row-level security.
create or replace function declaration_shape(d declaration, p_day date) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  stopped_on date := declaration_end_on(d.org_id, d.declaration_id, 'stopped');
  revoked_on date := declaration_end_on(d.org_id, d.declaration_id, 'revoked');
begin
  return jsonb_build_object('declaration', d.declaration_id, 'scheme', d.scheme, 'star', d.star, 'id', d.number,
    'edition', d.edition_id, 'declared_on', d.declared_on, 'valid_from', d.valid_from, 'valid_until', d.valid_until,
    'validity_assumed', d.validity_assumed, 'scope', d.scope, 'scope_text', d.scope_text, 'stopped_on', stopped_on,
    'revoked_on', revoked_on, 'state', declaration_state(d, stopped_on, revoked_on, p_day), 'replaces', d.replaces,
    'replaced_by', (select n.declaration_id from declaration n where n.org_id = d.org_id and n.replaces = d.declaration_id
      order by n.recorded_at desc limit 1),
    'recorded_at', instant_text(d.recorded_at));
end $$;

-- The last day on which it can hold its star; infinity for open.
create or replace function declaration_last_day(d declaration) returns date
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return least(coalesce(d.valid_until, 'infinity'),
    coalesce(declaration_end_on(d.org_id, d.declaration_id, 'stopped'), 'infinity') - 1,
    coalesce(declaration_end_on(d.org_id, d.declaration_id, 'revoked'), 'infinity') - 1);
end $$;

-- The same ID counts once on each day of one organisation.
create or replace function declaration_unique_require(d declaration, p_member text) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  twin uuid;
begin
  select x.declaration_id into twin from declaration x
  where x.org_id = d.org_id and x.number = d.number and x.scheme = d.scheme and x.relationship_id is null
    and x.superseded_at is null and x.declaration_id <> d.declaration_id
    and greatest(x.valid_from, d.valid_from) <= least(declaration_last_day(x), declaration_last_day(d))
  limit 1;
  if found then
    perform refuse('declaration_exists', p_member, jsonb_build_object('id', d.number, 'declaration', twin));
  end if;
end $$;

-- Every status weighs all current declarations of a pair: there is an end to how many may be filed.
create or replace function declaration_room_require(p_org uuid, p_relationship uuid, p_most int) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if (select count(*) from declaration x where x.org_id = p_org and x.superseded_at is null
      and x.relationship_id is not distinct from p_relationship) > p_most then
    perform refuse('too_many_declarations', 'id', jsonb_build_object('most', p_most));
  end if;
end $$;

-- The edition that was named, or the newest open one for the star.
create or replace function declaration_edition(p_star int, p_edition text) returns text
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  e edition;
begin
  if p_edition is null then
    return (
      select x.edition_id from edition x
      where x.stars @> to_jsonb(p_star) and (x.closed_on is null or x.closed_on > request_day())
      order by x.published_on desc nulls last, x.recorded_at desc, x.edition_id desc limit 1);
  end if;
  e := edition_open_require(p_edition);
  if not e.stars @> to_jsonb(p_star) then
    perform refuse('star_not_in_edition', 'edition', jsonb_build_object('edition', p_edition, 'star', p_star));
  end if;
  return e.edition_id;
end $$;

-- Marks a declaration of the asking supplier as replaced, once.
create or replace function declaration_supersede(p_declaration uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  d declaration;
begin
  select * into d from declaration x
  where x.org_id = current_org() and x.declaration_id = p_declaration and x.relationship_id is null;
  if not found then
    perform refuse('not_found');
  end if;
  if d.superseded_at is not null then
    perform refuse('declaration_replaced', 'replaces');
  end if;
  update declaration x set superseded_at = request_now()
  where x.org_id = d.org_id and x.declaration_id = d.declaration_id;
end $$;

-- Records a declaration of the asking supplier; with `replaces` in place of one before.
-- Called by the server.
create or replace function declaration_add(p_declaration uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  star int := (p_body ->> 'star')::int;
  starts date := coalesce(p_body ->> 'valid_from', p_body ->> 'declared_on')::date;
  months int := (scheme_date_of(star)).validity_months;
  assumed boolean := p_body ->> 'valid_until' is null and months is not null;
  edition text := declaration_edition(star, p_body ->> 'edition');
  d declaration;
begin
  perform supplier_lock();
  perform star_obtainable_require(star, starts, 'star');
  if p_body ? 'replaces' then
    perform declaration_supersede((p_body ->> 'replaces')::uuid);
  end if;
  insert into declaration (org_id, declaration_id, scheme, star, number, declared_on, valid_from, valid_until,
    validity_assumed, scope, scope_text, replaces, edition_id, key_id, recorded_at)
  values (current_org(), p_declaration, scheme_of(star), star, p_body ->> 'id', (p_body ->> 'declared_on')::date, starts,
    case when assumed then period_end(starts, months) else (p_body ->> 'valid_until')::date end, assumed,
    coalesce(p_body ->> 'scope', 'whole'), case when p_body ->> 'scope' = 'part' then p_body ->> 'scope_text' end,
    (p_body ->> 'replaces')::uuid, edition, request_key(), request_now())
  returning * into d;
  perform declaration_unique_require(d, 'id');
  perform declaration_room_require(d.org_id, null, quota_most('declarations'));
  perform supplier_event_add('declaration.added', declaration_told(d), true);
  return query select jsonb_build_object('outcome', 'created', 'object', 'declarations/' || d.declaration_id,
      'body', declaration_shape(d, request_day())),
    supplier_touched(),
    jsonb_build_object('object', 'declarations/' || d.declaration_id, 'detail',
      declaration_shape(d, request_day()) - array['declaration', 'state', 'stopped_on', 'revoked_on', 'replaced_by', 'recorded_at']);
end $$;

-- True when it says something new.
create or replace function declaration_end_put(d declaration, p_kind text, p_day date) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if declaration_end_on(d.org_id, d.declaration_id, p_kind) is not distinct from p_day then
    return false;
  end if;
  if p_day < d.declared_on then
    perform refuse(p_kind || '_on_before_declared_on', p_kind || '_on',
      jsonb_build_object('declared_on', d.declared_on));
  end if;
  insert into declaration_end (org_id, declaration_id, kind, seq, on_day, key_id, recorded_at)
  select d.org_id, d.declaration_id, p_kind, coalesce(max(e.seq), 0) + 1, p_day, request_key(), request_now()
  from declaration_end e where e.org_id = d.org_id and e.declaration_id = d.declaration_id and e.kind = p_kind;
  return true;
end $$;

-- Records on which days a declaration was stopped or revoked.
-- Called by the server.
create or replace function declaration_patch(p_declaration uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  d declaration;
  changed boolean := false;
begin
  perform supplier_lock();
  select * into d from declaration x
  where x.org_id = current_org() and x.declaration_id = p_declaration and x.relationship_id is null;
  if not found then
    perform refuse('not_found');
  end if;
  if d.superseded_at is not null then
    perform refuse('declaration_replaced');
  end if;
  if p_body ? 'stopped_on' then
    changed := declaration_end_put(d, 'stopped', (p_body ->> 'stopped_on')::date);
  end if;
  if p_body ? 'revoked_on' then
    changed := declaration_end_put(d, 'revoked', (p_body ->> 'revoked_on')::date) or changed;
  end if;
  if changed then
    perform declaration_unique_require(d, null);
    perform supplier_event_add('declaration.changed', declaration_told(d), true);
  end if;
  return query select jsonb_build_object('outcome', case when changed then 'changed' else 'same' end, 'body', declaration_shape(d, request_day())),
    case when changed then supplier_touched() end,
    case when changed then jsonb_build_object('object', 'declarations/' || d.declaration_id, 'detail', p_body) end;
end $$;

grant execute on function declaration_end_on(uuid, uuid, text, timestamptz),
  declaration_state(declaration, date, date, date), declaration_shape(declaration, date) to hoshitori_app;
