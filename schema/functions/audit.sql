-- Appends to the actor's chain; the last statement before the commit. The stored text is what is
-- hashed: it is never serialised again. What is personal in it (personal_members, made from the contract) is a
-- commitment to a value that lies beside the chain, so that it can be erased. The value is not encrypted: the record
-- that it comes from lies in the same database as plainly, and what is deleted needs no key that is destroyed.

-- Where the values of the members (null for none) lie in a detail: each item of a list is one, and so are both sides of a change.
create or replace function personal_paths(p_detail jsonb, p_members text[]) returns table (path text[], value jsonb)
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
declare
  side text[];
  member text;
begin
  foreach member in array coalesce(p_members, '{}') loop
    foreach side slice 1 in array case when jsonb_typeof(p_detail -> member) = 'object' and p_detail -> member ?& array['from', 'to']
      then array[array[member, 'from'], array[member, 'to']] else array[array[member]] end
    loop
      value := p_detail #> side;
      if jsonb_typeof(value) = 'array' then
        for i in 0 .. jsonb_array_length(value) - 1 loop
          path := side || i::text;
          value := p_detail #> path;
          return next;
        end loop;
      elsif jsonb_typeof(value) <> 'null' then
        path := side;
        return next;
      end if;
    end loop;
  end loop;
end $$;

-- Puts the detail's personal values beside the entry: the detail without them, and their commitments.
create or replace function audit_seal(p_seq bigint, p_object text, p_members text[], inout p_detail jsonb, out commitments text[])
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  p record;
  salt bytea;
begin
  commitments := '{}';
  for p in select x.path, x.value::text as value from personal_paths(p_detail, p_members) x loop
    salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    insert into audit_value (org_id, seq, place, object, value, salt)
    values (current_org(), p_seq, cardinality(commitments), p_object, p.value, salt);
    p_detail := jsonb_set(p_detail, p.path, jsonb_build_object('sealed', cardinality(commitments)));
    commitments := commitments || encode(sha256(salt || convert_to(p.value, 'UTF8')), 'hex');
  end loop;
end $$;

-- Adds an entry to the chain of the asking organisation; returns its number. One about an erasure has what earlier
-- entries lost (`erased` of its detail) at its top. "plain" tells readers which entries may have lost their whole text: those up to that number, from before 0.2.0.
-- Called by the server and the operator.
create or replace function audit_append(p_action text, p_object text, p_detail jsonb) returns bigint
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
declare
  head record;
  entry text;
  digest bytea;
  members text[] := personal_members(p_action);
  detail jsonb := p_detail;
  commitments text[];
  erased jsonb;
begin
  -- Not the operator's, nor what strangers cause: they must not use it up. Who signs in, and what ends a key, a person or
  -- a session, is never refused: else whoever got hold of a key could keep it by using the day up. Nor is a job's end. These
  -- are bounded by what was made before, and by a password's hash.
  if request_key() is not null then
    perform quota_spend(current_org(), 'changes', 1,
      p_action in ('session_start', 'session_end', 'own_session_end', 'api_key_revoke', 'user_remove', 'job_done',
        'job_stopped'));
  end if;
  select seq + 1 as seq, hash, plain_through, closed into head from audit_head where org_id = current_org() for no key update;
  if not found then
    insert into audit_head (org_id) values (current_org()) on conflict do nothing;
    insert into checkpoint_head (org_id) values (current_org()) on conflict do nothing;
    select seq + 1 as seq, hash, plain_through, closed into head from audit_head where org_id = current_org() for no key update;
  end if;
  -- Whoever came in before it closed, or signs in behind it. Jobs go on, the one that ends its relationships above all.
  if head.closed and request_key() is not null and p_action not in ('organisation_close', 'job_done', 'job_stopped') then
    perform refuse('organisation_closed');
  end if;
  if p_object like 'erasures/%' then
    erased := detail -> 'erased';
    detail := detail - 'erased';
  end if;
  if detail ?| members then
    select s.p_detail, s.commitments into detail, commitments from audit_seal(head.seq, p_object, members, detail) s;
  end if;
  entry := json_build_object('seq', head.seq, 'organisation', current_org(),
    'recorded_at', to_char(request_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'key', request_key()::text, 'action', p_action, 'object', p_object, 'detail', detail,
    'request_id', current_setting('app.request_id', true), 'plain', head.plain_through)::text;
  if commitments <> '{}' then
    entry := left(entry, -1) || ', "sealed" : ' || to_json(commitments) || '}';
  end if;
  if erased is not null then
    entry := left(entry, -1) || ', "erased" : ' || erased || '}';
  end if;
  digest := sha256(head.hash || convert_to(entry, 'UTF8'));
  insert into audit_event (org_id, seq, text, hash, recorded_at)
  values (current_org(), head.seq, entry, digest, request_now());
  update audit_head set seq = head.seq, hash = digest where org_id = current_org();
  return head.seq;
end $$;

-- The values of one entry that are still there, as the contract's AuditValue.
create or replace function audit_values(a audit_event) returns json
language sql stable
as $$
  select coalesce(json_agg(json_build_object('sealed', v.place, 'value', v.value, 'salt', encode(v.salt, 'hex')) order by v.place), '[]')
  from hoshitori.audit_value v
  where v.org_id = a.org_id and v.seq = a.seq and v.object = a.text::json ->> 'object'
$$;

-- Who acted by a key: a person, a key of its own, or null the service, one of its jobs or who held a link.
create or replace function audit_actor(p_key bigint) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
  u user_account;
begin
  if p_key is null then
    return jsonb_build_object('kind', 'service', 'user', null, 'name', null);
  end if;
  select * into k from api_key x where x.org_id = current_org() and x.key_id = p_key;
  if k.user_id is null then
    return jsonb_build_object('kind', 'key', 'user', null, 'name', k.name);
  end if;
  select * into u from user_account x where x.org_id = current_org() and x.user_id = k.user_id;
  return jsonb_build_object('kind', 'person', 'user', k.user_id, 'name', u.name);
end $$;

-- Who wrote members of these suppliers' records last by p_until, as far as the newest 10,000 entries tell, since nothing finds entries
-- by their object: {relationship: {member: {"key", "recorded_at", "value"}}}; "sealed" instead of a personal value.
create or replace function records_written(p_relationships uuid[], p_until timestamptz) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  with entries as materialized (
    select a.seq, a.recorded_at, a.text::jsonb as entry
    from audit_event a
    where cardinality(p_relationships) > 0 and a.org_id = current_org() and a.recorded_at <= p_until
      and a.seq > (select h.seq - 10000 from audit_head h where h.org_id = current_org())
      and substring(a.text from '"object" : "suppliers/([0-9a-f-]{36})"') = any(p_relationships::text[])
      and strpos(a.text, '"supplier_') > 0
  ), newest as (
    select distinct on (1, 2) split_part(e.entry ->> 'object', '/', 2) as relationship, m.key as member, e.recorded_at, e.entry -> 'key' as key,
      case when m.value ?& array['from', 'to'] then m.value -> 'to' else m.value end as value
    from entries e cross join lateral jsonb_each(case jsonb_typeof(e.entry -> 'detail') when 'object' then e.entry -> 'detail' else '{}' end) m
    order by 1, 2, e.seq desc
  ), told as (
    select n.relationship, n.member, jsonb_build_object('key', n.key, 'recorded_at', instant_text(n.recorded_at))
      || case when n.value::text like '%"sealed"%' then '{"sealed": true}' else jsonb_build_object('value', n.value) end as written
    from newest n
  )
  select coalesce(jsonb_object_agg(t.relationship, t.members), '{}') from (
    select relationship, jsonb_object_agg(member, written) as members from told group by 1) t
$$;

-- What people call the object of an entry: the other side of a relationship, a person, a key; null for all else.
create or replace function audit_name(p_object text) returns text
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  kind text := split_part(p_object, '/', 1);
  id text := split_part(p_object, '/', 2);
begin
  return case
    when kind in ('suppliers', 'buyers') and id ~ '^[0-9a-f-]{36}$' then (
      select b.counterparty_name from board b where b.org_id = current_org() and b.relationship_id = id::uuid)
    when kind = 'users' and id ~ '^[0-9a-f-]{36}$' then (
      select u.name from user_account u where u.org_id = current_org() and u.user_id = id::uuid)
    when coalesce(nullif(id, ''), kind) ~ '^-?[0-9]{1,19}$' and kind in ('api_key', p_object) then ( -- the operator's name a key alone
      select k.name from api_key k where k.org_id = current_org() and k.key_id = coalesce(nullif(id, ''), kind)::bigint)
    end;
end $$;

-- A JSON string's text without its quotes.
create or replace function json_inside(p_text text) returns text
language sql immutable
as $$ select substr(x, 2, length(x) - 2) from (select to_json(p_text)::text) t(x) $$;

-- A page of the asking organisation's chain, the oldest or the newest entries first, behind p_after (0: from the beginning).
-- `entry` is the text that was hashed, to the byte, or null when it was erased. Of those that pass: days in Tokyo; an
-- operation; p_by a user, a key or "service"; an object, or what lies under it. So many entries are looked at that a page costs less
-- than a second however few of them pass; next_after says behind which the next page begins.
create or replace function audit_page(p_newest boolean, p_after bigint, p_rows int, p_first date, p_last date, p_operation text,
  p_by text, p_object text) returns json
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  org uuid := current_org();
  most constant int := 100000;
  since timestamptz := tokyo_start(p_first);
  until timestamptz := tokyo_start(p_last + 1);
  way int := case when p_newest then -1 else 1 end;
  keys text[];
  low bigint := 1;
  high bigint := coalesce((select h.seq from audit_head h where h.org_id = org), 0);
  items json;
  edge bigint;
  found int;
begin
  if p_by ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
    keys := array(select k.key_id::text from api_key k where k.org_id = org and k.user_id = p_by::uuid);
  elsif p_by <> 'service' then
    keys := array[p_by];
  end if;
  if p_newest then
    high := least(high, case when p_after > 0 then p_after - 1 else high end);
    low := greatest(low, high - most + 1);
  else
    low := p_after + 1;
    high := least(high, low + most - 1);
  end if;
  with read as (
    select a, a.seq, a.recorded_at, a.hash, a.text, e ->> 'key' as key, e ->> 'action' as operation, e ->> 'object' as object
    from audit_event a cross join lateral (select a.text::json) x(e)
    where a.org_id = org and a.seq between low and high
      and (since is null or a.recorded_at >= since) and (until is null or a.recorded_at < until)
      and (p_operation is null or strpos(a.text, json_inside(p_operation)) > 0)
      and (p_object is null or strpos(a.text, json_inside(p_object)) > 0)
  ), page as materialized (
    select r.* from read r
    where (p_operation is null or r.operation = p_operation)
      and (p_by is null or r.text is not null and case when keys is null then r.key is null else r.key = any(keys) end)
      and (p_object is null or r.object = p_object or starts_with(r.object, p_object || '/'))
    order by way * r.seq limit p_rows
  )
  select coalesce(json_agg(json_build_object('sequence', p.seq, 'recorded_at', instant_text(p.recorded_at), 'key', p.key,
      'by', audit_actor(p.key::bigint), 'operation', p.operation, 'object', p.object, 'object_name', audit_name(p.object),
      'entry', p.text, 'personal', audit_values(p.a), 'hash', encode(p.hash, 'hex')) order by way * p.seq), '[]'),
    count(*), way * max(way * p.seq)
  into items, found, edge from page p;
  if found < p_rows then
    edge := case when low > high then p_after when p_newest then low else high end;
  end if;
  return json_build_object('items', items, 'next_after', edge);
end $$;

grant execute on function audit_values(audit_event), audit_page(boolean, bigint, int, date, date, text, text, text) to hoshitori_app;
