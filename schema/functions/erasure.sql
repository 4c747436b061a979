-- What tells of a person goes, wherever it lies; what was decided stays. Which members are personal is declared in the
-- contract (personal_members); which tables hold them is told in SECURITY.md.

-- A name or an address by which a person is known again without being told: neither can be read from it.
create or replace function person_hash(p_salt text, p_text text, p_email boolean) returns text
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select encode(sha256(decode(p_salt, 'hex') || convert_to(
    case when p_email then fold_label(p_text) else coalesce(nullif(fold(p_text), ''), p_text) end, 'UTF8')), 'hex')
$$;

-- p_person: {"email", "name"}, one or both. As it can be kept; p_salt: hexadecimal digits.
create or replace function person_key(p_person jsonb, p_salt text) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object('salt', p_salt, 'email', person_hash(p_salt, p_person ->> 'email', true),
    'name', person_hash(p_salt, p_person ->> 'name', false)))
$$;

-- Whether somebody with this address and name, either null, is the person: by address where both have one. Of an organisation
-- that closed everybody is.
create or replace function is_person(p_key jsonb, p_email text, p_name text) returns boolean
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select p_key ? 'everybody' or coalesce(case when p_key ? 'email' and p_email is not null
    then p_key ->> 'email' = person_hash(p_key ->> 'salt', p_email, true)
    else p_key ->> 'name' = person_hash(p_key ->> 'salt', p_name, false) end, false)
$$;

-- The same of anything with members email and name, such as a contact, and of an address alone, as of an owner.
create or replace function is_person(p_key jsonb, p_value jsonb) returns boolean
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select case jsonb_typeof(p_value)
    when 'object' then p_key ? 'everybody' or is_person(p_key, coalesce(p_value ->> 'email', p_value ->> 'owner'), coalesce(p_value ->> 'name', p_value ->> 'person'))
    when 'string' then p_key ? 'everybody' or p_key ? 'email' and is_person(p_key, p_value #>> '{}', null)
    else p_key ? 'everybody' end
$$;

-- Whether an answer of that operation, of whatever kind, may hold the person. A page of a list has hundreds of objects, of
-- which few name anybody: only those are hashed.
create or replace function answer_tells(p_operation text, p_body text, p_key jsonb) returns boolean
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select personal_members(p_operation) is not null and case when p_body like '{%' and not p_key ? 'everybody'
    then exists (select from jsonb_path_query(p_body::jsonb,
      'strict $.** ? (@.type() == "object" && (exists(@.email) || exists(@.owner) || exists(@.name) || exists(@.person)))') o
      where is_person(p_key, o))
    else true end
$$;

-- Of those records all contacts and the memo, with versions of the memo, and nothing is left to be erased later; with p_key the
-- person's contacts alone.
create or replace function erase_records(p_key jsonb, p_relationships uuid[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update relationship r set record_version = record_version + 1, changed_at = request_now(),
    memo = case when p_key is not null then r.memo end, erase_on = case when p_key is not null then r.erase_on end,
    contacts = (select coalesce(jsonb_agg(c order by i), '[]') from jsonb_array_elements(r.contacts) with ordinality t(c, i)
      where p_key is not null and not is_person(p_key, c))
  where r.org_id = current_org() and r.relationship_id = any(p_relationships)
    and (r.contacts <> '[]' or p_key is null and (r.memo is not null or r.erase_on is not null));
  update board b set memo = r.memo, record_version = r.record_version, changed_at = request_now()
  from relationship r
  where r.org_id = current_org() and r.relationship_id = any(p_relationships) and b.org_id = r.org_id
    and b.relationship_id = r.relationship_id and b.record_version <> r.record_version;
  update board_version v set memo = null
  where v.org_id = current_org() and p_key is null and v.relationship_id = any(p_relationships) and v.memo is not null;
end $$;

-- Records that name a person, or one of them, or all, as far as there is anything in them.
create or replace function records_to_erase(p_key jsonb, p_relationship uuid) returns uuid[]
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  select array(
    select r.relationship_id from relationship r
    where r.org_id = current_org() and case when p_relationship is null and not p_key ? 'everybody'
      then exists (select from jsonb_array_elements(r.contacts) c where is_person(p_key, c))
      else r.relationship_id = coalesce(p_relationship, r.relationship_id) and (r.contacts <> '[]' or r.memo is not null) end
    order by r.relationship_id for no key update)
$$;

-- What contacts of records were before: of all, of those records, or where they name the person; that they were changed stays. Of
-- which records.
create or replace function erase_record_changes(p_key jsonb, p_relationships uuid[]) returns uuid[]
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with erased as (
    update record_change c set changes = c.changes || '{"contacts": null}'
    where c.org_id = current_org() and c.changes -> 'contacts' <> 'null' and (p_key ? 'everybody' or c.relationship_id = any(p_relationships)
      or p_key is not null and exists (select from jsonb_path_query(c.changes -> 'contacts', '$.*[*]') x where is_person(p_key, x)))
    returning c.relationship_id
  )
  select coalesce(array_agg(distinct relationship_id), '{}') from erased
$$;

-- Why one's own side asked to be shown something, or declined, of one relationship or of all: of which requests, of each p_limit at
-- most (null: all), here and below. What the other side wrote is the other's.
create or replace function erase_disclosure_texts(p_key jsonb, p_relationship uuid, p_limit int) returns uuid[]
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with asked as (
    update disclosure_request q set reason = null
    where q.org_id = current_org() and q.request_id in (select x.request_id from disclosure_request x
      where x.org_id = current_org() and x.reason is not null and (p_key ? 'everybody' or x.relationship_id = p_relationship) limit p_limit)
    returning q.request_id
  ), answered as (
    update disclosure_answer a set text = null
    where a.org_id = current_org() and a.request_id in (select x.request_id from disclosure_answer x
      where x.org_id = current_org() and x.text is not null and (p_key ? 'everybody' or x.relationship_id = p_relationship) limit p_limit)
    returning a.request_id
  )
  select coalesce(array_agg(request_id), '{}') from (select request_id from asked union all select request_id from answered) t
$$;

-- Why remarks on the number of one record, or of all, were set aside, and why it is said to be another than one like it; that it
-- was stays.
create or replace function erase_dismissals(p_key jsonb, p_relationship uuid, p_limit int) returns int
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with remarks as (
    update remark_dismissal d set reason = null
    where d.org_id = current_org() and (d.relationship_id, d.digest) in (select x.relationship_id, x.digest from remark_dismissal x
      where x.org_id = current_org() and x.reason is not null and (p_key ? 'everybody' or x.relationship_id = p_relationship) limit p_limit)
    returning 1
  ), pairs as (
    update likeness_dismissal d set reason = null
    where d.org_id = current_org() and d.reason is not null and (d.one, d.two) in (select x.one, x.two from likeness_dismissal x
      where x.org_id = current_org() and x.reason is not null and (p_key ? 'everybody' or p_relationship in (x.one, x.two)) limit p_limit)
    returning 1
  )
  select count(*)::int from (select from remarks union all select from pairs) t
$$;

-- Who filed a paper is forgotten, that it was filed is not.
create or replace function erase_papers(p_key jsonb) returns uuid[]
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with erased as (
    update paper p set detail = p.detail - personal_members('paper_add')
    where p.org_id = current_org() and p.detail ? 'person' and is_person(p_key, p.detail)
    returning p.paper_id
  )
  select coalesce(array_agg(paper_id), '{}') from erased
$$;

-- Names of keys, and where sessions came from: of all.
create or replace function erase_keys(p_limit int) returns int
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with erased as (
    update api_key k set name = '', browser = null, address = null
    where k.org_id = current_org() and k.key_id in (select x.key_id from api_key x
      where x.org_id = current_org() and (x.name <> '' or x.browser is not null or x.address is not null) limit p_limit)
    returning 1
  )
  select count(*)::int from erased
$$;

-- Of an organisation that closed nobody is a user any more.
create or replace function users_leave() returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ update user_account u set removed_at = request_now() where u.org_id = current_org() and u.removed_at is null $$;

-- Accounts of those who are no users any more; after a restore one may be again. Whoever has another account
-- with the address signs in as before. addresses, names: what they were called.
create or replace function erase_users(p_key jsonb, p_user uuid, p_limit int, out ids uuid[], out addresses text[], out names text[])
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  ids := '{}';
  addresses := '{}';
  names := '{}';
  for u in select * from user_account x
    where x.org_id = current_org() and x.email <> ''
      and case when p_user is null then x.removed_at is not null and is_person(p_key, x.email, x.name) else x.user_id = p_user end
    order by x.user_id limit p_limit for no key update
  loop
    update user_account set email = '', name = '', removed_at = coalesce(removed_at, request_now()), password = null, totp = null,
      totp_offer = null, issuer = null, subject = null
    where org_id = u.org_id and user_id = u.user_id;
    perform user_links_end(array(select k.key_id from api_key k where k.org_id = u.org_id and k.user_id = u.user_id));
    update api_key set name = '', browser = null, address = null, revoked_at = coalesce(revoked_at, request_now())
    where org_id = u.org_id and user_id = u.user_id;
    -- Of who was removed nothing lives, but after a restore to before that.
    update api_key set revoked_at = request_now()
    where org_id = u.org_id and responsible = u.user_id and revoked_at is null and expires_at > request_now();
    perform webhooks_shrink(array(select k.key_id from api_key k where k.org_id = u.org_id and k.responsible = u.user_id), u.user_id, 0);
    update user_link set superseded_at = request_now()
    where org_id = u.org_id and user_id = u.user_id and used_at is null and superseded_at is null;
    delete from mail_reader where org_id = u.org_id and user_id = u.user_id;
    delete from user_device where org_id = u.org_id and user_id = u.user_id;
    delete from recovery_code where org_id = u.org_id and user_id = u.user_id;
    if not exists (select from user_account x where lower(x.email) = lower(u.email)) then
      delete from sign_in_salt where email = lower(u.email);
      delete from sign_in_refusal where email = lower(u.email);
      delete from throttle where subject = account_subject(u.email);
    end if;
    ids := ids || u.user_id;
    addresses := addresses || u.email;
    names := names || u.name;
  end loop;
end $$;

-- To whom mail went; what is still to be sent to them is not sent. Of p_limit mails, null: of all; returns of how many.
create or replace function erase_mails(p_key jsonb, p_relationship uuid, p_users uuid[], p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  update mail m set recipient = '', subject = null, detail = null, data = null, sealed = null, next_at = null,
    state = case when m.state = 'queued' then 'stopped' else m.state end, ended_at = coalesce(m.ended_at, request_now())
  from (
    select x.mail_id from mail x
    where x.org_id = current_org() and x.recipient <> ''
      and (x.relationship_id = p_relationship or x.user_id = any(p_users) or is_person(p_key, x.recipient, x.data ->> 'name'))
    limit p_limit) y
  where m.org_id = current_org() and m.mail_id = y.mail_id;
  get diagnostics n = row_count;
  return n;
end $$;

-- Values beside the audit log, by what they are, whose entry it is or what a user was called: its address wherever it stands (as the
-- owner of a record), its name, which others may have, in what it did itself, and where a person is asked for by name in all but
-- entries about other users. As names of what is gone.
create or replace function erase_values(p_key jsonb, p_objects text[], p_users uuid[], p_addresses text[], p_names text[]) returns text[]
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with erased as (
    delete from audit_value v
    where v.org_id = current_org() and (v.object = any(p_objects) or p_key is not null and is_person(p_key, v.value::jsonb)
      or lower(v.value) = any(array(select lower(to_jsonb(t)::text) from unnest(p_addresses) t))
      or lower(v.value) = any(array(select lower(to_jsonb(t)::text) from unnest(p_names) t where t <> ''))
        and (p_key ? 'name' and v.object not like 'users/%' or exists (
          select from audit_event a join api_key k on k.org_id = a.org_id and k.key_id = (a.text::json ->> 'key')::bigint
          where a.org_id = v.org_id and a.seq = v.seq and k.user_id = any(p_users))))
    returning v.seq, v.place
  )
  select coalesce(array_agg(seq || '.' || place order by seq, place), '{}') from erased
$$;

-- The same of why a record is said to be another than one like it, where the entry is that one's.
create or replace function erase_other_values(p_relationship uuid) returns text[]
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with erased as (
    delete from audit_value v using likeness_dismissal d, audit_event a
    where d.org_id = current_org() and d.two = p_relationship and v.org_id = d.org_id and v.object = 'suppliers/' || d.one
      and a.org_id = v.org_id and a.seq = v.seq and a.text::json ->> 'action' = 'likely_duplicate_dismiss'
      and a.text::json -> 'detail' ->> 'other' = p_relationship::text
    returning v.seq, v.place
  )
  select coalesce(array_agg(distinct seq || '.' || place), '{}') from erased
$$;

-- Entries that are older than those values: all that can go is the whole text. When they were recorded is told with them, and
-- the hash of the entry before, on which nobody can see theirs to rest any more. Those after p_after, up to p_through.
create or replace function erase_entries(p_key jsonb, p_objects text[], p_after bigint, p_through bigint) returns text[]
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with old as materialized (
    select a.seq, a.text::jsonb as entry from audit_head h join audit_event a on a.org_id = h.org_id and a.seq > p_after
      and a.seq <= least(h.plain_through, p_through)
    where h.org_id = current_org() and a.text is not null
  ), erased as (
    update audit_event a set text = null from old o
    where a.org_id = current_org() and a.seq = o.seq
      and exists (select from personal_paths(o.entry -> 'detail', personal_members(o.entry ->> 'action')) p
        where o.entry ->> 'object' = any(p_objects) or p_key is not null and is_person(p_key, p.value))
    returning a.seq, a.recorded_at
  )
  select coalesce(array_agg(e.seq || '@' || instant_text(e.recorded_at) || '#' || coalesce(encode(b.hash, 'hex'), repeat('0', 64))
    order by e.seq), '{}')
  from erased e left join audit_event b on b.org_id = current_org() and b.seq = e.seq - 1
$$;

-- Answers kept for repetitions: of a person's those that hold it, else those that name the object; of users those that they were
-- given, and all that tell who did something, whatever the member is called.
create or replace function erase_answers(p_key jsonb, p_objects text[], p_users uuid[], p_addresses text[], p_names text[]) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
  -- As they stand in JSON: names whole, for one may be part of another or of a word.
  names text[] := array(select distinct to_jsonb(t)::text from unnest(p_names) t where t <> '');
  addresses text[] := array(select distinct lower(t) from unnest(p_addresses) t);
begin
  update idempotency i set body = null, sealed = null, etag = null
  where i.org_id = current_org() and i.status is not null and (i.body is not null or i.sealed is not null)
    and (p_key ? 'everybody' or i.owner = any(p_users::text[]) or exists (select from unnest(names) t where position(t in i.body) > 0)
      or exists (select from unnest(addresses) t where position(t in lower(i.body)) > 0)
      or personal_members(i.operation) is not null
        and (i.sealed is not null or exists (select from unnest(p_objects) o where position(right(o, 36) in i.body) > 0)
          or p_key is not null and answer_tells(i.operation, i.body, p_key)));
  get diagnostics n = row_count;
  update invitation i set sealed = null, request_hash = null from relationship r
  where r.supplier_id = current_org() and i.org_id = r.org_id and i.relationship_id = r.relationship_id and i.sealed is not null;
  return n;
end $$;

-- Rows of sheets are kept to tell what became of them; they may quote anybody.
create or replace function erase_import_rows(p_relationship uuid, p_limit int) returns int
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with old as (
    select x.org_id, x.job_id, x.place from import_row x join job j on j.org_id = x.org_id and j.job_id = x.job_id
    where x.org_id = current_org() and j.finished_at is not null
      and (p_relationship is null or x.relationship_id = p_relationship or x.relationship_id is null)
    limit p_limit
  ), erased as (
    delete from import_row x using old where x.org_id = old.org_id and x.job_id = old.job_id and x.place = old.place
    returning 1
  )
  select count(*)::int from erased
$$;

-- p_what: {"person": as person_key makes it}, {"user"}, {"relationship"}, {"evidence"} or {"organisation": true}, which has closed.
-- p_rest: the parts of which there can be very many are done (closing_part). counts: the contract's; erased: names of what the
-- audit log lost.
create or replace function erase(p_what jsonb, p_rest boolean default false, out counts jsonb, out erased text[])
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  key jsonb := case when p_what ? 'organisation' then '{"everybody": true}' else p_what -> 'person' end;
  relationship uuid := p_what ->> 'relationship';
  ids uuid[];
  records int := 0;
  papers uuid[] := '{}';
  requests uuid[] := '{}';
  users uuid[] := '{}';
  addresses text[] := '{}';
  names text[] := '{}';
  files uuid[] := evidence_erase(evidence_of(p_what));
  objects text[] := '{}';
  rows int := 0;
  entries text[];
begin
  if p_what ? 'organisation' then
    perform erase_policy(), erase_saved_views();
    -- After a restore to before it closed, too.
    perform closing_mark(true), closing_shut();
    update organisation set closed_on = coalesce(closed_on, request_day()), erase_on = null where org_id = current_org();
    perform users_leave(), erase_keys(null);
  end if;
  if not p_rest and p_what ? 'organisation' then
    -- No job ends them then.
    update invitation set superseded_at = request_now(), link = null
    where org_id = current_org() and used_at is null and superseded_at is null;
  end if;
  if not p_rest and not p_what ?| array['user', 'evidence'] then
    ids := records_to_erase(key, relationship);
    perform erase_records(case when p_what ? 'person' then key end, ids);
    records := (select count(distinct t.id) from unnest(ids || erase_record_changes(key, array[relationship])) t(id));
    update relationship r set erase_on = null
    where r.org_id = current_org() and r.erase_on is not null
      and (p_what ? 'organisation' or r.relationship_id = (p_what ->> 'relationship')::uuid);
  end if;
  if not p_what ?| array['user', 'evidence'] then
    rows := erase_import_rows(relationship, null);
    requests := erase_disclosure_texts(key, relationship, null);
    perform erase_dismissals(key, relationship, null);
  end if;
  if key is not null then
    papers := erase_papers(key);
  end if;
  if relationship is null and not p_what ? 'evidence' then
    perform erase_mail_settings(coalesce(key, '{}'), (p_what ->> 'user')::uuid);
    select u.ids, u.addresses, u.names into users, addresses, names from erase_users(key, (p_what ->> 'user')::uuid, null) u;
  end if;
  perform erase_mails(coalesce(key, '{}'), relationship, users, null);
  objects := array['suppliers/' || relationship, 'buyers/' || relationship]
    || array(select 'disclosure-requests/' || q from unnest(requests) q) || array(select 'papers/' || p from unnest(papers) p)
    || array(select 'evidence/' || f from unnest(files) f)
    || array(select x || u from unnest(users || (p_what ->> 'user')::uuid) u, unnest(array['users/', '']) x);
  objects := array_remove(objects, null);
  erased := erase_values(key, objects, users, addresses, names) || erase_other_values(relationship);
  entries := case when p_rest then '{}' else erase_entries(key, objects, 0, null) end;
  counts := jsonb_build_object('suppliers', records, 'papers', cardinality(papers), 'users', cardinality(users),
    'audit_values', cardinality(erased), 'audit_entries', cardinality(entries),
    'answers', erase_answers(key, objects, users, addresses, names), 'import_rows', rows, 'files', cardinality(files));
  erased := entries || erased;
end $$;

-- The log tells what it lost, in entries of at most 1,000; the log of the database how to carry it out again (erasure_repeat).
create or replace function erasure_record(p_cause text, p_erasure uuid, p_what jsonb, p_counts jsonb, p_erased text[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  from_place int := 1;
begin
  insert into erasure (org_id, erasure_id, cause, what, relationship_id, user_id, evidence_id, counts, key_id, recorded_at)
  values (current_org(), p_erasure, p_cause, (select w from jsonb_object_keys(p_what) w), (p_what ->> 'relationship')::uuid,
    (p_what ->> 'user')::uuid, (p_what ->> 'evidence')::uuid, p_counts, request_key(), request_now());
  loop
    perform audit_append(case p_cause when 'asked' then 'erasure_add' when 'age' then 'erasure age' else 'erasure repeat' end, 'erasures/' || p_erasure, (p_what - 'person') || p_counts
      || jsonb_build_object('erased', p_erased[from_place:from_place + 999]));
    from_place := from_place + 1000;
    exit when from_place > cardinality(p_erased);
  end loop;
  perform pg_logical_emit_message(true, 'hoshitori.erasure', jsonb_build_object('database', current_database(),
    'organisation', current_org(), 'erasure', p_erasure, 'what', p_what)::text);
end $$;

-- What has to be so before somebody asks for it.
create or replace function erasure_require(p_what jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  if p_what ? 'user' then
    select * into u from user_account x where x.org_id = current_org() and x.user_id = (p_what ->> 'user')::uuid;
    if not found then
      perform refuse('not_found');
    elsif u.removed_at is null then
      perform refuse('user_not_removed');
    end if;
  elsif exists (select from board b where b.org_id = current_org() and b.relationship_id = (p_what ->> 'relationship')::uuid
      and b.side = 'supplier') then
    perform relationship_state_require(buyer_lock((p_what ->> 'relationship')::uuid), 'ended', 'declined');
  elsif p_what ? 'relationship' then
    perform relationship_state_require(relationship_lock((p_what ->> 'relationship')::uuid), 'ended');
  elsif exists (select from user_account x where x.org_id = current_org() and x.removed_at is null
      and is_person((p_what -> 'person') - 'name', x.email, x.name)) then
    perform refuse('person_is_user');
  end if;
end $$;

-- p_body: the contract's ErasureInput; p_salt: for person_key. What a dry run finds is what it has erased and taken back.
-- Called by the server.
create or replace function erasure_add(p_erasure uuid, p_body jsonb, p_salt text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  dry_run boolean := ((contract_defaults('ErasureInput') || p_body) ->> 'dry_run')::boolean;
  what jsonb := p_body - 'dry_run';
  counts jsonb;
  erased text[];
begin
  if what ? 'person' then
    what := jsonb_build_object('person', person_key(what -> 'person', p_salt));
  end if;
  perform erasure_require(what);
  begin
    select e.counts, e.erased into counts, erased from erase(what) e;
    if dry_run then
      raise sqlstate 'HT001';
    end if;
    perform erasure_record('asked', p_erasure, what, counts, erased);
  exception when sqlstate 'HT001' then
  end;
  return query select jsonb_build_object('outcome', 'changed', 'body', counts
    || jsonb_build_object('erasure', p_erasure, 'dry_run', dry_run)), null::json, null::jsonb;
end $$;

-- An erasure that the restored database does not know of: p_message, as erasure_record wrote it. False: it knows it, or
-- nothing of that organisation.
create or replace function erasure_repeat(p_message jsonb, p_now timestamptz, p_day date) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  counts jsonb;
  erased text[];
begin
  if not exists (select from organisation where org_id = (p_message ->> 'organisation')::uuid)
    or exists (select from erasure e where e.org_id = (p_message ->> 'organisation')::uuid
      and e.erasure_id = (p_message ->> 'erasure')::uuid) then
    return false;
  end if;
  perform enter_as((p_message ->> 'organisation')::uuid, p_now, p_day, 'restore');
  select e.counts, e.erased into counts, erased from erase(p_message -> 'what') e;
  perform erasure_record('restored', (p_message ->> 'erasure')::uuid, p_message -> 'what', counts, erased);
  return true;
end $$;

-- Erasures before those, newest first, as the contract's ErasureEntry.
create or replace function erasure_page(p_at timestamptz, p_id uuid, p_rows int)
returns table (item jsonb, recorded_at timestamptz, erasure_id uuid)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('erasure', e.erasure_id, 'recorded_at', instant_text(e.recorded_at), 'cause', e.cause, 'what', e.what,
      'relationship', e.relationship_id, 'user', e.user_id, 'evidence', e.evidence_id, 'supplier', (
        select r.name from relationship r where r.org_id = e.org_id and r.relationship_id = e.relationship_id),
      'key', e.key_id::text, 'by', (
        select nullif(coalesce(u.name, k.name), '') from api_key k left join user_account u on u.org_id = k.org_id and u.user_id = k.user_id
        where k.org_id = e.org_id and k.key_id = e.key_id)) || jsonb_build_object('files', 0) || e.counts,
    e.recorded_at, e.erasure_id
  from erasure e
  where e.org_id = current_org()
    and (e.recorded_at, e.erasure_id) < (coalesce(p_at, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by e.recorded_at desc, e.erasure_id desc limit p_rows
$$;

grant execute on function erasure_page(timestamptz, uuid, int) to hoshitori_app;
grant execute on function erasure_repeat(jsonb, timestamptz, date) to hoshitori_migrate;
