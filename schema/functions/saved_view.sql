-- Saved views of the list of suppliers: a person's own, and those that all of the organisation share.

-- Whether this person sees it; null: a key that nobody answers for.
create or replace function saved_view_seen(v saved_view, p_person uuid) returns boolean
language sql immutable
as $$ select v.shared or v.person = p_person $$;

-- Its filters as the contract's SupplierFilters: an owner by address, as far as there still is one.
create or replace function saved_view_filters(v saved_view) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when v.filters ->> 'owner' in ('me', 'none') or not v.filters ? 'owner' then v.filters
    else jsonb_strip_nulls(v.filters || jsonb_build_object('owner', (
      select nullif(u.email, '') from user_account u where u.org_id = v.org_id and u.user_id = (v.filters ->> 'owner')::uuid))) end
$$;

-- The contract's SavedView, as this person sees it.
create or replace function saved_view_shape(v saved_view, p_person uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('saved_view', v.view_id, 'name', v.name, 'shared', v.shared,
    'own', coalesce(v.person = p_person, false), 'filters', saved_view_filters(v), 'sort', v.sort,
    'columns', to_jsonb(v.columns), 'recorded_at', instant_text(v.recorded_at))
$$;

-- The beginning of its entity tag.
create or replace function saved_view_tag(v saved_view) returns text
language sql stable
as $$ select hoshitori.revision_tag('saved view ' || v.view_id, v.revision) $$;

-- A view as the contract's SavedViewInput asks for it. Refuses to share without the right to write, to keep one for nobody, an
-- owner whom nobody is, and a name that another view has that its people see.
create or replace function saved_view_made(v saved_view, p_input jsonb) returns saved_view
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  filters jsonb := p_input -> 'filters';
begin
  v.name := p_input ->> 'name';
  v.shared := (p_input ->> 'shared')::boolean;
  v.sort := (contract_defaults('SavedViewInput') || p_input) ->> 'sort';
  v.columns := case when jsonb_typeof(p_input -> 'columns') = 'array' then json_texts(p_input -> 'columns') end;
  if v.shared and request_rights() & 2 = 0 then
    perform refuse('right_missing');
  elsif not v.shared and v.person is null then
    perform refuse('saved_view_of_nobody', 'shared');
  elsif filters ->> 'owner' not in ('me', 'none') then
    if owner_unknown(filters ->> 'owner') then
      perform refuse('unknown_owner', 'filters/owner');
    end if;
    filters := filters || jsonb_build_object('owner', owner_of(null, filters ->> 'owner'));
  end if;
  v.filters := filters;
  if exists (select from saved_view x where x.org_id = v.org_id and x.view_id <> v.view_id and fold_label(x.name) = fold_label(v.name)
      and (x.shared or x.person = v.person)) then
    perform refuse('saved_view_exists', 'name');
  end if;
  return v;
end $$;

-- One that the asking person or key may change, locked: its own, or a shared one by whoever may write.
create or replace function saved_view_lock(p_view uuid) returns saved_view
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  v saved_view;
begin
  perform quota_lock('saved_views');
  select * into v from saved_view x where x.org_id = current_org() and x.view_id = p_view
    and saved_view_seen(x, request_person()) for no key update;
  if not found then
    perform refuse('not_found');
  elsif v.person is distinct from request_person() and request_rights() & 2 = 0 then
    perform refuse('right_missing');
  end if;
  return v;
end $$;

-- Refuses when it is not as it was last read by whoever changes it.
create or replace function saved_view_expected(v saved_view, p_expected text[]) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not revision_expected(p_expected, saved_view_tag(v)) then
    perform refuse('precondition_failed', 'if_match');
  end if;
end $$;

-- Saves one.
-- Called by the server.
create or replace function saved_view_add(p_view uuid, p_input jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  v saved_view;
begin
  perform quota_require('saved_views');
  v.org_id := current_org();
  v.view_id := p_view;
  v.person := request_person();
  v.revision := 1;
  v.key_id := request_key();
  v.recorded_at := request_now();
  v := saved_view_made(v, p_input);
  insert into saved_view select v.*;
  return query select jsonb_build_object('outcome', 'created', 'object', 'saved-views/' || v.view_id, 'tag', saved_view_tag(v),
      'body', saved_view_shape(v, request_person())), null::json,
    jsonb_build_object('object', 'saved-views/' || v.view_id, 'detail', jsonb_build_object('shared', v.shared));
end $$;

-- Replaces what it says; what it says already may come again. The audit log tells what changed, not to what: a name or a search may be of people.
-- Called by the server.
create or replace function saved_view_put(p_view uuid, p_input jsonb, p_expected text[])
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before saved_view := saved_view_lock(p_view);
  v saved_view := saved_view_made(before, p_input);
  changed jsonb;
begin
  select jsonb_agg(n.key order by n.key) into changed from jsonb_each(to_jsonb(v)) n where n.value <> to_jsonb(before) -> n.key;
  if changed is not null then
    perform saved_view_expected(before, p_expected);
    v.revision := v.revision + 1;
    update saved_view x set (name, shared, filters, sort, columns, revision) = (v.name, v.shared, v.filters, v.sort, v.columns, v.revision)
    where x.org_id = v.org_id and x.view_id = v.view_id;
  end if;
  return query select jsonb_build_object('outcome', case when changed is null then 'same' else 'changed' end, 'tag', saved_view_tag(v),
      'body', saved_view_shape(v, request_person())), null::json,
    case when changed is not null then
      jsonb_build_object('object', 'saved-views/' || v.view_id, 'detail', jsonb_build_object('shared', v.shared, 'changed', changed)) end;
end $$;

-- Removes it.
-- Called by the server.
create or replace function saved_view_remove(p_view uuid, p_expected text[])
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  v saved_view := saved_view_lock(p_view);
begin
  perform saved_view_expected(v, p_expected);
  delete from saved_view x where x.org_id = v.org_id and x.view_id = v.view_id;
  return query select jsonb_build_object('outcome', 'removed'), null::json,
    jsonb_build_object('object', 'saved-views/' || v.view_id, 'detail', jsonb_build_object('shared', v.shared));
end $$;

-- Nobody else sees what somebody kept alone: it goes with the person.
create or replace function saved_views_of_removed(p_user uuid) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ delete from saved_view v where v.org_id = current_org() and v.person = p_user and not v.shared $$;

-- A closed organisation's go.
create or replace function erase_saved_views() returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ delete from saved_view v where v.org_id = current_org() $$;

-- Those that the asking person or key sees, in the order of their names.
create or replace function saved_view_page(p_name text, p_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  me uuid := request_person();
begin
  return query
    select saved_view_shape(v, me), v.name, v.view_id from saved_view v
    where v.org_id = current_org() and saved_view_seen(v, me) and (v.name collate "C", v.view_id)
      > (coalesce(p_name, '') collate "C", coalesce(p_id, '00000000-0000-0000-0000-000000000000'))
    order by v.name collate "C", v.view_id limit p_rows;
end $$;

-- One of them, with its tag.
create or replace function saved_view_one(p_view uuid) returns table (value jsonb, tag text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  me uuid := request_person();
begin
  return query select saved_view_shape(v, me), saved_view_tag(v) from saved_view v
    where v.org_id = current_org() and v.view_id = p_view and saved_view_seen(v, me);
end $$;

grant execute on function saved_view_page(text, uuid, int), saved_view_one(uuid) to hoshitori_app;
