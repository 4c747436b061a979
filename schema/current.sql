-- SPDX-License-Identifier: Apache-2.0
-- The schema after all migrations, written by schema/dump. Do not edit.

CREATE SCHEMA hoshitori;

ALTER SCHEMA hoshitori OWNER TO hoshitori_migrate;

CREATE FUNCTION hoshitori.account_subject(p_email text) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$ select throttle_subject('account', lower(p_email)) $$;

ALTER FUNCTION hoshitori.account_subject(p_email text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.address_salt(p_email text) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce((select s.salt from sign_in_salt s where s.email = lower(p_email)),
    substring(sha256((select s.salt from sign_in_salt s where s.email = '') || convert_to(lower(p_email), 'UTF8')) for 16))
$$;

ALTER FUNCTION hoshitori.address_salt(p_email text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.alias_add(p_relationship uuid, p_alias text, p_joined uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into supplier_alias (org_id, alias, relationship_id, joined, key_id, recorded_at)
  values (current_org(), p_alias, p_relationship, p_joined, request_key(), request_now())
$$;

ALTER FUNCTION hoshitori.alias_add(p_relationship uuid, p_alias text, p_joined uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.alias_end(p_relationship uuid, p_alias text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update supplier_alias set ended_at = request_now(), ended_by = request_key()
  where org_id = current_org() and relationship_id = p_relationship and alias = p_alias and ended_at is null;
  return found;
end $$;

ALTER FUNCTION hoshitori.alias_end(p_relationship uuid, p_alias text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.alias_of(p_org uuid, p_alias text, p_known_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select a.relationship_id from supplier_alias a
    where a.org_id = p_org and a.alias = p_alias and stood_at(a.recorded_at, a.ended_at, coalesce(p_known_at, 'infinity'))
    order by a.recorded_at desc limit 1);
end $$;

ALTER FUNCTION hoshitori.alias_of(p_org uuid, p_alias text, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.alias_settled(p_relationship uuid, p_stored jsonb, p_wanted jsonb) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select p_wanted
    || case when p_wanted -> 'code' <> p_stored -> 'code' and alias_of(current_org(), 'code:' || (p_wanted ->> 'code')) = p_relationship
      then jsonb_build_object('code', p_stored -> 'code') else '{}' end
    || case when p_wanted -> 'corporate_number' <> p_stored -> 'corporate_number'
        and alias_of(current_org(), p_wanted ->> 'corporate_number') = p_relationship
      then jsonb_build_object('corporate_number', p_stored -> 'corporate_number') else '{}' end
$$;

ALTER FUNCTION hoshitori.alias_settled(p_relationship uuid, p_stored jsonb, p_wanted jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.relationship (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    supplier_id uuid,
    state text NOT NULL,
    invited_on date NOT NULL,
    invitation_expires_on date NOT NULL,
    accepted_on date,
    declined_on date,
    ended_on date,
    flows_until timestamp with time zone,
    name text NOT NULL,
    reading text,
    corporate_number text,
    code text,
    category text,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    contacts jsonb DEFAULT '[]'::jsonb NOT NULL,
    memo text,
    record_version integer DEFAULT 1 NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    source text DEFAULT 'manual'::text NOT NULL,
    asked_again boolean DEFAULT false NOT NULL,
    owner uuid,
    joined_into uuid,
    erase_on date,
    CONSTRAINT relationship_check CHECK ((supplier_id <> org_id)),
    CONSTRAINT relationship_corporate_number_check CHECK ((corporate_number ~ '^[0-9]{13}$'::text)),
    CONSTRAINT relationship_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text, 'declined'::text, 'ended'::text])))
);
ALTER TABLE ONLY hoshitori.relationship ALTER COLUMN org_id SET (n_distinct=-0.001);

ALTER TABLE ONLY hoshitori.relationship FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.relationship OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.aliases_shape(r hoshitori.relationship) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(jsonb_build_object('alias', a.alias, 'joined', a.joined, 'recorded_at', instant_text(a.recorded_at))
    order by a.alias), '[]')
  from supplier_alias a where a.org_id = r.org_id and a.relationship_id = r.relationship_id and a.ended_at is null
$$;

ALTER FUNCTION hoshitori.aliases_shape(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.all_relationships_lock() RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[];
begin
  perform buyer_head_lock();
  perform from relationship where org_id = current_org() order by relationship_id for no key update;
  select array_agg(relationship_id order by relationship_id) into ids
  from relationship where org_id = current_org();
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r where r.org_id = current_org())
  order by h.org_id for share;
  return coalesce(ids, '{}');
end $$;

ALTER FUNCTION hoshitori.all_relationships_lock() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.answer_tells(p_operation text, p_body text, p_key jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
  select personal_members(p_operation) is not null and case when p_body like '{%'
    then exists (select from jsonb_path_query(p_body::jsonb, 'strict $.** ? (@.type() == "object")') o where is_person(p_key, o))
    else true end
$_$;

ALTER FUNCTION hoshitori.answer_tells(p_operation text, p_body text, p_key jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.answers_converted(p_stored jsonb, p_entered jsonb) RETURNS TABLE(answers jsonb, lost jsonb)
    LANGUAGE sql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select text_settled(p_stored, p_entered), coalesce(jsonb_agg(jsonb_build_object('criterion', c.key, 'member', m.member, 'stored', m.stored)
      order by c.key, m.member) filter (where text_lost(m.stored, m.entered)), '[]')
  from jsonb_each(p_entered) c cross join lateral (
    select e.key, p_stored -> c.key ->> e.key, e.value #>> '{}' from jsonb_each(c.value) e
    where e.key in ('note', 'justification')) m(member, stored, entered)
$$;

ALTER FUNCTION hoshitori.answers_converted(p_stored jsonb, p_entered jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  m api_key := request_maker();
  bound bigint := case when m.user_id is null then m.key_id end;
  k api_key;
begin
  perform rights_require(p_rights);
  perform quota_require('api_keys');
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, maker_user, maker_key, responsible,
    bound_key, recorded_at)
  values (current_org(), p_key, p_name, p_hash, p_rights, p_last4, api_key_end(p_last_day, bound), m.user_id,
    bound, coalesce(m.user_id, m.responsible), bound, request_now())
  returning * into k;
  return query select
    jsonb_build_object('outcome', 'created', 'body', jsonb_build_object('api_key', api_key_json(k))),
    null::json,
    jsonb_build_object('object', 'api_key/' || p_key,
      'detail', jsonb_build_object('name', p_name, 'rights', p_rights, 'expires_on', api_key_json(k) -> 'expires_on'));
end $$;

ALTER FUNCTION hoshitori.api_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_end(p_last_day date, p_bound bigint) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select least(key_expiry(p_last_day), (select expires_at from api_key where org_id = current_org() and key_id = p_bound))
$$;

ALTER FUNCTION hoshitori.api_key_end(p_last_day date, p_bound bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_hand_over(p_key bigint, p_user uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_share(p_user);
  k api_key := api_key_lock(p_key);
begin
  if u is null then
    perform refuse('unknown_user', 'user');
  elsif k.rights & ~u.rights <> 0 then
    perform refuse('user_lacks_rights', 'user');
  end if;
  update api_key x set responsible = p_user, bound_key = null
  where x.org_id = k.org_id and x.key_id = p_key returning * into k;
  return query select jsonb_build_object('outcome', 'changed', 'body', api_key_json(k)), null::json,
    jsonb_build_object('object', 'api_key/' || p_key, 'detail', jsonb_build_object('name', k.name, 'responsible', p_user));
end $$;

ALTER FUNCTION hoshitori.api_key_hand_over(p_key bigint, p_user uuid) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.api_key (
    org_id uuid NOT NULL,
    key_id bigint NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    rights integer NOT NULL,
    last4 text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL,
    user_id uuid,
    idle_until timestamp with time zone,
    maker_user uuid,
    maker_key bigint,
    responsible uuid,
    bound_key bigint,
    used_on date,
    expiry_told smallint,
    previous_hash bytea,
    previous_until timestamp with time zone,
    browser text,
    address text,
    refused bigint,
    CONSTRAINT api_key_check CHECK (((previous_hash IS NULL) OR (previous_until IS NOT NULL))),
    CONSTRAINT api_key_rights_check CHECK (((rights >= 0) AND (rights <= 63)))
);

ALTER TABLE ONLY hoshitori.api_key FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.api_key OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.api_key_json(k hoshitori.api_key) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('key', k.key_id::text, 'name', k.name, 'rights', k.rights, 'last4', k.last4,
    'expires_on', ((k.expires_at - interval '1 microsecond') at time zone 'Asia/Tokyo')::date,
    'maker', api_key_maker(k), 'responsible', person_shape(k.org_id, k.responsible), 'ends_with', k.bound_key::text,
    'last_used_on', k.used_on,
    'previous_until', case when k.previous_until > request_now() then instant_text(k.previous_until) end,
    'recorded_at', instant_text(k.recorded_at), 'revoked_at', instant_text(k.revoked_at))
$$;

ALTER FUNCTION hoshitori.api_key_json(k hoshitori.api_key) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_lock(p_key bigint) RETURNS hoshitori.api_key
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  k api_key;
begin
  select * into k from api_key x
  where x.org_id = current_org() and x.key_id = p_key and x.user_id is null for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  perform rights_require_over(k.rights);
  if k.revoked_at is not null then
    perform refuse('already_revoked');
  end if;
  return k;
end $$;

ALTER FUNCTION hoshitori.api_key_lock(p_key bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_maker(k hoshitori.api_key) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when k.maker_user is not null then person_shape(k.org_id, k.maker_user) || '{"key": null}'
    else (select jsonb_build_object('user', null, 'key', m.key_id::text, 'name', m.name) from api_key m
      where m.org_id = k.org_id and m.key_id = k.maker_key) end
$$;

ALTER FUNCTION hoshitori.api_key_maker(k hoshitori.api_key) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_page(p_at timestamp with time zone, p_id bigint, p_rows integer) RETURNS TABLE(item jsonb, recorded_at timestamp with time zone, key_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select api_key_json(k), k.recorded_at, k.key_id
  from api_key k
  where k.org_id = current_org() and k.user_id is null and (k.recorded_at, k.key_id) < (coalesce(p_at, 'infinity'), coalesce(p_id, 9223372036854775807))
  order by k.recorded_at desc, k.key_id desc limit p_rows
$$;

ALTER FUNCTION hoshitori.api_key_page(p_at timestamp with time zone, p_id bigint, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_revoke(p_key bigint) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  k api_key := api_key_lock(p_key);
  ended bigint[] := api_keys_lock_bound(p_key);
begin
  update api_key set revoked_at = request_now() where org_id = k.org_id and key_id = any(ended);
  perform user_links_end(ended);
  select * into k from api_key x where x.org_id = k.org_id and x.key_id = p_key;
  return query select
    jsonb_build_object('outcome', 'ended', 'body', api_key_json(k)),
    null::json,
    jsonb_build_object('object', 'api_key/' || p_key, 'detail', jsonb_build_object('name', k.name)
      || case when cardinality(ended) > 1 then jsonb_build_object('with', (select jsonb_agg(e::text) from unnest(ended[2:]) e))
        else '{}' end);
end $$;

ALTER FUNCTION hoshitori.api_key_revoke(p_key bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_rotate(p_key bigint, p_hash bytea, p_last4 text, p_overlap_days integer, p_last_day date) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  m api_key := request_maker();
  k api_key := api_key_lock(p_key);
  before timestamptz := k.expires_at;
  bound bigint[];
begin
  if k.expires_at <= request_now() then
    perform refuse('already_expired');
  end if;
  if m.user_id is not null then
    k.responsible := m.user_id;
    k.bound_key := null;
  elsif m.key_id <> p_key then
    k.responsible := coalesce(m.responsible, k.responsible);
    k.bound_key := m.key_id;
  end if;
  update api_key x set hash = p_hash, last4 = p_last4, expires_at = api_key_end(p_last_day, k.bound_key),
    previous_hash = x.hash, previous_until = least(request_now() + p_overlap_days * interval '1 day', x.expires_at),
    responsible = k.responsible, bound_key = k.bound_key, expiry_told = null
  where x.org_id = k.org_id and x.key_id = p_key returning * into k;
  if k.expires_at < before then
    bound := api_keys_lock_bound(p_key);
    update api_key x set expires_at = k.expires_at
    where x.org_id = k.org_id and x.key_id = any(bound) and x.expires_at > k.expires_at;
    update user_link l set expires_at = k.expires_at
    where l.org_id = k.org_id and l.key_id = any(bound) and l.used_at is null and l.expires_at > k.expires_at;
  end if;
  return query select
    jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('api_key', api_key_json(k))),
    null::json,
    jsonb_build_object('object', 'api_key/' || p_key, 'detail', jsonb_build_object('name', k.name,
      'previous_until', instant_text(k.previous_until), 'expires_on', api_key_json(k) -> 'expires_on'));
end $$;

ALTER FUNCTION hoshitori.api_key_rotate(p_key bigint, p_hash bytea, p_last4 text, p_overlap_days integer, p_last_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_key_used(p_uses jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update api_key k set used_on = greatest(k.used_on, u.day),
    hash = hash_renewed(k.hash, u.hash), previous_hash = hash_renewed(k.previous_hash, u.hash)
  from jsonb_to_recordset(p_uses) as u (organisation uuid, key bigint, hash bytea, day date)
  where k.org_id = u.organisation and k.key_id = u.key
    and (hash_known(k.hash, u.hash) or hash_known(k.previous_hash, u.hash))
    and (k.used_on is null or k.used_on < u.day or hash_renewed(k.hash, u.hash) <> k.hash
      or hash_renewed(k.previous_hash, u.hash) <> k.previous_hash)
$$;

ALTER FUNCTION hoshitori.api_key_used(p_uses jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_keys_lock_bound(p_key bigint) RETURNS bigint[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  found_keys bigint[] := array[p_key];
  made bigint[];
begin
  loop
    made := array(select x.key_id from api_key x where x.org_id = current_org() and x.bound_key = any(found_keys)
      and x.key_id <> all(found_keys) and x.revoked_at is null order by x.key_id for no key update);
    exit when made = '{}';
    perform rights_require_over((select bit_or(x.rights) from api_key x
      where x.org_id = current_org() and x.key_id = any(made)));
    found_keys := found_keys || made;
  end loop;
  return found_keys;
end $$;

ALTER FUNCTION hoshitori.api_keys_lock_bound(p_key bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.api_keys_of(p_user uuid) RETURNS SETOF hoshitori.api_key
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select * from api_key k where k.org_id = current_org() and k.responsible = p_user and k.revoked_at is null
    and k.expires_at > request_now()
$$;

ALTER FUNCTION hoshitori.api_keys_of(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_contents() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('organisation', o.org_id, 'name', o.name,
      'files', (select jsonb_agg(jsonb_build_object('file', f.file, 'columns', (
          select jsonb_agg(archive_name(c) order by n) from unnest(f.columns) with ordinality x (c, n))) order by f.place)
        from archive_files() with ordinality f (file, from_table, columns, place)),
      'left_out', (select jsonb_agg(jsonb_build_object('reason', l.reason, 'names', l.names) order by l.reason)
        from (select x.reason, jsonb_agg(x.name order by x.name) as names from archive_left_out() x group by x.reason) l))
    from organisation o where o.org_id = current_org());
end $$;

ALTER FUNCTION hoshitori.archive_contents() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_evidence_after(p_evidence uuid) RETURNS TABLE(evidence uuid, content uuid, sealed_key bytea, size bigint, media_type text, name text, digest bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select e.evidence_id, c.content_id, c.sealed_key, e.size, e.media_type, e.name, e.digest
    from evidence e join evidence_content c on c.org_id = e.org_id and c.content_id = e.content_id
    where e.org_id = current_org() and (p_evidence is null or e.evidence_id > p_evidence)
    order by e.evidence_id limit 1;
end $$;

ALTER FUNCTION hoshitori.archive_evidence_after(p_evidence uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_evidence_piece_of(p_evidence uuid, p_place integer) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence;
begin
  select * into e from evidence x where x.org_id = current_org() and x.evidence_id = p_evidence;
  if e.content_id is null then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  end if;
  return (select p.sealed from evidence_piece p where p.org_id = e.org_id and p.content_id = e.content_id and p.place = p_place);
end $$;

ALTER FUNCTION hoshitori.archive_evidence_piece_of(p_evidence uuid, p_place integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_expression(p_table regclass, p_column text) RETURNS text
    LANGUAGE sql STABLE
    AS $_$
  select case when p_column like '% as %' then p_column
    else format(case when a.atttypid = 'int8'::regtype then 't.%1$I::text as %1$I' else 't.%1$I' end, p_column) end
  from (values (1)) one left join pg_catalog.pg_attribute a on a.attrelid = p_table and a.attname = p_column
$_$;

ALTER FUNCTION hoshitori.archive_expression(p_table regclass, p_column text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_files() RETURNS TABLE(file text, from_table text, columns text[])
    LANGUAGE sql IMMUTABLE
    AS $_$
  values
    ('organisation', 'organisation', array['name', 'reading', 'corporate_number', 'number_proven_at', 'second_factor_required',
      'recorded_at', 'closed_on', 'erase_on']),
    ('organisation_changes', 'organisation_change', array['seq', 'kind', 'on_day', 'name', 'reading', 'corporate_number',
      'number_proven_at', 'key_id', 'recorded_at']),
    ('settings', 'buyer_setting', array['revision', 'expiring_days', 'recheck_months', 'key_id', 'recorded_at']),
    ('retention', 'retention', array['revision', 'months', 'key_id', 'recorded_at']),
    ('users', 'user_account', array['user_id', 'email', 'name', 'rights', 't.address as address_known_by', 'recorded_at',
      'removed_at']),
    ('keys', 'api_key', array['key_id', 'name', 'rights', 'last4', 'user_id', 'browser',
      't.address as network_address', 'maker_user', 'maker_key', 'responsible', 'bound_key', 'recorded_at', 'expires_at', 'idle_until',
      'revoked_at', 'used_on']),
    ('suppliers', 'relationship', array['relationship_id', 'state', 'code', 'name', 'reading', 'corporate_number', 'category',
      'tags', 'contacts', 'memo', 'owner', 'source', 'invited_on', 'invitation_expires_on', 'accepted_on', 'declined_on',
      'ended_on', 'erase_on', 'joined_into', 'record_version', 'key_id', 'recorded_at', 'changed_at']),
    ('supplier_events', 'relationship_event', array['relationship_id', 'seq', 'kind', 'on_day', 'reason', 'key_id',
      'recorded_at']),
    ('invitations', 'invitation', array['invitation_id', 'relationship_id', 'expires_on', 'recorded_at', 'superseded_at',
      'mailed_at', 'reminders', 'opened_at', 'used_at']),
    ('mails', 'mail', array['mail_id', 'kind', 'relationship_id', 'user_id', 'recipient', 'language', 'subject', 'state',
      't.status as server_code', 't.detail as server_answer', 'key_id', 'recorded_at', 'ended_at', 'stopped_at']),
    ('mail_settings', 'mail_setting', array['sender_name', 'sender_department', 'sender_telephone', 'reply_to', 'introduction',
      'remind_after_days', 'remind_times', 'recorded_at']),
    ('mail_wishes', 'mail_reader', array['user_id', 'language', 't.digest as notices', 'came_back', 'told_on', 'told_at']),
    ('campaigns', 'campaign', array['campaign_id', 'name', 'reminds', 'total', 'key_id', 'recorded_at']),
    ('campaign_recipients', 'campaign_recipient', array['campaign_id', 'relationship_id', 'settled_at', 'invitation_id']),
    ('aliases', 'supplier_alias', array['alias', 'relationship_id', 'joined', 'key_id', 'recorded_at', 'ended_at', 'ended_by']),
    ('successions', 'supplier_succession', array['relationship_id', 'seq', 'kind', 'on_day', 'name', 'reading',
      'corporate_number', 'key_id', 'recorded_at', 'accepted_on', 'accepted_by', 'reason']),
    ('predecessor_acceptances', 'predecessor_acceptance', array['relationship_id', 'seq', 'accepted_on', 'reason', 'key_id',
      'recorded_at']),
    ('number_differences', 'number_difference', array['relationship_id', 'seq', 'record_number', 'organisation_number',
      'organisation_name', 'found_on', 'recorded_at', 'ended_on', 'ended_at', 'outcome', 'reason', 'key_id']),
    ('dismissed_number_remarks', 'remark_dismissal', array['relationship_id', 'code', 'reason', 'key_id', 'recorded_at']),
    ('dismissed_duplicates', 'likeness_dismissal', array['one', 'two', 'reason', 'key_id', 'recorded_at', 'ended_at',
      'ended_by']),
    ('rules', 'rule_revision', array['rule', 'revision', 'selector', 'name', 'removed', 'required_star', 'required_assurance',
      'accept_higher', 'due_in_days', 'reason', 'questions', 'job_id', 'key_id', 'recorded_at', 'superseded_at']),
    ('requirements', 'requirement_revision', array['relationship_id', 'revision', 'kind', 'decided_by', 'rule', 'rule_revision',
      'counted_from', 'required_star', 'required_assurance', 'accept_higher', 'effective_from', 'due_on', 'notice_on', 'reason',
      'questions', 'source', 'key_id', 'recorded_at', 'superseded_at']),
    ('responses', 'requirement_response', array['relationship_id', 'seq', 'revision', 'response', 'reason', 'key_id',
      'recorded_at']),
    ('consultations', 'consultation', array['consultation_id', 'relationship_id', 'side', 'revision', 'asked_on', 'asked_by',
      't.cost_estimate as cost_estimate', 'who_bears', 'outcome', 'text', 'key_id', 'recorded_at']),
    ('declarations', 'declaration', array['declaration_id', 'relationship_id', 'scheme', 'star', 'number', 'declared_on',
      'valid_from', 'valid_until', 'validity_assumed', 'scope', 'scope_text', 'replaces', 'edition_id', 'note', 'source', 'key_id',
      'recorded_at', 'superseded_at']),
    ('declaration_ends', 'declaration_end', array['declaration_id', 'kind', 'seq', 'on_day', 'key_id', 'recorded_at']),
    ('checks', 'declaration_check', array['check_id', 'relationship_id', 'declaration_id', 'checked_on', 'method', 'result',
      'differences', 'note', 'key_id', 'recorded_at', 'withdrawn_at']),
    ('partner_checks', 'partner_check', array['partner_check_id', 'relationship_id', 'looked_on', 'method', 'result', 'action', 'kept_id',
      'key_id', 'recorded_at', 'withdrawn_at']),
    ('scope_decisions', 'scope_decision', array['scope_decision_id', 'relationship_id', 'declaration_id', 'decided_on', 'covers',
      'note', 'key_id', 'recorded_at']),
    ('assessments', 'assessment', array['assessment_id', 'edition_id', 'transcription', 'begun_under', 'star', 'scope',
      'scope_text', 'state', 'version', 'answers', 'assessed_on', 'submission', 'result', 'total', 'met', 'unanswered', 'not_met', 'score', 'withdrawn_on',
      'withdrawn_at', 'carried', 'key_id', 'recorded_at', 'submitted_at']),
    ('duties', 'duty_record', array['scheme', 'criterion', 'seq', 'done_on', 'key_id', 'recorded_at']),
    ('papers', 'paper', array['paper_id', 'kind', 'on_day', 'detail', 'key_id', 'recorded_at', 'withdrawn_on', 'withdrawn_at']),
    ('evidence', 'evidence', array['evidence_id', 'side', 'name', 'note', 'links', 'media_type', 'size',
      $e$encode(t.digest, 'hex') as digest$e$, 'stored_at', 'key_id', 'recorded_at', 'withdrawn_on', 'withdrawn_at', 'erase_on',
      'erased_at']),
    ('disclosures', 'disclosure', array['relationship_id', 'seq', 'kind', 'shown', 'from_day', 'last_day', 'key_id',
      'recorded_at']),
    ('disclosure_requests', 'disclosure_request', array['request_id', 'relationship_id', 'kinds', 'last_days', 'reason', 'key_id', 'recorded_at',
      'withdrawn_at', 'withdrawn_by']),
    ('disclosure_answers', 'disclosure_answer', array['request_id', 'relationship_id', 'answer', 'text', 'key_id', 'recorded_at']),
    ('disclosure_reads', 'disclosure_read', array['relationship_id', 'kind', 'assessment_id', 'evidence_id', 'content', 'hour', 'recorded_at',
      'audit_seq']),
    ('statements', 'statement', array['statement_id', 'code', 'kind', 'relationship_id', 'buyer_named', 'as_of', 'known_at', 'jws',
      'kid', 'basis', 'key_id', 'recorded_at', 'withdrawn_at', 'withdrawn_by', 'reason']),
    ('kept_statements', 'kept_statement', array['kept_id', 'issuer', 'code', 'jws', 'key_id', 'recorded_at']),
    ('statement_naming', 'statement_naming', array['revision', 'named', 'key_id', 'recorded_at']),
    ('statuses', 'board', array['relationship_id', 'side', 'counterparty_name', 'counterparty_number', 'state', 'line_from',
      'line_step', 'decided_at']),
    ('events', 'event', array['t.seq as sequence', 'relationship_id', 'side', 'kind', 'on_day', 'body', 'recorded_at']),
    ('webhooks', 'webhook', array['webhook_id', 'url', 'description', 'types', 'rights', 'enabled', 'disabled_at', 'disabled_because',
      'failing_since', 'key_id', 'recorded_at']),
    ('imports', 'import', array['job_id', 'source', 'mode', 'absent', 'dry_run', 'total', 'change', 'recorded_at']),
    ('jobs', 'job', array['job_id', 'kind', 'state', 'total', 'done', 'changed', 'error', 'key_id', 'recorded_at', 'started_at',
      'finished_at']),
    ('erasures', 'erasure', array['erasure_id', 'cause', 'what', 'relationship_id', 'user_id', 'evidence_id', 'counts', 'key_id',
      'recorded_at']),
    ('checkpoints', 'checkpoint', array['t.org_id as organisation', 't.seq as sequence', $e$encode(t.head, 'hex') as head$e$,
      'hoshitori.instant_text(t.signed_at) as signed_at', $e$encode(t.previous, 'hex') as previous$e$,
      $e$encode(t.public_key, 'hex') as public_key$e$, $e$encode(t.signature, 'hex') as signature$e$]),
    ('audit_log', 'audit_event', array['t.seq as sequence', 'hoshitori.instant_text(t.recorded_at) as recorded_at',
      't.text as entry', 'hoshitori.audit_values(t) as personal', $e$encode(t.hash, 'hex') as hash$e$])
$_$;

ALTER FUNCTION hoshitori.archive_files() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_left_out() RETURNS TABLE(name text, reason text)
    LANGUAGE sql IMMUTABLE
    AS $$
  select unnest(names), reason from (values
    (array['user_account.password', 'user_account.totp', 'user_account.totp_step', 'user_account.totp_offer',
      'user_account.totp_offered_at', 'user_account.totp_offer_key', 'api_key.hash', 'api_key.previous_hash',
      'api_key.previous_until', 'mail.data', 'mail.sealed', 'invitation.hash', 'invitation.request_hash', 'invitation.sealed', 'invitation.link', 'user_link', 'user_device',
      'recovery_code', 'bi_reader', 'webhook.secret', 'webhook.previous_secret', 'webhook.previous_until'], 'secret'),
    (array['relationship.supplier_id', 'predecessor_acceptance.supplier_id', 'number_difference.linked', 'board.counterparty_id'],
      'other_party'),
    (array['requirement_revision.content_hash', 'rule_revision.content_hash', 'relationship.flows_until', 'relationship.asked_again',
      'event.version', 'disclosure_read.read_id', 'board', 'board_text', 'label_use', 'board_version', 'likeness', 'tally', 'tally_change', 'task',
      'undecided'], 'computed'),
    (array['user_account.refused_seen', 'user_account.refused_told', 'user_account.refused_told_at', 'api_key.refused',
      'api_key.expiry_told', 'mail.next_at', 'mail.tries', 'mail_setting.reminded_on', 'job.place', 'job.detail', 'idempotency', 'import_row', 'webhook_delivery',
      'webhook.told_through', 'webhook.last_delivery'], 'passing'),
    (array['audit_head', 'buyer_head', 'supplier_head', 'event_head', 'checkpoint_head', 'tally_head', 'quota', 'quota_day',
      'quota_use'], 'counters'),
    (array['audit_value', 'evidence.content_id', 'evidence_content', 'evidence_piece'], 'within')) x (names, reason)
$$;

ALTER FUNCTION hoshitori.archive_left_out() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_name(p_column text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select regexp_replace(p_column, '^.* as ', '') $$;

ALTER FUNCTION hoshitori.archive_name(p_column text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.archive_page(p_file text, p_after jsonb, p_rows integer) RETURNS TABLE(line text, after jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
declare
  f record;
  keys text[];
  found_rows refcursor;
  bytes bigint := 0;
begin
  select x.from_table::regclass as relation, x.columns into f from archive_files() x where x.file = p_file;
  select coalesce(array_agg(quote_ident(a.attname) order by k.n), '{}') into keys
  from pg_catalog.pg_index i cross join unnest(i.indkey) with ordinality k (attnum, n)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = f.relation and i.indisprimary and a.attname <> 'org_id';
  if p_after = '{}' then
    return; -- the one row of an organisation
  end if;
  open found_rows no scroll for execute format($q$
    select (select row_to_json(x) from (select %1$s) x)::text, jsonb_build_object(%2$s)
    from %4$s t where t.org_id = current_org() %5$s %3$s limit $2$q$,
    (select string_agg(archive_expression(f.relation, c), ', ' order by n) from unnest(f.columns) with ordinality x (c, n)),
    (select string_agg(format('%L, t.%s', k, k), ', ') from unnest(keys) k),
    (select 'order by ' || string_agg('t.' || k, ', ' order by n) from unnest(keys) with ordinality x (k, n)),
    f.relation,
    case when p_after is not null then format('and (%s) > (select %s from jsonb_populate_record(null::%s, $1) k)',
      (select string_agg('t.' || k, ', ' order by n) from unnest(keys) with ordinality x (k, n)),
      (select string_agg('k.' || k, ', ' order by n) from unnest(keys) with ordinality x (k, n)), f.relation) end)
    using p_after, p_rows;
  loop
    fetch found_rows into line, after;
    exit when not found;
    return next;
    bytes := bytes + octet_length(line);
    exit when bytes >= 1048576;
  end loop;
  close found_rows;
end $_$;

ALTER FUNCTION hoshitori.archive_page(p_file text, p_after jsonb, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_add(p_assessment uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.assessment_add(p_assessment uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.assessment (
    org_id uuid NOT NULL,
    assessment_id uuid NOT NULL,
    edition_id text NOT NULL,
    star smallint NOT NULL,
    scope text NOT NULL,
    scope_text text,
    state text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    answers jsonb DEFAULT '{}'::jsonb NOT NULL,
    assessed_on date,
    submission integer,
    result jsonb,
    total integer,
    met integer,
    unanswered integer,
    not_met integer,
    score integer,
    withdrawn_on date,
    withdrawn_at timestamp with time zone,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    carried jsonb,
    begun_under integer DEFAULT 1 NOT NULL,
    transcription integer DEFAULT 1 NOT NULL,
    CONSTRAINT assessment_check CHECK (((scope = 'whole'::text) OR (scope_text IS NOT NULL))),
    CONSTRAINT assessment_check1 CHECK (((state = ANY (ARRAY['draft'::text, 'withdrawn'::text])) OR (submitted_at IS NOT NULL))),
    CONSTRAINT assessment_check2 CHECK (((submitted_at IS NULL) OR ((assessed_on IS NOT NULL) AND (submission IS NOT NULL) AND (total IS NOT NULL)))),
    CONSTRAINT assessment_scope_check CHECK ((scope = ANY (ARRAY['whole'::text, 'part'::text]))),
    CONSTRAINT assessment_star_check CHECK (((star >= 1) AND (star <= 4))),
    CONSTRAINT assessment_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'withdrawn'::text, 'superseded'::text])))
);

ALTER TABLE ONLY hoshitori.assessment FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.assessment OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.assessment_added(a hoshitori.assessment) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(array_agg(distinct c.id), '{}')
  from edition_transcription t, jsonb_array_elements_text(t.changes -> 'added' -> a.star::text) c(id)
  where a.state = 'draft' and t.edition_id = a.edition_id and t.number > a.begun_under and t.number <= a.transcription
    and a.answers -> c.id -> 'answer' is null
    and a.result -> 'gaps' @> jsonb_build_array(jsonb_build_object('criterion', c.id))
$$;

ALTER FUNCTION hoshitori.assessment_added(a hoshitori.assessment) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_answer_set(a hoshitori.assessment) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('assessment', a.assessment_id, 'edition', edition_body(a.edition_id, a.transcription),
    'star', a.star, 'answers', a.answers)
  where a.assessment_id is not null
$$;

ALTER FUNCTION hoshitori.assessment_answer_set(a hoshitori.assessment) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_answers(a hoshitori.assessment) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.assessment_answers(a hoshitori.assessment) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_count(a hoshitori.assessment, p_answers jsonb, p_result jsonb, p_transcription integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update assessment x set answers = p_answers, result = p_result, total = (p_result ->> 'criteria')::int,
    met = (p_result ->> 'met')::int, unanswered = (p_result ->> 'unanswered')::int,
    not_met = (p_result ->> 'not_met')::int, score = (p_result ->> 'points')::int, transcription = p_transcription,
    version = x.version + 1
  where x.org_id = a.org_id and x.assessment_id = a.assessment_id;
end $$;

ALTER FUNCTION hoshitori.assessment_count(a hoshitori.assessment, p_answers jsonb, p_result jsonb, p_transcription integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_draft(p_assessment uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  a assessment := assessment_find(p_assessment);
begin
  perform assessment_state_require(a, 'draft');
  select e.transcription into a.transcription from edition e where e.edition_id = a.edition_id;
  return query select jsonb_build_object('outcome', 'changed', 'body', assessment_shape(a), 'answers', a.answers,
      'edition', edition_body(a.edition_id, a.transcription)), null::json,
    jsonb_build_object('object', 'assessments/' || a.assessment_id, 'detail', jsonb_build_object('version', a.version + 1));
end $$;

ALTER FUNCTION hoshitori.assessment_draft(p_assessment uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_find(p_assessment uuid) RETURNS hoshitori.assessment
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  a assessment;
begin
  select * into a from assessment x where x.org_id = current_org() and x.assessment_id = p_assessment for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  return a;
end $$;

ALTER FUNCTION hoshitori.assessment_find(p_assessment uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_gaps(a hoshitori.assessment, p_language text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('criterion', g -> 'criterion', 'requirement_item', c -> 'requirement',
      'star', (select min(s::int) from json_array_elements_text(c -> 'stars') s), 'text', c -> 'text' -> p_language,
      'answer', g -> 'answer') order by n), '[]')
    from jsonb_array_elements(a.result -> 'gaps') with ordinality as x(g, n),
      json_array_elements(edition_body(a.edition_id, a.transcription) -> 'criteria') c
    where c ->> 'id' = g ->> 'criterion');
end $$;

ALTER FUNCTION hoshitori.assessment_gaps(a hoshitori.assessment, p_language text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_included(a hoshitori.assessment) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if a.star <> 4 then
    return null;
  end if;
  return (
    select jsonb_build_object('star', 3, 'met', count(*) filter (where g is null), 'total', e.totals -> '3',
      'unanswered', count(*) filter (where g is not null and jsonb_typeof(g -> 'answer') is distinct from 'string'))
    from edition e, json_array_elements(edition_body(a.edition_id, a.transcription) -> 'criteria') c
      left join lateral (
        select x from jsonb_array_elements(a.result -> 'gaps') x where x ->> 'criterion' = c ->> 'id') gap(g) on true
    where e.edition_id = a.edition_id and (c -> 'stars')::jsonb @> '3' group by e.totals);
end $$;

ALTER FUNCTION hoshitori.assessment_included(a hoshitori.assessment) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_same(a hoshitori.assessment, b hoshitori.assessment) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select (a.star, a.scope, a.scope_text) is not distinct from (b.star, b.scope, b.scope_text) $$;

ALTER FUNCTION hoshitori.assessment_same(a hoshitori.assessment, b hoshitori.assessment) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_score(p_assessment uuid, p_answers jsonb, p_result jsonb, p_transcription integer, p_carried jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.assessment_score(p_assessment uuid, p_answers jsonb, p_result jsonb, p_transcription integer, p_carried jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_shape(a hoshitori.assessment) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id, 'star', a.star, 'scope', a.scope,
    'scope_text', a.scope_text, 'state', a.state, 'transcription', a.transcription, 'assessed_on', a.assessed_on,
    'submitted_at', instant_text(a.submitted_at), 'withdrawn_on', a.withdrawn_on,
    'superseded_by', (
      select n.assessment_id from assessment n
      where n.org_id = a.org_id and n.star = a.star and n.scope = a.scope
        and coalesce(md5(n.scope_text), '') = coalesce(md5(a.scope_text), '') and n.submission > a.submission
      order by n.submission limit 1),
    'carried', a.carried, 'result', a.result - 'gaps', 'recorded_at', instant_text(a.recorded_at));
end $$;

ALTER FUNCTION hoshitori.assessment_shape(a hoshitori.assessment) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.edition (
    edition_id text NOT NULL,
    scheme text NOT NULL,
    published_on date,
    closed_on date,
    title jsonb,
    stars jsonb,
    recorded_at timestamp with time zone NOT NULL,
    transcription integer DEFAULT 1 NOT NULL,
    totals jsonb DEFAULT '{}'::jsonb NOT NULL,
    unsettled text,
    CONSTRAINT edition_unsettled_check CHECK ((unsettled = ANY (ARRAY['all'::text, 'own'::text])))
);

ALTER TABLE hoshitori.edition OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.assessment_source(p_assessment uuid, e hoshitori.edition) RETURNS hoshitori.assessment
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.assessment_source(p_assessment uuid, e hoshitori.edition) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_state_require(a hoshitori.assessment, VARIADIC p_states text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if a.state <> all (p_states) then
    perform refuse('assessment_state', null, jsonb_build_object('state', a.state));
  end if;
end $$;

ALTER FUNCTION hoshitori.assessment_state_require(a hoshitori.assessment, VARIADIC p_states text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_submit(p_assessment uuid, p_assessed_on date) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.assessment_submit(p_assessment uuid, p_assessed_on date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assessment_withdraw(p_assessment uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.assessment_withdraw(p_assessment uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assurance_level(p_assurance text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$ select array_position(array['declared', 'substantiated', 'confirmed'], p_assurance) $$;

ALTER FUNCTION hoshitori.assurance_level(p_assurance text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.assurance_usual(p_star integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select case when p_star = 1 then 'declared' else 'substantiated' end $$;

ALTER FUNCTION hoshitori.assurance_usual(p_star integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_actor(p_key bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.audit_actor(p_key bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_append(p_action text, p_object text, p_detail jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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
  -- a session, is never refused: else whoever got hold of a key could keep it by using the day up. These are bounded by
  -- what was made before, and by a password's hash.
  if request_key() is not null then
    perform quota_spend(current_org(), 'changes', 1,
      p_action in ('session_start', 'session_end', 'own_session_end', 'api_key_revoke', 'user_remove'));
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

ALTER FUNCTION hoshitori.audit_append(p_action text, p_object text, p_detail jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_chain(p_org uuid, p_after bigint, p_limit integer) RETURNS TABLE(seq bigint, entry text, hash text, recorded_at text, personal text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select a.seq, a.text, encode(a.hash, 'hex'), instant_text(a.recorded_at), audit_values(a)::text
    from audit_event a
    where a.org_id = p_org and a.seq > p_after order by a.seq limit p_limit;
end $$;

ALTER FUNCTION hoshitori.audit_chain(p_org uuid, p_after bigint, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_head_of(p_org uuid) RETURNS TABLE(seq bigint, hash text, newest bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select coalesce(h.seq, 0), coalesce(encode(h.hash, 'hex'), ''),
      coalesce((select max(e.seq) from audit_event e where e.org_id = p_org), 0)
    from (select p_org as id) o left join audit_head h on h.org_id = o.id;
end $$;

ALTER FUNCTION hoshitori.audit_head_of(p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_heads() RETURNS TABLE(org_id uuid, seq bigint, hash text, checkpoint text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    with recursive writer(id) as (
      (select e.org_id from audit_event e order by e.org_id limit 1)
      union all
      select (select e.org_id from audit_event e where e.org_id > w.id order by e.org_id limit 1)
      from writer w where w.id is not null
    ), owner(id) as (
      select w.id from writer w where w.id is not null
      union select h.org_id from audit_head h
      union select c.org_id from checkpoint_head c
    )
    select o.id, coalesce(h.seq, 0), coalesce(encode(h.hash, 'hex'), ''),
      -- Only when it says of the newest checkpoint what that says itself.
      case when c.seq = 0 and c.signed_at = '-infinity' or c.hash <> decode(repeat('00', 32), 'hex') and exists (
          select from checkpoint k where k.org_id = c.org_id and k.seq = c.seq and k.signed_at = c.signed_at)
        then encode(c.hash, 'hex')
        -- Entries that the release before wrote while this one was coming.
        when c.org_id is null and not exists (select from checkpoint k where k.org_id = o.id) then repeat('00', 32) end
    from owner o left join audit_head h on h.org_id = o.id left join checkpoint_head c on c.org_id = o.id
    order by o.id;
end $$;

ALTER FUNCTION hoshitori.audit_heads() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_name(p_object text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
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
end $_$;

ALTER FUNCTION hoshitori.audit_name(p_object text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_page(p_newest boolean, p_after bigint, p_rows integer, p_first date, p_last date, p_operation text, p_by text, p_object text) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  org uuid := current_org();
  most constant int := 100000;
  since timestamptz := p_first::timestamp at time zone 'Asia/Tokyo';
  until timestamptz := (p_last + 1)::timestamp at time zone 'Asia/Tokyo';
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
end $_$;

ALTER FUNCTION hoshitori.audit_page(p_newest boolean, p_after bigint, p_rows integer, p_first date, p_last date, p_operation text, p_by text, p_object text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.audit_seal(p_seq bigint, p_object text, p_members text[], INOUT p_detail jsonb, OUT commitments text[]) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.audit_seal(p_seq bigint, p_object text, p_members text[], INOUT p_detail jsonb, OUT commitments text[]) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.audit_event (
    org_id uuid NOT NULL,
    seq bigint NOT NULL,
    text text,
    hash bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.audit_event FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.audit_event OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.audit_values(a hoshitori.audit_event) RETURNS json
    LANGUAGE sql STABLE
    AS $$
  select coalesce(json_agg(json_build_object('sealed', v.place, 'value', v.value, 'salt', encode(v.salt, 'hex')) order by v.place), '[]')
  from hoshitori.audit_value v
  where v.org_id = a.org_id and v.seq = a.seq and v.object = a.text::json ->> 'object'
$$;

ALTER FUNCTION hoshitori.audit_values(a hoshitori.audit_event) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_public_close() RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  command text;
begin
  for command in select statement from bi_public_rights() where ours loop
    begin
      execute command;
    exception when insufficient_privilege then
      null;
    end;
  end loop;
  return query select statement from bi_public_rights();
end $$;

ALTER FUNCTION hoshitori.bi_public_close() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_public_rights() RETURNS TABLE(statement text, ours boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
  with written as ( -- large objects, messages in the log, files of snapshots, and locks that a migration would wait for
    select p.oid::regprocedure::text as name, p.proname ~ 'advisory|snapshot' as used
    from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.proname ~ '^(lo_.*|loread|lowrite|pg_(try_)?advisory_.*|pg_logical_emit_message|pg_export_snapshot)$'
      and has_function_privilege('public', p.oid, 'execute')
  )
  select format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()), true
  where has_database_privilege('public', current_database(), 'temporary')
  union all
  select format('REVOKE CREATE ON DATABASE %I FROM PUBLIC', current_database()), true
  where has_database_privilege('public', current_database(), 'create')
  union all
  select format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', nspname), true
  from pg_namespace where has_schema_privilege('public', oid, 'create')
  union all
  select 'GRANT EXECUTE ON FUNCTION ' || string_agg(name, ', ' order by name) || ' TO hoshitori_migrate', true
  from written where used having count(*) > 0
  union all
  -- Erasures are written into the log, for restores (erasure_record).
  select 'GRANT EXECUTE ON FUNCTION pg_logical_emit_message(boolean,text,text) TO hoshitori_engine', true
  where not exists (select from pg_proc p cross join aclexplode(p.proacl) a
    where p.oid = 'pg_logical_emit_message(boolean,text,text)'::regprocedure and a.grantee = 'hoshitori_engine'::regrole)
  union all
  select 'REVOKE EXECUTE ON FUNCTION ' || string_agg(name, ', ' order by name) || ' FROM PUBLIC', true
  from written having count(*) > 0
  union all
  select 'GRANT SET ON PARAMETER temp_file_limit TO hoshitori_migrate', true
  where not has_parameter_privilege('hoshitori_migrate', 'temp_file_limit', 'set')
  union all
  select format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname), false
  from pg_database
  where datallowconn and datname <> current_database() and has_database_privilege('public', oid, 'connect')
  union all
  select 'ALTER SYSTEM SET max_prepared_transactions = 0 -- and restart PostgreSQL', false
  where current_setting('max_prepared_transactions') <> '0'
$_$;

ALTER FUNCTION hoshitori.bi_public_rights() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_reader_add(p_role text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform organisation_require_open();
  insert into bi_reader (org_id, role_name, recorded_at) values (current_org(), p_role::name, request_now());
end $$;

ALTER FUNCTION hoshitori.bi_reader_add(p_role text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_reader_remove(p_role text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform bi_reader_require(p_role);
  delete from bi_reader where org_id = current_org() and role_name = p_role::name;
end $$;

ALTER FUNCTION hoshitori.bi_reader_remove(p_role text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_reader_require(p_role text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from bi_reader where org_id = current_org() and role_name = p_role::name) then
    perform refuse('not_found');
  end if;
end $$;

ALTER FUNCTION hoshitori.bi_reader_require(p_role text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_role_add(p_role text, p_password text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform bi_reader_add(p_role);
  execute format('create role %I login inherit nosuperuser nobypassrls connection limit 8 in role hoshitori_bi password %L',
    p_role, p_password);
  execute format('alter role %I set default_transaction_read_only = on', p_role);
  execute format('alter role %I set statement_timeout = %L', p_role, '60s');
  execute format('alter role %I set idle_in_transaction_session_timeout = %L', p_role, '60s');
  execute format('alter role %I set temp_file_limit = %L', p_role, '1GB'); -- which the role may not change
  execute format('alter role %I set search_path = %I', p_role, 'hoshitori');
end $$;

ALTER FUNCTION hoshitori.bi_role_add(p_role text, p_password text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_role_end(p_role text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform bi_reader_require(p_role);
  if exists (select from pg_roles where rolname = p_role) then
    execute format('alter role %I nologin connection limit 0 password null', p_role);
    execute format('revoke hoshitori_bi from %I', p_role);
    execute format('grant %I to %I', p_role, current_user); -- to end its sessions and drop what it owns
  end if;
end $$;

ALTER FUNCTION hoshitori.bi_role_end(p_role text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.bi_role_remove(p_role text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  why text;
begin
  perform bi_reader_remove(p_role);
  if not exists (select from pg_roles where rolname = p_role) then
    return null;
  end if;
  perform pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = p_role;
  execute format('drop owned by %I', p_role);
  execute format('drop role %I', p_role);
  -- A reader can become the role that all of them share, and set something for it.
  if exists (select from pg_db_role_setting where setrole = 'hoshitori_bi'::regrole) then
    alter role hoshitori_bi reset all;
    execute format('alter role hoshitori_bi in database %I reset all', current_database());
  end if;
  return null;
exception when dependent_objects_still_exist or object_in_use or insufficient_privilege then
  get stacked diagnostics why = pg_exception_detail;
  perform bi_reader_remove(p_role);
  return coalesce(nullif(why, ''), sqlerrm);
end $$;

ALTER FUNCTION hoshitori.bi_role_remove(p_role text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_catch_up(p_orgs uuid[], p_relationships uuid[], p_day date, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
  select b.org_id, b.relationship_id, b.version, b.line_from[i], 'status.changed', b.side,
    status_change(b.line_status[i - 1], b.line_waiting_on[i - 1], b.line_status[i], b.line_waiting_on[i]), p_at
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board b using (org_id, relationship_id)
    cross join lateral generate_series(2, cardinality(b.line_from)) i
  where b.line_from[i] > b.emitted_through and b.line_from[i] <= p_day
    and (b.line_status[i], b.line_waiting_on[i]) is distinct from (b.line_status[i - 1], b.line_waiting_on[i - 1])
  on conflict do nothing;
  update board b set (step_from, step_until, status, waiting_on, required_star, held_star, gap, due_on, valid_until, checked_on,
      emitted_through, changed_at)
    = (o.line_from[i], coalesce(o.line_from[i + 1], 'infinity'), o.line_status[i], o.line_waiting_on[i], o.line_required_star[i],
      o.line_held_star[i], o.line_gap[i], o.line_due_on[i], o.line_valid_until[i], o.line_checked_on[i],
      greatest(p_day, o.emitted_through), greatest(p_at, o.changed_at))
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board o using (org_id, relationship_id)
    cross join lateral (select width_bucket(p_day, o.line_from)) s(i)
  where b.org_id = o.org_id and b.relationship_id = o.relationship_id;
end $$;

ALTER FUNCTION hoshitori.board_catch_up(p_orgs uuid[], p_relationships uuid[], p_day date, p_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_category(p_org uuid, p_category text, p_limit integer, p_after text, p_after_id uuid) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[];
  hits int;
begin
  select array_agg(t.relationship_id order by t.sort_key, t.relationship_id)
      filter (where p_after is null or (t.sort_key, t.relationship_id) > (p_after, p_after_id)), count(*)
    into ids, hits
  from (select t.relationship_id, t.sort_key from board_text t
    where t.org_id = p_org and t.category = p_category order by t.sort_key, t.relationship_id limit p_limit + 1) t;
  return case when hits <= p_limit then coalesce(ids, '{}') end;
end $$;

ALTER FUNCTION hoshitori.board_category(p_org uuid, p_category text, p_limit integer, p_after text, p_after_id uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_cells(p_org uuid, p_side text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_met boolean, p_held boolean) RETURNS integer[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
  with recursive c(cell) as (
    (select cell from board where org_id = p_org and side = p_side order by cell limit 1)
    union all
    select (select b.cell from board b where b.org_id = p_org and b.side = p_side and b.cell > c.cell order by b.cell limit 1)
    from c where c.cell is not null
  )
  select array(select cell from c
    where cell is not null and (p_status is null or cell >> 15 = any(p_status))
      and (p_waiting_on is null or cell >> 12 & 7 = any(p_waiting_on))
      and (p_required_star is null or cell >> 9 & 7 = any(p_required_star))
      and (p_held_star is null or cell >> 6 & 7 = any(p_held_star))
      and (p_state is null or (array['invited', 'active', 'declined', 'ended'])[1 + (cell & 7)] = any(p_state))
      and (not p_met or cell >> 15 in (1, 2)) and (not p_held or cell >> 6 & 7 > 0)));
end $$;

ALTER FUNCTION hoshitori.board_cells(p_org uuid, p_side text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_met boolean, p_held boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_days(p_org uuid, p_side text, p_day date, p_fits text, p_beyond text, p_place text, p_rows integer, p_due_by date, p_expiring_by date, p_unchecked_since date, p_limit integer, p_ids uuid[] DEFAULT NULL::uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  day text;
  many boolean;
  ids uuid[];
begin
  foreach day in array array['b.due_on <= ' || quote_literal(p_due_by),
    'b.status in (1, 2) and b.valid_until <= ' || quote_literal(p_expiring_by),
    'b.held_star > 0 and b.checked_on < ' || quote_literal(p_unchecked_since)]
  loop
    continue when day is null or ids is not null;
    -- Counted in the index alone.
    execute format('select count(*) > %s from (select from board b where b.org_id = %L and b.side = %L and %s limit %s) b',
      p_limit, p_org, p_side, day, p_limit + 1) into many;
    continue when many;
    if p_ids is null then
      execute format('select array(select b.relationship_id from (select * from board_fresh(%L, %L, %L) b where %s offset 0) b'
        ' where %s%s %s%s)', p_org, p_side, p_day, day, p_beyond, p_fits, p_place, p_rows) into ids;
    else
      execute format('select array(select b.relationship_id from (select b.relationship_id from board b where b.org_id = %L'
        ' and b.side = %L and %s and (b.relationship_id in (select unnest($1))) is true offset 0) i cross join lateral'
        ' (select * from board_fresh(%1$L, %2$L, %4$L) b where b.relationship_id = i.relationship_id offset 0) b where %s%s %s%s)',
        p_org, p_side, day, p_day, p_beyond, p_fits, p_place, p_rows) into ids using p_ids;
    end if;
  end loop;
  return ids;
end $_$;

ALTER FUNCTION hoshitori.board_days(p_org uuid, p_side text, p_day date, p_fits text, p_beyond text, p_place text, p_rows integer, p_due_by date, p_expiring_by date, p_unchecked_since date, p_limit integer, p_ids uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_filtered(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows integer, p_order text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_known_at timestamp with time zone, p_marks text[]) RETURNS TABLE(relationship_id uuid, version bigint, sort text)
    LANGUAGE plpgsql STABLE ROWS 50
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  several constant int := 500;
  few constant int := 3500;
  looks constant int[] := array[300, 3500];
  key text := case p_order when 'name' then 'b.sort_key collate "C"' else 'b.' || quote_ident(p_order) end;
  direction text := case p_order when 'gap' then 'desc' else 'asc' end;
  sorted text := format('order by %s %s, b.relationship_id %2$s', key, direction);
  place text := sorted || ' limit ';
  needle text := nullif(fold(p_text), '');
  labels text[] := fold_labels(p_category, array_remove(array[p_tag], null)) || coalesce(p_marks, '{}');
  wanted text := board_fits(p_status, p_waiting_on, p_required_star, p_held_star, p_state, labels, needle, p_due_by,
    p_expiring_by, p_unchecked_since);
  -- What has changed since is told by its versions.
  fits text := wanted || case when p_known_at is null then '' else format(' and b.recorded_at <= %L', p_known_at) end;
  beyond text := format('(%s, b.relationship_id) %s (%L, %L)', key, case p_order when 'gap' then '<' else '>' end,
    p_after, p_after_id);
  side text := format('(%L, %L, %L', p_org, p_side, p_day);
  -- Apart, or the order's index would be walked for them wherever a page begins late.
  picked constant text := '(select * from %s where b.relationship_id = any(%L) offset 0) b where %s%s';
  part text;
  walk text;
  stale uuid[];
  texts uuid[]; -- rows that hold the needle and the labels
  ids uuid[];
  many boolean; -- of the rows the stored step does not hold on the day
  by_line boolean; -- all rows are looked at by their lines
  complete boolean;
  hits int := 0; -- rows that were looked at and fit
  worded boolean; -- too many of them hold the needle and the labels
  grouped boolean; -- the filters name groups
  cells int[]; -- and these they are
  named boolean := p_order = 'name'; -- a name is the same on each day
begin
  if p_side = 'supplier' and labels <> '{}' then
    return;
  end if;
  -- Rows whose stored step does not hold on the day: few, unless it lies far from today or the worker has not come yet.
  stale := array(select b.relationship_id from board b where b.org_id = p_org and b.side = p_side and b.step_until <= p_day
    union all select b.relationship_id from board b where b.org_id = p_org and b.side = p_side and b.step_from > p_day
    limit few + 1);
  many := cardinality(stale) > few;
  by_line := many and p_order in ('name', 'changed_at');
  part := case when by_line then 'board_on' else 'board_fresh' end || side || ') b';
  walk := format('%s where %s', part, beyond);

  if fits <> '' and (by_line or not many) then
    for i in 1 .. cardinality(looks) loop
      execute format('with w as materialized (select b.relationship_id as id, (true%s) as fits, (true%s) as worded from %s %s%s)'
        ' select f.ids, cardinality(f.ids) = %6$s or g.seen < %5$s, g.worded > g.seen / 25'
        ' from (select array(select id from w where fits limit %6$s) offset 0) f(ids)'
        ' left join lateral (select count(*) as seen, count(*) filter (where worded) as worded from w) g on cardinality(f.ids) < %6$s',
        fits, board_fits(null, null, null, null, null, labels, needle, null, null, null), walk, place, looks[i], p_rows)
      into ids, complete, worded;
      hits := cardinality(ids);
      exit when complete or 2 * hits * looks[i + 1] < 3 * p_rows * looks[i];
    end loop;
    ids := case when complete then ids end;
    if by_line and ids is null then
      by_line := false;
      part := 'board_fresh' || side || ') b';
      walk := format('%s where %s', part, beyond);
    end if;
  end if;
  grouped := num_nonnulls(p_status, p_waiting_on, p_required_star, p_held_star, p_state, p_expiring_by, p_unchecked_since) > 0;
  -- Nothing fitted: perhaps no row at all is of such a group.
  if ids is null and grouped and hits = 0 then
    cells := board_cells(p_org, p_side, p_status, p_waiting_on, p_required_star, p_held_star, p_state,
      p_expiring_by is not null, p_unchecked_since is not null);
    ids := case when cells = '{}' then '{}' end;
  end if;
  -- A day that hardly any row has is the best of all.
  if ids is null then
    ids := board_days(p_org, p_side, p_day, fits, beyond, place, p_rows, p_due_by, p_expiring_by, p_unchecked_since, several);
  end if;
  if ids is null then
    texts := case when p_category is not null and needle is null and cardinality(labels) = 1
        then board_category(p_org, labels[1], 2 * few, case when named then p_after end, p_after_id)
      when worded is not true then board_texts(p_org, p_side, needle, labels, few, case when named then p_after end, p_after_id) end;
    if cardinality(texts) <= several then
      ids := texts;
    else
      ids := board_days(p_org, p_side, p_day, fits, beyond, place, p_rows, p_due_by, p_expiring_by, p_unchecked_since, few, texts);
    end if;
    -- Each of them would be looked up in the table. By name they come in their order; else in the order's index the
    -- first of them are met soon, unless none was met yet and the groups tell where they lie.
    if ids is null and (hits > 0 or not grouped) and texts is not null then
      execute format('select array(select i.id from (%s) i cross join lateral'
        ' (select from %s where b.relationship_id = i.id%s offset 0) b limit %s)',
        case when named then 'select id from unnest($1) with ordinality w(id, place) order by place'
          else format('select b.relationship_id as id from board b where b.org_id = %L and b.side = %L and %s'
            ' and (b.relationship_id in (select unnest($1))) is true %s', p_org, p_side, beyond, sorted) end,
        part, fits, p_rows) into ids using texts;
    end if;
  end if;
  if ids is null and grouped then
    ids := board_firsts(p_org, p_side, p_day, coalesce(cells, board_cells(p_org, p_side, p_status, p_waiting_on, p_required_star,
      p_held_star, p_state, p_expiring_by is not null, p_unchecked_since is not null)), fits, p_order, p_after, p_after_id, p_rows, texts);
  end if;

  return query execute (
    select format('select b.relationship_id, b.version, b.key::text from (%s) b %s%s',
      string_agg(format('(select b.relationship_id, b.version, %s as key from %s %s%s)', key, source, place, p_rows),
        ' union all '), replace(place, key, 'b.key'), p_rows)
    from unnest(array[
      case when ids is null then walk else format(picked, part, ids, beyond, '') end || fits,
      case when by_line or stale = '{}' then null
        when not many then format(picked, format('board_on%s) b', side), stale, beyond, '')
        when texts is not null then format(picked, format('board_on%s) b', side), texts, beyond,
          format(' and (b.step_until <= %1$L or b.step_from > %1$L)', p_day))
        else format('(select * from board_on%1$s) b where b.step_until <= %2$L union all'
          ' select * from board_on%1$s) b where b.step_from > %2$L offset 0) b where %3$s', side, p_day, beyond) end || fits,
      case when p_known_at is not null then format('board_known%s, %L) b where %s', side, p_known_at, beyond) end || wanted]) source
    where source is not null);
end $_$;

ALTER FUNCTION hoshitori.board_filtered(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows integer, p_order text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_known_at timestamp with time zone, p_marks text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_firsts(p_org uuid, p_side text, p_day date, p_cells integer[], p_fits text, p_order text, p_after text, p_after_id uuid, p_rows integer, p_ids uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_bitmapscan TO 'off'
    SET enable_seqscan TO 'off'
    SET enable_sort TO 'off'
    SET enable_incremental_sort TO 'off'
    AS $_$
declare
  by_gap boolean := p_order = 'gap';
  key text := case p_order when 'name' then 'b.sort_key collate "C"' else 'b.' || quote_ident(p_order) end;
  direction text := case when by_gap then 'desc' else 'asc' end;
  -- A group has one gap, which the index of its rows by their ids need not hold.
  place text := case when by_gap then 'b.relationship_id' else format('(%s, b.relationship_id)', key) end;
  sorted text := format('order by %s b.relationship_id %s', case when by_gap then '' else key || ',' end, direction);
  -- Of each group the first that fit from a start on, of which there are so many.
  of_each text := format('select c.cell, b.id, b.key from unnest(%%1$L::int[]) c(cell) cross join lateral (%s) b',
    case when p_ids is null
      then format('select b.relationship_id as id, %s as key from board_fresh(%L, %L, %L) b where b.cell = c.cell%s and %s %s %%2$s %s'
        ' limit %%3$s', key, p_org, p_side, p_day, replace(p_fits, '%', '%%'), place, case when by_gap then '<' else '>' end, sorted)
      else format('select i.id, b.key from (select b.relationship_id as id from board b where b.org_id = %L and b.side = %L'
        ' and b.cell = c.cell and (b.relationship_id in (select unnest($1))) is true and %s %s %%2$s %s) i cross join lateral'
        ' (select %6$s as key from board_fresh(%1$L, %2$L, %7$L) b where b.relationship_id = i.id%8$s offset 0) b limit %%3$s',
        p_org, p_side, place, case when by_gap then '<' else '>' end, sorted, key, p_day, replace(p_fits, '%', '%%')) end);
  page text := format('order by w.key %s, w.id %1$s', direction);
  cells int[];
  gap int;
  start text;
  each int;
  got uuid[];
  ids uuid[] := '{}';
  more int[];
  last_key text;
  last_id uuid;
begin
  for cells, gap in select array_agg(c), max(c >> 3 & 7) from unnest(p_cells) c
    where not by_gap or c >> 3 & 7 <= p_after::int group by case when by_gap then c >> 3 & 7 end order by 2 desc
  loop
    each := least(1 + 2 * p_rows / cardinality(cells), p_rows);
    start := case when not by_gap then format('(%L, %L)', p_after, p_after_id) else
      quote_literal(case when gap = p_after::int then p_after_id else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end) end;
    execute format('with w as materialized (%s) select array(select w.id from w %s limit %s),'
      ' array(select w.cell from w group by w.cell having count(*) = %s and %4$s < %3$s),'
      ' (select w.key::text from w %2$s offset %5$s limit 1), (select w.id from w %2$s offset %5$s limit 1)',
      format(of_each, cells, start, each), page, p_rows, each, p_rows - 1) into got, more, last_key, last_id using p_ids;
    if more <> '{}' then
      start := start || case when last_id is null then '' when by_gap then format(' and %s >= %L', place, last_id)
        else format(' and %s <= (%L, %L)', place, last_key, last_id) end;
      execute format('select array(select unnest(%L::uuid[]) union (select w.id from (%s) w %s limit %s))', got,
        format(of_each, more, start, p_rows), page, p_rows) into got using p_ids;
    end if;
    ids := ids || got;
    exit when cardinality(ids) >= p_rows;
  end loop;
  return ids;
end $_$;

ALTER FUNCTION hoshitori.board_firsts(p_org uuid, p_side text, p_day date, p_cells integer[], p_fits text, p_order text, p_after text, p_after_id uuid, p_rows integer, p_ids uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_fits(p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_labels text[], p_needle text, p_due_by date, p_expiring_by date, p_unchecked_since date) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select concat(' and b.status = any(' || quote_literal(p_status) || ')',
    ' and b.waiting_on = any(' || quote_literal(p_waiting_on) || ')',
    ' and b.required_star = any(' || quote_literal(p_required_star) || ')',
    ' and b.held_star = any(' || quote_literal(p_held_star) || ')',
    ' and b.state = any(' || quote_literal(p_state) || ')',
    ' and b.labels @> ' || quote_literal(nullif(p_labels, '{}')) || '::text[]',
    ' and position(' || quote_literal(p_needle) || ' in b.search) > 0',
    ' and b.due_on <= ' || quote_literal(p_due_by),
    ' and b.status in (1, 2) and b.valid_until <= ' || quote_literal(p_expiring_by),
    ' and b.held_star > 0 and b.checked_on < ' || quote_literal(p_unchecked_since))
$$;

ALTER FUNCTION hoshitori.board_fits(p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_labels text[], p_needle text, p_due_by date, p_expiring_by date, p_unchecked_since date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_folded(p_name text, p_reading text, p_number text, p_code text, p_category text, p_tags text[], p_others text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  folded text[] := string_to_array(fold(concat(p_name, e'\x1f', p_reading, e'\x1f', p_code, e'\x1f',
    array_to_string(p_others, e'\x1f'))), e'\x1f');
begin
  return array[left(folded[case when p_reading is null then 1 else 2 end], 200),
      concat_ws(' ', folded[1], case when p_reading is not null then folded[2] end, case when p_code is not null then folded[3] end,
        p_number, nullif(array_to_string(folded[4:], ' '), ''))]
    || fold_labels(p_category, p_tags);
end $$;

ALTER FUNCTION hoshitori.board_folded(p_name text, p_reading text, p_number text, p_code text, p_category text, p_tags text[], p_others text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_fresh(p_org uuid, p_side text, p_day date) RETURNS TABLE(relationship_id uuid, state text, labels text[], sort_key text, search text, version bigint, recorded_at timestamp with time zone, changed_at timestamp with time zone, cell integer, status smallint, waiting_on smallint, required_star smallint, held_star smallint, gap smallint, due_on date, valid_until date, checked_on date)
    LANGUAGE sql STABLE
    AS $$
  select b.relationship_id, b.state, b.labels, b.sort_key, b.search, (b.version + b.record_version) * case when b.decided_at is null then 1 else -1 end, b.recorded_at, b.changed_at, b.cell,
    b.status, b.waiting_on, b.required_star, b.held_star, b.gap, b.due_on, b.valid_until, b.checked_on
  from hoshitori.board b
  where b.org_id = p_org and b.side = p_side and b.step_from + 0 <= p_day and b.step_until + 0 > p_day
$$;

ALTER FUNCTION hoshitori.board_fresh(p_org uuid, p_side text, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_known(p_org uuid, p_side text, p_day date, p_known_at timestamp with time zone) RETURNS TABLE(relationship_id uuid, state text, labels text[], sort_key text, search text, version bigint, status smallint, waiting_on smallint, required_star smallint, held_star smallint, gap smallint, due_on date, valid_until date, checked_on date)
    LANGUAGE sql STABLE
    AS $$
  select b.relationship_id, b.state, n.labels, n.sort_key, n.search, b.version,
    coalesce(b.line_status[s.i], b.line_cell[s.i] >> 12)::smallint, coalesce(b.line_waiting_on[s.i], b.line_cell[s.i] >> 9 & 7)::smallint,
    coalesce(b.line_required_star[s.i], b.line_cell[s.i] >> 6 & 7)::smallint,
    coalesce(b.line_held_star[s.i], b.line_cell[s.i] >> 3 & 7)::smallint, coalesce(b.line_gap[s.i], b.line_cell[s.i] & 7)::smallint,
    coalesce(b.line_due_on[s.i], 'infinity'), coalesce(b.line_valid_until[s.i], 'infinity'), coalesce(b.line_checked_on[s.i], '-infinity')
  from hoshitori.board x cross join lateral (
    select y.* from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = x.relationship_id and y.recorded_at <= p_known_at
    order by y.recorded_at desc limit 1
  ) b cross join lateral (
    select x.labels, x.sort_key, x.search where x.named_at <= b.recorded_at
    union all
    (select hoshitori.fold_labels(y.category, y.tags)
      || case when y.side = 'buyer' and y.marks[1] like 'owner:%' is not true then hoshitori.owner_mark(null) end || y.marks, y.sort_key, y.search from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = x.relationship_id and y.recorded_at <= b.recorded_at
      and y.counterparty_name is not null
    order by y.recorded_at desc limit 1)
    limit 1
  ) n cross join lateral (select width_bucket(p_day, b.line_from) offset 0) s(i)
  where x.org_id = p_org and x.side = p_side and x.changed_at > p_known_at and x.recorded_at > p_known_at
$$;

ALTER FUNCTION hoshitori.board_known(p_org uuid, p_side text, p_day date, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_on(p_org uuid, p_side text, p_day date) RETURNS TABLE(relationship_id uuid, state text, labels text[], sort_key text, search text, version bigint, recorded_at timestamp with time zone, changed_at timestamp with time zone, step_from date, step_until date, status smallint, waiting_on smallint, required_star smallint, held_star smallint, gap smallint, due_on date, valid_until date, checked_on date)
    LANGUAGE sql STABLE
    AS $$
  select b.relationship_id, b.state, b.labels, b.sort_key, b.search, (b.version + b.record_version) * case when b.decided_at is null then 1 else -1 end, b.recorded_at, b.changed_at,
    b.step_from, b.step_until, b.line_status[s.i], b.line_waiting_on[s.i], b.line_required_star[s.i], b.line_held_star[s.i],
    b.line_gap[s.i], b.line_due_on[s.i], b.line_valid_until[s.i], b.line_checked_on[s.i]
  from hoshitori.board b cross join lateral (select width_bucket(p_day, b.line_from) offset 0) s(i)
  where b.org_id = p_org and b.side = p_side
$$;

ALTER FUNCTION hoshitori.board_on(p_org uuid, p_side text, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_page(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows integer, p_order text, p_status smallint[] DEFAULT NULL::smallint[], p_waiting_on smallint[] DEFAULT NULL::smallint[], p_required_star smallint[] DEFAULT NULL::smallint[], p_held_star smallint[] DEFAULT NULL::smallint[], p_state text[] DEFAULT NULL::text[], p_category text DEFAULT NULL::text, p_tag text DEFAULT NULL::text, p_text text DEFAULT NULL::text, p_due_by date DEFAULT NULL::date, p_expiring_by date DEFAULT NULL::date, p_unchecked_since date DEFAULT NULL::date, p_known_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_marks text[] DEFAULT NULL::text[]) RETURNS TABLE(relationship_id uuid, version bigint, sort text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_bitmapscan TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
begin
  if p_org is distinct from current_org() then
    perform refuse('not_found');
  end if;
  if num_nonnulls(p_status, p_waiting_on, p_required_star, p_held_star, p_state, p_category, p_tag, p_text, p_due_by,
      p_expiring_by, p_unchecked_since, p_known_at, p_marks) = 0
    and not exists (select from board b where b.org_id = p_org and b.side = p_side and b.step_until <= p_day)
    and not exists (select from board b where b.org_id = p_org and b.side = p_side and b.step_from > p_day)
  then
    return query select * from board_plain(p_org, p_side, p_day, p_order, p_after, p_after_id, p_rows);
  else
    return query select * from board_filtered(p_org, p_side, p_day, p_after, p_after_id, p_rows, p_order, p_status,
      p_waiting_on, p_required_star, p_held_star, p_state, p_category, p_tag, p_text, p_due_by, p_expiring_by,
      p_unchecked_since, p_known_at, p_marks);
  end if;
end $$;

ALTER FUNCTION hoshitori.board_page(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows integer, p_order text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_known_at timestamp with time zone, p_marks text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_plain(p_org uuid, p_side text, p_day date, p_order text, p_after text, p_after_id uuid, p_rows integer) RETURNS TABLE(relationship_id uuid, version bigint, sort text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  case p_order
  when 'name' then
    return query select b.relationship_id, b.version, b.sort_key from board_fresh(p_org, p_side, p_day) b
    where (b.sort_key collate "C", b.relationship_id) > (p_after, p_after_id)
    order by b.sort_key collate "C", b.relationship_id limit p_rows;
  when 'due_on' then
    return query select b.relationship_id, b.version, b.due_on::text from board_fresh(p_org, p_side, p_day) b
    where (b.due_on, b.relationship_id) > (p_after::date, p_after_id) order by b.due_on, b.relationship_id limit p_rows;
  when 'gap' then
    return query select b.relationship_id, b.version, b.gap::text from board_fresh(p_org, p_side, p_day) b
    where (b.gap, b.relationship_id) < (p_after::smallint, p_after_id) order by b.gap desc, b.relationship_id desc limit p_rows;
  when 'changed_at' then
    return query select b.relationship_id, b.version, b.changed_at::text from board_fresh(p_org, 'buyer', p_day) b
    where p_side = 'buyer' and (b.changed_at, b.relationship_id) > (p_after::timestamptz, p_after_id)
    order by b.changed_at, b.relationship_id limit p_rows;
  end case;
end $$;

ALTER FUNCTION hoshitori.board_plain(p_org uuid, p_side text, p_day date, p_order text, p_after text, p_after_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_put(p_lines json, p_cause text, p_visible_only boolean DEFAULT false) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  today date := request_day();
  at timestamptz := request_now();
  org uuid := current_org();
  operator boolean := org = '00000000-0000-7000-8000-000000000000';
  late_by uuid[];
  late uuid[];
  retold_by uuid[];
  retold uuid[];
  put_by uuid[];
  put uuid[];
  waited_by uuid[];
  waited uuid[];
  lines int;
begin
  select array_agg(x.org_id), array_agg(x.relationship_id) into late_by, late from (
    select b.org_id, b.relationship_id, b.emitted_through
    from json_to_recordset(p_lines) l(buyer uuid, relationship uuid)
      join relationship r on r.org_id = l.buyer and r.relationship_id = l.relationship
      cross join lateral (values (r.org_id), (r.supplier_id)) side(org_id)
      join board b on b.org_id = side.org_id and b.relationship_id = r.relationship_id
    order by b.relationship_id, b.side for no key update of b) x
  where x.emitted_through < today;
  if late is not null then
    perform board_catch_up(late_by, late, today, at);
  end if;
  with new as materialized (
    select side.*, r.relationship_id, r.state, r.record_version, l.*, width_bucket(today, l.line_from) as i,
      case when b.org_id is null or former.names <> '{}'
          or (b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.code, b.category, b.tags)
          is distinct from (side.counterparty_name, side.counterparty_reading, side.counterparty_number, side.registered_name,
            side.code, side.category, side.tags)
        then board_folded(side.counterparty_name, side.counterparty_reading, side.counterparty_number, side.code, side.category, side.tags,
          array_remove(array[nullif(side.registered_name, side.counterparty_name)], null) || former.names)
        else array[b.sort_key, b.search] || b.labels[:cardinality(b.labels) - cardinality(b.marks)] end || side.marks as folded,
      p_visible_only and b.org_id is not null and (b.record_version, b.state, b.line_from)
        is not distinct from (r.record_version, r.state, l.line_from) and steps_same(b.line_step, l.line_step) as same,
      (b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.number_proven,
          b.code, b.category, b.tags, b.marks, b.memo)
        is distinct from (side.counterparty_id, side.counterparty_name, side.counterparty_reading, side.counterparty_number,
          side.registered_name, side.number_proven, side.code, side.category, side.tags, side.marks, side.memo) as named, b.named_at,
      b.code as old_code, b.version as old_version, coalesce(b.version, 0) + 1 as version,
      greatest(at, b.recorded_at + interval '1 microsecond') as recorded_at, b.sort_key as old_sort_key, b.search as old_search,
      b.labels as old_labels, b.state as old_state,
      b.emitted_through as told_through, b.decided_at, width_bucket(today, b.line_from) as old_i, b.line_from as old_from,
      b.line_status as old_status, b.line_waiting_on as old_waiting_on, b.line_required_star as old_required_star,
      b.line_held_star as old_held_star
    from lines_read(p_lines) l
      join relationship r on r.org_id = l.buyer and r.relationship_id = l.relationship
      join organisation buyer on buyer.org_id = r.org_id
      left join organisation supplier on supplier.org_id = r.supplier_id
      cross join lateral is_changed(r.org_id, r.relationship_id, r.supplier_id) company
      cross join lateral (
        values ('buyer', r.org_id, r.supplier_id, supplier.name,
            case when supplier.org_id is not null then supplier.number_proven_at is not null end, r.name, r.reading,
            r.corporate_number, r.code, r.category, r.tags, r.memo,
            owner_mark(r.owner) || array(select 'task:' || t.code from buyer_tasks(r) t) || remark_marks(r)),
          ('supplier', r.supplier_id, r.org_id, buyer.name, buyer.number_proven_at is not null, buyer.name, buyer.reading,
            buyer.corporate_number, null, null, null, null, '{}')
      ) side(side, org_id, counterparty_id, registered_name, number_proven, counterparty_name, counterparty_reading,
        counterparty_number, code, category, tags, memo, marks)
      cross join lateral (select case when exists (select from organisation_change c where c.org_id = side.counterparty_id)
        then organisation_former(side.counterparty_id) else '{}' end
        || case when company.changed and side.side = 'buyer' then supplier_former(r) else '{}' end) former(names)
      left join board b on b.org_id = side.org_id and b.relationship_id = r.relationship_id
    -- Only a party of the pair, or the operator, writes its line.
    where side.org_id is not null and (operator or org in (r.org_id, r.supplier_id) or invited_by_number(r))
  ), put as (
    insert into board (org_id, relationship_id, side, counterparty_id, counterparty_name, counterparty_reading,
      counterparty_number, registered_name, number_proven, state, code, category, tags, labels, marks, memo, sort_key, search, version,
      record_version, recorded_at, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap,
      line_due_on, line_valid_until, line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,
      required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through, changed_at, named_at)
    select n.org_id, n.relationship_id, n.side, n.counterparty_id, n.counterparty_name, n.counterparty_reading,
      n.counterparty_number, n.registered_name, n.number_proven, n.state, n.code, n.category, n.tags, n.folded[3:], n.marks, n.memo,
      n.folded[1], n.folded[2], n.version, n.record_version, n.recorded_at, n.line_from, n.line_status, n.line_waiting_on,
      n.line_required_star, n.line_held_star, n.line_gap, n.line_due_on, n.line_valid_until, n.line_checked_on, n.line_next,
      n.line_step, n.line_from[n.i], coalesce(n.line_from[n.i + 1], 'infinity'), n.line_status[n.i], n.line_waiting_on[n.i],
      n.line_required_star[n.i], n.line_held_star[n.i], n.line_gap[n.i], n.line_due_on[n.i], n.line_valid_until[n.i],
      n.line_checked_on[n.i], greatest(today, n.told_through), n.recorded_at, case when n.named then n.recorded_at else n.named_at end
    from new n where n.named or not n.same
    on conflict (org_id, relationship_id) do update set (counterparty_id, counterparty_name, counterparty_reading,
        counterparty_number, registered_name, number_proven, state, code, category, tags, labels, marks, memo, sort_key, search, version,
        record_version, recorded_at, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap,
        line_due_on, line_valid_until, line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,
        required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through, changed_at, named_at, decided_at)
      = (excluded.counterparty_id, excluded.counterparty_name, excluded.counterparty_reading, excluded.counterparty_number,
        excluded.registered_name, excluded.number_proven, excluded.state, excluded.code, excluded.category, excluded.tags,
        excluded.labels, excluded.marks, excluded.memo, excluded.sort_key, excluded.search, excluded.version, excluded.record_version,
        excluded.recorded_at, excluded.line_from, excluded.line_status, excluded.line_waiting_on, excluded.line_required_star,
        excluded.line_held_star, excluded.line_gap, excluded.line_due_on, excluded.line_valid_until, excluded.line_checked_on,
        excluded.line_next, excluded.line_step, excluded.step_from, excluded.step_until, excluded.status, excluded.waiting_on,
        excluded.required_star, excluded.held_star, excluded.gap, excluded.due_on, excluded.valid_until, excluded.checked_on,
        excluded.emitted_through, excluded.changed_at, excluded.named_at, null)
  ), kept as (
    -- History has names where they differ from those before, and days where there are any.
    insert into board_version (org_id, relationship_id, version, side, cause, recorded_at, state, line_from, line_cell, line_kept,
      line_due_on, line_valid_until, line_checked_on, counterparty_id, counterparty_name, counterparty_reading,
      counterparty_number, registered_name, number_proven, code, category, tags, marks, memo, sort_key, search)
    select n.org_id, n.relationship_id, n.version, n.side, p_cause, n.recorded_at, n.state, n.line_from, n.line_cell, n.line_kept,
      nullif(n.line_due_on, array_fill(date 'infinity', array[cardinality(n.line_from)])),
      nullif(n.line_valid_until, array_fill(date 'infinity', array[cardinality(n.line_from)])),
      nullif(n.line_checked_on, array_fill(date '-infinity', array[cardinality(n.line_from)])),
      t.*
    from new n left join lateral (
      values (n.counterparty_id, n.counterparty_name, n.counterparty_reading, n.counterparty_number, n.registered_name,
        n.number_proven, n.code, n.category, n.tags, n.marks, n.memo, n.folded[1], n.folded[2])) t on n.named
    where n.named or not n.same
  ), told as (
    insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
    select n.org_id, n.relationship_id, n.version, today, 'status.changed', n.side,
      status_change(n.old_status[n.old_i], n.old_waiting_on[n.old_i], n.line_status[n.i], n.line_waiting_on[n.i]), at
    from new n
    where (n.named or not n.same) and n.old_version is not null and (n.old_status[n.old_i], n.old_waiting_on[n.old_i])
      is distinct from (n.line_status[n.i], n.line_waiting_on[n.i])
    on conflict do nothing
  ), counted as (
    insert into tally_change (org_id, relationship_id, version, side, line_from, line_status, line_waiting_on,
      line_required_star, line_held_star, was_from, was_status, was_waiting_on, was_required_star, was_held_star)
    select n.org_id, n.relationship_id, n.version, n.side, n.line_from, n.line_status, n.line_waiting_on, n.line_required_star,
      n.line_held_star, n.old_from, n.old_status, n.old_waiting_on, n.old_required_star, n.old_held_star
    from new n
    where (n.named or not n.same) and (n.old_from, n.old_status, n.old_waiting_on, n.old_required_star, n.old_held_star)
      is distinct from (n.line_from, n.line_status, n.line_waiting_on, n.line_required_star, n.line_held_star)
  )
  select count(*) filter (where n.side = 'buyer'), array_agg(n.org_id) filter (where x.retold),
    array_agg(n.relationship_id) filter (where x.retold), array_agg(n.org_id) filter (where n.side = 'buyer' and (n.named or not n.same)),
    array_agg(n.relationship_id) filter (where n.side = 'buyer' and (n.named or not n.same)),
    array_agg(n.org_id) filter (where n.decided_at is not null), array_agg(n.relationship_id) filter (where n.decided_at is not null)
  into lines, retold_by, retold, put_by, put, waited_by, waited
  from new n cross join lateral (select array[n.old_sort_key, n.old_search, n.old_code] || n.old_labels
        is distinct from n.folded[:2] || n.code || n.folded[3:]
      or (n.old_state = 'ended') is distinct from (n.state = 'ended') as retold) x;
  if lines <> json_array_length(p_lines) then
    perform refuse('not_found');
  end if;
  if put is not null then
    perform tasks_put(put_by, put);
  end if;
  if waited is not null then
    update board b set decided_at = null from unnest(waited_by, waited) t(org_id, relationship_id)
    where b.org_id = t.org_id and b.relationship_id = t.relationship_id and b.decided_at is not null;
    delete from undecided u using unnest(waited_by, waited) t(org_id, relationship_id)
    where u.org_id = t.org_id and u.relationship_id = t.relationship_id;
  end if;
  if retold is not null then
    insert into board_text (org_id, relationship_id, search, sort_key, category, terms)
    select b.org_id, b.relationship_id, b.search, b.sort_key, case when b.category is not null then b.labels[1] end,
      t.terms
    from unnest(retold_by, retold) r(org_id, relationship_id) join board b using (org_id, relationship_id)
      cross join lateral board_terms(b.org_id, b.side, b.search, b.labels) t
    on conflict on constraint board_text_pkey do update set (search, sort_key, category, terms)
      = (excluded.search, excluded.sort_key, excluded.category, excluded.terms);
    perform likeness_put(retold_by, retold), label_use_put(retold_by, retold);
  end if;
  return lines;
end $$;

ALTER FUNCTION hoshitori.board_put(p_lines json, p_cause text, p_visible_only boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_seed(p_org uuid, p_side text) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$ select hashtextextended(p_org::text, case p_side when 'buyer' then 0 else 1 end) $$;

ALTER FUNCTION hoshitori.board_seed(p_org uuid, p_side text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_terms(p_org uuid, p_side text, p_search text, p_labels text[]) RETURNS TABLE(terms bigint[])
    LANGUAGE sql IMMUTABLE
    AS $$
  select array_remove(array(
      select hashtextextended(t, seed) from unnest(string_to_array(p_search, null), string_to_array(substr(p_search, 2), null)) u(a, b),
        unnest(array[a, a || b]) t)
    || case when position('000' in p_search) > 0 then array(
      select hashtextextended(left(r[1], n), seed)
      from regexp_matches(p_search, '(0{3,})', 'g') r, generate_series(3, length(r[1])) n) end
    || array(select hashtextextended(l, seed) from unnest(p_labels) l), null)
  from hoshitori.board_seed(p_org, p_side) seed
$$;

ALTER FUNCTION hoshitori.board_terms(p_org uuid, p_side text, p_search text, p_labels text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_texts(p_org uuid, p_side text, p_needle text, p_labels text[], p_limit integer, p_after text, p_after_id uuid) RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_bitmapscan TO 'on'
    SET enable_indexscan TO 'off'
    AS $$
declare
  seed bigint := board_seed(p_org, p_side);
  needed bigint[] := array(select hashtextextended(l, seed) from unnest(p_labels) l)
    || case when p_needle is null then '{}' when length(p_needle) = 1 then array[hashtextextended(p_needle, seed)]
      else array(select hashtextextended(substr(p_needle, i, 2), seed) from generate_series(1, least(length(p_needle) - 1, 16)) i
        union all
        select hashtextextended(r[1], seed) from regexp_matches(p_needle, '(0{3,})', 'g') r) end;
  ids uuid[];
  hits int;
begin
  if needed = '{}' then
    return null;
  end if;
  select array_agg(t.relationship_id order by case when p_after is not null then t.sort_key end, t.relationship_id)
      filter (where p_after is null or (t.sort_key, t.relationship_id) > (p_after, p_after_id)), count(*)
    into ids, hits
  from (select t.relationship_id, t.sort_key from board_text t
    where t.terms @> needed and position(coalesce(p_needle, '') in t.search) > 0
      and t.org_id is not distinct from p_org
    limit p_limit + 1) t;
  return case when hits <= p_limit then coalesce(ids, '{}') end;
end $$;

ALTER FUNCTION hoshitori.board_texts(p_org uuid, p_side text, p_needle text, p_labels text[], p_limit integer, p_after text, p_after_id uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.board_version_on(p_org uuid, p_relationship uuid, p_side text, p_day date, p_known_at timestamp with time zone) RETURNS TABLE(relationship_id uuid, version bigint, step text, changes_on date, next_status smallint, next_waiting_on smallint, counterparty_name text, counterparty_reading text, counterparty_number text, registered_name text, number_proven boolean, code text, category text, tags text[], memo text)
    LANGUAGE sql STABLE
    AS $$
  select b.relationship_id, b.version, coalesce(b.line_step[s.i]::text, b.line_kept::text || '#' || s.i), b.line_from[x.i],
    (x.cell >> 3)::smallint, (x.cell & 7)::smallint, n.counterparty_name, n.counterparty_reading, n.counterparty_number,
    n.registered_name, n.number_proven, n.code, n.category, n.tags, n.memo
  from (
    select y.* from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = p_relationship and y.side = p_side and y.recorded_at <= p_known_at
    order by y.recorded_at desc limit 1
  ) b cross join lateral (
    select y.* from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = p_relationship and y.recorded_at <= b.recorded_at
      and y.counterparty_name is not null
    order by y.recorded_at desc limit 1
  ) n cross join lateral (select width_bucket(p_day, b.line_from)) s(i)
  left join lateral (
    select i, c.cell from generate_series(s.i + 1, cardinality(b.line_from)) i,
      lateral (select coalesce(b.line_status[i] * 8 + b.line_waiting_on[i], b.line_cell[i] >> 9)) c(cell)
    where c.cell <> coalesce(b.line_status[s.i] * 8 + b.line_waiting_on[s.i], b.line_cell[s.i] >> 9)
    order by i limit 1
  ) x on true
$$;

ALTER FUNCTION hoshitori.board_version_on(p_org uuid, p_relationship uuid, p_side text, p_day date, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.buyer_head_lock() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into buyer_head (org_id) values (current_org()) on conflict do nothing;
  perform from buyer_head where org_id = current_org() for no key update;
end $$;

ALTER FUNCTION hoshitori.buyer_head_lock() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.buyer_head_share() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into buyer_head (org_id) values (current_org()) on conflict do nothing;
  perform from buyer_head where org_id = current_org() for share;
end $$;

ALTER FUNCTION hoshitori.buyer_head_share() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.buyer_leave(p_relationship uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := buyer_lock(p_relationship);
begin
  perform relationship_state_require(r, 'active');
  r := relationship_leave(r);
  return query select jsonb_build_object('outcome', 'ended', 'status_of', r.relationship_id, 'body', buyer_record(r.relationship_id)),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('left_on', r.declined_on));
end $$;

ALTER FUNCTION hoshitori.buyer_leave(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.buyer_lock(p_relationship uuid) RETURNS hoshitori.relationship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  select x.* into r from board b join relationship x on x.org_id = b.counterparty_id and x.relationship_id = b.relationship_id
  where b.org_id = current_org() and b.relationship_id = p_relationship and b.side = 'supplier' and x.supplier_id = b.org_id
  for no key update of x;
  if not found then
    perform refuse('not_found');
  end if;
  perform from supplier_head where org_id = r.supplier_id for share;
  return r;
end $$;

ALTER FUNCTION hoshitori.buyer_lock(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.buyer_record(p_relationship uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  b board;
  r relationship;
  demand requirement_revision;
begin
  select * into b from board where org_id = current_org() and relationship_id = p_relationship and side = 'supplier';
  if not found then
    return null;
  end if;
  select * into r from relationship where org_id = b.counterparty_id and relationship_id = p_relationship;
  -- After the end both sides read history, and nothing is demanded.
  if r.state <> 'ended' then
    demand := demand_in_force(r.org_id, r.relationship_id, request_day());
  end if;
  return jsonb_build_object('relationship', r.relationship_id, 'state', r.state, 'state_on', relationship_state_on(r),
    'counterparty', counterparty_shape(r.org_id), 'requirement', demand_shape(demand),
    'upcoming', case when r.state <> 'ended' then
      demand_shape(demand_upcoming(r.org_id, r.relationship_id, request_day())) end,
    'response', response_shape(current_org(), r.relationship_id),
    'disclosure', jsonb_build_object('readiness', coalesce((
      select disclosure_state(d, request_day()) = 'shown' from disclosure_known(r.supplier_id, r.relationship_id, 'readiness', 'infinity') d), false)),
    'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'since', t.since, 'params', t.params)), '[]') from supplier_tasks(r) t),
    'recorded_declarations', known_declarations(r.org_id, r.relationship_id));
end $$;

ALTER FUNCTION hoshitori.buyer_record(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.buyer_tasks(r hoshitori.relationship) RETURNS TABLE(code text, since date, params jsonb)
    LANGUAGE sql STABLE
    AS $$
  select t.code, t.since, t.params
  from hoshitori.is_changed(r.org_id, r.relationship_id, r.supplier_id) c cross join lateral hoshitori.company_tasks(r) t where c.changed
  union all
  -- No link was handed out yet.
  select 'send_invitation', r.invited_on, '{}'
  where r.state = 'invited'
    and not exists (select from hoshitori.invitation i where i.org_id = r.org_id and i.relationship_id = r.relationship_id)
  union all
  -- Until talks are recorded or the demand changes; or the supplier says something else.
  select case a.response when 'talks_requested' then 'answer_talks' else 'answer_objection' end,
    (a.recorded_at at time zone 'Asia/Tokyo')::date, jsonb_build_object('message', a.reason, 'revision', a.revision)
  from (select x.* from hoshitori.requirement_response x where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id
    order by x.seq desc limit 1) a
  where r.state = 'active' and a.response <> 'accepted'
    and not exists (select from hoshitori.consultation c
      where c.org_id = r.org_id and c.relationship_id = r.relationship_id and c.recorded_at >= a.recorded_at)
    and not exists (select from hoshitori.requirement_revision q
      where q.org_id = r.org_id and q.relationship_id = r.relationship_id and q.revision > a.revision)
$$;

ALTER FUNCTION hoshitori.buyer_tasks(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.campaign_add(p_campaign uuid, p_name text, p_reminds uuid, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  most constant int := 50000;
  c campaign;
  chosen uuid[];
begin
  if p_reminds is not null then
    chosen := array(select x.relationship_id
      from campaign_recipient x join relationship r on r.org_id = x.org_id and r.relationship_id = x.relationship_id
      where x.org_id = current_org() and x.campaign_id = (campaign_find(p_reminds)).campaign_id and x.invitation_id is not null
        and r.state = 'invited');
  else
    chosen := suppliers_chosen(p_statuses, p_waiting_on, p_required_stars, p_held_stars, array['invited'], p_category, p_tag, p_text,
      p_due_by, p_expiring_by, p_unchecked_since, p_marks, p_owner, p_named, p_except, most);
  end if;
  if chosen = '{}' then
    perform refuse('no_recipients');
  elsif cardinality(chosen) > most then
    perform refuse('too_many_recipients', null, jsonb_build_object('most', most));
  end if;
  insert into campaign (org_id, campaign_id, name, reminds, total, key_id, recorded_at)
  values (current_org(), p_campaign, p_name, p_reminds, cardinality(chosen), request_key(), request_now()) returning * into c;
  insert into campaign_recipient (org_id, campaign_id, relationship_id) select c.org_id, c.campaign_id, i from unnest(chosen) i;
  return query select jsonb_build_object('outcome', 'created', 'object', 'campaigns/' || c.campaign_id, 'body', campaign_counted(c)), null::json,
    jsonb_build_object('object', 'campaigns/' || c.campaign_id, 'detail', jsonb_build_object('name', p_name, 'reminds', p_reminds, 'total', c.total));
end $$;

ALTER FUNCTION hoshitori.campaign_add(p_campaign uuid, p_name text, p_reminds uuid, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.campaign (
    org_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    name text NOT NULL,
    reminds uuid,
    total integer NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.campaign FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.campaign OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.campaign_counted(c hoshitori.campaign) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select campaign_shape(c) || jsonb_build_object('counts', (
    select jsonb_object_agg(o.code, coalesce(n.n, 0))
    from unnest(array['waiting', 'written', 'opened', 'accepted', 'declined', 'ended']) o(code)
      left join (
        select recipient_outcome(r.state, x.settled_at, x.invitation_id, i.opened_at) as code, count(*) as n
        from campaign_recipient x join relationship r on r.org_id = x.org_id and r.relationship_id = x.relationship_id
          left join invitation i on i.org_id = x.org_id and i.invitation_id = x.invitation_id
        where x.org_id = c.org_id and x.campaign_id = c.campaign_id group by 1) n on n.code = o.code))
$$;

ALTER FUNCTION hoshitori.campaign_counted(c hoshitori.campaign) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.campaign_find(p_campaign uuid) RETURNS hoshitori.campaign
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  c campaign;
begin
  select * into c from campaign x where x.org_id = current_org() and x.campaign_id = p_campaign;
  if not found then
    perform refuse('not_found');
  end if;
  return c;
end $$;

ALTER FUNCTION hoshitori.campaign_find(p_campaign uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.campaign_letters(p_campaign uuid, p_made jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  c campaign := campaign_find(p_campaign);
  most int := jsonb_array_length(p_made);
  ids uuid[];
  given record;
begin
  -- Two at a time would give two letters to one.
  perform from campaign x where x.org_id = c.org_id and x.campaign_id = c.campaign_id for no key update;
  ids := array(select x.relationship_id from campaign_recipient x
    where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.settled_at is null order by x.relationship_id limit most + 1);
  select * into given from letters_give(ids, p_made);
  update campaign_recipient x set settled_at = request_now(), invitation_id = (
    select i.invitation_id from invitation i where i.org_id = x.org_id and i.relationship_id = x.relationship_id
      and i.superseded_at is null and i.used_at is null and i.recorded_at = request_now() order by i.invitation_id limit 1)
  where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.relationship_id = any(ids[1:most]);
  return query select given.result || case when ids <> '{}' then '{"outcome": "changed"}'::jsonb else '{}' end, given.facts,
    case when ids <> '{}' then jsonb_build_object('object', 'campaigns/' || c.campaign_id, 'detail',
      coalesce(given.audit -> 'detail', '{"suppliers": []}')) end;
end $$;

ALTER FUNCTION hoshitori.campaign_letters(p_campaign uuid, p_made jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.campaign_read(p_campaign uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select campaign_counted(campaign_find(p_campaign)) $$;

ALTER FUNCTION hoshitori.campaign_read(p_campaign uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.campaign_recipient_page(p_campaign uuid, p_after uuid, p_rows integer) RETURNS TABLE(item jsonb, relationship_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  c campaign := campaign_find(p_campaign);
begin
  return query
    select jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code,
        'outcome', recipient_outcome(r.state, x.settled_at, x.invitation_id, i.opened_at),
        'written_at', case when x.invitation_id is not null then instant_text(x.settled_at) end, 'opened_at', instant_text(i.opened_at),
        'answered_on', case when r.state <> 'invited' then relationship_state_on(r) end), r.relationship_id
    from (
      select * from campaign_recipient y
      where y.org_id = c.org_id and y.campaign_id = c.campaign_id
        and y.relationship_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
      order by y.relationship_id limit p_rows) x
      join relationship r on r.org_id = x.org_id and r.relationship_id = x.relationship_id
      left join invitation i on i.org_id = x.org_id and i.invitation_id = x.invitation_id
    order by r.relationship_id;
end $$;

ALTER FUNCTION hoshitori.campaign_recipient_page(p_campaign uuid, p_after uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.campaign_shape(c hoshitori.campaign) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  select jsonb_build_object('campaign', c.campaign_id, 'name', c.name, 'reminds', c.reminds, 'total', c.total,
    'recorded_at', hoshitori.instant_text(c.recorded_at))
$$;

ALTER FUNCTION hoshitori.campaign_shape(c hoshitori.campaign) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.check_add(p_supplier text, p_declaration uuid, p_check uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  d declaration := declaration_visible(r, p_declaration);
  c declaration_check;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  insert into declaration_check (org_id, check_id, relationship_id, declaration_id, checked_on, method, result, differences,
    note, key_id, recorded_at)
  values (r.org_id, p_check, r.relationship_id, d.declaration_id, coalesce((p_body ->> 'checked_on')::date, request_day()),
    p_body ->> 'method', p_body ->> 'result', json_texts(p_body -> 'differences'), p_body ->> 'note', request_key(), request_now())
  returning * into c;
  perform declaration_event_add(r, d, 'check.recorded', jsonb_build_object('check', c.check_id, 'result', c.result, 'checked_on', c.checked_on));
  return query select check_result(c, 'created') || jsonb_build_object('object', check_object(c)),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', check_object(c), 'detail', jsonb_build_object('checked_on', c.checked_on, 'method', c.method,
      'result', c.result));
end $$;

ALTER FUNCTION hoshitori.check_add(p_supplier text, p_declaration uuid, p_check uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.declaration_check (
    org_id uuid NOT NULL,
    check_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    declaration_id uuid NOT NULL,
    checked_on date NOT NULL,
    method text NOT NULL,
    result text NOT NULL,
    differences text[] DEFAULT '{}'::text[] NOT NULL,
    note text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT declaration_check_method_check CHECK ((method = ANY (ARRAY['public_list'::text, 'publisher_reply'::text, 'ledger_file'::text]))),
    CONSTRAINT declaration_check_result_check CHECK ((result = ANY (ARRAY['found'::text, 'not_found'::text, 'differs'::text, 'inconclusive'::text])))
);

ALTER TABLE ONLY hoshitori.declaration_check FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.declaration_check OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.check_object(c hoshitori.declaration_check) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select format('suppliers/%s/declarations/%s/checks/%s', c.relationship_id, c.declaration_id, c.check_id) $$;

ALTER FUNCTION hoshitori.check_object(c hoshitori.declaration_check) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.check_page(p_relationship uuid, p_declaration uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) RETURNS TABLE(item jsonb, recorded_at text, check_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = p_relationship;
  if not found then
    perform refuse('not_found');
  end if;
  if not exists (select from records_of(r) x join declaration d on d.org_id = r.org_id and d.relationship_id = x.relationship_id
      where d.declaration_id = p_declaration and d.superseded_at is null) then
    perform declaration_visible(r, p_declaration);
  end if;
  return query
    select check_shape(p.c), instant_text(p.recorded_at), p.check_id
    from records_of(r) x cross join lateral (
      select c, c.recorded_at, c.check_id from declaration_check c
      where c.org_id = r.org_id and c.relationship_id = x.relationship_id and c.declaration_id = p_declaration
        and (c.recorded_at, c.check_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.recorded_at desc, c.check_id desc limit p_rows) p
    order by p.recorded_at desc, p.check_id desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.check_page(p_relationship uuid, p_declaration uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.check_result(c hoshitori.declaration_check, p_outcome text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('outcome', p_outcome, 'status_of', c.relationship_id, 'body', jsonb_build_object('check', check_shape(c)))
$$;

ALTER FUNCTION hoshitori.check_result(c hoshitori.declaration_check, p_outcome text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.check_shape(c hoshitori.declaration_check) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if c.check_id is null then
    return null;
  end if;
  return jsonb_build_object('check', c.check_id, 'relationship', c.relationship_id, 'declaration', c.declaration_id, 'checked_on', c.checked_on,
    'method', c.method, 'result', c.result, 'differences', to_jsonb(c.differences), 'note', c.note, 'checked_by', 'buyer',
    'key', c.key_id::text, 'recorded_at', instant_text(c.recorded_at), 'withdrawn_at', instant_text(c.withdrawn_at));
end $$;

ALTER FUNCTION hoshitori.check_shape(c hoshitori.declaration_check) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.check_withdraw(p_supplier text, p_declaration uuid, p_check uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  c declaration_check;
begin
  select * into c from declaration_check x where x.org_id = r.org_id and x.check_id = p_check
    and x.relationship_id = r.relationship_id and x.declaration_id = p_declaration;
  if not found then
    perform refuse('not_found');
  end if;
  if c.withdrawn_at is not null then
    perform refuse('already_withdrawn');
  end if;
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  update declaration_check x set withdrawn_at = request_now() where x.org_id = c.org_id and x.check_id = c.check_id
  returning * into c;
  perform declaration_event_add(r, declaration_visible(r, p_declaration), 'check.withdrawn', jsonb_build_object('check', c.check_id));
  return query select check_result(c, 'ended'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', check_object(c), 'detail', null);
end $$;

ALTER FUNCTION hoshitori.check_withdraw(p_supplier text, p_declaration uuid, p_check uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.checkpoint_chain(p_org uuid, p_after bigint, p_limit integer) RETURNS TABLE(sequence bigint, head text, signed_at text, previous text, public_key text, signature text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select c.seq, encode(c.head, 'hex'), instant_text(c.signed_at), encode(c.previous, 'hex'),
    encode(c.public_key, 'hex'), encode(c.signature, 'hex')
  from checkpoint c where c.org_id = p_org and c.seq > p_after order by c.seq limit p_limit
$$;

ALTER FUNCTION hoshitori.checkpoint_chain(p_org uuid, p_after bigint, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.checkpoint_put(p_checkpoints jsonb) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  n int;
begin
  with signed as (
    select * from jsonb_to_recordset(p_checkpoints) s (organisation uuid, sequence bigint, head text, signed_at timestamptz,
      previous text, public_key text, signature text, hash text)
  ), put as (
    insert into checkpoint (org_id, seq, head, signed_at, previous, public_key, signature)
    select organisation, sequence, decode(head, 'hex'), signed_at, decode(previous, 'hex'), decode(public_key, 'hex'),
      decode(signature, 'hex')
    from signed
  )
  update checkpoint_head c set seq = s.sequence, hash = decode(s.hash, 'hex'), signed_at = s.signed_at
  from signed s where c.org_id = s.organisation;
  get diagnostics n = row_count;
  return n;
end $$;

ALTER FUNCTION hoshitori.checkpoint_put(p_checkpoints jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.checkpoint_take(p_now timestamp with time zone, p_pause interval, p_limit integer) RETURNS TABLE(organisation uuid, sequence bigint, head text, previous text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select h.org_id, h.seq, encode(h.hash, 'hex'), encode(c.hash, 'hex')
    from checkpoint_head c join audit_head h on h.org_id = c.org_id
    where h.seq > c.seq and (c.signed_at <= p_now - p_pause or c.signed_at > p_now)
    order by c.org_id limit p_limit for no key update of c skip locked;
end $$;

ALTER FUNCTION hoshitori.checkpoint_take(p_now timestamp with time zone, p_pause interval, p_limit integer) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.job (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    total integer NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    changed integer DEFAULT 0 NOT NULL,
    place text,
    detail jsonb NOT NULL,
    error text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT job_check CHECK ((done <= total)),
    CONSTRAINT job_check1 CHECK (((state = ANY (ARRAY['done'::text, 'stopped'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT job_check2 CHECK (((state = 'stopped'::text) = (error IS NOT NULL))),
    CONSTRAINT job_kind_check CHECK ((kind = ANY (ARRAY['rule'::text, 'import'::text, 'status'::text, 'hand_over'::text, 'close'::text, 'change'::text]))),
    CONSTRAINT job_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'stopped'::text]))),
    CONSTRAINT job_total_check CHECK ((total >= 0))
);

ALTER TABLE ONLY hoshitori.job FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.job OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.close_chunk(j hoshitori.job) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
  buyers uuid[];
  relationships uuid[];
begin
  perform buyer_head_share();
  select array_agg(x.org_id order by x.relationship_id), array_agg(x.relationship_id order by x.relationship_id)
  into buyers, relationships
  from (
    select y.org_id, y.relationship_id from relationship y
    where (y.org_id = j.org_id and y.state <> 'ended' or y.supplier_id = j.org_id and y.state = 'active')
      and y.relationship_id > coalesce(j.place, '00000000-0000-0000-0000-000000000000')::uuid
    order by y.relationship_id limit 250 for no key update) x;
  if relationships is null then
    return null;
  end if;
  perform from supplier_head h where h.org_id in (
    select x.supplier_id from relationship x join unnest(buyers, relationships) t(buyer, id) on x.org_id = t.buyer and x.relationship_id = t.id)
  order by h.org_id for no key update;
  for r in select x.* from relationship x join unnest(buyers, relationships) t(buyer, id) on x.org_id = t.buyer and x.relationship_id = t.id
    order by x.relationship_id
  loop
    if r.org_id = j.org_id then
      perform relationship_end(r);
    else
      perform relationship_leave(r);
    end if;
  end loop;
  perform job_advance(j.job_id, cardinality(relationships), cardinality(relationships), relationships[cardinality(relationships)]::text);
  return facts_of(buyers, relationships);
end $$;

ALTER FUNCTION hoshitori.close_chunk(j hoshitori.job) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.organisation (
    org_id uuid NOT NULL,
    name text NOT NULL,
    reading text,
    corporate_number text,
    number_proven_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL,
    second_factor_required boolean DEFAULT false NOT NULL,
    closed_on date,
    erase_on date,
    CONSTRAINT organisation_corporate_number_check CHECK ((corporate_number ~ '^[0-9]{13}$'::text))
);

ALTER TABLE hoshitori.organisation OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.closed_shape(o hoshitori.organisation) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$ select case when o.closed_on is null then '{}'::jsonb else jsonb_build_object('closed_on', o.closed_on) end $$;

ALTER FUNCTION hoshitori.closed_shape(o hoshitori.organisation) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.closing_erase(p_erasure uuid, p_now timestamp with time zone, p_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  o organisation;
  e record;
  files uuid[];
begin
  select * into o from organisation x where x.erase_on <= p_day order by x.erase_on limit 1 for no key update skip locked;
  if not found then
    return false;
  end if;
  perform request_set(o.org_id, null, p_now, p_day, 'worker');
  -- Files first, a few at a time, for a statement has its time limit.
  files := array(select x.evidence_id from evidence x where x.org_id = o.org_id and x.content_id is not null limit 8);
  if files <> '{}' then
    perform evidence_erase(files);
    return true;
  end if;
  select x.counts, x.erased into e from erase('{"organisation": true}') x;
  perform erasure_record('age', p_erasure, '{"organisation": true}', e.counts, e.erased);
  return true;
end $$;

ALTER FUNCTION hoshitori.closing_erase(p_erasure uuid, p_now timestamp with time zone, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.closing_mark(p_closed boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into audit_head (org_id) values (current_org()) on conflict do nothing;
  insert into checkpoint_head (org_id) values (current_org()) on conflict do nothing;
  update audit_head set closed = p_closed where org_id = current_org();
  update bi_reader set ended_at = case when p_closed then request_now() end where org_id = current_org();
end $$;

ALTER FUNCTION hoshitori.closing_mark(p_closed boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.closing_shut() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update api_key set revoked_at = request_now() where org_id = current_org() and revoked_at is null;
  update user_link set superseded_at = request_now() where org_id = current_org() and used_at is null and superseded_at is null;
  update invitation set superseded_at = request_now(), link = null where org_id = current_org() and used_at is null and superseded_at is null;
  delete from webhook where org_id = current_org();
  update job set state = 'stopped', error = 'organisation_closed', finished_at = request_now()
  where org_id = current_org() and state in ('queued', 'running') and kind <> 'status';
end $$;

ALTER FUNCTION hoshitori.closing_shut() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.code_taken(p_relationship uuid, p_code text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select exists (select from relationship r where r.org_id = current_org() and r.code = p_code and r.state <> 'ended'
      and r.relationship_id <> p_relationship)
    or exists (select from supplier_alias a where a.org_id = current_org() and a.alias = 'code:' || p_code and a.ended_at is null
      and a.relationship_id <> p_relationship)
$$;

ALTER FUNCTION hoshitori.code_taken(p_relationship uuid, p_code text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.company_facts(r hoshitori.relationship, p_known_at timestamp with time zone) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when r.supplier_id is null then '{}' else jsonb_build_object(
    'number_differences', (
      select coalesce(jsonb_agg(jsonb_build_object('from', d.found_on, 'until', case when d.ended_at <= p_known_at then d.ended_on end) order by d.seq), '[]')
      from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id and d.linked and d.recorded_at <= p_known_at),
    'successions', (
      select coalesce(jsonb_agg(jsonb_build_object('on', s.on_day, 'accepted_on', s.accepted_on) order by s.on_day, s.recorded_at), '[]')
      from (
        select c.on_day, a.accepted_on, c.recorded_at
        from organisation_change c left join predecessor_acceptance a on a.org_id = r.org_id and a.relationship_id = r.relationship_id
          and a.supplier_id = c.org_id and a.seq = c.seq and a.recorded_at <= p_known_at
        where c.org_id = r.supplier_id and c.kind in ('merger', 'new_number')
          and c.recorded_at <= least(r.flows_until, p_known_at)
        union all
        select x.on_day, case when x.accepted_on <= (p_known_at at time zone 'Asia/Tokyo')::date then x.accepted_on end, x.recorded_at
        from supplier_succession x
        where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.recorded_at <= p_known_at) s)) end
$$;

ALTER FUNCTION hoshitori.company_facts(r hoshitori.relationship, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.company_tasks(r hoshitori.relationship) RETURNS TABLE(code text, since date, params jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select 'resolve_number', d.found_on, jsonb_build_object('record_number', d.record_number, 'organisation_number', d.organisation_number,
    'organisation_name', d.organisation_name, 'linked', d.linked)
  from number_difference_open(r.org_id, r.relationship_id) d where d.seq is not null
  union all
  select 'decide_predecessor', c.on_day, jsonb_build_object('kind', c.kind, 'name', c.name, 'corporate_number', c.corporate_number)
  from (select x.* from succession_open(r) x limit 1) c
$$;

ALTER FUNCTION hoshitori.company_tasks(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.consultation_add(p_side text, p_selector text, p_consultation uuid, p_entry jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship(p_side, p_selector);
  path text := case p_side when 'buyer' then 'suppliers/' else 'buyers/' end || r.relationship_id;
  c consultation;
begin
  -- What a buyer records answers the request for talks.
  if p_side = 'buyer' then
    r := relationship_lock(r.relationship_id);
    perform relationship_state_require(r, 'invited', 'active', 'declined');
  else
    perform relationship_state_require(r, 'active');
  end if;
  perform quota_spend(current_org(), 'consultations', 1);
  insert into consultation (org_id, consultation_id, relationship_id, side, revision, asked_on, asked_by, cost_estimate,
    who_bears, outcome, text, key_id, recorded_at)
  values (current_org(), p_consultation, r.relationship_id, p_side, coalesce(
      (demand_upcoming(r.org_id, r.relationship_id, request_day())).revision,
      (demand_in_force(r.org_id, r.relationship_id, request_day())).revision),
    (p_entry ->> 'asked_on')::date, p_entry ->> 'asked_by', (p_entry ->> 'cost_estimate')::bigint, p_entry ->> 'who_bears',
    coalesce(p_entry ->> 'outcome', 'open'), p_entry ->> 'text', request_key(), request_now())
  returning * into c;
  perform pair_event_add(r, 'talks.recorded', jsonb_build_object('consultation', c.consultation_id, 'recorded_by', c.side,
    'asked_by', c.asked_by, 'asked_on', c.asked_on, 'outcome', c.outcome));
  return query select jsonb_build_object('outcome', 'created', 'body', consultation_shape(c)),
    case when p_side = 'buyer' then relationship_touched(r.relationship_id) end,
    jsonb_build_object('object', path, 'detail', p_entry || jsonb_build_object('consultation', p_consultation));
end $$;

ALTER FUNCTION hoshitori.consultation_add(p_side text, p_selector text, p_consultation uuid, p_entry jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.consultation_last_day(p_relationship uuid) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select max(c.asked_on)
    from relationship r cross join lateral records_of(r) x join consultation c
      on c.relationship_id = x.relationship_id and c.org_id in (r.org_id, r.supplier_id)
    where r.org_id = current_org() and r.relationship_id = p_relationship);
end $$;

ALTER FUNCTION hoshitori.consultation_last_day(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.consultation_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) RETURNS TABLE(item jsonb, recorded_at text, consultation_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship(p_side, p_selector);
begin
  return query
    select consultation_shape(p.c), instant_text(p.recorded_at), p.consultation_id
    from records_of(r) x cross join unnest(array[r.org_id, r.supplier_id]) party(org_id) cross join lateral (
      select c, c.recorded_at, c.consultation_id from consultation c
      where c.org_id = party.org_id and c.relationship_id = x.relationship_id
        and c.recorded_at <= case when c.org_id = current_org() then 'infinity' else coalesce(x.flows_until, 'infinity') end
        and (c.recorded_at, c.consultation_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.recorded_at desc, c.consultation_id desc limit p_rows
    ) p
    order by p.recorded_at desc, p.consultation_id desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.consultation_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.consultation (
    org_id uuid NOT NULL,
    consultation_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    side text NOT NULL,
    revision integer,
    asked_on date NOT NULL,
    asked_by text NOT NULL,
    cost_estimate bigint,
    who_bears text,
    outcome text NOT NULL,
    text text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT consultation_asked_by_check CHECK ((asked_by = ANY (ARRAY['buyer'::text, 'supplier'::text]))),
    CONSTRAINT consultation_cost_estimate_check CHECK ((cost_estimate >= 0)),
    CONSTRAINT consultation_outcome_check CHECK ((outcome = ANY (ARRAY['open'::text, 'agreed'::text, 'not_agreed'::text]))),
    CONSTRAINT consultation_side_check CHECK ((side = ANY (ARRAY['buyer'::text, 'supplier'::text]))),
    CONSTRAINT consultation_who_bears_check CHECK ((who_bears = ANY (ARRAY['buyer'::text, 'supplier'::text, 'shared'::text])))
);

ALTER TABLE ONLY hoshitori.consultation FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.consultation OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.consultation_shape(c hoshitori.consultation) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('consultation', c.consultation_id, 'relationship', c.relationship_id, 'revision', c.revision,
    'asked_on', c.asked_on, 'asked_by', c.asked_by, 'cost_estimate', c.cost_estimate, 'who_bears', c.who_bears,
    'outcome', c.outcome, 'text', c.text, 'recorded_by', c.side, 'recorded_at', instant_text(c.recorded_at));
end $$;

ALTER FUNCTION hoshitori.consultation_shape(c hoshitori.consultation) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.counterparty_shape(p_buyer uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('name', o.name, 'reading', o.reading, 'corporate_number', o.corporate_number,
      'registered_name', o.name, 'number_proven', o.number_proven_at is not null) || closed_shape(o)
    from organisation o where o.org_id = p_buyer);
end $$;

ALTER FUNCTION hoshitori.counterparty_shape(p_buyer uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.current_org() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('app.org_id', true), '')::uuid $$;

ALTER FUNCTION hoshitori.current_org() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.decision_read(p_selector text, p_day date, p_known_at timestamp with time zone) RETURNS TABLE(relationship_id uuid, side text, recorded_at text, step text, changes_on date, next_status smallint, next_waiting_on smallint, counterparty jsonb, facts json, seen jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  r relationship;
  looks text := 'buyer';
begin
  select * into r from relationship x
  where x.org_id = current_org() and x.relationship_id = (select supplier_of(current_org(), p_selector, p_known_at));
  if r.relationship_id is null then
    looks := 'supplier';
    r := side_relationship(looks, case when p_selector ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then p_selector end);
  end if;
  return query
    select b.relationship_id, looks, instant_text(v.recorded_at), b.step, b.changes_on, b.next_status, b.next_waiting_on,
      jsonb_build_object('name', b.counterparty_name, 'reading', b.counterparty_reading, 'corporate_number', b.counterparty_number,
        'registered_name', b.registered_name, 'number_proven', b.number_proven),
      facts_known(r, p_known_at), facts_seen(r, looks, p_known_at)
    from board_version_on(current_org(), r.relationship_id, looks, p_day, p_known_at) b
      join board_version v on v.org_id = current_org() and v.relationship_id = b.relationship_id and v.version = b.version
        and v.recorded_at <= p_known_at
    order by v.recorded_at desc limit 1;
end $_$;

ALTER FUNCTION hoshitori.decision_read(p_selector text, p_day date, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_add(p_declaration uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.declaration_add(p_declaration uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_edition(p_star integer, p_edition text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.declaration_edition(p_star integer, p_edition text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_end_on(p_org uuid, p_declaration uuid, p_kind text, p_known_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone) RETURNS date
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select e.on_day from declaration_end e
    where e.org_id = p_org and e.declaration_id = p_declaration and e.kind = p_kind and e.recorded_at <= p_known_at
    order by e.seq desc limit 1);
end $$;

ALTER FUNCTION hoshitori.declaration_end_on(p_org uuid, p_declaration uuid, p_kind text, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.declaration (
    org_id uuid NOT NULL,
    declaration_id uuid NOT NULL,
    relationship_id uuid,
    scheme text NOT NULL,
    star smallint NOT NULL,
    number text NOT NULL,
    declared_on date NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    validity_assumed boolean DEFAULT false NOT NULL,
    scope text NOT NULL,
    scope_text text,
    replaces uuid,
    edition_id text,
    note text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    source text DEFAULT 'manual'::text NOT NULL,
    CONSTRAINT declaration_check CHECK ((valid_until >= valid_from)),
    CONSTRAINT declaration_check1 CHECK (((scope = 'whole'::text) OR (scope_text IS NOT NULL))),
    CONSTRAINT declaration_scope_check CHECK ((scope = ANY (ARRAY['whole'::text, 'part'::text]))),
    CONSTRAINT declaration_star_check CHECK (((star >= 1) AND (star <= 4)))
);

ALTER TABLE ONLY hoshitori.declaration FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.declaration OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.declaration_end_put(d hoshitori.declaration, p_kind text, p_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.declaration_end_put(d hoshitori.declaration, p_kind text, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_event_add(r hoshitori.relationship, d hoshitori.declaration, p_kind text, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if d.relationship_id is not null then
    r.supplier_id := null;
  end if;
  perform pair_event_add(r, p_kind, jsonb_build_object('declaration', d.declaration_id) || p_body);
end $$;

ALTER FUNCTION hoshitori.declaration_event_add(r hoshitori.relationship, d hoshitori.declaration, p_kind text, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_facts(p_supplier uuid, p_buyer uuid, p_relationship uuid, p_until timestamp with time zone, p_known_at timestamp with time zone) RETURNS TABLE(declarations json)
    LANGUAGE sql STABLE
    AS $$
  select coalesce(json_agg(json_build_object('id', d.declaration_id, 'scheme', d.scheme, 'number', d.number, 'star', d.star,
    'declared_on', d.declared_on, 'valid_from', d.valid_from, 'valid_until', d.valid_until,
    'validity_assumed', d.validity_assumed, 'scope', d.scope, 'scope_text', d.scope_text,
    'recorded_by_buyer', d.relationship_id is not null,
    'stopped_on', (
      select e.on_day from hoshitori.declaration_end e
      where e.org_id = d.org_id and e.declaration_id = d.declaration_id and e.kind = 'stopped' and e.recorded_at <= d.until
      order by e.seq desc limit 1),
    'revoked_on', (
      select e.on_day from hoshitori.declaration_end e
      where e.org_id = d.org_id and e.declaration_id = d.declaration_id and e.kind = 'revoked' and e.recorded_at <= d.until
      order by e.seq desc limit 1),
    'checks', (
      select coalesce(json_agg(json_build_object('id', c.check_id, 'checked_on', c.checked_on, 'result', c.result)), '[]')
      from (select * from hoshitori.declaration_check x where x.org_id = p_buyer and x.relationship_id = p_relationship
        and x.declaration_id = d.declaration_id and hoshitori.stood_at(x.recorded_at, x.withdrawn_at, p_known_at)
        order by x.recorded_at, x.check_id) c),
    'scope_decisions', (
      select coalesce(json_agg(json_build_object('id', s.scope_decision_id, 'on', s.decided_on, 'covers', s.covers)), '[]')
      from (select * from hoshitori.scope_decision x where x.org_id = p_buyer and x.relationship_id = p_relationship
        and x.declaration_id = d.declaration_id and x.recorded_at <= p_known_at order by x.recorded_at, x.scope_decision_id) s))), '[]')
  from (
    (select x.*, p_until as until from hoshitori.declaration x
    where x.org_id = p_supplier and x.relationship_id is null and hoshitori.stood_at(x.recorded_at, x.superseded_at, p_until)
    order by x.recorded_at, x.declaration_id)
    union all
    (select x.*, p_known_at from hoshitori.declaration x
    where x.org_id = p_buyer and x.relationship_id = p_relationship and hoshitori.stood_at(x.recorded_at, x.superseded_at, p_known_at)
    order by x.recorded_at, x.declaration_id)
  ) d
$$;

ALTER FUNCTION hoshitori.declaration_facts(p_supplier uuid, p_buyer uuid, p_relationship uuid, p_until timestamp with time zone, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_last_day(d hoshitori.declaration) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return least(coalesce(d.valid_until, 'infinity'),
    coalesce(declaration_end_on(d.org_id, d.declaration_id, 'stopped'), 'infinity') - 1,
    coalesce(declaration_end_on(d.org_id, d.declaration_id, 'revoked'), 'infinity') - 1);
end $$;

ALTER FUNCTION hoshitori.declaration_last_day(d hoshitori.declaration) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_patch(p_declaration uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.declaration_patch(p_declaration uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_room_require(p_org uuid, p_relationship uuid, p_most integer) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if (select count(*) from declaration x where x.org_id = p_org and x.superseded_at is null
      and x.relationship_id is not distinct from p_relationship) > p_most then
    perform refuse('too_many_declarations', 'id', jsonb_build_object('most', p_most));
  end if;
end $$;

ALTER FUNCTION hoshitori.declaration_room_require(p_org uuid, p_relationship uuid, p_most integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_seen(r hoshitori.relationship, d hoshitori.declaration) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  stopped date;
  revoked date;
  last_check declaration_check;
  decision scope_decision;
begin
  -- A replacement that does not flow is none here.
  d.superseded_at := null;
  stopped := declaration_end_on(d.org_id, d.declaration_id, 'stopped', coalesce(r.flows_until, 'infinity'));
  revoked := declaration_end_on(d.org_id, d.declaration_id, 'revoked', coalesce(r.flows_until, 'infinity'));
  -- An inconclusive check decides nothing.
  select * into last_check from declaration_check c
  where c.org_id = r.org_id and c.relationship_id = r.relationship_id and c.declaration_id = d.declaration_id
    and c.withdrawn_at is null and c.result <> 'inconclusive'
  order by c.checked_on desc, c.recorded_at desc, c.check_id desc limit 1;
  select * into decision from scope_decision s
  where s.org_id = r.org_id and s.relationship_id = r.relationship_id and s.declaration_id = d.declaration_id
  order by s.decided_on desc, s.recorded_at desc, s.scope_decision_id desc limit 1;
  return jsonb_build_object('declaration', d.declaration_id,
    'recorded_by', case when d.relationship_id is null then 'supplier' else 'buyer' end,
    'scheme', d.scheme, 'star', d.star, 'id', d.number, 'declared_on', d.declared_on, 'valid_from', d.valid_from,
    'valid_until', d.valid_until, 'validity_assumed', d.validity_assumed, 'scope', d.scope, 'scope_text', d.scope_text,
    'stopped_on', stopped, 'revoked_on', revoked,
    'state', declaration_state(d, stopped, revoked, request_day()),
    'last_check', check_shape(last_check), 'joined', null, 'scope_decision', scope_decision_shape(decision),
    'recorded_at', instant_text(d.recorded_at));
end $$;

ALTER FUNCTION hoshitori.declaration_seen(r hoshitori.relationship, d hoshitori.declaration) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_shape(d hoshitori.declaration, p_day date) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.declaration_shape(d hoshitori.declaration, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_state(d hoshitori.declaration, p_stopped_on date, p_revoked_on date, p_day date) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case
    when d.superseded_at is not null then 'replaced'
    when p_revoked_on <= p_day then 'revoked'
    when p_stopped_on <= p_day then 'stopped'
    when d.valid_until < p_day then 'expired'
    when d.valid_from > p_day then 'upcoming'
    else 'active' end
$$;

ALTER FUNCTION hoshitori.declaration_state(d hoshitori.declaration, p_stopped_on date, p_revoked_on date, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_stop_add(d hoshitori.declaration, p_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_day is not null then
    insert into declaration_end (org_id, declaration_id, kind, on_day, key_id, recorded_at)
    values (d.org_id, d.declaration_id, 'stopped', p_day, request_key(), request_now());
  end if;
end $$;

ALTER FUNCTION hoshitori.declaration_stop_add(d hoshitori.declaration, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_supersede(p_declaration uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.declaration_supersede(p_declaration uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_told(d hoshitori.declaration) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('declaration', d.declaration_id, 'star', d.star, 'replaces', d.replaces,
    'stopped_on', declaration_end_on(d.org_id, d.declaration_id, 'stopped'),
    'revoked_on', declaration_end_on(d.org_id, d.declaration_id, 'revoked'))
$$;

ALTER FUNCTION hoshitori.declaration_told(d hoshitori.declaration) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_unique_require(d hoshitori.declaration, p_member text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.declaration_unique_require(d hoshitori.declaration, p_member text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.declaration_visible(r hoshitori.relationship, p_declaration uuid) RETURNS hoshitori.declaration
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  d declaration;
begin
  select * into d from declaration x
  where x.declaration_id = p_declaration
    and (x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.superseded_at is null
      or x.org_id = r.supplier_id and x.relationship_id is null
        and stood_at(x.recorded_at, x.superseded_at, coalesce(r.flows_until, 'infinity')));
  if not found then
    perform refuse('not_found');
  end if;
  return d;
end $$;

ALTER FUNCTION hoshitori.declaration_visible(r hoshitori.relationship, p_declaration uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.demand_facts(r hoshitori.relationship, p_known_at timestamp with time zone) RETURNS TABLE(expiring_days integer, recheck_months integer, relationship jsonb, revisions json)
    LANGUAGE sql STABLE
    AS $$
  select b.expiring_days, b.recheck_months,
    jsonb_build_object('invited_on', r.invited_on, 'invitation_expires_on', r.invitation_expires_on,
        'accepted_on', r.accepted_on, 'declined_on', r.declined_on, 'ended_on', r.ended_on)
      || case when r.asked_again then jsonb_build_object('steps', hoshitori.relationship_steps(r, p_known_at)) else '{}' end
      || case when company.changed then hoshitori.company_facts(r, p_known_at) else '{}' end, (
      select coalesce(json_agg(json_build_object('revision', q.revision, 'decided_by', q.decided_by,
        'removed', q.kind = 'removed', 'exempt', q.kind = 'exempt', 'required_star', q.required_star,
        'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher,
        'effective_from', q.effective_from, 'due_on', q.due_on)), '[]')
      from (select * from hoshitori.requirement_revision x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
        and hoshitori.stood_at(x.recorded_at, x.superseded_at, p_known_at) order by x.revision) q)
  from hoshitori.is_changed(r.org_id, r.relationship_id, r.supplier_id) company cross join hoshitori.settings_of(r.org_id, p_known_at) b
$$;

ALTER FUNCTION hoshitori.demand_facts(r hoshitori.relationship, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.requirement_revision (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    revision integer NOT NULL,
    kind text NOT NULL,
    decided_by text NOT NULL,
    required_star smallint,
    required_assurance text,
    accept_higher boolean,
    effective_from date NOT NULL,
    due_on date,
    notice_on date,
    reason text,
    questions jsonb,
    content_hash bytea NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    rule text,
    rule_revision integer,
    counted_from date,
    source text DEFAULT 'manual'::text NOT NULL,
    CONSTRAINT requirement_revision_check CHECK ((due_on >= effective_from)),
    CONSTRAINT requirement_revision_check1 CHECK (((kind = 'set'::text) = (required_star IS NOT NULL))),
    CONSTRAINT requirement_revision_check2 CHECK (((kind <> 'set'::text) OR ((required_assurance IS NOT NULL) AND (accept_higher IS NOT NULL) AND (due_on IS NOT NULL)))),
    CONSTRAINT requirement_revision_check3 CHECK (((kind <> 'exempt'::text) OR (reason IS NOT NULL))),
    CONSTRAINT requirement_revision_check4 CHECK (((decided_by = 'rule'::text) OR (rule IS NULL))),
    CONSTRAINT requirement_revision_check5 CHECK (((rule IS NULL) = (rule_revision IS NULL))),
    CONSTRAINT requirement_revision_decided_by_check CHECK ((decided_by = ANY (ARRAY['explicit'::text, 'rule'::text]))),
    CONSTRAINT requirement_revision_kind_check CHECK ((kind = ANY (ARRAY['set'::text, 'exempt'::text, 'removed'::text]))),
    CONSTRAINT requirement_revision_required_assurance_check CHECK ((required_assurance = ANY (ARRAY['declared'::text, 'substantiated'::text, 'confirmed'::text]))),
    CONSTRAINT requirement_revision_required_star_check CHECK (((required_star >= 1) AND (required_star <= 5)))
);

ALTER TABLE ONLY hoshitori.requirement_revision FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.requirement_revision OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.demand_in_force(p_buyer uuid, p_relationship uuid, p_day date) RETURNS hoshitori.requirement_revision
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  q requirement_revision;
begin
  select * into q from demand_on(p_buyer, p_relationship, p_day);
  return q;
end $$;

ALTER FUNCTION hoshitori.demand_in_force(p_buyer uuid, p_relationship uuid, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.demand_on(p_buyer uuid, p_relationship uuid, p_day date) RETURNS SETOF hoshitori.requirement_revision
    LANGUAGE sql STABLE
    AS $$
  select d.* from (
    select x.* from hoshitori.requirement_revision x
    where x.org_id = p_buyer and x.relationship_id = p_relationship and x.superseded_at is null and x.effective_from <= p_day
    order by x.effective_from desc, x.revision desc limit 1) d
  where d.kind <> 'removed'
$$;

ALTER FUNCTION hoshitori.demand_on(p_buyer uuid, p_relationship uuid, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.demand_shape(q hoshitori.requirement_revision) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if q.revision is null then
    return null;
  end if;
  return jsonb_build_object('revision', q.revision, 'required_star', q.required_star,
    'required_assurance', q.required_assurance, 'accept_higher', coalesce(q.accept_higher, true),
    'effective_from', q.effective_from, 'due_on', q.due_on, 'reason', q.reason,
    'questions', questions_shape(q.questions), 'notice_on', q.notice_on, 'decided_by', q.decided_by,
    'recorded_at', instant_text(q.recorded_at));
end $$;

ALTER FUNCTION hoshitori.demand_shape(q hoshitori.requirement_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.demand_unanswered(r hoshitori.relationship, p_from date[], p_status smallint[]) RETURNS TABLE(since date, until_day date, due_on date)
    LANGUAGE sql STABLE
    AS $$
  select greatest((q.recorded_at at time zone 'Asia/Tokyo')::date, r.accepted_on), coalesce((
      select min(p_from[i]) from generate_subscripts(p_from, 1) i
      where p_from[i] > greatest(q.effective_from, hoshitori.request_day()) and p_status[i] in (1, 2)), 'infinity'), q.due_on
  from (select x.* from hoshitori.requirement_revision x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
    and x.superseded_at is null order by x.revision desc limit 1) q
  where r.state = 'active' and q.kind = 'set'
    and p_status[width_bucket(greatest(q.effective_from, hoshitori.request_day()), p_from)] not in (1, 2)
    and not exists (select from hoshitori.requirement_response a
      where a.org_id = r.supplier_id and a.relationship_id = r.relationship_id and a.revision >= q.revision)
$$;

ALTER FUNCTION hoshitori.demand_unanswered(r hoshitori.relationship, p_from date[], p_status smallint[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.demand_upcoming(p_buyer uuid, p_relationship uuid, p_day date) RETURNS hoshitori.requirement_revision
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  q requirement_revision;
begin
  select * into q from requirement_revision x
  where x.org_id = p_buyer and x.relationship_id = p_relationship and x.superseded_at is null and x.effective_from > p_day
  order by x.revision desc limit 1;
  return q;
end $$;

ALTER FUNCTION hoshitori.demand_upcoming(p_buyer uuid, p_relationship uuid, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.device_known(p_email text, p_device bytea) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select exists (
    select from user_device d join user_account u using (org_id, user_id)
    where d.hash = p_device and d.seen_at > request_now() - interval '180 days'
      and lower(u.email) = lower(p_email) and u.removed_at is null)
$$;

ALTER FUNCTION hoshitori.device_known(p_email text, p_device bytea) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.user_account (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    rights integer NOT NULL,
    password text,
    totp bytea,
    totp_step bigint DEFAULT 0 NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    address text DEFAULT 'typed'::text NOT NULL,
    totp_offer bytea,
    totp_offered_at timestamp with time zone,
    totp_offer_key bigint,
    refused_seen bigint DEFAULT 0 NOT NULL,
    refused_told bigint DEFAULT 0 NOT NULL,
    refused_told_at timestamp with time zone,
    CONSTRAINT user_account_address_check CHECK ((address = ANY (ARRAY['typed'::text, 'earlier'::text, 'proven'::text]))),
    CONSTRAINT user_account_rights_check CHECK (((rights >= 1) AND (rights <= 63)))
);

ALTER TABLE ONLY hoshitori.user_account FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.user_account OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.device_remember(u hoshitori.user_account, p_device bytea, p_new bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ours boolean := exists (select from user_device d where d.hash = p_device);
begin
  insert into user_device as d (org_id, user_id, hash, recorded_at, seen_at)
  values (u.org_id, u.user_id, case when ours then p_device else p_new end, request_now(), request_now())
  on conflict (org_id, user_id, hash) do update set seen_at = request_now();
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id and d.hash in (
    select x.hash from user_device x where x.org_id = u.org_id and x.user_id = u.user_id
    order by x.seen_at desc, x.hash offset 20);
  return not ours;
end $$;

ALTER FUNCTION hoshitori.device_remember(u hoshitori.user_account, p_device bytea, p_new bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.digest_of(p_org uuid, p_rights integer, p_since date, p_since_at timestamp with time zone, p_day date) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with mine as materialized (
    select b.* from board b
    where b.org_id = p_org and b.state in ('active', 'invited')
      and p_rights & case b.side when 'buyer' then 1 else 4 end <> 0
  ), told as (
    select 'due' as code, 1 as place, b.due_on as by_day, b.counterparty_name, jsonb_build_object('name', b.counterparty_name,
      'star', b.required_star, 'due_on', b.due_on, 'days', b.due_on - p_day) as item
    from mine b where b.status = 3 and exists (select from unnest(array[60, 30, 7]) d
      where b.due_on - d > p_since and b.due_on - d <= p_day) and b.due_on >= p_day
    union all
    select 'overdue', 2, b.due_on, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.required_star, 'due_on', b.due_on)
    from mine b where b.status = 4 and b.due_on >= p_since and b.due_on < p_day
    union all
    select 'expiring', 3, b.valid_until, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.held_star,
      'valid_until', b.valid_until, 'days', b.valid_until - p_day)
    from mine b where b.status in (1, 2) and exists (select from unnest(array[60, 30, 7]) d
      where b.valid_until - d > p_since and b.valid_until - d <= p_day) and b.valid_until >= p_day
    union all
    select 'lapsed', 4, b.step_from, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.required_star)
    from mine b where b.status = 5 and b.step_from > p_since and b.step_from <= p_day
    union all
    select replace(e.kind, '.', '_'), 5, e.on_day, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.required_star,
      'due_on', case when b.required_star > 0 then b.due_on end, 'state', e.body ->> 'state')
    from board b join event e on e.org_id = b.org_id and e.relationship_id = b.relationship_id
    where b.org_id = p_org and p_rights & case b.side when 'buyer' then 1 else 4 end <> 0
      and (b.state in ('active', 'invited') or b.state = 'declined' and e.kind = 'relationship.changed')
      and e.recorded_at > p_since_at and e.kind in ('requirement.changed', 'relationship.changed') and (e.kind <> 'requirement.changed' or b.side = 'supplier')
      and (e.kind <> 'relationship.changed' or b.side = 'buyer' and e.body ->> 'state' <> 'invited')
    union all
    select 'key_expiring', 6, e.on_day, e.body ->> 'name', e.body
    from event e where e.org_id = p_org and e.relationship_id = p_org and p_rights & 32 <> 0 and e.kind = 'key.expiring'
      and e.recorded_at > p_since_at
    union all
    -- What waits for the buyer is told with what has happened, never alone: it is there every day.
    select 'to_check', 7, p_day, null, jsonb_build_object('count', count(*)) from mine b
    where b.side = 'buyer' and b.waiting_on = 2 and b.status <> 0 having count(*) > 0
  ), sections as (
    select t.code, min(t.place) as place, digest_section(t.code, jsonb_agg(t.item order by t.by_day, t.counterparty_name)) as section
    from told t group by t.code
  )
  select jsonb_agg(s.section order by s.place) from sections s
  where exists (select from sections x where x.code <> 'to_check')
$$;

ALTER FUNCTION hoshitori.digest_of(p_org uuid, p_rights integer, p_since date, p_since_at timestamp with time zone, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.digest_section(p_code text, p_items jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $_$
  select jsonb_build_object('code', p_code, 'items', jsonb_path_query_array(p_items, '$[0 to 19]'),
    'more', greatest(jsonb_array_length(p_items) - 20, 0))
  where p_items <> '[]'
$_$;

ALTER FUNCTION hoshitori.digest_section(p_code text, p_items jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.evidence (
    org_id uuid NOT NULL,
    evidence_id uuid NOT NULL,
    side text NOT NULL,
    name text,
    note text,
    links jsonb NOT NULL,
    content_id uuid,
    media_type text,
    size bigint,
    digest bytea,
    stored_at timestamp with time zone,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    withdrawn_on date,
    withdrawn_at timestamp with time zone,
    erase_on date,
    erased_at timestamp with time zone,
    CONSTRAINT evidence_check CHECK ((((media_type IS NULL) = (stored_at IS NULL)) AND ((size IS NULL) = (stored_at IS NULL)) AND ((digest IS NULL) = (stored_at IS NULL)))),
    CONSTRAINT evidence_check1 CHECK (((content_id IS NULL) OR ((stored_at IS NOT NULL) AND (erased_at IS NULL)))),
    CONSTRAINT evidence_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT evidence_side_check CHECK ((side = ANY (ARRAY['supplier'::text, 'buyer'::text])))
);

ALTER TABLE ONLY hoshitori.evidence FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.evidence OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.disclosed_evidence_find(r hoshitori.relationship, p_evidence uuid) RETURNS hoshitori.evidence
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence;
begin
  if disclosure_reaches(r, 'evidence', request_day(), 'infinity') then
    select * into e from evidence x
    where x.org_id = r.supplier_id and x.evidence_id = p_evidence and x.side = 'supplier' and x.content_id is not null
      and x.withdrawn_at is null;
  end if;
  if e.evidence_id is null then
    perform refuse('nothing_shown');
  end if;
  return e;
end $$;

ALTER FUNCTION hoshitori.disclosed_evidence_find(r hoshitori.relationship, p_evidence uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosed_evidence_open(p_selector text, p_evidence uuid) RETURNS TABLE(evidence uuid, content uuid, sealed_key bytea, size bigint, media_type text, name text, digest bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship('buyer', p_selector);
  e evidence;
begin
  select x.* into r from relationship x where x.org_id = r.org_id and x.relationship_id = r.relationship_id for share;
  e := disclosed_evidence_find(r, p_evidence);
  perform disclosure_read_add(r, 'evidence', array[e.evidence_id], true);
  return query select e.evidence_id, c.content_id, c.sealed_key, e.size, e.media_type, e.name, e.digest
    from evidence_content c where c.org_id = e.org_id and c.content_id = e.content_id;
end $$;

ALTER FUNCTION hoshitori.disclosed_evidence_open(p_selector text, p_evidence uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosed_evidence_page(p_selector text, p_as_of date, p_known_at timestamp with time zone, p_before timestamp with time zone, p_before_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship('buyer', p_selector);
  day date := coalesce(p_as_of, request_day());
  known_at timestamptz := coalesce(p_known_at, 'infinity');
  found uuid[];
begin
  select x.* into r from relationship x where x.org_id = r.org_id and x.relationship_id = r.relationship_id for share;
  if disclosure_reaches(r, 'evidence', day, known_at) then
    found := array(
      select e.evidence_id from evidence e
      where e.org_id = r.supplier_id and e.side = 'supplier' and e.content_id is not null and e.withdrawn_at is null
        and e.stored_at <= known_at and (e.stored_at at time zone 'Asia/Tokyo')::date <= day
        and (e.recorded_at, e.evidence_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by e.recorded_at desc, e.evidence_id desc limit p_rows);
  end if;
  if p_before is null and coalesce(cardinality(found), 0) = 0 then
    perform refuse('nothing_shown');
  end if;
  perform disclosure_read_add(r, 'evidence', found[:p_rows - 1], false);
  return query select disclosed_evidence_shape(e), instant_text(e.recorded_at), e.evidence_id
    from unnest(found) f join evidence e on e.org_id = r.supplier_id and e.evidence_id = f
    order by e.recorded_at desc, e.evidence_id desc;
end $$;

ALTER FUNCTION hoshitori.disclosed_evidence_page(p_selector text, p_as_of date, p_known_at timestamp with time zone, p_before timestamp with time zone, p_before_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosed_evidence_piece_of(p_selector text, p_evidence uuid, p_place integer) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence := disclosed_evidence_find(side_relationship('buyer', p_selector), p_evidence);
begin
  return (select p.sealed from evidence_piece p where p.org_id = e.org_id and p.content_id = e.content_id and p.place = p_place);
end $$;

ALTER FUNCTION hoshitori.disclosed_evidence_piece_of(p_selector text, p_evidence uuid, p_place integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosed_evidence_shape(e hoshitori.evidence) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('evidence', e.evidence_id, 'name', e.name, 'links', e.links, 'media_type', e.media_type, 'size', e.size,
    'digest', encode(e.digest, 'hex'), 'stored_at', instant_text(e.stored_at))
$$;

ALTER FUNCTION hoshitori.disclosed_evidence_shape(e hoshitori.evidence) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosed_page(p_kind text, p_selector text, p_as_of date, p_known_at timestamp with time zone, p_language text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship('buyer', p_selector);
  day date := coalesce(p_as_of, request_day());
  known_at timestamptz := coalesce(p_known_at, 'infinity');
  found uuid[];
begin
  select x.* into r from relationship x where x.org_id = r.org_id and x.relationship_id = r.relationship_id for share;
  if disclosure_reaches(r, p_kind, day, known_at) then
    found := array(
      select a.assessment_id from (
        select distinct on (x.star, x.scope, x.scope_text) x.* from assessment x
        where x.org_id = r.supplier_id and x.submitted_at <= known_at and x.assessed_on <= day
          and (p_kind <> 'readiness' or x.star >= 3)
        order by x.star, x.scope, x.scope_text, x.submission desc) a
      where (a.withdrawn_at is null or a.withdrawn_at > known_at or a.withdrawn_on > day)
        and (a.submitted_at, a.assessment_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by a.submitted_at desc, a.assessment_id desc limit p_rows);
  end if;
  if p_before is null and coalesce(cardinality(found), 0) = 0 then
    perform refuse('nothing_shown');
  end if;
  perform disclosure_read_add(r, p_kind, found[:p_rows - 1], false);
  return query select disclosed_shape(a, p_kind, p_language), instant_text(a.submitted_at), a.assessment_id
    from unnest(found) f join assessment a on a.org_id = r.supplier_id and a.assessment_id = f
    order by a.submitted_at desc, a.assessment_id desc;
end $$;

ALTER FUNCTION hoshitori.disclosed_page(p_kind text, p_selector text, p_as_of date, p_known_at timestamp with time zone, p_language text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosed_shape(a hoshitori.assessment, p_kind text, p_language text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id, 'star', a.star, 'scope', a.scope,
      'scope_text', a.scope_text, 'assessed_on', a.assessed_on) || case p_kind
    when 'readiness' then jsonb_build_object('met', a.met, 'total', a.result -> 'total', 'unanswered', a.unanswered,
      'included', assessment_included(a))
    when 'gaps' then jsonb_build_object('gaps', assessment_gaps(a, p_language))
    else jsonb_build_object('answers', (
      select coalesce(jsonb_agg(g - 'note' order by n), '[]') from jsonb_array_elements(assessment_answers(a)) with ordinality x(g, n)
      where g ->> 'answer' is not null))
    end;
end $$;

ALTER FUNCTION hoshitori.disclosed_shape(a hoshitori.assessment, p_kind text, p_language text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_add(r hoshitori.relationship, p_kind text, p_shown boolean, p_from date, p_last_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  newest disclosure;
begin
  select * into newest from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity');
  if (coalesce(newest.shown, false), newest.from_day, newest.last_day) is not distinct from (p_shown, p_from, p_last_day) then
    return false;
  end if;
  insert into disclosure (org_id, relationship_id, seq, kind, shown, from_day, last_day, key_id, recorded_at)
  select r.supplier_id, r.relationship_id, coalesce(max(d.seq), 0) + 1, p_kind, p_shown, p_from, p_last_day, request_key(), request_now()
  from disclosure d where d.org_id = r.supplier_id and d.relationship_id = r.relationship_id;
  return true;
end $$;

ALTER FUNCTION hoshitori.disclosure_add(r hoshitori.relationship, p_kind text, p_shown boolean, p_from date, p_last_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_answer_add(r hoshitori.relationship, p_requests uuid[], p_answer text, p_text text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into disclosure_answer (org_id, request_id, relationship_id, answer, text, key_id, recorded_at)
  select r.supplier_id, q, r.relationship_id, p_answer, p_text, request_key(), request_now() from unnest(p_requests) q;
  perform pair_event_add(r, 'disclosure.answered', jsonb_build_object('request', q, 'answer', p_answer)) from unnest(p_requests) q;
end $$;

ALTER FUNCTION hoshitori.disclosure_answer_add(r hoshitori.relationship, p_requests uuid[], p_answer text, p_text text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_changed(r hoshitori.relationship, p_kind text, p_changed boolean) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  shape jsonb := disclosure_shape(r, p_kind);
  answered uuid[] := array(select q.request_id from disclosure_requests_open(r) q where disclosure_missing(r, q) = '{}');
begin
  perform disclosure_answer_add(r, answered, 'shown', null);
  if p_changed then
    perform pair_event_add(r, 'disclosure.changed', shape - 'recorded_at');
  end if;
  return query select jsonb_build_object('outcome', case when p_changed then 'changed' else 'same' end, 'body', shape),
    case when p_changed then facts_of(array[r.org_id], array[r.relationship_id]) end,
    case when p_changed then jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', shape - 'recorded_at'
      || case when answered <> '{}' then jsonb_build_object('requests', answered) else '{}' end) end;
end $$;

ALTER FUNCTION hoshitori.disclosure_changed(r hoshitori.relationship, p_kind text, p_changed boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_end(r hoshitori.relationship) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform disclosure_add(r, k, false, null, null) from unnest(disclosure_kind_names()) k;
  perform disclosure_answer_add(r, array(select q.request_id from disclosure_requests_open(r) q), 'declined', null);
end $$;

ALTER FUNCTION hoshitori.disclosure_end(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_kind_names() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$ select array['readiness', 'gaps', 'answers', 'evidence'] $$;

ALTER FUNCTION hoshitori.disclosure_kind_names() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_kinds(p_side text, p_selector text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship(p_side, p_selector);
begin
  return (select jsonb_build_object('items', jsonb_agg(disclosure_shape(r, k.kind) order by k.n))
    from unnest(disclosure_kind_names()) with ordinality k(kind, n));
end $$;

ALTER FUNCTION hoshitori.disclosure_kinds(p_side text, p_selector text) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.disclosure (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    seq integer NOT NULL,
    shown boolean NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    from_day date,
    last_day date,
    CONSTRAINT disclosure_check CHECK ((shown OR ((from_day IS NULL) AND (last_day IS NULL)))),
    CONSTRAINT disclosure_check1 CHECK ((last_day >= from_day)),
    CONSTRAINT disclosure_kind_check CHECK ((kind = ANY (ARRAY['readiness'::text, 'gaps'::text, 'answers'::text, 'evidence'::text])))
);

ALTER TABLE ONLY hoshitori.disclosure FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.disclosure_known(p_supplier uuid, p_relationship uuid, p_kind text, p_at timestamp with time zone) RETURNS SETOF hoshitori.disclosure
    LANGUAGE sql STABLE
    AS $$
  select d.* from hoshitori.disclosure d
  where d.org_id = p_supplier and d.relationship_id = p_relationship and d.kind = p_kind and d.recorded_at <= p_at
  order by d.seq desc limit 1
$$;

ALTER FUNCTION hoshitori.disclosure_known(p_supplier uuid, p_relationship uuid, p_kind text, p_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.disclosure_request (
    org_id uuid NOT NULL,
    request_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    kinds text[] NOT NULL,
    last_days date[] NOT NULL,
    reason text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by bigint
);

ALTER TABLE ONLY hoshitori.disclosure_request FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure_request OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.disclosure_missing(r hoshitori.relationship, q hoshitori.disclosure_request) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select array(
    select k.kind from unnest(q.kinds, q.last_days) with ordinality k(kind, last_day, n)
      left join lateral disclosure_known(r.supplier_id, r.relationship_id, k.kind, 'infinity') now on true
    where disclosure_state(now, request_day()) not in ('shown', 'upcoming') or coalesce(now.last_day, 'infinity') <= k.last_day
    order by k.n)
$$;

ALTER FUNCTION hoshitori.disclosure_missing(r hoshitori.relationship, q hoshitori.disclosure_request) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_reaches(r hoshitori.relationship, p_kind text, p_day date, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return r.state = 'active' and exists (
    select from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity') now,
      disclosure_known(r.supplier_id, r.relationship_id, p_kind, p_at) then_known
    where disclosure_state(now, request_day()) = 'shown' and disclosure_state(then_known, p_day) = 'shown');
end $$;

ALTER FUNCTION hoshitori.disclosure_reaches(r hoshitori.relationship, p_kind text, p_day date, p_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_read_add(r hoshitori.relationship, p_kind text, p_ids uuid[], p_content boolean) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into disclosure_read (org_id, read_id, relationship_id, kind, assessment_id, evidence_id, content, hour, recorded_at)
  select r.supplier_id, encode(substring(sha256(convert_to(concat_ws(' ', r.relationship_id, p_kind, f,
      case when p_content then 'content' end, date_trunc('hour', request_now())), 'UTF8')) for 16), 'hex')::uuid,
    r.relationship_id, p_kind, case when p_kind <> 'evidence' then f end, case when p_kind = 'evidence' then f end, p_content,
    date_trunc('hour', request_now()), request_now()
  from unnest(p_ids) f
  on conflict do nothing
$$;

ALTER FUNCTION hoshitori.disclosure_read_add(r hoshitori.relationship, p_kind text, p_ids uuid[], p_content boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_read_page(p_relationship text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship('supplier', p_relationship);
begin
  return query
    select jsonb_build_object('kind', d.kind, 'assessment', d.assessment_id, 'edition', a.edition_id, 'star', a.star,
      'assessed_on', a.assessed_on, 'evidence', d.evidence_id, 'name', e.name, 'content', d.content, 'read_at', instant_text(d.recorded_at), 'audit_event', d.audit_seq), instant_text(d.recorded_at), d.read_id
    from (
      select x.* from disclosure_read x
      where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id
        and (x.recorded_at, x.read_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by x.recorded_at desc, x.read_id desc limit p_rows) d
      left join assessment a on a.org_id = d.org_id and a.assessment_id = d.assessment_id
      left join evidence e on e.org_id = d.org_id and e.evidence_id = d.evidence_id
    order by d.recorded_at desc, d.read_id desc;
end $$;

ALTER FUNCTION hoshitori.disclosure_read_page(p_relationship text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_request_add(p_selector text, p_request uuid, p_entry jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock((select supplier_of(current_org(), p_selector)));
  wanted text[] := array(select k.kind from unnest(disclosure_kind_names()) with ordinality k(kind, n)
    where p_entry -> 'kinds' ? k.kind order by k.n);
  last_days date[];
  shown text[];
  q disclosure_request;
begin
  perform relationship_state_require(r, 'active');
  last_days := array(select case when s ->> 'state' in ('shown', 'upcoming') then coalesce((s ->> 'last_day')::date, 'infinity') end
    from unnest(wanted) with ordinality k(kind, n), disclosure_shape(r, k.kind) s order by k.n);
  shown := array(select k.kind from unnest(wanted, last_days) k(kind, last_day) where k.last_day = 'infinity');
  if shown <> '{}' then
    perform refuse('already_shown', 'kinds', jsonb_build_object('kinds', to_jsonb(shown)));
  end if;
  if exists (select from disclosure_requests_open(r) x where x.kinds = wanted) then
    perform refuse('already_requested', 'kinds');
  end if;
  perform quota_spend(current_org(), 'disclosure_requests', 1);
  insert into disclosure_request (org_id, request_id, relationship_id, kinds, last_days, reason, key_id, recorded_at)
  values (current_org(), p_request, r.relationship_id, wanted, last_days, p_entry ->> 'reason', request_key(), request_now())
  returning * into q;
  perform pair_event_add(r, 'disclosure.requested', jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds)));
  return query select jsonb_build_object('outcome', 'created', 'body', disclosure_request_shape(r, q)), facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds), 'reason', q.reason));
end $$;

ALTER FUNCTION hoshitori.disclosure_request_add(p_selector text, p_request uuid, p_entry jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_request_decline(p_relationship uuid, p_request uuid, p_text text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := buyer_lock(p_relationship);
  q disclosure_request := disclosure_request_find(r, p_request);
begin
  perform disclosure_answer_add(r, array[q.request_id], 'declined', p_text);
  return query select jsonb_build_object('outcome', 'ended', 'body', disclosure_request_shape(r, q)), facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds), 'text', p_text));
end $$;

ALTER FUNCTION hoshitori.disclosure_request_decline(p_relationship uuid, p_request uuid, p_text text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_request_find(r hoshitori.relationship, p_request uuid) RETURNS hoshitori.disclosure_request
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  q disclosure_request;
  state text;
begin
  select * into q from disclosure_request x
  where x.org_id = r.org_id and x.request_id = p_request and x.relationship_id = r.relationship_id;
  if not found then
    perform refuse('not_found');
  end if;
  state := disclosure_request_shape(r, q) ->> 'state';
  if state <> 'open' then
    perform refuse('request_state', null, jsonb_build_object('state', state));
  end if;
  return q;
end $$;

ALTER FUNCTION hoshitori.disclosure_request_find(r hoshitori.relationship, p_request uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_request_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship(p_side, p_selector);
begin
  return query
    select disclosure_request_shape(r, q), instant_text(q.recorded_at), q.request_id
    from disclosure_request q
    where q.org_id = r.org_id and q.relationship_id = r.relationship_id
      and (q.recorded_at, q.request_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by q.recorded_at desc, q.request_id desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.disclosure_request_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_request_shape(r hoshitori.relationship, q hoshitori.disclosure_request) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  a disclosure_answer;
  state text;
begin
  select * into a from disclosure_answer x where x.org_id = r.supplier_id and x.request_id = q.request_id;
  state := case when q.withdrawn_at is not null then 'withdrawn' when a.answer is not null then a.answer
    when r.state = 'active' then 'open' else 'ended' end;
  return jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds),
    'missing', to_jsonb(case when state = 'open' then disclosure_missing(r, q) else '{}' end), 'reason', q.reason, 'state', state, 'answer', a.text, 'recorded_at', instant_text(q.recorded_at), 'ended_at', instant_text(coalesce(q.withdrawn_at, a.recorded_at)));
end $$;

ALTER FUNCTION hoshitori.disclosure_request_shape(r hoshitori.relationship, q hoshitori.disclosure_request) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_request_withdraw(p_selector text, p_request uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock((select supplier_of(current_org(), p_selector)));
  q disclosure_request := disclosure_request_find(r, p_request);
begin
  update disclosure_request x set withdrawn_at = request_now(), withdrawn_by = request_key()
  where x.org_id = q.org_id and x.request_id = q.request_id
  returning * into q;
  perform pair_event_add(r, 'disclosure.request_withdrawn', jsonb_build_object('request', q.request_id));
  return query select jsonb_build_object('outcome', 'ended', 'body', disclosure_request_shape(r, q)), facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('request', q.request_id));
end $$;

ALTER FUNCTION hoshitori.disclosure_request_withdraw(p_selector text, p_request uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_requests_open(r hoshitori.relationship) RETURNS SETOF hoshitori.disclosure_request
    LANGUAGE sql STABLE
    AS $$
  select q.* from hoshitori.disclosure_request q
  where q.org_id = r.org_id and q.relationship_id = r.relationship_id and r.state = 'active' and q.withdrawn_at is null
    and not exists (select from hoshitori.disclosure_answer a where a.org_id = r.supplier_id and a.request_id = q.request_id)
$$;

ALTER FUNCTION hoshitori.disclosure_requests_open(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_shape(r hoshitori.relationship, p_kind text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  d disclosure;
begin
  select * into d from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity');
  if r.state <> 'active' and d.shown then
    d.shown := false;
    d.from_day := null;
    d.last_day := null;
  end if;
  return jsonb_build_object('kind', p_kind, 'state', disclosure_state(d, request_day()), 'from', d.from_day,
    'last_day', d.last_day, 'recorded_at', instant_text(d.recorded_at));
end $$;

ALTER FUNCTION hoshitori.disclosure_shape(r hoshitori.relationship, p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_show(p_relationship uuid, p_kind text, p_from_day date, p_last_day date) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := buyer_lock(p_relationship);
  newest disclosure;
  first_day date := p_from_day;
begin
  perform relationship_state_require(r, 'active');
  select * into newest from disclosure_known(r.supplier_id, r.relationship_id, p_kind, 'infinity');
  if first_day is null and disclosure_state(newest, request_day()) = 'shown' then
    first_day := newest.from_day;
  elsif first_day is null then
    first_day := request_day();
  end if;
  if p_last_day < greatest(first_day, request_day()) then
    perform refuse('last_day_too_early', 'last_day', jsonb_build_object('from', greatest(first_day, request_day())));
  end if;
  return query select * from disclosure_changed(r, p_kind, disclosure_add(r, p_kind, true, first_day, p_last_day));
end $$;

ALTER FUNCTION hoshitori.disclosure_show(p_relationship uuid, p_kind text, p_from_day date, p_last_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_state(d hoshitori.disclosure, p_day date) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case when d.shown is not true then 'not_shown' when p_day < d.from_day then 'upcoming'
    when p_day > d.last_day then 'ended' else 'shown' end
$$;

ALTER FUNCTION hoshitori.disclosure_state(d hoshitori.disclosure, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.disclosure_withdraw(p_relationship uuid, p_kind text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := buyer_lock(p_relationship);
begin
  perform relationship_state_require(r, 'active');
  return query select * from disclosure_changed(r, p_kind, disclosure_add(r, p_kind, false, null, null));
end $$;

ALTER FUNCTION hoshitori.disclosure_withdraw(p_relationship uuid, p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.dismissal_page(p_at timestamp with time zone, p_pair uuid[], p_rows integer) RETURNS TABLE(item jsonb, recorded_at timestamp with time zone, pair uuid[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select dismissal_shape(d), d.recorded_at, array[d.one, d.two] from likeness_dismissal d
  where d.org_id = current_org() and d.ended_at is null
    and (d.recorded_at, d.one, d.two) < (coalesce(p_at, 'infinity'),
      coalesce(p_pair[1], 'ffffffff-ffff-ffff-ffff-ffffffffffff'), coalesce(p_pair[2], 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by d.recorded_at desc, d.one desc, d.two desc limit p_rows
$$;

ALTER FUNCTION hoshitori.dismissal_page(p_at timestamp with time zone, p_pair uuid[], p_rows integer) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.likeness_dismissal (
    org_id uuid NOT NULL,
    one uuid NOT NULL,
    two uuid NOT NULL,
    reason text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by bigint,
    CONSTRAINT likeness_dismissal_check CHECK ((one < two))
);

ALTER TABLE ONLY hoshitori.likeness_dismissal FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.likeness_dismissal OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.dismissal_shape(d hoshitori.likeness_dismissal) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('suppliers', (
      select jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code,
        'corporate_number', r.corporate_number, 'state', r.state) order by r.relationship_id)
      from relationship r where r.org_id = d.org_id and r.relationship_id in (d.one, d.two)),
    'reason', d.reason, 'key', d.key_id::text, 'by', (
      select u.name from api_key k join user_account u on u.org_id = k.org_id and u.user_id = coalesce(k.user_id, k.responsible)
      where k.org_id = d.org_id and k.key_id = d.key_id),
    'recorded_at', instant_text(d.recorded_at))
$$;

ALTER FUNCTION hoshitori.dismissal_shape(d hoshitori.likeness_dismissal) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.drafts_count(p_counted jsonb, p_transcription integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform assessment_count(a, c -> 'answers', c -> 'result', p_transcription)
  from jsonb_array_elements(p_counted) c
    join assessment a on a.org_id = (c ->> 'org')::uuid and a.assessment_id = (c ->> 'assessment')::uuid;
end $$;

ALTER FUNCTION hoshitori.drafts_count(p_counted jsonb, p_transcription integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.drafts_uncounted(p_edition text, p_after_org uuid, p_after uuid, p_limit integer) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.drafts_uncounted(p_edition text, p_after_org uuid, p_after uuid, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.duty_assessment(p_star integer) RETURNS hoshitori.assessment
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  a assessment;
begin
  select x.* into a from assessment x
  where x.org_id = current_org() and x.state in ('submitted', 'draft') and x.star >= coalesce(p_star, 3)
  order by x.state = 'submitted' desc, x.star desc, x.recorded_at desc limit 1;
  return a;
end $$;

ALTER FUNCTION hoshitori.duty_assessment(p_star integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.duty_days(p_scheme text, p_criterion json) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  last date := duty_last(p_scheme, p_criterion ->> 'id');
begin
  return jsonb_build_object('last_done_on', last,
    'next_on', (last + make_interval(months => (p_criterion ->> 'review_interval_months')::int))::date);
end $$;

ALTER FUNCTION hoshitori.duty_days(p_scheme text, p_criterion json) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.duty_edition(p_criterion text) RETURNS hoshitori.edition
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  found_edition edition;
begin
  select e.* into found_edition from edition e
  where exists (
    select from json_array_elements(edition_body(e.edition_id, e.transcription) -> 'criteria') c
    where c ->> 'id' = p_criterion and c ->> 'review_interval_months' is not null)
  order by e.published_on desc nulls last, e.edition_id desc limit 1;
  return found_edition;
end $$;

ALTER FUNCTION hoshitori.duty_edition(p_criterion text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.duty_last(p_scheme text, p_criterion text) RETURNS date
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select d.done_on from duty_record d
    where d.org_id = current_org() and d.scheme = p_scheme and d.criterion = p_criterion order by d.seq desc limit 1);
end $$;

ALTER FUNCTION hoshitori.duty_last(p_scheme text, p_criterion text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.duty_list(p_star integer, p_due_by date, p_language text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  a assessment := duty_assessment(p_star);
  wanted int := coalesce(p_star, a.star);
  e edition;
  body json;
begin
  select x.* into e from edition x
  where case when a.edition_id is not null then x.edition_id = a.edition_id else x.totals ? wanted::text end
  order by x.published_on desc nulls last, x.edition_id desc limit 1;
  body := edition_body(e.edition_id, e.transcription);
  return jsonb_build_object('as_of', request_day(), 'edition', e.edition_id, 'star', wanted, 'items', (
    select coalesce(jsonb_agg(d.shape order by d.shape ->> 'next_on' nulls first, d.n), '[]')
    from (
      select c.n, duty_shape(e, body, c.v, a.answers, p_language) as shape
      from json_array_elements(body -> 'criteria') with ordinality c(v, n)
      where c.v ->> 'review_interval_months' is not null
        and exists (select from json_array_elements_text(c.v -> 'stars') s where s::int = wanted)) d
    where p_due_by is null or (coalesce((d.shape ->> 'next_on')::date, p_due_by) <= p_due_by
      and d.shape ->> 'answer' is distinct from 'not_applicable')));
end $$;

ALTER FUNCTION hoshitori.duty_list(p_star integer, p_due_by date, p_language text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.duty_put(p_criterion text, p_done_on date, p_language text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e edition := duty_edition(p_criterion);
  body json := edition_body(e.edition_id, e.transcription);
  criterion json;
  before date;
begin
  if e.edition_id is null then
    perform refuse('not_found');
  end if;
  perform supplier_lock();
  before := duty_last(e.scheme, p_criterion);
  select c into criterion from json_array_elements(body -> 'criteria') c where c ->> 'id' = p_criterion;
  if before is distinct from p_done_on then
    insert into duty_record (org_id, scheme, criterion, seq, done_on, key_id, recorded_at)
    select current_org(), e.scheme, p_criterion, coalesce(max(d.seq), 0) + 1, p_done_on, request_key(), request_now()
    from duty_record d where d.org_id = current_org() and d.scheme = e.scheme and d.criterion = p_criterion;
  end if;
  return query select jsonb_build_object('outcome', case when before is distinct from p_done_on then 'changed' else 'same' end,
      'body', duty_shape(e, body, criterion, (select x.answers from duty_assessment(null) x), p_language)), null::json,
    case when before is distinct from p_done_on then jsonb_build_object('object', 'duties/' || p_criterion,
      'detail', jsonb_build_object('from', before, 'to', p_done_on)) end;
end $$;

ALTER FUNCTION hoshitori.duty_put(p_criterion text, p_done_on date, p_language text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.duty_shape(e hoshitori.edition, p_body json, p_criterion json, p_answers jsonb, p_language text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  days jsonb := duty_days(e.scheme, p_criterion);
begin
  return jsonb_build_object('criterion', p_criterion -> 'id', 'requirement_item', p_criterion -> 'requirement',
    'text', p_criterion -> 'text' -> p_language, 'stars', p_criterion -> 'stars',
    'interval_months', p_criterion -> 'review_interval_months',
    'state', case when days ->> 'next_on' is null then 'never_done' when (days ->> 'next_on')::date <= request_day() then 'due' else 'done' end,
    'answer', p_answers -> (p_criterion ->> 'id') -> 'answer',
    'refers_to', (
      select coalesce(jsonb_agg(jsonb_build_object('criterion', c -> 'id', 'text', c -> 'text' -> p_language,
        'interval_months', c -> 'review_interval_months') || duty_days(e.scheme, c) order by r.n), '[]')
      from json_array_elements_text(coalesce(p_criterion -> 'refers_to', '[]')) with ordinality r(id, n)
        join json_array_elements(p_body -> 'criteria') c on c ->> 'id' = r.id)) || days;
end $$;

ALTER FUNCTION hoshitori.duty_shape(e hoshitori.edition, p_body json, p_criterion json, p_answers jsonb, p_language text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_body(p_edition text, p_transcription integer) RETURNS json
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select t.body from edition_transcription t where t.edition_id = p_edition and t.number = p_transcription $$;

ALTER FUNCTION hoshitori.edition_body(p_edition text, p_transcription integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_find(p_edition text, p_number integer, p_sha256 bytea) RETURNS TABLE(transcription integer, body json, known text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select e.transcription, edition_body(e.edition_id, e.transcription), (
      select case when t.sha256 = p_sha256 then 'same' else 'other' end from edition_transcription t
      where t.edition_id = e.edition_id and t.number = p_number)
    from edition e where e.edition_id = p_edition for update of e;
end $$;

ALTER FUNCTION hoshitori.edition_find(p_edition text, p_number integer, p_sha256 bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_import(p_edition text, p_scheme text, p_number integer, p_sha256 bytea, p_body json, p_changes jsonb, p_totals jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  published date := (p_body ->> 'published_on')::date;
  titled jsonb := p_body -> 'title';
  shown jsonb := jsonb_path_query_array((p_body -> 'stars')::jsonb, '$[*].star');
begin
  if p_number = 1 then
    insert into edition (edition_id, scheme, published_on, title, stars, totals, unsettled, recorded_at)
    values (p_edition, p_scheme, published, titled, shown, p_totals, 'all', request_now());
  else
    update edition e set published_on = published, title = titled, stars = shown, totals = p_totals, transcription = p_number,
      unsettled = case when e.unsettled = 'all' or (e.published_on, e.title, e.stars) is distinct from (published, titled, shown)
        then 'all' else 'own' end
    where e.edition_id = p_edition and e.transcription = p_number - 1;
    if not found then
      perform refuse('edition_fixed');
    end if;
  end if;
  insert into edition_transcription (edition_id, number, sha256, body, changes, loaded_at)
  values (p_edition, p_number, p_sha256, p_body, p_changes, request_now());
  insert into scheme_date (scheme, star, revision, obtainable_from, validity_months, assessment_max_age_months, recorded_at)
  select p_scheme, s.star, 1,
    -- SECURITY ACTION has been open since 2017; what is not obtainable yet gets its day later.
    case when s.obtainable then date '2017-01-01' end, s.validity_months, case when s.star in (3, 4) then 12 end, request_now()
  from json_to_recordset(p_body -> 'stars') s(star smallint, obtainable boolean, validity_months int)
  where not exists (select from scheme_date d where d.scheme = p_scheme and d.star = s.star);
  perform scheme_steps_put();
  perform undecided_all(case e.unsettled when 'own' then p_edition end) from edition e where e.edition_id = p_edition;
  perform everybody_event_add(case when p_number = 1 then 'edition.added' else 'edition.transcribed' end,
    jsonb_build_object('edition', p_edition, 'transcription', p_number));
end $_$;

ALTER FUNCTION hoshitori.edition_import(p_edition text, p_scheme text, p_number integer, p_sha256 bytea, p_body json, p_changes jsonb, p_totals jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_open_require(p_edition text) RETURNS hoshitori.edition
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e edition;
begin
  select * into e from edition where edition_id = p_edition;
  if not found then
    perform refuse('unknown_edition', 'edition');
  end if;
  if e.closed_on <= request_day() then
    perform refuse('edition_closed', 'edition', jsonb_build_object('closed_on', e.closed_on));
  end if;
  return e;
end $$;

ALTER FUNCTION hoshitori.edition_open_require(p_edition text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_settled(p_edition text, p_transcription integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ update edition set unsettled = null where edition_id = p_edition and transcription = p_transcription $$;

ALTER FUNCTION hoshitori.edition_settled(p_edition text, p_transcription integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_shape(e hoshitori.edition) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('id', e.edition_id, 'scheme', e.scheme, 'title', e.title,
    'published_on', e.published_on, 'closed_on', e.closed_on,
    'criteria_counts', edition_body(e.edition_id, e.transcription) -> 'criteria_counts', 'transcription', e.transcription,
    'transcriptions', (
      select jsonb_agg(jsonb_build_object('number', t.number, 'loaded_at', instant_text(t.loaded_at)) order by t.number)
      from edition_transcription t where t.edition_id = e.edition_id),
    'stars', (
      select coalesce(jsonb_agg(jsonb_build_object('star', s.star::int, 'obtainable_from', d.obtainable_from,
          'validity_months', d.validity_months, 'assessment_max_age_months', d.assessment_max_age_months)
        || case when d.note like 'デモ用の仮の日付%' then '{"invented": true}'::jsonb else '{}'::jsonb end order by s.star), '[]')
      from jsonb_array_elements(e.stars) s(star)
      left join lateral (
        select * from scheme_date x where x.scheme = e.scheme and x.star = s.star::int
        order by x.revision desc limit 1) d on true));
end $$;

ALTER FUNCTION hoshitori.edition_shape(e hoshitori.edition) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_star(e hoshitori.edition, p_star integer) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.edition_star(e hoshitori.edition, p_star integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_tells(p_supplier uuid, p_edition text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return exists (select from assessment a
    where a.org_id = p_supplier and a.edition_id = p_edition and a.submitted_at is not null and a.star >= 3);
end $$;

ALTER FUNCTION hoshitori.edition_tells(p_supplier uuid, p_edition text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.edition_unsettled() RETURNS TABLE(edition text, transcription integer, body json, unsettled text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select e.edition_id, e.transcription, edition_body(e.edition_id, e.transcription), e.unsettled
  from edition e where e.unsettled is not null order by e.edition_id
$$;

ALTER FUNCTION hoshitori.edition_unsettled() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.enter(p_org uuid, p_key bigint, p_hash bytea, p_rights integer, p_now timestamp with time zone, p_day date, p_request text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  k record;
begin
  select hash, rights, expires_at, idle_until, revoked_at, previous_hash, previous_until into k
  from api_key where org_id = p_org and key_id = p_key;
  if not found or k.revoked_at is not null
    or not hash_known(k.hash, p_hash)
      and (k.previous_until <= p_now or hash_known(k.previous_hash, p_hash) is not true) then
    perform refuse('unauthenticated');
  end if;
  if least(k.expires_at, k.idle_until) <= p_now then
    perform refuse(case when k.idle_until is null then 'key_expired' else 'session_ended' end);
  end if;
  if p_rights <> 0 and k.rights & p_rights = 0 then
    perform refuse(case when k.rights = 0 and k.idle_until is not null then 'second_factor_needed' else 'right_missing' end);
  end if;
  perform set_config('app.org_id', p_org::text, true), set_config('app.key_id', p_key::text, true),
          set_config('app.now', p_now::text, true), set_config('app.day', p_day::text, true),
          set_config('app.request_id', p_request, true);
  return k.rights;
end $$;

ALTER FUNCTION hoshitori.enter(p_org uuid, p_key bigint, p_hash bytea, p_rights integer, p_now timestamp with time zone, p_day date, p_request text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.enter_as(p_org uuid, p_now timestamp with time zone, p_day date, p_request text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform request_set(p_org, null, p_now, p_day, p_request);
end $$;

ALTER FUNCTION hoshitori.enter_as(p_org uuid, p_now timestamp with time zone, p_day date, p_request text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.enter_open(p_now timestamp with time zone, p_day date, p_request text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform request_set(null, null, p_now, p_day, p_request);
end $$;

ALTER FUNCTION hoshitori.enter_open(p_now timestamp with time zone, p_day date, p_request text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase(p_what jsonb, OUT counts jsonb, OUT erased text[]) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  key jsonb := case when p_what ? 'organisation' then '{"everybody": true}' else p_what -> 'person' end;
  relationship uuid := p_what ->> 'relationship';
  records int := 0;
  papers uuid[] := '{}';
  requests uuid[] := '{}';
  users uuid[] := '{}';
  files uuid[] := evidence_erase(evidence_of(p_what));
  objects text[] := '{}';
  rows int := 0;
  entries text[];
begin
  if p_what ? 'organisation' then
    -- After a restore to before it closed, too.
    perform closing_mark(true), closing_shut();
    update organisation set closed_on = coalesce(closed_on, request_day()), erase_on = null where org_id = current_org();
    update user_account set removed_at = coalesce(removed_at, request_now()) where org_id = current_org();
    update api_key set name = '', browser = null, address = null where org_id = current_org();
  end if;
  if not p_what ?| array['user', 'evidence'] then
    records := erase_records(key, relationship);
    rows := erase_import_rows(relationship);
    requests := erase_disclosure_texts(key, relationship);
    update relationship r set erase_on = null
    where r.org_id = current_org() and r.erase_on is not null
      and (p_what ? 'organisation' or r.relationship_id = (p_what ->> 'relationship')::uuid);
  end if;
  if key is not null then
    papers := erase_papers(key);
  end if;
  if relationship is null and not p_what ? 'evidence' then
    perform erase_mail_settings(coalesce(key, '{}'), (p_what ->> 'user')::uuid);
    users := erase_users(key, (p_what ->> 'user')::uuid);
  end if;
  perform erase_mails(coalesce(key, '{}'), relationship, users);
  objects := array['suppliers/' || relationship, 'buyers/' || relationship]
    || array(select 'disclosure-requests/' || q from unnest(requests) q) || array(select 'papers/' || p from unnest(papers) p)
    || array(select 'evidence/' || f from unnest(files) f)
    || array(select x || u from unnest(users || (p_what ->> 'user')::uuid) u, unnest(array['users/', '']) x);
  objects := array_remove(objects, null);
  erased := erase_values(key, objects);
  entries := erase_entries(key, objects);
  counts := jsonb_build_object('suppliers', records, 'papers', cardinality(papers), 'users', cardinality(users),
    'audit_values', cardinality(erased), 'audit_entries', cardinality(entries), 'answers', erase_answers(key, objects),
    'import_rows', rows, 'files', cardinality(files));
  erased := entries || erased;
end $$;

ALTER FUNCTION hoshitori.erase(p_what jsonb, OUT counts jsonb, OUT erased text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_answers(p_key jsonb, p_objects text[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  n int;
begin
  update idempotency i set body = null, sealed = null, etag = null
  where i.org_id = current_org() and i.status is not null and (i.body is not null or i.sealed is not null)
    and personal_members(i.operation) is not null
    and (i.sealed is not null or exists (select from unnest(p_objects) o where position(right(o, 36) in i.body) > 0)
      or p_key is not null and answer_tells(i.operation, i.body, p_key));
  get diagnostics n = row_count;
  update invitation i set sealed = null, request_hash = null from relationship r
  where r.supplier_id = current_org() and i.org_id = r.org_id and i.relationship_id = r.relationship_id and i.sealed is not null;
  return n;
end $$;

ALTER FUNCTION hoshitori.erase_answers(p_key jsonb, p_objects text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_disclosure_texts(p_key jsonb, p_relationship uuid) RETURNS uuid[]
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with asked as (
    update disclosure_request q set reason = null
    where q.org_id = current_org() and q.reason is not null and (p_key ? 'everybody' or q.relationship_id = p_relationship)
    returning q.request_id
  ), answered as (
    update disclosure_answer a set text = null
    where a.org_id = current_org() and a.text is not null and (p_key ? 'everybody' or a.relationship_id = p_relationship)
    returning a.request_id
  )
  select coalesce(array_agg(request_id), '{}') from (select request_id from asked union all select request_id from answered) t
$$;

ALTER FUNCTION hoshitori.erase_disclosure_texts(p_key jsonb, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_entries(p_key jsonb, p_objects text[]) RETURNS text[]
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with old as materialized (
    select a.seq, a.text::jsonb as entry from audit_head h join audit_event a on a.org_id = h.org_id and a.seq <= h.plain_through
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

ALTER FUNCTION hoshitori.erase_entries(p_key jsonb, p_objects text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_import_rows(p_relationship uuid) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with erased as (
    delete from import_row x using job j
    where x.org_id = current_org() and j.org_id = x.org_id and j.job_id = x.job_id and j.finished_at is not null
      and (p_relationship is null or x.relationship_id = p_relationship or x.relationship_id is null)
    returning 1
  )
  select count(*)::int from erased
$$;

ALTER FUNCTION hoshitori.erase_import_rows(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_mail_settings(p_key jsonb, p_user uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update mail_setting s set sender_name = null, sender_telephone = null, reply_to = null,
    sender_department = case when p_key ? 'everybody' then null else s.sender_department end,
    introduction = case when p_key ? 'everybody' then null else s.introduction end
  where s.org_id = current_org() and (is_person(p_key, s.reply_to, s.sender_name) or exists (
    select from user_account u where u.org_id = s.org_id and u.user_id = p_user
      and (lower(u.email) = lower(s.reply_to) or s.reply_to is null and u.name = s.sender_name)))
$$;

ALTER FUNCTION hoshitori.erase_mail_settings(p_key jsonb, p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_mails(p_key jsonb, p_relationship uuid, p_users uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update mail m set recipient = '', subject = null, detail = null, data = null, sealed = null, next_at = null,
    state = case when m.state = 'queued' then 'stopped' else m.state end, ended_at = coalesce(m.ended_at, request_now())
  where m.org_id = current_org() and m.recipient <> ''
    and (m.relationship_id = p_relationship or m.user_id = any(p_users) or is_person(p_key, m.recipient, m.data ->> 'name'))
$$;

ALTER FUNCTION hoshitori.erase_mails(p_key jsonb, p_relationship uuid, p_users uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_on_set(p_org uuid, p_relationship uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  months int := retention_of(p_org);
begin
  if p_relationship is null then
    update evidence e set erase_on = (e.withdrawn_on + make_interval(months => months))::date
    where e.org_id = p_org and e.withdrawn_on is not null and e.erased_at is null;
  end if;
  update relationship r set erase_on = (r.ended_on + make_interval(months => months))::date
  where r.org_id = p_org and r.state = 'ended' and (p_relationship is null or r.relationship_id = p_relationship)
    and (r.contacts <> '[]' or r.memo is not null or not exists (
      select from erasure e where e.org_id = r.org_id and e.relationship_id = r.relationship_id));
end $$;

ALTER FUNCTION hoshitori.erase_on_set(p_org uuid, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_papers(p_key jsonb) RETURNS uuid[]
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with erased as (
    update paper p set detail = p.detail - personal_members('paper_add')
    where p.org_id = current_org() and p.detail ? 'person' and is_person(p_key, p.detail)
    returning p.paper_id
  )
  select coalesce(array_agg(paper_id), '{}') from erased
$$;

ALTER FUNCTION hoshitori.erase_papers(p_key jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_records(p_key jsonb, p_relationship uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  memos boolean := p_relationship is not null or p_key ? 'everybody';
  ids uuid[] := array(
    select r.relationship_id from relationship r
    where r.org_id = current_org() and case when p_relationship is null and not p_key ? 'everybody'
      then exists (select from jsonb_array_elements(r.contacts) c where is_person(p_key, c))
      else r.relationship_id = coalesce(p_relationship, r.relationship_id) and (r.contacts <> '[]' or r.memo is not null) end
    order by r.relationship_id for no key update);
begin
  update relationship r set record_version = record_version + 1, changed_at = request_now(),
    memo = case when not memos then r.memo end,
    contacts = (select coalesce(jsonb_agg(c order by i), '[]') from jsonb_array_elements(r.contacts) with ordinality t(c, i)
      where p_relationship is null and not is_person(p_key, c))
  where r.org_id = current_org() and r.relationship_id = any(ids);
  update board b set memo = r.memo, record_version = r.record_version, changed_at = request_now()
  from relationship r
  where r.org_id = current_org() and r.relationship_id = any(ids) and b.org_id = r.org_id and b.relationship_id = r.relationship_id;
  update board_version v set memo = null
  where v.org_id = current_org() and memos and v.relationship_id = coalesce(p_relationship, v.relationship_id) and v.memo is not null;
  return cardinality(ids);
end $$;

ALTER FUNCTION hoshitori.erase_records(p_key jsonb, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_users(p_key jsonb, p_user uuid) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
  ids uuid[] := '{}';
begin
  for u in select * from user_account x
    where x.org_id = current_org() and x.email <> ''
      and case when p_user is null then x.removed_at is not null and is_person(p_key, x.email, x.name) else x.user_id = p_user end
    order by x.user_id for no key update
  loop
    update user_account set email = '', name = '', removed_at = coalesce(removed_at, request_now()), password = null, totp = null,
      totp_offer = null
    where org_id = u.org_id and user_id = u.user_id;
    perform user_links_end(array(select k.key_id from api_key k where k.org_id = u.org_id and k.user_id = u.user_id));
    update api_key set name = '', browser = null, address = null, revoked_at = coalesce(revoked_at, request_now())
    where org_id = u.org_id and user_id = u.user_id;
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
  end loop;
  return ids;
end $$;

ALTER FUNCTION hoshitori.erase_users(p_key jsonb, p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erase_values(p_key jsonb, p_objects text[]) RETURNS text[]
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with erased as (
    delete from audit_value v
    where v.org_id = current_org() and (v.object = any(p_objects) or p_key is not null and is_person(p_key, v.value::jsonb))
    returning v.seq, v.place
  )
  select coalesce(array_agg(seq || '.' || place order by seq, place), '{}') from erased
$$;

ALTER FUNCTION hoshitori.erase_values(p_key jsonb, p_objects text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erasure_add(p_erasure uuid, p_body jsonb, p_salt text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  dry_run boolean := coalesce((p_body ->> 'dry_run')::boolean, false);
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

ALTER FUNCTION hoshitori.erasure_add(p_erasure uuid, p_body jsonb, p_salt text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erasure_page(p_at timestamp with time zone, p_id uuid, p_rows integer) RETURNS TABLE(item jsonb, recorded_at timestamp with time zone, erasure_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.erasure_page(p_at timestamp with time zone, p_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erasure_record(p_cause text, p_erasure uuid, p_what jsonb, p_counts jsonb, p_erased text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.erasure_record(p_cause text, p_erasure uuid, p_what jsonb, p_counts jsonb, p_erased text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erasure_repeat(p_message jsonb, p_now timestamp with time zone, p_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.erasure_repeat(p_message jsonb, p_now timestamp with time zone, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.erasure_require(p_what jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.erasure_require(p_what jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.event_put(p_org uuid, p_relationship uuid, p_side text, p_kind text, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform events_put(array[p_org], array[p_relationship], array[p_side], p_kind, array[p_body]);
end $$;

ALTER FUNCTION hoshitori.event_put(p_org uuid, p_relationship uuid, p_side text, p_kind text, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.events_put(p_orgs uuid[], p_relationships uuid[], p_sides text[], p_kind text, p_bodies jsonb[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  while cardinality(p_orgs) > 0 loop
    with told as (
      insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
      select t.org_id, t.relationship_id, 1 + greatest(1000000000000, (
          select e.version from event e where e.org_id = t.org_id and e.relationship_id = t.relationship_id
          order by e.version desc limit 1)), request_day(), p_kind, t.side, t.body, request_now()
      from unnest(p_orgs, p_relationships, p_sides, p_bodies) t(org_id, relationship_id, side, body)
      on conflict do nothing returning org_id, relationship_id
    )
    select array_agg(t.org_id), array_agg(t.relationship_id), array_agg(t.side), array_agg(t.body)
    into p_orgs, p_relationships, p_sides, p_bodies
    from unnest(p_orgs, p_relationships, p_sides, p_bodies) t(org_id, relationship_id, side, body)
    where (t.org_id, t.relationship_id) not in (select x.org_id, x.relationship_id from told x);
  end loop;
end $$;

ALTER FUNCTION hoshitori.events_put(p_orgs uuid[], p_relationships uuid[], p_sides text[], p_kind text, p_bodies jsonb[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.events_waited_for(p_waiting jsonb) RETURNS TABLE(value integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select w.place from jsonb_to_recordset(p_waiting) w(place int, organisation uuid, after bigint)
    join event_head h on h.org_id = w.organisation and h.seq > w.after
$$;

ALTER FUNCTION hoshitori.events_waited_for(p_waiting jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.everybody_event_add(p_kind text, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform events_put(array_agg(o.org_id), array_agg(o.org_id), array_agg('organisation'::text), p_kind, array_agg(p_body))
  from (select * from organisation x where x.closed_on is null order by x.org_id) o;
end $$;

ALTER FUNCTION hoshitori.everybody_event_add(p_kind text, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_add(p_evidence uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  side text := coalesce(p_body ->> 'side', 'supplier');
  e evidence;
begin
  if not evidence_may(side, true) then
    perform refuse('right_missing');
  end if;
  perform quota_require('evidence');
  insert into evidence (org_id, evidence_id, side, name, note, links, key_id, recorded_at)
  values (current_org(), p_evidence, side, p_body ->> 'name', p_body ->> 'note', evidence_links(side, p_body -> 'links'),
    request_key(), request_now())
  returning * into e;
  return query select jsonb_build_object('outcome', 'created', 'object', 'evidence/' || e.evidence_id, 'body', evidence_shape(e)), null::json,
    jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail', jsonb_strip_nulls(
      jsonb_build_object('side', e.side, 'name', e.name, 'note', e.note, 'links', nullif(e.links, '[]'))));
end $$;

ALTER FUNCTION hoshitori.evidence_add(p_evidence uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_begin(p_evidence uuid, p_content uuid, p_size bigint, p_digest bytea, p_sealed_key bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence := evidence_find(p_evidence, true);
begin
  if evidence_state(e) = 'stored' and e.digest = p_digest then
    return false;
  elsif evidence_state(e) <> 'awaiting_content' then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  end if;
  perform quota_lock('evidence_mib');
  insert into evidence_content (org_id, content_id, evidence_id, size, digest, sealed_key, begun_at)
  values (e.org_id, p_content, e.evidence_id, p_size, p_digest, p_sealed_key, request_now());
  if evidence_room_used() > quota_most('evidence_mib') then
    perform refuse('evidence_room', null, jsonb_build_object('most', quota_most('evidence_mib')));
  end if;
  return true;
end $$;

ALTER FUNCTION hoshitori.evidence_begin(p_evidence uuid, p_content uuid, p_size bigint, p_digest bytea, p_sealed_key bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_delete(p_evidence uuid, p_erasure uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence := evidence_find(p_evidence, true);
  what jsonb := jsonb_build_object('evidence', p_evidence);
  done record;
begin
  if e.erased_at is null then
    select x.counts, x.erased into done from erase(what) x;
    perform erasure_record('asked', p_erasure, what, done.counts, done.erased);
  end if;
  return query select jsonb_build_object('outcome', case when e.erased_at is null then 'removed' else 'same' end, 'body',
    evidence_shape(evidence_find(p_evidence, true))), null::json, null::jsonb;
end $$;

ALTER FUNCTION hoshitori.evidence_delete(p_evidence uuid, p_erasure uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_drop(p_content uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  delete from evidence_content c where c.org_id = current_org() and c.content_id = p_content and c.stored_at is null;
  if found then
    delete from evidence_piece p where p.org_id = current_org() and p.content_id = p_content;
  end if;
end $$;

ALTER FUNCTION hoshitori.evidence_drop(p_content uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_erase(p_ids uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[];
begin
  ids := array(select e.evidence_id from evidence e
    where e.org_id = current_org() and e.evidence_id = any(p_ids) and e.erased_at is null order by e.evidence_id for no key update);
  -- First who is still sending: what it puts by meanwhile is seen by the next statement.
  perform from evidence_content c where c.org_id = current_org() and c.evidence_id = any(ids) for update;
  delete from evidence_piece p using evidence_content c
  where c.org_id = current_org() and c.evidence_id = any(ids) and p.org_id = c.org_id and p.content_id = c.content_id;
  delete from evidence_content c where c.org_id = current_org() and c.evidence_id = any(ids);
  update evidence e set content_id = null, name = null, note = null, erase_on = null, erased_at = request_now(),
    withdrawn_on = coalesce(e.withdrawn_on, request_day()), withdrawn_at = coalesce(e.withdrawn_at, request_now())
  where e.org_id = current_org() and e.evidence_id = any(ids);
  return ids;
end $$;

ALTER FUNCTION hoshitori.evidence_erase(p_ids uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_erase_due(p_erasure uuid, p_now timestamp with time zone, p_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence;
  what jsonb;
  done record;
begin
  select * into e from evidence x where x.erase_on <= p_day order by x.erase_on limit 1 for no key update skip locked;
  if not found then
    return false;
  end if;
  what := jsonb_build_object('evidence', e.evidence_id);
  perform request_set(e.org_id, null, p_now, p_day, 'worker');
  select x.counts, x.erased into done from erase(what) x;
  perform erasure_record('age', p_erasure, what, done.counts, done.erased);
  return true;
end $$;

ALTER FUNCTION hoshitori.evidence_erase_due(p_erasure uuid, p_now timestamp with time zone, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_find(p_evidence uuid, p_write boolean) RETURNS hoshitori.evidence
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence;
begin
  if p_write then
    select * into e from evidence x where x.org_id = current_org() and x.evidence_id = p_evidence for no key update;
  else
    select * into e from evidence x where x.org_id = current_org() and x.evidence_id = p_evidence;
  end if;
  if e.evidence_id is null or not evidence_may(e.side, p_write) then
    perform refuse('not_found');
  end if;
  return e;
end $$;

ALTER FUNCTION hoshitori.evidence_find(p_evidence uuid, p_write boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_get(p_evidence uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return evidence_shape(evidence_find(p_evidence, false));
end $$;

ALTER FUNCTION hoshitori.evidence_get(p_evidence uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_link_known(p_side text, p_link jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  kind text := p_link ->> 'kind';
  of_id text := p_link ->> 'id';
  criterion text := p_link ->> 'criterion';
  a assessment;
begin
  if (p_side = 'buyer') <> (kind in ('check', 'partner_check')) then
    return false;
  elsif kind = 'criterion' then
    return exists (select from edition e cross join json_array_elements(edition_body(e.edition_id, e.transcription) -> 'criteria') c
      where e.edition_id = of_id and c ->> 'id' = criterion);
  elsif of_id !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return false;
  elsif kind = 'assessment' then
    select * into a from assessment x where x.org_id = current_org() and x.assessment_id = of_id::uuid;
    return a.assessment_id is not null and (criterion is null
      or exists (select from json_array_elements(edition_body(a.edition_id, a.transcription) -> 'criteria') c where c ->> 'id' = criterion));
  elsif criterion is not null then
    return false;
  elsif kind = 'declaration' then
    return exists (select from declaration d where d.org_id = current_org() and d.declaration_id = of_id::uuid and d.relationship_id is null);
  elsif kind = 'paper' then
    return exists (select from paper p where p.org_id = current_org() and p.paper_id = of_id::uuid);
  elsif kind = 'partner_check' then
    return exists (select from partner_check c where c.org_id = current_org() and c.partner_check_id = of_id::uuid);
  end if;
  return exists (select from declaration_check c where c.org_id = current_org() and c.check_id = of_id::uuid);
end $_$;

ALTER FUNCTION hoshitori.evidence_link_known(p_side text, p_link jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_links(p_side text, p_links jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  l record;
  links jsonb := '[]';
  link jsonb;
begin
  for l in select x.link, x.n - 1 as place from jsonb_array_elements(coalesce(p_links, '[]')) with ordinality x(link, n) loop
    if not evidence_link_known(p_side, l.link) then
      perform refuse('unknown_link', 'links.' || l.place || '.id');
    end if;
    link := jsonb_build_object('kind', l.link -> 'kind', 'id', l.link -> 'id', 'criterion', l.link -> 'criterion');
    if not links @> jsonb_build_array(link) then
      links := links || link;
    end if;
  end loop;
  return links;
end $$;

ALTER FUNCTION hoshitori.evidence_links(p_side text, p_links jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_list_page(p_side text, p_linked_to text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  sides text[] := array(select s from unnest(array['supplier', 'buyer']) s where evidence_may(s, false) and s = coalesce(p_side, s));
begin
  if sides = '{}' then
    perform refuse('right_missing');
  end if;
  return query
    select evidence_shape(e), instant_text(e.recorded_at), e.evidence_id from evidence e
    where e.org_id = current_org() and e.side = any(sides)
      and (p_linked_to is null or e.links @> jsonb_build_array(jsonb_build_object('id', p_linked_to)))
      and (e.recorded_at, e.evidence_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by e.recorded_at desc, e.evidence_id desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.evidence_list_page(p_side text, p_linked_to text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_may(p_side text, p_write boolean) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return request_key() is null
    or request_rights() & (case p_side when 'buyer' then 1 else 4 end << p_write::int) <> 0;
end $$;

ALTER FUNCTION hoshitori.evidence_may(p_side text, p_write boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_of(p_what jsonb) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return array(
    select e.evidence_id from evidence e
    where e.org_id = current_org() and e.erased_at is null
      and (p_what ? 'organisation' or e.evidence_id = (p_what ->> 'evidence')::uuid
        or p_what ? 'relationship' and e.side = 'buyer' and e.links <> '[]' and not exists (
          select from jsonb_array_elements(e.links) l
          where (p_what ->> 'relationship')::uuid is distinct from case l ->> 'kind'
            when 'check' then (select c.relationship_id from declaration_check c where c.org_id = e.org_id and c.check_id = (l ->> 'id')::uuid)
            else (select c.relationship_id from partner_check c where c.org_id = e.org_id and c.partner_check_id = (l ->> 'id')::uuid) end)));
end $$;

ALTER FUNCTION hoshitori.evidence_of(p_what jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_open(p_evidence uuid) RETURNS TABLE(evidence uuid, content uuid, sealed_key bytea, size bigint, media_type text, name text, digest bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence := evidence_find(p_evidence, false);
begin
  if e.content_id is null then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  end if;
  return query select e.evidence_id, c.content_id, c.sealed_key, e.size, e.media_type, e.name, e.digest
    from evidence_content c where c.org_id = e.org_id and c.content_id = e.content_id;
end $$;

ALTER FUNCTION hoshitori.evidence_open(p_evidence uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_piece_add(p_content uuid, p_place integer, p_sealed bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform from evidence_content c where c.org_id = current_org() and c.content_id = p_content and c.stored_at is null for key share;
  if not found then
    perform refuse('not_found');
  end if;
  insert into evidence_piece (org_id, content_id, place, sealed) values (current_org(), p_content, p_place, p_sealed)
  on conflict (org_id, content_id, place) do nothing;
end $$;

ALTER FUNCTION hoshitori.evidence_piece_add(p_content uuid, p_place integer, p_sealed bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_piece_of(p_evidence uuid, p_place integer) RETURNS bytea
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence := evidence_find(p_evidence, false);
begin
  if e.content_id is null then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  end if;
  return (select p.sealed from evidence_piece p where p.org_id = e.org_id and p.content_id = e.content_id and p.place = p_place);
end $$;

ALTER FUNCTION hoshitori.evidence_piece_of(p_evidence uuid, p_place integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_purge(p_now timestamp with time zone, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  orgs uuid[];
  ids uuid[];
begin
  select array_agg(c.org_id), array_agg(c.content_id) into orgs, ids from (
    select x.org_id, x.content_id from evidence_content x
    where x.stored_at is null and x.begun_at < p_now - interval '30 minutes'
    order by x.begun_at limit least(p_limit, 8) for update skip locked) c;
  delete from evidence_piece p using unnest(orgs, ids) c(org, id) where p.org_id = c.org and p.content_id = c.id;
  delete from evidence_content x using unnest(orgs, ids) c(org, id) where x.org_id = c.org and x.content_id = c.id;
  return coalesce(cardinality(ids), 0);
end $$;

ALTER FUNCTION hoshitori.evidence_purge(p_now timestamp with time zone, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_put(p_evidence uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  before evidence := evidence_find(p_evidence, true);
  e evidence;
  changes jsonb;
begin
  if evidence_state(before) in ('withdrawn', 'erased') then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(before)));
  end if;
  update evidence x set name = p_body ->> 'name', note = p_body ->> 'note', links = evidence_links(x.side, p_body -> 'links')
  where x.org_id = before.org_id and x.evidence_id = before.evidence_id
  returning * into e;
  changes := (select coalesce(jsonb_object_agg(c.member, jsonb_build_object('from', c.old, 'to', c.new)), '{}')
    from (values ('name', to_jsonb(before.name), to_jsonb(e.name)), ('note', to_jsonb(before.note), to_jsonb(e.note)),
      ('links', before.links, e.links)) c(member, old, new)
    where c.old is distinct from c.new);
  return query select jsonb_build_object('outcome', case changes when '{}' then 'same' else 'changed' end, 'body', evidence_shape(e)),
    null::json, case when changes <> '{}' then jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail', changes) end;
end $$;

ALTER FUNCTION hoshitori.evidence_put(p_evidence uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_refuse(p_evidence uuid, p_content uuid, p_signature text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence := evidence_find(p_evidence, true);
begin
  perform evidence_drop(p_content);
  return query select jsonb_build_object('outcome', 'removed'), null::json,
    jsonb_build_object('action', 'evidence refused', 'object', 'evidence/' || e.evidence_id, 'detail',
      jsonb_build_object('signature', p_signature));
end $$;

ALTER FUNCTION hoshitori.evidence_refuse(p_evidence uuid, p_content uuid, p_signature text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_room_used() RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select ceil(coalesce(sum(c.size), 0) / 1048576) from evidence_content c where c.org_id = current_org());
end $$;

ALTER FUNCTION hoshitori.evidence_room_used() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_shape(e hoshitori.evidence) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('evidence', e.evidence_id, 'side', e.side, 'state', evidence_state(e), 'name', e.name, 'note', e.note,
    'links', e.links, 'media_type', e.media_type, 'size', e.size, 'digest', encode(e.digest, 'hex'),
    'stored_at', instant_text(e.stored_at), 'withdrawn_on', e.withdrawn_on, 'erase_on', e.erase_on,
    'recorded_at', instant_text(e.recorded_at));
end $$;

ALTER FUNCTION hoshitori.evidence_shape(e hoshitori.evidence) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_state(e hoshitori.evidence) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case when e.erased_at is not null then 'erased' when e.withdrawn_at is not null then 'withdrawn'
    when e.content_id is null then 'awaiting_content' else 'stored' end
$$;

ALTER FUNCTION hoshitori.evidence_state(e hoshitori.evidence) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_store(p_evidence uuid, p_content uuid, p_media_type text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence := evidence_find(p_evidence, true);
  c evidence_content;
begin
  select * into c from evidence_content x where x.org_id = current_org() and x.content_id = p_content and x.evidence_id = e.evidence_id
    for update;
  if p_content is not null and c.content_id is null then
    perform refuse('not_found');
  elsif evidence_state(e) = 'stored' and (p_content is null or e.digest = c.digest) then
    perform evidence_drop(p_content);
    return query select jsonb_build_object('outcome', 'same', 'body', evidence_shape(e)), null::json, null::jsonb;
    return;
  elsif evidence_state(e) <> 'awaiting_content' or p_content is null then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  elsif (select count(*) from evidence_piece p where p.org_id = c.org_id and p.content_id = c.content_id) <> (c.size + 262143) / 262144 then
    raise exception 'pieces of % are missing', c.content_id;
  end if;
  update evidence_content x set stored_at = request_now() where x.org_id = c.org_id and x.content_id = c.content_id;
  update evidence x set content_id = c.content_id, media_type = p_media_type, size = c.size, digest = c.digest, stored_at = request_now()
  where x.org_id = e.org_id and x.evidence_id = e.evidence_id
  returning * into e;
  return query select jsonb_build_object('outcome', 'changed', 'body', evidence_shape(e)), null::json,
    jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail',
      jsonb_build_object('media_type', e.media_type, 'size', e.size, 'digest', encode(e.digest, 'hex')));
end $$;

ALTER FUNCTION hoshitori.evidence_store(p_evidence uuid, p_content uuid, p_media_type text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.evidence_withdraw(p_evidence uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  e evidence;
begin
  perform buyer_head_share(); -- who changes the period comes before or behind, never between
  e := evidence_find(p_evidence, true);
  if e.withdrawn_at is not null or e.erased_at is not null then
    perform refuse('already_withdrawn');
  end if;
  update evidence x set withdrawn_on = request_day(), withdrawn_at = request_now(),
    erase_on = (request_day() + make_interval(months => retention_of(x.org_id)))::date
  where x.org_id = e.org_id and x.evidence_id = e.evidence_id
  returning * into e;
  return query select jsonb_build_object('outcome', 'ended', 'body', evidence_shape(e)), null::json,
    jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail', jsonb_build_object('withdrawn_on', e.withdrawn_on));
end $$;

ALTER FUNCTION hoshitori.evidence_withdraw(p_evidence uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.factor_remove(u hoshitori.user_account) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  delete from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id;
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id;
  update user_account x set totp = null, totp_step = 0, totp_offer = null where x.org_id = u.org_id and x.user_id = u.user_id;
  perform sessions_revoke(u.user_id);
end $$;

ALTER FUNCTION hoshitori.factor_remove(u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.factor_subject(p_user uuid, p_device bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$ select throttle_subject('factor', p_user || ' ' || coalesce(p_device::text, '')) $$;

ALTER FUNCTION hoshitori.factor_subject(p_user uuid, p_device bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.factor_use(u hoshitori.user_account, p_step bigint, p_recovery text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if u.totp is null then
    return true;
  elsif p_step > u.totp_step then
    update user_account x set totp_step = p_step where x.org_id = u.org_id and x.user_id = u.user_id;
    return true;
  end if;
  update recovery_code c set used_at = request_now()
  where c.org_id = u.org_id and c.user_id = u.user_id and c.hash = recovery_hash(u.user_id, p_recovery) and c.used_at is null;
  return found;
end $$;

ALTER FUNCTION hoshitori.factor_use(u hoshitori.user_account, p_step bigint, p_recovery text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.facts_known(p_relationship hoshitori.relationship, p_known_at timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_known(p_relationship, p_known_at);
  until timestamptz := least(r.flows_until, p_known_at);
  day date := least((p_known_at at time zone 'Asia/Tokyo')::date, request_day());
begin
  return (
    select (select row_to_json(f) from (select q.*, s.*, d.*, scheme.obtainable_from, scheme.assessment_max_age_months,
      scheme.editions, scheme.superseded_editions) f)
    from (select * from scheme_steps(p_known_at) x where x.from_day <= day order by x.from_day desc limit 1) scheme
      cross join demand_facts(r, p_known_at) q
      cross join supplier_facts(r.supplier_id, r.relationship_id, until) s
      cross join declaration_facts(r.supplier_id, r.org_id, r.relationship_id, until, p_known_at) d);
end $$;

ALTER FUNCTION hoshitori.facts_known(p_relationship hoshitori.relationship, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.facts_locked(p_buyers uuid[], p_relationships uuid[]) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform from relationship r join unnest(p_buyers, p_relationships) t(buyer, id) on r.org_id = t.buyer and r.relationship_id = t.id
  order by r.relationship_id for no key update of r;
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r join unnest(p_buyers, p_relationships) t(buyer, id) on r.org_id = t.buyer and r.relationship_id = t.id)
  order by h.org_id for share;
  return facts_of(p_buyers, p_relationships);
end $$;

ALTER FUNCTION hoshitori.facts_locked(p_buyers uuid[], p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.facts_of(p_buyers uuid[], p_relationships uuid[]) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  return (
    select coalesce(json_agg(json_build_object('buyer', r.org_id, 'relationship', r.relationship_id,
      'facts', (select row_to_json(f) from (select q.*, s.*, d.*, scheme.*) f)) order by r.relationship_id), '[]')
    from scheme_facts() scheme cross join unnest(p_buyers, p_relationships) t(buyer, relationship)
      join relationship r on r.org_id = t.buyer and r.relationship_id = t.relationship
      cross join lateral demand_facts(r, 'infinity') q
      cross join lateral supplier_facts(r.supplier_id, r.relationship_id, coalesce(r.flows_until, 'infinity')) s
      cross join lateral declaration_facts(r.supplier_id, r.org_id, r.relationship_id, coalesce(r.flows_until, 'infinity'), 'infinity') d);
end $$;

ALTER FUNCTION hoshitori.facts_of(p_buyers uuid[], p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.facts_or_later(p_buyers uuid[], p_relationships uuid[]) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if cardinality(p_relationships) <= 300 then
    return facts_of(p_buyers, p_relationships);
  end if;
  perform undecided_add(p_buyers, p_relationships);
  return json_build_object('later', cardinality(p_relationships));
end $$;

ALTER FUNCTION hoshitori.facts_or_later(p_buyers uuid[], p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.facts_seen(r hoshitori.relationship, p_side text, p_known_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  buyer boolean := p_side = 'buyer';
begin
  return jsonb_build_object(
    'revisions', (
      select coalesce(jsonb_object_agg(q.revision, jsonb_build_object('revision', q.revision, 'kind', q.kind,
        'decided_by', q.decided_by, 'rule', case when buyer then q.rule end, 'required_star', q.required_star,
        'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher, 'effective_from', q.effective_from,
        'due_on', q.due_on, 'recorded_at', instant_text(q.recorded_at))), '{}')
      from requirement_revision q where q.org_id = r.org_id and q.relationship_id = r.relationship_id),
    'declarations', (
      select coalesce(jsonb_object_agg(d.declaration_id, jsonb_build_object('declaration', d.declaration_id,
        'recorded_by', case when d.relationship_id is null then 'supplier' else 'buyer' end, 'scheme', d.scheme, 'star', d.star,
        'id', d.number, 'declared_on', d.declared_on, 'valid_from', d.valid_from, 'valid_until', d.valid_until, 'scope', d.scope,
        'stopped_on', declaration_end_on(d.org_id, d.declaration_id, 'stopped', least(r.flows_until, p_known_at)),
        'revoked_on', declaration_end_on(d.org_id, d.declaration_id, 'revoked', least(r.flows_until, p_known_at)),
        'recorded_at', instant_text(d.recorded_at))), '{}')
      from declaration d
      where d.org_id = r.supplier_id and d.relationship_id is null or d.org_id = r.org_id and d.relationship_id = r.relationship_id),
    'checks', (
      select coalesce(jsonb_object_agg(c.check_id, jsonb_build_object('check', case when buyer then c.check_id end,
        'checked_on', c.checked_on, 'method', case when buyer then c.method end, 'result', c.result,
        'recorded_at', instant_text(c.recorded_at))), '{}')
      from declaration_check c where c.org_id = r.org_id and c.relationship_id = r.relationship_id),
    'scope_decisions', (
      select coalesce(jsonb_object_agg(s.scope_decision_id, jsonb_build_object(
        'scope_decision', case when buyer then s.scope_decision_id end,
        'decision', case when s.covers then 'covers' else 'does_not_cover' end, 'decided_on', s.decided_on,
        'recorded_at', instant_text(s.recorded_at))), '{}')
      from scope_decision s where s.org_id = r.org_id and s.relationship_id = r.relationship_id),
    'assessments', (
      select coalesce(jsonb_object_agg(a.assessment_id, jsonb_build_object('edition', a.edition_id, 'transcription', a.transcription,
          'star', a.star, 'assessment', case when not buyer then a.assessment_id end,
          'assessed_on', case when not buyer then a.assessed_on end,
          'submitted_at', case when not buyer then instant_text(a.submitted_at) end)), '{}')
      from assessment a
      where a.org_id = r.supplier_id and a.submitted_at is not null),
    'papers', (
      select coalesce(jsonb_object_agg(p.paper_id, jsonb_build_object('kind', p.kind, 'paper', case when not buyer then p.paper_id end,
        'day', case when not buyer then p.on_day end, 'recorded_at', case when not buyer then instant_text(p.recorded_at) end)), '{}')
      from paper p where p.org_id = r.supplier_id));
end $$;

ALTER FUNCTION hoshitori.facts_seen(r hoshitori.relationship, p_side text, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.fold(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select translate(
    regexp_replace(
      translate(lower(normalize(hoshitori.fold_conversion(p_text), NFKC)),
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ髙﨑邊邉濵濱齋齊斎澤廣國嶋嶌槗櫻瀨德',
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ高崎辺辺浜浜斉斉斉沢広国島島橋桜瀬徳'),
      '株式会社|有限会社|合同会社|合資会社|合名会社|\((株|有|同|資|名)\)|かぶしきがいしゃ|ゆうげんがいしゃ', '', 'g'),
    ' 　・･ー‐-―−－~〜.,、。''’&/()[]「」『』"', '')
$$;

ALTER FUNCTION hoshitori.fold(p_text text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.fold_conversion(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  select regexp_replace(regexp_replace(
    translate(normalize(p_text, NFC), E'\u301c\u2212\u2014\u2016\u00a2\u00a3\u00a6\u00ac\u00b7\u00a5\uffe5\u203e\uffe3\r',
      E'\uff5e\uff0d\u2015\u2225\uffe0\uffe1\uffe4\uffe2\u30fb\\\\~~'),
    E'[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]', '', 'g'),
    E'^[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+|[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+$', '', 'g')
$_$;

ALTER FUNCTION hoshitori.fold_conversion(p_text text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.fold_label(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select lower(normalize(hoshitori.fold_conversion(p_text), NFKC)) $$;

ALTER FUNCTION hoshitori.fold_label(p_text text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.fold_labels(p_category text, p_tags text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select array_remove('category:' || hoshitori.fold_label(p_category)
    || array(select 'tag:' || hoshitori.fold_label(t) from unnest(p_tags) t), null)
$$;

ALTER FUNCTION hoshitori.fold_labels(p_category text, p_tags text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.has_joined(r hoshitori.relationship) RETURNS TABLE(joined boolean)
    LANGUAGE sql STABLE
    AS $$
  select exists (select from hoshitori.relationship j where j.org_id = r.org_id and j.joined_into = r.relationship_id)
$$;

ALTER FUNCTION hoshitori.has_joined(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.has_label(r hoshitori.relationship, p_selector text, p_label text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  select case p_selector when 'category' then hoshitori.fold_label(r.category) = p_label
    else 'tag:' || p_label = any(hoshitori.fold_labels(null, r.tags)) end
$$;

ALTER FUNCTION hoshitori.has_label(r hoshitori.relationship, p_selector text, p_label text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.has_said(r hoshitori.relationship) RETURNS TABLE(said boolean)
    LANGUAGE sql STABLE
    AS $$
  select exists (select from hoshitori.declaration_check c where c.org_id = r.org_id and c.relationship_id = r.relationship_id)
    or exists (select from hoshitori.scope_decision s where s.org_id = r.org_id and s.relationship_id = r.relationship_id)
    or exists (select from hoshitori.declaration d where d.org_id = r.org_id and d.relationship_id = r.relationship_id)
$$;

ALTER FUNCTION hoshitori.has_said(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.hash_known(p_stored bytea, p_shown bytea) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$ select position(p_stored in p_shown) > 0 $$;

ALTER FUNCTION hoshitori.hash_known(p_stored bytea, p_shown bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.hash_renewed(p_stored bytea, p_shown bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$
  select case when position(p_stored in p_shown) > 0 and get_byte(p_stored, 0) < get_byte(p_shown, 0)
    then substr(p_shown, 1, 33) else p_stored end
$$;

ALTER FUNCTION hoshitori.hash_renewed(p_stored bytea, p_shown bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.idempotency_answer(p_key text) RETURNS TABLE(status smallint, etag text, location text, body text, sealed bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select i.status, i.etag, i.location, i.body, i.sealed
    from idempotency i where i.org_id = current_org() and i.owner = (select request_owner()) and i.key = p_key
      and i.rights & ~request_rights() = 0;
end $$;

ALTER FUNCTION hoshitori.idempotency_answer(p_key text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.idempotency_begin(p_key text, p_operation text, p_hashes text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  stored record;
begin
  insert into idempotency (org_id, owner, key, operation, request_hash, rights, recorded_at)
  values (current_org(), request_owner(), p_key, p_operation, p_hashes[1], request_rights(), request_now())
  on conflict (org_id, owner, key) do nothing;
  if found then
    -- Asked of 0.1.0 by nobody knows whom (migration 0012).
    if exists (select from idempotency where org_id = current_org() and owner = '' and key = p_key) then
      perform refuse('idempotency_key_in_use');
    end if;
    return;
  end if;
  select operation, request_hash, rights, status is not null and body is null and sealed is null as erased into stored
  from idempotency
  where org_id = current_org() and owner = (select request_owner()) and key = p_key;
  if stored.operation is distinct from p_operation or not stored.request_hash = any(p_hashes) then
    perform refuse('idempotency_key_reused', 'idempotency_key');
  elsif stored.rights & ~request_rights() <> 0 then
    perform refuse('right_missing', 'idempotency_key');
  elsif stored.erased then
    perform refuse('answer_erased', 'idempotency_key');
  end if;
  perform refuse('idempotency_replay');
end $$;

ALTER FUNCTION hoshitori.idempotency_begin(p_key text, p_operation text, p_hashes text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.idempotency_store(p_key text, p_status smallint, p_etag text, p_location text, p_body text, p_sealed bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update idempotency set status = p_status, etag = p_etag, location = p_location, body = p_body, sealed = p_sealed
  where org_id = current_org() and owner = (select request_owner()) and key = p_key and status is null;
end $$;

ALTER FUNCTION hoshitori.idempotency_store(p_key text, p_status smallint, p_etag text, p_location text, p_body text, p_sealed bytea) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.import_row (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    place integer NOT NULL,
    line integer,
    relationship_id uuid,
    same text,
    outcome text NOT NULL,
    content jsonb,
    faults jsonb DEFAULT '[]'::jsonb NOT NULL,
    notes jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT import_row_outcome_check CHECK ((outcome = ANY (ARRAY['added'::text, 'changed'::text, 'unchanged'::text, 'refused'::text, 'conflict'::text, 'ended'::text, 'waiting'::text])))
)
WITH (fillfactor='70');

ALTER TABLE ONLY hoshitori.import_row FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.import_row OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.import_add(p_rows hoshitori.import_row[], p_source text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  asked uuid[];
begin
  insert into relationship (org_id, relationship_id, state, invited_on, invitation_expires_on, name, reading, corporate_number,
    code, category, tags, contacts, memo, owner, source, key_id, recorded_at, changed_at)
  select current_org(), x.relationship_id, 'invited', request_day(), invitation_last_day(), e ->> 'name', e ->> 'reading',
    e ->> 'corporate_number', e ->> 'code', e ->> 'category', json_texts(e -> 'tags'), e -> 'contacts', e ->> 'memo',
    owner_of(null, e ->> 'owner'), p_source, request_key(), request_now(), request_now()
  from unnest(p_rows) x cross join lateral (select import_record('{}', x.content -> 'record') as e offset 0) t
  order by x.relationship_id;
  insert into relationship_event (org_id, relationship_id, seq, kind, on_day, key_id, recorded_at)
  select current_org(), x.relationship_id, 1, 'invited', request_day(), request_key(), request_now() from unnest(p_rows) x;
  with added as (
    insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, required_star, required_assurance,
      accept_higher, effective_from, due_on, notice_on, reason, content_hash, source, key_id, recorded_at)
    select current_org(), x.relationship_id, 1, case when d ->> 'required_star' is null then 'exempt' else 'set' end, 'explicit',
      (d ->> 'required_star')::smallint, d ->> 'required_assurance', (d ->> 'accept_higher')::boolean,
      (d ->> 'effective_from')::date, (d ->> 'due_on')::date, (d ->> 'notice_on')::date, d ->> 'reason',
      sha256(convert_to(d::text, 'UTF8')), p_source, request_key(), request_now()
    from unnest(p_rows) x cross join lateral (select import_demand('{}', x.content -> 'demand', request_day()) as d offset 0) t
    where x.content ? 'demand'
    returning relationship_id
  )
  select coalesce(array_agg(a.relationship_id), '{}') into asked from added a;
  perform rule_told(asked, array_fill(1, array[cardinality(asked)]));
  insert into declaration (org_id, declaration_id, relationship_id, scheme, star, number, declared_on, valid_from, valid_until,
    validity_assumed, scope, scope_text, source, key_id, recorded_at)
  select current_org(), (x.content ->> 'new_declaration')::uuid, x.relationship_id, scheme_of((d ->> 'star')::int),
    (d ->> 'star')::smallint, d ->> 'id', (d ->> 'declared_on')::date, (d ->> 'valid_from')::date, (d ->> 'valid_until')::date,
    (d ->> 'validity_assumed')::boolean, d ->> 'scope', d ->> 'scope_text', p_source, request_key(), request_now()
  from unnest(p_rows) x cross join lateral (select import_declaration(null, x.content -> 'declaration') as d offset 0) t
  where x.content ? 'declaration';
end $$;

ALTER FUNCTION hoshitori.import_add(p_rows hoshitori.import_row[], p_source text) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.import (
    org_id uuid NOT NULL,
    job_id uuid NOT NULL,
    source text NOT NULL,
    mode text NOT NULL,
    absent text NOT NULL,
    dry_run boolean NOT NULL,
    total integer,
    recorded_at timestamp with time zone NOT NULL,
    change jsonb,
    CONSTRAINT import_absent_check CHECK ((absent = ANY (ARRAY['keep'::text, 'end'::text]))),
    CONSTRAINT import_mode_check CHECK ((mode = ANY (ARRAY['atomic'::text, 'per_row'::text])))
);

ALTER TABLE ONLY hoshitori.import FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.import OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.import_add_absent(i hoshitori.import) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if i.absent = 'keep' or exists (select from import_row x where x.org_id = i.org_id and x.job_id = i.job_id
      and x.outcome = 'refused') then
    return;
  end if;
  insert into import_row (org_id, job_id, place, relationship_id, outcome, content)
  select i.org_id, i.job_id, i.total + row_number() over (order by r.relationship_id), r.relationship_id, 'ended', '{}'
  from relationship r
  where r.org_id = i.org_id and r.source = i.source and r.source <> 'manual' and r.state <> 'ended'
    and r.relationship_id not in (select x.relationship_id from import_row x
      where x.org_id = i.org_id and x.job_id = i.job_id and x.relationship_id is not null);
end $$;

ALTER FUNCTION hoshitori.import_add_absent(i hoshitori.import) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_answer(p_job uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('job', j.job_id, 'state', j.state, 'source', i.source, 'mode', i.mode, 'absent', i.absent,
      'dry_run', i.dry_run, 'applied', j.detail -> 'applied', 'ignored', coalesce(j.detail -> 'ignored', '[]'), 'rows', i.total, 'counts', import_counts(p_job), 'problems', (
        select coalesce(jsonb_agg(import_row_shape(x) order by x.place), '[]') from (
          select * from import_row y where y.org_id = j.org_id and y.job_id = p_job and y.outcome in ('refused', 'conflict')
          order by y.place limit 100) x), 'notes', (
        select coalesce(jsonb_agg(import_row_shape(x) order by x.place), '[]') from (
          select * from import_row y where y.org_id = j.org_id and y.job_id = p_job and y.outcome in ('added', 'changed') and y.notes <> '[]'
          order by y.place limit 100) x))
    from import i join job j on j.org_id = i.org_id and j.job_id = i.job_id
    where i.org_id = current_org() and i.job_id = p_job);
end $$;

ALTER FUNCTION hoshitori.import_answer(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_asks(r hoshitori.relationship, p_before jsonb, p_after jsonb, p_row jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.import_asks(r hoshitori.relationship, p_before jsonb, p_after jsonb, p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_begin(p_job uuid, p_total integer, p_digest text, p_ignore text, p_ignored jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  i import;
  todo int;
  idle boolean;
  detail jsonb;
begin
  update import x set total = p_total where x.org_id = current_org() and x.job_id = p_job and x.total is null returning * into strict i;
  perform import_refuse_repeated(p_job);
  perform import_refuse_beyond_quota(p_job);
  perform import_add_absent(i), import_note_alike(p_job), import_note_labels(p_job);
  select count(*) into todo from import_row x where x.org_id = i.org_id and x.job_id = p_job and x.content is not null;
  idle := i.dry_run or todo = 0 or (i.mode = 'atomic' and exists (select from import_row x
    where x.org_id = i.org_id and x.job_id = p_job and x.outcome in ('refused', 'conflict')));
  if idle then
    update import_row x set content = null where x.org_id = i.org_id and x.job_id = p_job and x.content is not null;
  end if;
  detail := jsonb_build_object('source', i.source, 'mode', i.mode, 'absent', i.absent, 'dry_run', i.dry_run,
    'rows', p_total, 'applied', not idle, 'digest', p_digest, 'counts', import_counts(p_job), 'ignore', p_ignore, 'ignored', p_ignored);
  perform job_add(p_job, 'import', case when idle then p_total else todo end, detail);
  if idle then
    perform import_end(p_job);
  end if;
  return query select jsonb_build_object('outcome', case when idle then 'same' when todo > 2000 then 'queued' else 'changed' end,
      'object', 'jobs/' || p_job, 'body', import_answer(p_job),
      'demands', case when not idle and todo <= 2000 then import_next(p_job) end),
    null::json, jsonb_build_object('object', 'jobs/' || p_job, 'detail', detail);
end $$;

ALTER FUNCTION hoshitori.import_begin(p_job uuid, p_total integer, p_digest text, p_ignore text, p_ignored jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_change(r hoshitori.relationship, p_row jsonb, p_source text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  before jsonb := supplier_entered(r);
  after jsonb := import_wanted(r, before, p_row);
begin
  if after <> before then
    perform supplier_store(r, after, p_source);
  end if;
  if p_row ? 'demand' then
    perform import_change_demand(r, p_row -> 'demand', p_source);
  end if;
  if p_row ? 'declaration' then
    perform import_change_declaration(r, p_row -> 'declaration', (p_row ->> 'new_declaration')::uuid, p_source);
  end if;
end $$;

ALTER FUNCTION hoshitori.import_change(r hoshitori.relationship, p_row jsonb, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_change_declaration(r hoshitori.relationship, p_row jsonb, p_id uuid, p_source text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  d declaration := import_declaration_stored(r.org_id, r.relationship_id, p_row);
  wanted jsonb := import_declaration(d, p_row);
begin
  if d.declaration_id is null or recorded_stored(d) <> wanted then
    perform recorded_replace(r, d.declaration_id, p_id, wanted, p_source);
  end if;
end $$;

ALTER FUNCTION hoshitori.import_change_declaration(r hoshitori.relationship, p_row jsonb, p_id uuid, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_change_demand(r hoshitori.relationship, p_row jsonb, p_source text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  next_q requirement_revision := demand_upcoming(r.org_id, r.relationship_id, request_day());
  stored jsonb := import_demand_stored(demand_in_force(r.org_id, r.relationship_id, request_day()));
  wanted jsonb := import_demand(stored, p_row, request_day());
  newest int;
begin
  if wanted = stored or (next_q.revision is not null and import_demand(import_demand_stored(next_q), p_row, request_day())
      = import_demand_stored(next_q)) then
    return;
  end if;
  if (wanted ->> 'effective_from')::date > request_day() then
    perform upcoming_supersede(r);
  end if;
  newest := coalesce(requirement_newest(r.relationship_id), 0) + 1;
  perform revision_add(r, newest, case when wanted ->> 'required_star' is null then 'exempt' else 'set' end, wanted, p_source);
  perform requirement_told(r, newest);
end $$;

ALTER FUNCTION hoshitori.import_change_demand(r hoshitori.relationship, p_row jsonb, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_chunk(j hoshitori.job, p_refused jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  i import;
  planned import_row[];
  touched uuid[];
  r relationship;
  x import_row;
  done jsonb := '{}'; -- of a change: what the audit log will tell
begin
  select * into strict i from import s where s.org_id = j.org_id and s.job_id = j.job_id;
  perform import_refuse(j.job_id, p_refused);
  planned := import_waiting(j);
  if cardinality(planned) = 0 then
    update job s set detail = s.detail || jsonb_build_object('counts', import_counts(j.job_id))
    where s.org_id = j.org_id and s.job_id = j.job_id;
    return null;
  end if;
  if i.dry_run then
    perform job_advance(j.job_id, cardinality(planned), 0, (select max(s.place)::text from unnest(planned) s));
    return '[]';
  end if;
  planned := import_refuse_surplus(planned);
  perform import_add(array(select s from unnest(planned) s where s.outcome = 'added'), i.source);
  foreach x in array planned loop
    continue when x.outcome not in ('changed', 'ended');
    select * into r from relationship s where s.org_id = j.org_id and s.relationship_id = x.relationship_id;
    if i.change is not null then
      done := done || jsonb_build_object(x.place::text, supplier_change_one(r, i));
    elsif x.outcome = 'changed' then
      perform import_change(r, x.content, i.source);
    elsif r.state <> 'ended' then
      perform relationship_end(r);
    end if;
  end loop;
  touched := array(select s.relationship_id from unnest(planned) s where s.outcome in ('added', 'changed', 'ended') order by 1);
  perform rule_decide(touched);
  update import_row s set outcome = p.outcome, faults = p.faults, relationship_id = p.relationship_id, content = done -> p.place::text
  from unnest(planned) p where s.org_id = j.org_id and s.job_id = j.job_id and s.place = p.place;
  perform job_advance(j.job_id, cardinality(planned), cardinality(touched), (select max(s.place)::text from unnest(planned) s));
  return facts_of(array_fill(j.org_id, array[cardinality(touched)]), touched);
end $$;

ALTER FUNCTION hoshitori.import_chunk(j hoshitori.job, p_refused jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_compare(r hoshitori.relationship, p_row jsonb, p_source text, OUT outcome text, OUT faults jsonb, OUT demand jsonb) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  before jsonb := supplier_entered(r);
  after jsonb := import_wanted(r, before, p_row);
  newest requirement_revision;
  now_q requirement_revision;
  next_q requirement_revision;
  stored jsonb;
  wanted jsonb;
  d declaration;
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
    if faults = '[]' and r.source <> p_source and (p_row ->> 'record_version')::int is distinct from r.record_version then
      outcome := 'conflict';
      faults := import_differences(before, (p_row -> 'record') - 'contact') || case
        when (p_row -> 'record') ? 'contact' and before -> 'contacts' <> after -> 'contacts'
        then import_fault('contact_name', 'changed_by_hand', jsonb_build_object('stored', before -> 'contacts' -> 0 ->> 'name'))
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
      if newest.revision is not null and newest.decided_by = 'explicit' and newest.source <> p_source
        and (p_row ->> 'revision')::int is distinct from newest.revision then
        outcome := 'conflict';
        faults := faults || import_differences(stored, p_row -> 'demand');
      end if;
    end if;
  end if;
  if p_row ? 'declaration' then
    d := import_declaration_stored(r.org_id, r.relationship_id, p_row -> 'declaration');
    wanted := import_declaration(d, p_row -> 'declaration');
    if d.declaration_id is null or recorded_stored(d) <> wanted then
      outcome := case outcome when 'conflict' then outcome else 'changed' end;
      faults := faults || import_declaration_faults(wanted);
      if d.source <> p_source then
        outcome := 'conflict';
        faults := faults || import_differences(recorded_stored(d), jsonb_strip_nulls(p_row -> 'declaration'));
      end if;
    end if;
  end if;
  if jsonb_path_exists(faults, '$[*] ? (@.code != "changed_by_hand")') then
    outcome := 'refused';
  end if;
end $_$;

ALTER FUNCTION hoshitori.import_compare(r hoshitori.relationship, p_row jsonb, p_source text, OUT outcome text, OUT faults jsonb, OUT demand jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_compare_new(p_row jsonb, OUT outcome text, OUT faults jsonb, OUT demand jsonb) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.import_compare_new(p_row jsonb, OUT outcome text, OUT faults jsonb, OUT demand jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_counts(p_job uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('added', 0, 'changed', 0, 'unchanged', 0, 'refused', 0, 'conflict', 0, 'ended', 0, 'waiting', 0) || (
    select coalesce(jsonb_object_agg(c.outcome, c.n), '{}')
    from (select x.outcome, count(*) as n from import_row x where x.org_id = current_org() and x.job_id = p_job group by 1) c);
end $$;

ALTER FUNCTION hoshitori.import_counts(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_declaration(d hoshitori.declaration, p_row jsonb) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select recorded_content(case when d.declaration_id is null then p_row else
    recorded_stored(d) || case when d.validity_assumed then '{"valid_until": null}'::jsonb else '{}' end
    || text_settled(recorded_stored(d), jsonb_strip_nulls(p_row)) end)
$$;

ALTER FUNCTION hoshitori.import_declaration(d hoshitori.declaration, p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_declaration_faults(p_row jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  star int := (p_row ->> 'star')::int;
  opens date := (scheme_date_of(star)).obtainable_from;
begin
  return case when opens is null or opens > (p_row ->> 'declared_on')::date
    then import_fault('declaration_star', 'star_not_obtainable', jsonb_build_object('star', star)) else '[]' end;
end $$;

ALTER FUNCTION hoshitori.import_declaration_faults(p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_declaration_stored(p_org uuid, p_relationship uuid, p_row jsonb) RETURNS hoshitori.declaration
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  d declaration;
begin
  select * into d from declaration x
  where x.org_id = p_org and x.relationship_id = p_relationship and x.superseded_at is null
    and x.star = (p_row ->> 'star')::smallint and fold_conversion(x.number) = fold_conversion(p_row ->> 'id')
  order by x.number = p_row ->> 'id' desc limit 1;
  return d;
end $$;

ALTER FUNCTION hoshitori.import_declaration_stored(p_org uuid, p_relationship uuid, p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_demand(p_stored jsonb, p_row jsonb, p_day date) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.import_demand(p_stored jsonb, p_row jsonb, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_demand_stored(q hoshitori.requirement_revision) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when q.revision is null or q.kind = 'removed' then '{}' else jsonb_build_object('required_star', q.required_star,
    'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher, 'effective_from', q.effective_from,
    'due_on', q.due_on, 'reason', q.reason, 'notice_on', q.notice_on, 'questions', q.questions) end
$$;

ALTER FUNCTION hoshitori.import_demand_stored(q hoshitori.requirement_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_demands(p_places integer[], p_demands jsonb[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(jsonb_build_object('place', d.place, 'demand', d.demand)), '[]')
  from unnest(p_places, p_demands) d(place, demand) where d.demand is not null
$$;

ALTER FUNCTION hoshitori.import_demands(p_places integer[], p_demands jsonb[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_differences(p_stored jsonb, p_row jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(jsonb_build_object('column', w.key, 'code', 'changed_by_hand',
    'params', jsonb_build_object('stored', case jsonb_typeof(p_stored -> w.key) when 'array' then p_stored -> w.key
      else to_jsonb(p_stored ->> w.key) end)) order by w.key), '[]')
  from jsonb_each(p_row) w
  where text_settled(p_stored -> w.key, w.value) is distinct from coalesce(p_stored -> w.key, 'null')
$$;

ALTER FUNCTION hoshitori.import_differences(p_stored jsonb, p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_drop(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  delete from import x where x.org_id = current_org() and x.job_id = p_job and x.total is null;
  if found then
    delete from import_row x where x.org_id = current_org() and x.job_id = p_job;
  end if;
end $$;

ALTER FUNCTION hoshitori.import_drop(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_end(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update job x set state = 'done', started_at = coalesce(x.started_at, request_now()), finished_at = request_now(), done = x.total,
    detail = x.detail || jsonb_build_object('counts', import_counts(p_job))
  where x.org_id = current_org() and x.job_id = p_job;
end $$;

ALTER FUNCTION hoshitori.import_end(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_fault(p_column text, p_code text, p_params jsonb DEFAULT '{}'::jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select jsonb_build_array(jsonb_build_object('column', p_column, 'code', p_code, 'params', p_params)) $$;

ALTER FUNCTION hoshitori.import_fault(p_column text, p_code text, p_params jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_forget() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  old uuid[];
begin
  old := array(select i.job_id from import i
    where i.org_id = current_org() and i.recorded_at < request_now() - interval '1 day'
      and (i.total is null or i.recorded_at < request_now() - interval '30 days')
      and not exists (select from job j where j.org_id = i.org_id and j.job_id = i.job_id and j.finished_at is null)
    order by i.recorded_at limit 2 for update skip locked);
  delete from import_row x where x.org_id = current_org() and x.job_id = any(old);
  delete from import x where x.org_id = current_org() and x.job_id = any(old);
end $$;

ALTER FUNCTION hoshitori.import_forget() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_ignored(p_source text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select j.detail ->> 'ignore' from job j
  where j.org_id = current_org() and j.kind = 'import' and j.state = 'done' and j.detail ->> 'source' = p_source
    and j.detail ->> 'dry_run' = 'false' and j.detail ? 'ignore'
  order by j.recorded_at desc, j.job_id desc limit 1
$$;

ALTER FUNCTION hoshitori.import_ignored(p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_known(p_faults jsonb, p_lost jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(f order by i), '[]') || p_lost
  from jsonb_array_elements(p_faults) with ordinality t(f, i)
  where not (f ->> 'code' = 'changed_by_hand' and exists (
    select from jsonb_array_elements(p_lost) l where l ->> 'column' = f ->> 'column'))
$$;

ALTER FUNCTION hoshitori.import_known(p_faults jsonb, p_lost jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_lock(p_relationships uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform from relationship where org_id = current_org() and relationship_id = any(p_relationships)
  order by relationship_id for no key update;
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r where r.org_id = current_org() and r.relationship_id = any(p_relationships))
  order by h.org_id for share;
end $$;

ALTER FUNCTION hoshitori.import_lock(p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_lost(p_stored jsonb, p_demand jsonb, p_row jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.import_lost(p_stored jsonb, p_demand jsonb, p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_match(p_rows jsonb) RETURNS TABLE(place integer, content jsonb, faults jsonb, id uuid, several text[], unpadded text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
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
end $_$;

ALTER FUNCTION hoshitori.import_match(p_rows jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_next(p_job uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  j job;
  i import;
  waiting import_row[];
  demands jsonb;
begin
  select * into strict j from job s where s.org_id = current_org() and s.job_id = p_job;
  select * into strict i from import s where s.org_id = j.org_id and s.job_id = j.job_id;
  perform buyer_head_lock();
  perform statistics_refresh(j.done);
  waiting := import_waiting(j);
  perform import_lock(array(select x.relationship_id from unnest(waiting) x where x.relationship_id is not null));
  perform owners_lock(array(select x.content -> 'record' ->> 'owner' from unnest(waiting) x) || supplier_change_owner(i.change));
  with plan as materialized (
    select p.* from import_planned(i, waiting) p
  ), planned as (
    -- A record that was joined into another since its row was looked at: the next sheet finds the other.
    update import_row s set faults = p.faults,
      outcome = case when s.relationship_id <> p.relationship_id then 'unchanged' else p.outcome end,
      relationship_id = coalesce(p.relationship_id, (p.content ->> 'new_relationship')::uuid, s.relationship_id)
    from plan p where s.org_id = j.org_id and s.job_id = j.job_id and s.place = p.place
  )
  select import_demands(array_agg(p.place), array_agg(p.demand)) into demands from plan p;
  perform import_lock(array(select x.relationship_id from unnest(import_waiting(j)) x));
  return demands;
end $$;

ALTER FUNCTION hoshitori.import_next(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_note_alike(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  places int[];
  told jsonb[];
begin
  with given as materialized (
    select x.place, x.line, k.key
    from import_row x cross join lateral jsonb_array_elements_text(x.content -> 'likeness') k(key)
    where x.org_id = current_org() and x.job_id = p_job and x.outcome = 'added'
  ), known as (
    select distinct on (g.place) g.place, f.params, split_part(g.key, ':', 1) as alike
    from given g join (
      select k.key, r.params from (select distinct x.key from given x) k cross join lateral (
        select jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code) as params
        from likeness l join relationship r on r.org_id = l.org_id and r.relationship_id = l.relationship_id and r.state <> 'ended'
        where l.org_id = current_org() and l.key = k.key order by l.relationship_id limit 1) r) f on f.key = g.key
    order by g.place, g.key
  ), within as (
    select distinct on (w.place) w.place, jsonb_build_object('line', w.first) as params, split_part(w.key, ':', 1) as alike
    from (select g.place, g.key, g.line, first_value(g.line) over (partition by g.key order by g.place) as first from given g) w
    where w.first <> w.line order by w.place, w.key
  )
  select array_agg(n.place), array_agg(jsonb_build_array(jsonb_build_object(
    'column', case n.alike when 'number' then 'corporate_number' else n.alike end, 'code', n.code, 'params', n.params)))
  into places, told
  from (select k.place, k.params, k.alike, 'likely_duplicate' as code from known k
    union all select w.place, w.params, w.alike, 'likely_duplicate_row' from within w
      where not exists (select from known k where k.place = w.place)) n;
  update import_row x set notes = n.note from unnest(places, told) n(place, note)
  where x.org_id = current_org() and x.job_id = p_job and x.place = n.place;
end $$;

ALTER FUNCTION hoshitori.import_note_alike(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_note_labels(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  places int[];
  told jsonb[];
begin
  with given as materialized (
    select x.place, x.line, l.selector, l.name
    from import_row x cross join lateral (
      select 'category', x.content -> 'record' ->> 'category'
      union all
      select 'tag', t from jsonb_array_elements_text(x.content -> 'record' -> 'tags') t) l(selector, name)
    where x.org_id = current_org() and x.job_id = p_job and x.outcome in ('added', 'changed') and l.name is not null
      and not exists (select from label_use u where u.org_id = x.org_id and u.relationship_id = x.relationship_id and u.name = l.name
        and starts_with(u.look, l.selector || ':'))
  ), looked as materialized (
    select f.*, label_look(f.selector, f.name) as look from (
      select g.selector, g.name, min(g.place) as place, min(g.line) as line from given g
      group by g.selector, g.name order by min(g.place) limit 5000) f
  ), fresh as materialized (
    select f.* from looked f
    where not exists (select from label_use u where u.org_id = current_org() and u.look = f.look and u.name = f.name)
      and not exists (select from rules_standing() s where s.selector = f.selector and s.name = f.name)
    order by f.place limit 1000
  ), known as materialized (
    select u.look, u.name, u.suppliers, null::int as place, null::int as line
    from labels_used(array(select distinct look from fresh)) u
    union all
    select f.look, f.name, 0, f.place, f.line from fresh f
  ), alike as (
    select distinct on (f.selector, f.name) f.selector, f.name, jsonb_build_object('label', f.name, 'known', k.name,
      'suppliers', nullif(k.suppliers, 0), 'line', k.line) as params
    from fresh f join known k on k.look = f.look and (k.place is null or k.place < f.place)
    order by f.selector, f.name, k.suppliers desc, k.place nulls first, k.name
  )
  select array_agg(n.place), array_agg(n.notes) into places, told from (
    select g.place, jsonb_agg(jsonb_build_object('column', case g.selector when 'tag' then 'tags' else g.selector end,
      'code', 'label_alike', 'params', a.params) order by g.selector, g.name) as notes
    from given g join alike a on a.selector = g.selector and a.name = g.name group by g.place) n;
  update import_row x set notes = x.notes || n.note from unnest(places, told) n(place, note)
  where x.org_id = current_org() and x.job_id = p_job and x.place = n.place;
end $$;

ALTER FUNCTION hoshitori.import_note_labels(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_open(p_job uuid, p_source text, p_mode text, p_absent text, p_dry_run boolean, p_ignore text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform import_forget();
  insert into import (org_id, job_id, source, mode, absent, dry_run, recorded_at)
  values (current_org(), p_job, p_source, p_mode, p_absent, p_dry_run, request_now());
  return coalesce(p_ignore, import_ignored(p_source), '');
end $$;

ALTER FUNCTION hoshitori.import_open(p_job uuid, p_source text, p_mode text, p_absent text, p_dry_run boolean, p_ignore text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_plan(p_rows jsonb, p_source text) RETURNS TABLE(place integer, content jsonb, relationship_id uuid, outcome text, faults jsonb, demand jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.import_plan(p_rows jsonb, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_planned(i hoshitori.import, p_rows hoshitori.import_row[]) RETURNS TABLE(place integer, content jsonb, relationship_id uuid, outcome text, faults jsonb, demand jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if i.change is not null then
    return query select * from supplier_change_plan(i, p_rows);
  else
    return query select * from import_plan((
      select coalesce(jsonb_agg(jsonb_build_object('place', x.place, 'content', x.content)), '[]')
      from unnest(p_rows) x where x.outcome <> 'ended'), i.source);
  end if;
end $$;

ALTER FUNCTION hoshitori.import_planned(i hoshitori.import, p_rows hoshitori.import_row[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_quota_fault() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select import_fault('', 'quota_reached', jsonb_build_object('quota', 'suppliers', 'most', quota_most('suppliers')))
$$;

ALTER FUNCTION hoshitori.import_quota_fault() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_record(p_entered jsonb, p_row jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.import_record(p_entered jsonb, p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_refuse(p_job uuid, p_refused jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update import_row x set outcome = 'refused', faults = x.faults || (e -> 'faults'),
    content = case when i.total is not null then x.content end
  from jsonb_array_elements(p_refused) e, import i
  where i.org_id = current_org() and i.job_id = p_job and x.org_id = i.org_id and x.job_id = i.job_id
    and x.place = (e ->> 'place')::int;
end $$;

ALTER FUNCTION hoshitori.import_refuse(p_job uuid, p_refused jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_refuse_beyond_quota(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  places int[];
begin
  places := array(select x.place from import_row x where x.org_id = current_org() and x.job_id = p_job and x.outcome = 'added'
    order by x.place offset greatest(quota_most('suppliers') - quota_used('suppliers'), 0));
  update import_row x set outcome = 'refused', content = null, faults = x.faults || import_quota_fault()
  where x.org_id = current_org() and x.job_id = p_job and x.place = any(places);
end $$;

ALTER FUNCTION hoshitori.import_refuse_beyond_quota(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_refuse_repeated(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  places int[];
  lines int[];
  aliases boolean[];
begin
  select array_agg(s.place), array_agg(s.line), array_agg(s.same like 'alias %') into places, lines, aliases from (
    select x.place, x.same, first_value(x.line) over w as line, row_number() over w as nth
    from import_row x where x.org_id = current_org() and x.job_id = p_job and x.same is not null
    window w as (partition by replace(x.same, 'alias ', '') order by x.same like 'alias %', x.place)) s
  where s.nth > 1;
  update import_row x set outcome = case when s.alias then 'unchanged' else 'refused' end, content = null,
    faults = case when s.alias then '[]' else x.faults || import_fault('', 'row_repeated', jsonb_build_object('line', s.line)) end
  from unnest(places, lines, aliases) s(place, line, alias) where x.org_id = current_org() and x.job_id = p_job and x.place = s.place;
end $$;

ALTER FUNCTION hoshitori.import_refuse_repeated(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_refuse_surplus(p_rows hoshitori.import_row[]) RETURNS hoshitori.import_row[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  room bigint := greatest(quota_most('suppliers') - quota_used('suppliers'), 0);
  settled import_row[];
begin
  settled := array(
    select case when x.outcome = 'added' and x.nth > room
      then (x.org_id, x.job_id, x.place, x.line, null, x.same, 'refused', null, import_quota_fault(), x.notes)::import_row
      else (x.org_id, x.job_id, x.place, x.line, x.relationship_id, x.same, x.outcome, x.content, x.faults, x.notes)::import_row end
    from (select *, count(*) filter (where s.outcome = 'added') over (order by s.place) as nth from unnest(p_rows) s) x
    order by x.place);
  perform quota_take('suppliers', (select count(*)::int from unnest(settled) s where s.outcome = 'added'));
  return settled;
end $$;

ALTER FUNCTION hoshitori.import_refuse_surplus(p_rows hoshitori.import_row[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_row_page(p_job uuid, p_outcomes text[], p_after integer, p_rows integer) RETURNS TABLE(item jsonb, place integer, job uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from import i join job j on j.org_id = i.org_id and j.job_id = i.job_id
      where i.org_id = current_org() and i.job_id = p_job) then
    perform refuse('not_found');
  end if;
  return query
    select import_row_shape(p.x), p.place, p_job
    from (select distinct unnest(coalesce(p_outcomes, array['added', 'changed', 'unchanged', 'refused', 'conflict', 'ended', 'waiting']))) o(outcome)
      cross join lateral (
      select x, x.place from import_row x
      where x.org_id = current_org() and x.job_id = p_job and x.outcome = o.outcome and x.place > coalesce(p_after, 0)
      order by x.place limit p_rows
    ) p
    order by p.place limit p_rows;
end $$;

ALTER FUNCTION hoshitori.import_row_page(p_job uuid, p_outcomes text[], p_after integer, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_row_shape(x hoshitori.import_row) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('line', x.line, 'outcome', x.outcome, 'relationship', r.relationship_id, 'name', r.name, 'code', r.code,
    'faults', x.faults, 'notes', x.notes)
  from (select) one left join relationship r on r.org_id = x.org_id and r.relationship_id = x.relationship_id
    and (x.outcome <> 'refused' or x.line is null)
$$;

ALTER FUNCTION hoshitori.import_row_shape(x hoshitori.import_row) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_same(p_content jsonb, p_relationship uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when not p_content ? 'relationship' and p_relationship in (
      alias_of(current_org(), 'code:' || (p_content #>> '{record,code}')), alias_of(current_org(), p_content #>> '{record,corporate_number}'))
      then 'alias ' else '' end || coalesce(p_relationship::text, 'code:' || (p_content #>> '{record,code}'),
    'number:' || (p_content #>> '{record,corporate_number}'))
$$;

ALTER FUNCTION hoshitori.import_same(p_content jsonb, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_stage(p_job uuid, p_rows jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  i import;
  demands jsonb;
begin
  select * into strict i from import x where x.org_id = current_org() and x.job_id = p_job and x.total is null;
  with plan as materialized (
    select * from import_plan(p_rows, i.source)
  ), staged as (
    insert into import_row (org_id, job_id, place, line, relationship_id, same, outcome, content, faults)
    select i.org_id, i.job_id, p.place, (e ->> 'line')::int, p.relationship_id, import_same(p.content, p.relationship_id),
      p.outcome, case p.outcome when 'changed' then p.content when 'added' then import_with_likeness(p.content) end, p.faults
    from plan p
    join jsonb_array_elements(p_rows) e on (e ->> 'place')::int = p.place
  )
  select import_demands(array_agg(p.place), array_agg(p.demand)) into demands from plan p;
  return demands;
end $$;

ALTER FUNCTION hoshitori.import_stage(p_job uuid, p_rows jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_step(p_job uuid, p_refused jsonb) RETURNS TABLE(facts json, demands jsonb, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  j job;
begin
  select * into strict j from job x where x.org_id = current_org() and x.job_id = p_job;
  facts := import_chunk(j, p_refused);
  select * into strict j from job x where x.org_id = current_org() and x.job_id = p_job;
  if cardinality(import_waiting(j)) > 0 then
    demands := import_next(p_job);
  else
    perform import_end(p_job);
    answer := case j.kind when 'change' then supplier_change_answer(p_job) else import_answer(p_job) end;
  end if;
  return next;
end $$;

ALTER FUNCTION hoshitori.import_step(p_job uuid, p_refused jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_waiting(j hoshitori.job) RETURNS hoshitori.import_row[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return array(select x from import_row x
    where x.org_id = j.org_id and x.job_id = j.job_id and x.place > coalesce(j.place::int, 0) and x.content is not null
    order by x.place limit 500);
end $$;

ALTER FUNCTION hoshitori.import_waiting(j hoshitori.job) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_wanted(r hoshitori.relationship, p_stored jsonb, p_row jsonb) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when p_row ? 'exact' then owner_settled(p_stored, supplier_normalised(p_stored || (p_row -> 'record')))
    when p_row ? 'relationship' then w else alias_settled(r.relationship_id, p_stored, w) end
  from import_record(p_stored, coalesce(p_row -> 'record', '{}')) w
$$;

ALTER FUNCTION hoshitori.import_wanted(r hoshitori.relationship, p_stored jsonb, p_row jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.import_with_likeness(p_content jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select p_content || jsonb_build_object('likeness', likeness_keys(fold(p_content -> 'record' ->> 'name'),
    p_content -> 'record' ->> 'code', p_content -> 'record' ->> 'corporate_number'))
$$;

ALTER FUNCTION hoshitori.import_with_likeness(p_content jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.instant_text(p timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$ select to_char(p at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

ALTER FUNCTION hoshitori.instant_text(p timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_add(p_relationship uuid, p_invitation bigint, p_hash bytea, p_expires_on date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform quota_spend(current_org(), 'invitations', 1);
  update invitation set superseded_at = request_now(), link = null
  where org_id = current_org() and relationship_id = p_relationship and superseded_at is null;
  insert into invitation (org_id, invitation_id, relationship_id, hash, expires_on, recorded_at)
  values (current_org(), p_invitation, p_relationship, p_hash, p_expires_on, request_now());
end $$;

ALTER FUNCTION hoshitori.invitation_add(p_relationship uuid, p_invitation bigint, p_hash bytea, p_expires_on date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_answered(r hoshitori.relationship) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update invitation x set used_at = request_now(), link = null
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.superseded_at is null and x.used_at is null
$$;

ALTER FUNCTION hoshitori.invitation_answered(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_contact(p_owner uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select u.name || ' ' || u.email from user_account u where u.org_id = current_org() and u.user_id = coalesce(p_owner, request_user()) $$;

ALTER FUNCTION hoshitori.invitation_contact(p_owner uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_decline(p_buyer uuid, p_invitation bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := invitation_lock(p_buyer, p_invitation, p_hash);
begin
  perform invitation_open_require(r, p_invitation);
  perform request_set(r.org_id, null, request_now(), request_day(), current_setting('app.request_id', true));
  update relationship x set state = 'declined', declined_on = request_day(), changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id;
  update invitation x set used_at = request_now(), link = null where x.org_id = r.org_id and x.invitation_id = p_invitation;
  perform relationship_step_add(r, 'declined');
  perform pair_event_add(r, 'relationship.changed', '{"state": "declined"}');
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('relationship', r.relationship_id,
      'declined_on', request_day())),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('by', 'invitation'));
end $$;

ALTER FUNCTION hoshitori.invitation_decline(p_buyer uuid, p_invitation bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_last_day() RETURNS date
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select request_day() + 89 $$;

ALTER FUNCTION hoshitori.invitation_last_day() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_letters(p_suppliers jsonb, p_category text, p_tag text, p_after uuid, p_made jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select * from letters_give(array(
    select r.relationship_id from relationship r
    where r.org_id = current_org() and r.state = 'invited' and (p_after is null or r.relationship_id > p_after)
      and (p_category is null or has_label(r, 'category', fold_label(p_category)))
        and (p_tag is null or has_label(r, 'tag', fold_label(p_tag)))
      and (p_suppliers is null or p_suppliers @> to_jsonb(r.relationship_id::text))
    order by r.relationship_id limit jsonb_array_length(p_made) + 1), p_made);
end $$;

ALTER FUNCTION hoshitori.invitation_letters(p_suppliers jsonb, p_category text, p_tag text, p_after uuid, p_made jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_lock(p_buyer uuid, p_invitation bigint, p_hash bytea) RETURNS hoshitori.relationship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  select x.* into r from relationship x
  where x.org_id = p_buyer and x.relationship_id = (
    select i.relationship_id from invitation i
    where i.org_id = p_buyer and i.invitation_id = p_invitation and hash_known(i.hash, p_hash) and i.superseded_at is null)
  for no key update;
  if not found then
    perform invitation_refuse();
  end if;
  return r;
end $$;

ALTER FUNCTION hoshitori.invitation_lock(p_buyer uuid, p_invitation bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_mismatch(p_buyer uuid, p_invitation bigint, p_hash bytea, p_relationship uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := case when p_relationship is null then invitation_lock(p_buyer, p_invitation, p_hash)
    else own_invitation_lock(p_relationship) end;
  d number_difference := number_difference_open(r.org_id, r.relationship_id);
  o organisation;
begin
  select * into strict o from organisation x where x.org_id = current_org();
  if r.corporate_number = o.corporate_number or r.state <> 'invited'
    or (d.record_number, d.organisation_number) is not distinct from (r.corporate_number, o.corporate_number) then
    return '[]';
  end if;
  if d.seq is not null then
    perform number_difference_end(d, 'changed');
  end if;
  perform number_difference_add(r, false, o), audit_append('invitation_redeem', 'buyers/' || r.relationship_id,
    jsonb_build_object('buyer', r.org_id, 'refused', 'corporate_number_mismatch', 'record_number', r.corporate_number, 'organisation_number', o.corporate_number));
  -- The board that changes is the buyer's.
  perform request_set(r.org_id, null, request_now(), request_day(), current_setting('app.request_id', true));
  return facts_of(array[r.org_id], array[r.relationship_id]);
end $$;

ALTER FUNCTION hoshitori.invitation_mismatch(p_buyer uuid, p_invitation bigint, p_hash bytea, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_open_require(r hoshitori.relationship, p_invitation bigint) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from invitation i where i.org_id = r.org_id and i.invitation_id = p_invitation
      and i.superseded_at is null and i.used_at is null and i.expires_on >= request_day()) or r.state <> 'invited' then
    perform invitation_refuse();
  end if;
end $$;

ALTER FUNCTION hoshitori.invitation_open_require(r hoshitori.relationship, p_invitation bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_preview(p_buyer uuid, p_invitation bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := invitation_lock(p_buyer, p_invitation, p_hash);
begin
  perform invitation_open_require(r, p_invitation);
  update invitation i set opened_at = request_now()
  where i.org_id = r.org_id and i.invitation_id = p_invitation and i.opened_at is null;
  return query select jsonb_build_object('outcome', 'same', 'status_of', r.relationship_id, 'body', invitation_shape(r)),
    facts_of(array[r.org_id], array[r.relationship_id]), null::jsonb;
end $$;

ALTER FUNCTION hoshitori.invitation_preview(p_buyer uuid, p_invitation bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_redeem(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_details jsonb, p_org uuid, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights integer, p_key_last_day date, p_person jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := invitation_lock(p_buyer, p_invitation, p_hash);
  i invitation;
  first jsonb;
begin
  select * into i from invitation x where x.org_id = r.org_id and x.invitation_id = p_invitation;
  if i.request_hash = any(p_claims) and i.used_at > request_now() - interval '1 day' then
    return query select jsonb_build_object('outcome', 'created', 'body', '{}'::jsonb, 'sealed', i.sealed,
      'object', 'buyers/' || r.relationship_id), null::json, null::jsonb;
    return;
  end if;
  perform invitation_open_require(r, p_invitation);
  if current_org() = r.org_id then
    perform refuse('own_invitation');
  elsif current_org() is distinct from r.supplier_id and r.supplier_id is not null then
    perform refuse('invitation_of_organisation');
  elsif current_org() is null then
    first := organisation_found(r, p_org, p_details, p_key, p_key_hash, p_key_name, p_key_last4, p_key_rights,
      p_key_last_day, p_person);
  end if;
  r := relationship_accept(r);
  update invitation x set used_at = request_now(), link = null, request_hash = p_claims[1]
  where x.org_id = r.org_id and x.invitation_id = p_invitation;
  return query select jsonb_build_object('outcome', 'created', 'object', 'buyers/' || r.relationship_id,
      'body', jsonb_build_object('relationship', r.relationship_id, 'organisation', organisation_shape(r.supplier_id),
        'api_key', first -> 'api_key', 'user', first -> 'user')),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('buyer', r.org_id, 'new_organisation',
      first is not null));
end $$;

ALTER FUNCTION hoshitori.invitation_redeem(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_details jsonb, p_org uuid, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights integer, p_key_last_day date, p_person jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_refuse() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform refuse('invitation_not_found');
end $$;

ALTER FUNCTION hoshitori.invitation_refuse() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_require(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_email text) RETURNS TABLE(supplier text, salt bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if exists (select from invitation i join relationship r using (org_id, relationship_id)
      where i.org_id = p_buyer and i.invitation_id = p_invitation and hash_known(i.hash, p_hash) and r.supplier_id is not null
        and i.used_at is null) then
    perform refuse('invitation_of_organisation');
  elsif not exists (
    select from invitation i join relationship r using (org_id, relationship_id)
    where i.org_id = p_buyer and i.invitation_id = p_invitation and hash_known(i.hash, p_hash) and i.superseded_at is null
      and (i.used_at is null and i.expires_on >= request_day() and r.state = 'invited'
        or i.request_hash = any(p_claims) and i.used_at > request_now() - interval '1 day')) then
    perform invitation_refuse();
  end if;
  return query select r.name, address_salt(p_email) from invitation i join relationship r using (org_id, relationship_id)
    where i.org_id = p_buyer and i.invitation_id = p_invitation;
end $$;

ALTER FUNCTION hoshitori.invitation_require(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_email text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_seal(p_buyer uuid, p_invitation bigint, p_sealed bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update invitation set sealed = p_sealed
  where org_id = p_buyer and invitation_id = p_invitation and used_at = request_now() and sealed is null;
end $$;

ALTER FUNCTION hoshitori.invitation_seal(p_buyer uuid, p_invitation bigint, p_sealed bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invitation_shape(r hoshitori.relationship) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('buyer', counterparty_shape(r.org_id),
    'supplier', jsonb_build_object('name', r.name, 'corporate_number', r.corporate_number),
    'requirement', demand_shape(demand_in_force(r.org_id, r.relationship_id, request_day())),
    'upcoming', demand_shape(demand_upcoming(r.org_id, r.relationship_id, request_day())),
    'recorded_declarations', known_declarations(r.org_id, r.relationship_id),
    'invited_on', r.invited_on, 'expires_on', r.invitation_expires_on);
end $$;

ALTER FUNCTION hoshitori.invitation_shape(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.invited_by_number(r hoshitori.relationship) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select exists (select from organisation o where o.org_id = current_org() and o.corporate_number = r.corporate_number
    and o.number_proven_at is not null)
$$;

ALTER FUNCTION hoshitori.invited_by_number(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.is_changed(p_buyer uuid, p_relationship uuid, p_supplier uuid) RETURNS TABLE(changed boolean)
    LANGUAGE sql STABLE
    AS $$
  select exists (select from hoshitori.number_difference d where d.org_id = p_buyer and d.relationship_id = p_relationship)
    or exists (select from hoshitori.organisation_change c where c.org_id = p_supplier)
    or exists (select from hoshitori.supplier_succession s where s.org_id = p_buyer and s.relationship_id = p_relationship)
  offset 0
$$;

ALTER FUNCTION hoshitori.is_changed(p_buyer uuid, p_relationship uuid, p_supplier uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.is_person(p_key jsonb, p_value jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case jsonb_typeof(p_value)
    when 'object' then p_key ? 'everybody' or is_person(p_key, coalesce(p_value ->> 'email', p_value ->> 'owner'), coalesce(p_value ->> 'name', p_value ->> 'person'))
    when 'string' then p_key ? 'everybody' or p_key ? 'email' and is_person(p_key, p_value #>> '{}', null)
    else p_key ? 'everybody' end
$$;

ALTER FUNCTION hoshitori.is_person(p_key jsonb, p_value jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.is_person(p_key jsonb, p_email text, p_name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select p_key ? 'everybody' or coalesce(case when p_key ? 'email' and p_email is not null
    then p_key ->> 'email' = person_hash(p_key ->> 'salt', p_email, true)
    else p_key ->> 'name' = person_hash(p_key ->> 'salt', p_name, false) end, false)
$$;

ALTER FUNCTION hoshitori.is_person(p_key jsonb, p_email text, p_name text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_add(p_job uuid, p_kind text, p_total integer, p_detail jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform quota_require('jobs');
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at)
  values (current_org(), p_job, p_kind, 'queued', p_total, p_detail, request_key(), request_now());
end $$;

ALTER FUNCTION hoshitori.job_add(p_job uuid, p_kind text, p_total integer, p_detail jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_advance(p_job uuid, p_done integer, p_changed integer, p_place text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update job set state = 'running', started_at = coalesce(started_at, request_now()), done = least(total, done + p_done),
    changed = changed + p_changed, place = p_place
  where org_id = current_org() and job_id = p_job;
end $$;

ALTER FUNCTION hoshitori.job_advance(p_job uuid, p_done integer, p_changed integer, p_place text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_chunk(p_job uuid, p_refused jsonb) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  j job;
  facts json;
begin
  select * into strict j from job where org_id = current_org() and job_id = p_job;
  case j.kind
    when 'rule' then facts := rule_chunk(j);
    when 'import', 'change' then facts := import_chunk(j, p_refused);
    when 'status' then facts := status_chunk(j);
    when 'hand_over' then facts := owner_chunk(j);
    when 'close' then facts := close_chunk(j);
  end case;
  if facts is null then
    perform job_finish(p_job);
  end if;
  return facts;
end $$;

ALTER FUNCTION hoshitori.job_chunk(p_job uuid, p_refused jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_event_add(j hoshitori.job, p_kind text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform event_put(j.org_id, j.org_id, case j.kind when 'status' then 'organisation' else 'buyer' end, p_kind,
    jsonb_build_object('job', j.job_id, 'kind', j.kind, 'total', j.total, 'done', j.done, 'error', j.error));
end $$;

ALTER FUNCTION hoshitori.job_event_add(j hoshitori.job, p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_finish(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  j job;
begin
  update job set state = 'done', started_at = coalesce(started_at, request_now()), finished_at = request_now(), done = total
  where org_id = current_org() and job_id = p_job returning * into j;
  perform job_event_add(j, 'job.finished');
  perform audit_append('job_done', 'jobs/' || p_job, j.detail || jsonb_build_object('total', j.total, 'changed', j.changed));
end $$;

ALTER FUNCTION hoshitori.job_finish(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_seen(p_kind text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return request_rights() & case p_kind when 'status' then 5 else 1 end <> 0;
end $$;

ALTER FUNCTION hoshitori.job_seen(p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_shape(j hoshitori.job) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('job', j.job_id, 'kind', j.kind, 'state', j.state, 'total', j.total, 'done', j.done,
    'changed', j.changed, 'detail', j.detail, 'error', j.error, 'key', j.key_id::text,
    'recorded_at', instant_text(j.recorded_at), 'started_at', instant_text(j.started_at),
    'finished_at', instant_text(j.finished_at))
$$;

ALTER FUNCTION hoshitori.job_shape(j hoshitori.job) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_stop(p_org uuid, p_job uuid, p_error text, p_now timestamp with time zone, p_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  j job;
begin
  update job set state = 'stopped', error = p_error, finished_at = p_now
  where org_id = p_org and job_id = p_job and state in ('queued', 'running') returning * into j;
  if found then
    perform request_set(j.org_id, j.key_id, p_now, p_day, 'job:' || j.job_id);
    perform job_event_add(j, 'job.stopped');
    perform audit_append('job_stopped', 'jobs/' || p_job,
      j.detail || jsonb_build_object('total', j.total, 'done', j.done, 'error', p_error));
  end if;
end $$;

ALTER FUNCTION hoshitori.job_stop(p_org uuid, p_job uuid, p_error text, p_now timestamp with time zone, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.job_take(p_now timestamp with time zone, p_day date) RETURNS TABLE(org uuid, job uuid, kind text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  j job;
begin
  select * into j from job x where x.state in ('queued', 'running') order by x.recorded_at limit 1
  for no key update skip locked;
  if not found then
    return;
  end if;
  perform request_set(j.org_id, j.key_id, p_now, p_day, 'job:' || j.job_id);
  return query select j.org_id, j.job_id, j.kind;
end $$;

ALTER FUNCTION hoshitori.job_take(p_now timestamp with time zone, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.join_aliases(r hoshitori.relationship, other hoshitori.relationship, p_record jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  added text[] := '{}';
begin
  update supplier_alias set relationship_id = r.relationship_id
  where org_id = r.org_id and relationship_id = other.relationship_id and ended_at is null;
  update relationship set joined_into = r.relationship_id where org_id = r.org_id and joined_into = other.relationship_id;
  if other.code <> p_record ->> 'code' then
    if code_taken(r.relationship_id, other.code) then
      perform refuse('supplier_exists', 'other', jsonb_build_object('code', other.code));
    end if;
    added := added || ('code:' || other.code);
  end if;
  if other.corporate_number <> p_record ->> 'corporate_number' and not exists (select from relationship x
      where x.org_id = r.org_id and x.corporate_number = other.corporate_number and x.state <> 'ended') then
    added := added || other.corporate_number;
  end if;
  added := array(select a from unnest(added) a where alias_of(r.org_id, a) is null);
  perform alias_add(r.relationship_id, a, other.relationship_id) from unnest(added) a;
  return to_jsonb(added);
end $$;

ALTER FUNCTION hoshitori.join_aliases(r hoshitori.relationship, other hoshitori.relationship, p_record jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.join_require(r hoshitori.relationship, other hoshitori.relationship) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  if r.relationship_id = other.relationship_id or other.joined_into is not null then
    perform refuse('already_joined', 'other');
  elsif r.supplier_id <> other.supplier_id then
    perform refuse('join_two_organisations', 'other');
  elsif other.supplier_id is not null and r.supplier_id is null or other.state = 'active' and r.state <> 'active' then
    perform refuse('join_other_way', 'other');
  end if;
end $$;

ALTER FUNCTION hoshitori.join_require(r hoshitori.relationship, other hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.joined_demand(r hoshitori.relationship, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  newest int := coalesce(requirement_newest(r.relationship_id), 0);
  own requirement_revision := demand_in_force(r.org_id, r.relationship_id, request_day());
  q requirement_revision;
begin
  if p_now.due_on < request_day() then
    perform refuse('join_demand_overdue', 'demand', jsonb_build_object('due_on', p_now.due_on));
  end if;
  perform upcoming_supersede(r);
  if p_now.revision is null and own.revision is not null then
    newest := newest + 1;
    perform revision_add(r, newest, 'removed', jsonb_build_object('effective_from', request_day()));
  end if;
  foreach q in array array[p_now, p_next] loop
    continue when q.revision is null;
    newest := newest + 1;
    perform revision_add(r, newest, q.kind, requirement_content(import_demand_stored(q), greatest(q.effective_from, request_day())));
  end loop;
  if newest > 0 then
    perform requirement_told(r, newest);
  end if;
end $$;

ALTER FUNCTION hoshitori.joined_demand(r hoshitori.relationship, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.joined_record(p_own jsonb, p_other jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select p_other || jsonb_strip_nulls(p_own) || jsonb_build_object(
    'tags', (select coalesce(jsonb_agg(t.tag order by t.place), '[]') from (
      select x.tag, min(x.place) as place
      from jsonb_array_elements(p_own -> 'tags' || (p_other -> 'tags')) with ordinality x(tag, place)
      group by x.tag order by min(x.place) limit 20) t),
    'contacts', (select coalesce(jsonb_agg(c.contact order by c.place), '[]') from (
      select distinct on (coalesce(lower(x.contact ->> 'email'), x.contact ->> 'name')) x.contact, x.place
      from jsonb_array_elements(p_own -> 'contacts' || (p_other -> 'contacts')) with ordinality x(contact, place)
      order by coalesce(lower(x.contact ->> 'email'), x.contact ->> 'name'), x.place) c where c.place <= 20),
    'memo', case when length(concat_ws(e'\n', p_own ->> 'memo', p_other ->> 'memo')) <= 2000
        and p_own -> 'memo' is distinct from p_other -> 'memo'
      then nullif(concat_ws(e'\n', p_own ->> 'memo', p_other ->> 'memo'), '') else coalesce(p_own ->> 'memo', p_other ->> 'memo') end)
$$;

ALTER FUNCTION hoshitori.joined_record(p_own jsonb, p_other jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.joined_shape(r hoshitori.relationship) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(jsonb_build_object('relationship', j.relationship_id, 'name', j.name, 'code', j.code,
    'corporate_number', j.corporate_number, 'joined_on', j.ended_on) order by j.ended_on desc, j.relationship_id), '[]')
  from relationship j where j.org_id = r.org_id and j.joined_into = r.relationship_id
$$;

ALTER FUNCTION hoshitori.joined_shape(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.json_inside(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select substr(x, 2, length(x) - 2) from (select to_json(p_text)::text) t(x) $$;

ALTER FUNCTION hoshitori.json_inside(p_text text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.json_texts(p jsonb) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return array(select v from jsonb_array_elements_text(case when jsonb_typeof(p) = 'array' then p else '[]' end)
    with ordinality t(v, i) order by i);
end $$;

ALTER FUNCTION hoshitori.json_texts(p jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.kept_statement_add(p_kept uuid, p_kid text, p_issuer text, p_code text, p_jws text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  k kept_statement;
  seen jsonb := (select to_jsonb(l) from statement_look(p_kid, p_code) l);
begin
  select * into k from kept_statement x where x.org_id = current_org() and x.issuer = p_issuer and x.code = p_code;
  if found then
    return query select jsonb_build_object('outcome', 'same', 'body', kept_statement_shape(k, seen)), null::json, null::jsonb;
    return;
  end if;
  perform quota_require('kept_statements');
  insert into kept_statement (org_id, kept_id, issuer, code, jws, key_id, recorded_at)
  values (current_org(), p_kept, p_issuer, p_code, p_jws, request_key(), request_now())
  on conflict (org_id, issuer, code) do update set issuer = excluded.issuer
  returning * into k;
  return query select jsonb_build_object('outcome', 'created', 'body', kept_statement_shape(k, seen)), null::json,
    jsonb_build_object('object', 'kept-statements/' || k.kept_id, 'detail', jsonb_build_object('issuer', p_issuer, 'code', p_code));
end $$;

ALTER FUNCTION hoshitori.kept_statement_add(p_kept uuid, p_kid text, p_issuer text, p_code text, p_jws text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.kept_statement_remove(p_kept uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  k kept_statement;
begin
  if exists (select from partner_check c where c.org_id = current_org() and c.kept_id = p_kept) then
    perform refuse('kept_statement_in_use');
  end if;
  delete from kept_statement x where x.org_id = current_org() and x.kept_id = p_kept returning * into k;
  if not found then
    perform refuse('not_found');
  end if;
  return query select jsonb_build_object('outcome', 'removed'), null::json,
    jsonb_build_object('object', 'kept-statements/' || k.kept_id, 'detail', jsonb_build_object('issuer', k.issuer, 'code', k.code));
end $$;

ALTER FUNCTION hoshitori.kept_statement_remove(p_kept uuid) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.kept_statement (
    org_id uuid NOT NULL,
    kept_id uuid NOT NULL,
    issuer text NOT NULL,
    code text NOT NULL,
    jws text NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.kept_statement FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.kept_statement OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.kept_statement_shape(k hoshitori.kept_statement, p_seen jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  select jsonb_build_object('kept', k.kept_id, 'jws', k.jws, 'recorded_at', hoshitori.instant_text(k.recorded_at), 'seen', p_seen)
$$;

ALTER FUNCTION hoshitori.kept_statement_shape(k hoshitori.kept_statement, p_seen jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.key_expiry(p_last_day date) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select (p_last_day + 1)::timestamp at time zone 'Asia/Tokyo' $$;

ALTER FUNCTION hoshitori.key_expiry(p_last_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.known_declarations(p_buyer uuid, p_relationship uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('scheme', d.scheme, 'star', d.star, 'id', d.number,
      'declared_on', d.declared_on, 'valid_from', d.valid_from, 'valid_until', d.valid_until, 'scope', d.scope,
      'scope_text', d.scope_text) order by d.star, d.declaration_id), '[]')
    from declaration d
    where d.org_id = p_buyer and d.relationship_id = p_relationship and d.superseded_at is null
      and not exists (select from declaration_end e where e.org_id = d.org_id
        and e.declaration_id = d.declaration_id and e.on_day <= request_day()));
end $$;

ALTER FUNCTION hoshitori.known_declarations(p_buyer uuid, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.label_list(p_selector text, p_near text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  looks text[] := array(select label_look(s, p_near) from unnest(array['category', 'tag']) s where p_selector is null or s = p_selector);
begin
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('selector', split_part(n.look, ':', 1), 'name', n.name,
        'suppliers', n.suppliers, 'rule', n.rule, 'same', fold_label(n.name) = fold_label(p_near))
      order by n.suppliers desc, n.look, n.name), '[]'))
    from (select * from labels_used(looks) u order by u.suppliers desc, u.look, u.name limit 20) n);
end $$;

ALTER FUNCTION hoshitori.label_list(p_selector text, p_near text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.label_look(p_selector text, p_name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select l.look from labels_looked(case p_selector when 'category' then p_name end,
    case p_selector when 'tag' then array[p_name] else '{}' end) l
$$;

ALTER FUNCTION hoshitori.label_look(p_selector text, p_name text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.label_use_put(p_orgs uuid[], p_relationships uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  delete from label_use u using unnest(p_orgs, p_relationships) t(org_id, relationship_id)
  where u.org_id = t.org_id and u.relationship_id = t.relationship_id;
  insert into label_use (org_id, relationship_id, look, name)
  select b.org_id, b.relationship_id, l.look, l.name
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board b using (org_id, relationship_id)
    cross join lateral labels_looked(b.category, b.tags) l
  where b.side = 'buyer' and b.state <> 'ended' and (b.category is not null or b.tags <> '{}')
  on conflict do nothing;
end $$;

ALTER FUNCTION hoshitori.label_use_put(p_orgs uuid[], p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.labels_looked(p_category text, p_tags text[]) RETURNS TABLE(look text, name text)
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  labels text[] := fold_labels(p_category, p_tags);
begin
  return query
    select case when l.look in ('category:', 'tag:') then l.label else l.look end, l.name
    from unnest(labels, string_to_array(fold(array_to_string(labels, E'\x1f')), E'\x1f'),
      array_remove(array[p_category], null) || p_tags) l(label, look, name);
end $$;

ALTER FUNCTION hoshitori.labels_looked(p_category text, p_tags text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.labels_used(p_looks text[]) RETURNS TABLE(look text, name text, suppliers integer, rule boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
begin
  return query
    select x.look, x.name, sum(x.suppliers)::int, bool_or(x.rule)
    from (
      select u.look, u.name, count(*) as suppliers, false as rule
      from label_use u where u.org_id = current_org() and u.look = any(p_looks) group by u.look, u.name
      union all
      select l.look, s.name, 0, true
      from rules_standing() s cross join lateral label_look(s.selector, s.name) l(look) where l.look = any(p_looks)) x
    group by x.look, x.name;
end $$;

ALTER FUNCTION hoshitori.labels_used(p_looks text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.letter_again(p_org uuid, p_relationship uuid, p_invitation bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select exists (select from mail m where m.org_id = p_org and m.relationship_id = p_relationship and m.state = 'sent'
      and m.kind in ('invitation', 'reminder') and m.recorded_at > coalesce((
        select max(e.recorded_at) from relationship_event e where e.org_id = p_org and e.relationship_id = p_relationship
          and e.kind not in ('invited', 'invited_again')), '-infinity'))
    or exists (select from campaign_recipient x join campaign c on c.org_id = x.org_id and c.campaign_id = x.campaign_id
      where x.org_id = p_org and x.relationship_id = p_relationship and x.invitation_id = p_invitation and c.reminds is not null)
$$;

ALTER FUNCTION hoshitori.letter_again(p_org uuid, p_relationship uuid, p_invitation bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.letter_refused(p_org uuid, p_relationship uuid, p_address text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when bool_or(m.stopped_at is not null) then 'stopped'
    when (array_agg(m.state order by m.recorded_at desc, m.mail_id desc) filter (where m.state in ('sent', 'returned', 'refused')))[1]
      in ('returned', 'refused') then 'returned' end
  from mail m where m.org_id = p_org and m.relationship_id = p_relationship and lower(m.recipient) = lower(p_address)
$$;

ALTER FUNCTION hoshitori.letter_refused(p_org uuid, p_relationship uuid, p_address text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.letters_give(p_chosen uuid[], p_made jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  most int := jsonb_array_length(p_made);
  ids uuid[];
begin
  ids := p_chosen[1:most];
  perform import_lock(ids);
  -- Whoever answered meanwhile needs no letter.
  ids := array(select r.relationship_id from relationship r
    where r.org_id = current_org() and r.relationship_id = any(ids) and r.state = 'invited' order by 1);
  update relationship set invited_on = request_day(), invitation_expires_on = invitation_last_day(), changed_at = request_now()
  where org_id = current_org() and relationship_id = any(ids);
  insert into relationship_event (org_id, relationship_id, seq, kind, on_day, key_id, recorded_at)
  select current_org(), i, (select max(e.seq) + 1 from relationship_event e where e.org_id = current_org() and e.relationship_id = i),
    'invited_again', request_day(), request_key(), request_now() from unnest(ids) i;
  perform quota_spend(current_org(), 'invitations', cardinality(ids));
  update invitation set superseded_at = request_now(), link = null
  where org_id = current_org() and relationship_id = any(ids) and superseded_at is null;
  insert into invitation (org_id, invitation_id, relationship_id, hash, expires_on, recorded_at)
  select current_org(), (m ->> 'id')::bigint, t.id, (m ->> 'hash')::bytea, invitation_last_day(), request_now()
  from unnest(ids) with ordinality t(id, n) join jsonb_array_elements(p_made) with ordinality u(m, k) on k = n;
  return query select jsonb_build_object('outcome', case when cardinality(ids) > 0 then 'changed' else 'same' end, 'buyer', (select o.name from organisation o where o.org_id = current_org()),
      'body', jsonb_build_object('expires_on', invitation_last_day(),
        'next_after', case when cardinality(p_chosen) > most then p_chosen[most] end, 'items', (
          select coalesce(jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'code', r.code, 'name', r.name,
            'contact', r.contacts -> 0, 'refused', letter_refused(r.org_id, r.relationship_id, r.contacts -> 0 ->> 'email'), 'asked_of', invitation_contact(r.owner), 'demand', demand_shape(demand_in_force(r.org_id, r.relationship_id, request_day())))
            order by r.relationship_id), '[]')
          from relationship r where r.org_id = current_org() and r.relationship_id = any(ids)))),
    facts_of(array_fill(current_org(), array[cardinality(ids)]), ids),
    case when cardinality(ids) > 0 then jsonb_build_object('object', 'invitations', 'detail',
      jsonb_build_object('suppliers', to_jsonb(ids), 'expires_on', invitation_last_day())) end;
end $$;

ALTER FUNCTION hoshitori.letters_give(p_chosen uuid[], p_made jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likely_duplicate_dismiss(p_suppliers jsonb, p_reason text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[] := likeness_pair(p_suppliers);
begin
  insert into likeness_dismissal (org_id, one, two, reason, key_id, recorded_at)
  values (current_org(), ids[1], ids[2], p_reason, request_key(), request_now())
  on conflict (org_id, one, two) where ended_at is null do nothing;
  return query select jsonb_build_object('outcome', case when found then 'changed' else 'same' end, 'body', (
      select dismissal_shape(d) from likeness_dismissal d
      where d.org_id = current_org() and d.one = ids[1] and d.two = ids[2] and d.ended_at is null)), null::json,
    case when found then jsonb_build_object('object', 'suppliers/' || ids[1], 'detail',
      jsonb_build_object('other', ids[2], 'reason', p_reason)) end;
end $$;

ALTER FUNCTION hoshitori.likely_duplicate_dismiss(p_suppliers jsonb, p_reason text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likely_duplicate_restore(p_suppliers jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[] := likeness_pair(p_suppliers);
  d likeness_dismissal;
begin
  update likeness_dismissal x set ended_at = request_now(), ended_by = request_key()
  where x.org_id = current_org() and x.one = ids[1] and x.two = ids[2] and x.ended_at is null returning * into d;
  if not found then
    perform refuse('not_found');
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', dismissal_shape(d)), null::json,
    jsonb_build_object('object', 'suppliers/' || ids[1], 'detail', jsonb_build_object('other', ids[2]));
end $$;

ALTER FUNCTION hoshitori.likely_duplicate_restore(p_suppliers jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likeness_code(p_code text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ select regexp_replace(hoshitori.fold_label(p_code), '(^|[^0-9])0+(?=[0-9])', '\1', 'g') $$;

ALTER FUNCTION hoshitori.likeness_code(p_code text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likeness_dismissed(p_org uuid, p_one uuid, p_two uuid) RETURNS SETOF hoshitori.likeness_dismissal
    LANGUAGE sql STABLE
    AS $$
  select d.* from hoshitori.likeness_dismissal d
  where d.org_id = p_org and d.one = least(p_one, p_two) and d.two = greatest(p_one, p_two) and d.ended_at is null
$$;

ALTER FUNCTION hoshitori.likeness_dismissed(p_org uuid, p_one uuid, p_two uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likeness_keys(p_folded text, p_code text, p_number text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select array_remove(array['number:' || p_number, 'name:' || nullif(left(p_folded, 200), ''), 'code:' || hoshitori.likeness_code(p_code)], null)
$$;

ALTER FUNCTION hoshitori.likeness_keys(p_folded text, p_code text, p_number text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likeness_page(p_after text, p_rows integer) RETURNS TABLE(item jsonb, key text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select jsonb_build_object('alike', split_part(g.key, ':', 1), 'suppliers', (
        select jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code,
          'corporate_number', r.corporate_number, 'state', r.state) order by r.code, r.relationship_id)
        from (select l.* from likeness l
          where l.org_id = current_org() and l.key = g.key and exists (
            select from likeness o where o.org_id = l.org_id and o.key = l.key and o.relationship_id <> l.relationship_id
              and not exists (select from likeness_dismissed(l.org_id, l.relationship_id, o.relationship_id)))
          order by l.relationship_id limit 50) l
          join relationship r on r.org_id = l.org_id and r.relationship_id = l.relationship_id)), g.key
    from (select l.key from likeness l where l.org_id = current_org() and l.key > coalesce(p_after, '')
      group by l.key having count(*) > 1 and exists (
        select from likeness a join likeness b on b.org_id = a.org_id and b.key = a.key and b.relationship_id > a.relationship_id
        where a.org_id = current_org() and a.key = l.key
          and not exists (select from likeness_dismissed(a.org_id, a.relationship_id, b.relationship_id)))
      order by l.key limit p_rows) g;
end $$;

ALTER FUNCTION hoshitori.likeness_page(p_after text, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likeness_pair(p_suppliers jsonb) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[] := array(select r.relationship_id from relationship r where r.org_id = current_org()
    and r.relationship_id in (select x::uuid from jsonb_array_elements_text(p_suppliers) x) order by 1);
begin
  if cardinality(ids) <> 2 then
    perform refuse('not_found');
  end if;
  return ids;
end $$;

ALTER FUNCTION hoshitori.likeness_pair(p_suppliers jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.likeness_put(p_orgs uuid[], p_relationships uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  delete from likeness l using unnest(p_orgs, p_relationships) t(org_id, relationship_id)
  where l.org_id = t.org_id and l.relationship_id = t.relationship_id;
  insert into likeness (org_id, key, relationship_id)
  select b.org_id, k.key, b.relationship_id
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board b using (org_id, relationship_id)
    cross join lateral unnest(likeness_keys(split_part(b.search, ' ', 1), b.code, b.counterparty_number)) k(key)
  where b.side = 'buyer' and b.state <> 'ended';
$$;

ALTER FUNCTION hoshitori.likeness_put(p_orgs uuid[], p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.line_tasks(p_from date[], p_step json[], p_status smallint[], p_due_on date[], p_valid_until date[]) RETURNS TABLE(side text, code text, from_day date, until_day date, due_on date)
    LANGUAGE sql STABLE
    AS $$
  select hoshitori.step_side(s.code), s.code, min(s.from_day), max(s.until_day), s.due_on
  from (
    select x.*, x.n - row_number() over (partition by x.code, x.due_on order by x.n) as run
    from (
      select i as n, p_step[i] #>> '{next_step,code}' as code, p_from[i] as from_day, coalesce(p_from[i + 1], 'infinity') as until_day,
        case p_status[i] when 2 then p_valid_until[i] else p_due_on[i] end as due_on
      from generate_subscripts(p_from, 1) i) x) s
  where hoshitori.step_side(s.code) is not null
  group by s.code, s.due_on, s.run
  having max(s.until_day) > hoshitori.request_day()
$$;

ALTER FUNCTION hoshitori.line_tasks(p_from date[], p_step json[], p_status smallint[], p_due_on date[], p_valid_until date[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.lines_read(p_lines json) RETURNS TABLE(buyer uuid, relationship uuid, line_from date[], line_status smallint[], line_waiting_on smallint[], line_required_star smallint[], line_held_star smallint[], line_gap smallint[], line_due_on date[], line_valid_until date[], line_checked_on date[], line_next smallint[], line_step json[], line_cell integer[], line_kept bytea)
    LANGUAGE sql STABLE
    AS $$
  select l.buyer, l.relationship, l."from", l.status, l.waiting_on, l.required_star, l.held_star, l.gap, l.due_on,
    l.valid_until, l.checked_on, l.next, l.step, l.cell, l.kept
  from json_to_recordset(p_lines) l(buyer uuid, relationship uuid, "from" date[], status smallint[], waiting_on smallint[],
    required_star smallint[], held_star smallint[], gap smallint[], due_on date[], valid_until date[], checked_on date[],
    next smallint[], step json[], cell int[], kept bytea)
$$;

ALTER FUNCTION hoshitori.lines_read(p_lines json) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_add(p_mails jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with added as (
    insert into mail (org_id, mail_id, kind, relationship_id, user_id, recipient, language, data, sealed, next_at, key_id, recorded_at)
    select current_org(), (m ->> 'mail')::uuid, case when l.again then 'reminder' else m ->> 'kind' end, (m ->> 'relationship')::uuid,
      (m ->> 'user')::uuid, m ->> 'to', m ->> 'language', m -> 'data' || case when m ->> 'kind' = 'invitation' then mail_sender(current_org())
        || case when l.again then '{"link_replaced": true}'::jsonb else '{}' end else '{}' end,
      (m ->> 'sealed')::bytea, request_now(), request_key(), request_now()
    from jsonb_array_elements(p_mails) m cross join lateral (
      select m ->> 'kind' = 'invitation'
        and letter_again(current_org(), (m ->> 'relationship')::uuid, (m -> 'data' ->> 'invitation')::bigint) as again) l
    returning (data ->> 'invitation')::bigint as invitation, sealed
  )
  -- For reminders of it.
  update invitation i set link = a.sealed, mailed_at = request_now() from added a
  where i.org_id = current_org() and i.invitation_id = a.invitation
$$;

ALTER FUNCTION hoshitori.mail_add(p_mails jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_digest(p_now timestamp with time zone, p_day date, p_mails uuid[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r mail_reader;
  u user_account;
  found_sections jsonb;
  n int := 0;
begin
  for r in select * from mail_reader x where x.told_on < p_day and x.digest and not x.came_back
    order by x.told_on limit cardinality(p_mails) for update skip locked
  loop
    n := n + 1;
    perform request_set(r.org_id, null, p_now, p_day, 'worker');
    select a.* into u from user_account a join organisation o on o.org_id = a.org_id and o.closed_on is null
    where a.org_id = r.org_id and a.user_id = r.user_id and a.removed_at is null;
    found_sections := digest_of(r.org_id, u.rights, r.told_on, r.told_at, p_day);
    if found_sections is not null then
      insert into mail (org_id, mail_id, kind, user_id, recipient, language, data, next_at, recorded_at)
      values (r.org_id, p_mails[n], 'digest', r.user_id, u.email, r.language, jsonb_build_object('name', u.name,
        'organisation', (select o.name from organisation o where o.org_id = r.org_id), 'day', p_day, 'sections', found_sections),
        p_now, p_now);
    end if;
    update mail_reader x set told_on = p_day, told_at = p_now where x.org_id = r.org_id and x.user_id = r.user_id;
  end loop;
  return n;
end $$;

ALTER FUNCTION hoshitori.mail_digest(p_now timestamp with time zone, p_day date, p_mails uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_done(p_org uuid, p_mail uuid, p_tries integer, p_outcome text, p_subject text, p_code integer, p_detail text, p_now timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update mail m set state = r.state, subject = p_subject, status = p_code, detail = p_detail,
    next_at = r.again, data = case when r.state = 'queued' then m.data end,
    sealed = case when r.state = 'queued' then m.sealed end, ended_at = case when r.state <> 'queued' then p_now end
  from (
    select x.mail_id, a.again,
      case when p_outcome <> 'later' then p_outcome when a.again is null then 'given_up' else 'queued' end as state
    from mail x cross join lateral (
      select case when p_outcome = 'later' then mail_retry_at(x.tries, x.recorded_at, p_now) end) a(again)
    where x.org_id = p_org and x.mail_id = p_mail) r
  where m.org_id = p_org and m.mail_id = p_mail and m.tries = p_tries and m.state = 'queued'
$$;

ALTER FUNCTION hoshitori.mail_done(p_org uuid, p_mail uuid, p_tries integer, p_outcome text, p_subject text, p_code integer, p_detail text, p_now timestamp with time zone) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.mail (
    org_id uuid NOT NULL,
    mail_id uuid NOT NULL,
    kind text NOT NULL,
    relationship_id uuid,
    user_id uuid,
    recipient text NOT NULL,
    language text NOT NULL,
    subject text,
    data jsonb,
    sealed bytea,
    state text DEFAULT 'queued'::text NOT NULL,
    next_at timestamp with time zone,
    tries integer DEFAULT 0 NOT NULL,
    status integer,
    detail text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    stopped_at timestamp with time zone,
    CONSTRAINT mail_check CHECK (((next_at IS NULL) = (state <> 'queued'::text))),
    CONSTRAINT mail_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
    CONSTRAINT mail_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'refused'::text, 'given_up'::text, 'returned'::text, 'stopped'::text])))
);

ALTER TABLE ONLY hoshitori.mail FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.mail OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.mail_is_stale(m hoshitori.mail, p_now timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select m.data ? 'invitation' and not exists (select from invitation i where i.org_id = m.org_id
      and i.invitation_id = (m.data ->> 'invitation')::bigint and i.superseded_at is null and i.used_at is null
      and i.expires_on >= (p_now at time zone 'Asia/Tokyo')::date)
    or m.relationship_id is not null and letter_refused(m.org_id, m.relationship_id, m.recipient) is not distinct from 'stopped'
    or m.data ? 'link' and not exists (select from user_link l where l.org_id = m.org_id
      and l.link_id = (m.data ->> 'link')::bigint and l.superseded_at is null and l.used_at is null and l.expires_at > p_now)
    or m.kind = 'digest' and not exists (select from mail_reader r where r.org_id = m.org_id and r.user_id = m.user_id and r.digest
      and not r.came_back)
    or exists (select from organisation o where o.org_id = m.org_id and o.closed_on is not null)
    or m.user_id is not null and not exists (select from user_account u where u.org_id = m.org_id and u.user_id = m.user_id
      and u.removed_at is null)
$$;

ALTER FUNCTION hoshitori.mail_is_stale(m hoshitori.mail, p_now timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_json(m hoshitori.mail) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('mail', m.mail_id, 'kind', m.kind, 'to', m.recipient, 'subject', m.subject, 'language', m.language,
    'relationship', m.relationship_id, 'user', m.user_id, 'state', m.state, 'recorded_at', instant_text(m.recorded_at),
    'sent_at', case when m.state in ('sent', 'returned') then instant_text(m.ended_at) end,
    'stopped_at', instant_text(m.stopped_at),
    'next_try_at', case when m.tries > 0 then instant_text(m.next_at) end, 'answer', m.detail)
$$;

ALTER FUNCTION hoshitori.mail_json(m hoshitori.mail) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_page(p_relationship uuid, p_state text, p_at timestamp with time zone, p_id uuid, p_rows integer) RETURNS TABLE(item jsonb, recorded_at timestamp with time zone, mail_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  rights int := request_rights();
begin
  -- Each filter has its index, which one plan for all of them would not find.
  return query execute 'select mail_json(m), m.recorded_at, m.mail_id from mail m where m.org_id = $1'
    || case when p_relationship is not null then ' and m.relationship_id = $2' else '' end
    || case when p_state is not null then ' and m.state = $3' else '' end
    || case when rights & 33 = 0 then ' and false' when rights & 32 = 0 then ' and m.user_id is null' when rights & 1 = 0 then ' and m.user_id is not null' else '' end
    || ' and (m.recorded_at, m.mail_id) < ($4, $5) order by m.recorded_at desc, m.mail_id desc limit $6'
    using current_org(), p_relationship, p_state, coalesce(p_at, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), p_rows;
end $_$;

ALTER FUNCTION hoshitori.mail_page(p_relationship uuid, p_state text, p_at timestamp with time zone, p_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_reader_add(p_user uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into mail_reader (org_id, user_id, told_on, told_at) values (current_org(), p_user, request_day(), request_now())
  on conflict (org_id, user_id) do update set came_back = false
$$;

ALTER FUNCTION hoshitori.mail_reader_add(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_remind(p_now timestamp with time zone, p_day date, p_mails uuid[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  s mail_setting;
  looked int;
begin
  if extract(isodow from p_day) > 5 then
    return 0;
  end if;
  select x.* into s from mail_setting x where x.remind_after_days is not null and x.reminded_on < p_day
  order by x.reminded_on limit 1 for no key update skip locked;
  if not found then
    return 0;
  end if;
  perform request_set(s.org_id, null, p_now, p_day, 'worker');
  with due as (
    select i.* from invitation i
    where i.org_id = s.org_id and i.link is not null and i.mailed_at <= p_now - s.remind_after_days * interval '1 day'
      and i.reminders < s.remind_times and i.used_at is null and i.superseded_at is null and i.expires_on > p_day
    order by i.mailed_at limit cardinality(p_mails) for no key update
  ), letters as (
    select d.invitation_id, d.link, d.expires_on, r.relationship_id, r.name, r.owner, r.contacts -> 0 ->> 'email' as address,
      l.language, row_number() over (order by d.mailed_at, d.invitation_id) as n
    from due d join relationship r on r.org_id = d.org_id and r.relationship_id = d.relationship_id and r.state = 'invited'
      cross join lateral (
        select (array_agg(m.language order by m.recorded_at desc))[1] as language, bool_or(m.state = 'queued') as waits from mail m
        where m.org_id = r.org_id and m.relationship_id = r.relationship_id) l
    where r.contacts -> 0 ->> 'email' is not null and l.waits is not true
      and letter_refused(r.org_id, r.relationship_id, r.contacts -> 0 ->> 'email') is null
  ), queued as (
    insert into mail (org_id, mail_id, kind, relationship_id, recipient, language, data, sealed, next_at, recorded_at)
    select s.org_id, p_mails[l.n], 'reminder', l.relationship_id, l.address, coalesce(l.language, 'ja'),
      jsonb_strip_nulls(jsonb_build_object('buyer', o.name, 'contact', invitation_contact(l.owner), 'supplier', l.name,
        'expires_on', l.expires_on, 'invitation', l.invitation_id::text, 'required_star', d.shape -> 'required_star',
        'due_on', d.shape -> 'due_on', 'reason', d.shape -> 'reason')) || mail_sender(s.org_id), l.link, p_now, p_now
    from letters l join organisation o on o.org_id = s.org_id and o.closed_on is null
      cross join lateral (select demand_shape(demand_in_force(s.org_id, l.relationship_id, p_day)) as shape) d
    returning relationship_id
  )
  update invitation i set mailed_at = p_now, reminders = i.reminders + case when q.relationship_id is null then 0 else 1 end
  from due d left join queued q on q.relationship_id = d.relationship_id
  where i.org_id = d.org_id and i.invitation_id = d.invitation_id;
  get diagnostics looked = row_count;
  if looked < cardinality(p_mails) then
    update mail_setting x set reminded_on = p_day where x.org_id = s.org_id;
  end if;
  return looked;
end $$;

ALTER FUNCTION hoshitori.mail_remind(p_now timestamp with time zone, p_day date, p_mails uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_retry_at(p_tries integer, p_recorded_at timestamp with time zone, p_now timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    AS $$
  select case when p_now < p_recorded_at + interval '3 days'
    then p_now + (array[1, 5, 15, 60, 180, 360])[least(greatest(p_tries, 1), 6)] * interval '1 minute' end
$$;

ALTER FUNCTION hoshitori.mail_retry_at(p_tries integer, p_recorded_at timestamp with time zone, p_now timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_returned(p_mail uuid, p_recipient text, p_detail text, p_now timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  m mail;
begin
  update mail x set state = 'returned', detail = coalesce(p_detail, x.detail)
  where x.mail_id = p_mail and x.state = 'sent' and x.ended_at > p_now - interval '30 days'
    and lower(x.recipient) = lower(coalesce(p_recipient, x.recipient))
  returning * into m;
  if not found then
    return 0;
  end if;
  update mail_reader r set came_back = true where r.org_id = m.org_id and r.user_id = m.user_id;
  return 1;
end $$;

ALTER FUNCTION hoshitori.mail_returned(p_mail uuid, p_recipient text, p_detail text, p_now timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_sender(p_org uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce((select jsonb_strip_nulls(jsonb_build_object('sender_name', s.sender_name, 'sender_department', s.sender_department,
      'sender_telephone', s.sender_telephone, 'reply_to', s.reply_to, 'introduction', s.introduction))
    from mail_setting s where s.org_id = p_org), '{}')
$$;

ALTER FUNCTION hoshitori.mail_sender(p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_settings() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('sender_name', s.sender_name, 'sender_department', s.sender_department,
    'sender_telephone', s.sender_telephone, 'reply_to', s.reply_to, 'introduction', s.introduction,
    'reminders', case when s.remind_after_days is not null then
      jsonb_build_object('after_days', s.remind_after_days, 'times', s.remind_times) end,
    'recorded_at', instant_text(s.recorded_at))
  from (select 1) x left join mail_setting s on s.org_id = current_org()
$$;

ALTER FUNCTION hoshitori.mail_settings() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_settings_preview() RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('outcome', 'same', 'buyer', o.name, 'contact', invitation_contact(null), 'body', '{}'::jsonb), null::json, null::jsonb
  from organisation o where o.org_id = current_org()
$$;

ALTER FUNCTION hoshitori.mail_settings_preview() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_settings_put(p_sender_name text, p_sender_department text, p_sender_telephone text, p_reply_to text, p_introduction text, p_after_days integer, p_times integer) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  before jsonb;
  changed jsonb;
begin
  perform buyer_head_lock();
  before := mail_settings();
  insert into mail_setting (org_id, sender_name, sender_department, sender_telephone, reply_to, introduction, remind_after_days,
    remind_times, reminded_on, recorded_at)
  values (current_org(), p_sender_name, p_sender_department, p_sender_telephone, p_reply_to, p_introduction, p_after_days, p_times,
    request_day() - 1, request_now())
  on conflict (org_id) do update set (sender_name, sender_department, sender_telephone, reply_to, introduction, remind_after_days,
    remind_times, recorded_at) = (p_sender_name, p_sender_department, p_sender_telephone, p_reply_to, p_introduction, p_after_days,
    p_times, request_now())
  where (before - 'recorded_at') is distinct from jsonb_build_object('sender_name', p_sender_name, 'sender_department', p_sender_department,
    'sender_telephone', p_sender_telephone, 'reply_to', p_reply_to, 'introduction', p_introduction,
    'reminders', case when p_after_days is not null then jsonb_build_object('after_days', p_after_days, 'times', p_times) end);
  select jsonb_agg(n.key order by n.key) into changed from jsonb_each(mail_settings() - 'recorded_at') n where n.value <> before -> n.key;
  return query select jsonb_build_object('outcome', case when changed is null then 'same' else 'changed' end, 'body', mail_settings()), null::json,
    case when changed is not null then jsonb_build_object('object', 'mail-settings', 'detail', jsonb_build_object('changed', changed)) end;
end $$;

ALTER FUNCTION hoshitori.mail_settings_put(p_sender_name text, p_sender_department text, p_sender_telephone text, p_reply_to text, p_introduction text, p_after_days integer, p_times integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_stop(p_org uuid, p_mail uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  m mail;
begin
  perform request_set(p_org, null, request_now(), request_day(), current_setting('app.request_id', true));
  select * into m from mail x where x.org_id = p_org and x.mail_id = p_mail for no key update;
  if not found then
    perform refuse('mail_token_unknown');
  elsif m.user_id is null then
    update mail x set stopped_at = coalesce(x.stopped_at, request_now()) where x.org_id = p_org and x.mail_id = p_mail;
  else
    update mail_reader set digest = false where org_id = p_org and user_id = m.user_id;
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('stopped', true,
    'by', case when m.user_id is null then 'supplier' else 'person' end)), null::json, null::jsonb;
end $$;

ALTER FUNCTION hoshitori.mail_stop(p_org uuid, p_mail uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.mail_take(p_now timestamp with time zone) RETURNS TABLE(org uuid, mail uuid, endable boolean, tries integer, kind text, recipient text, language text, data jsonb, sealed bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  m mail;
begin
  loop
    select * into m from mail x where x.next_at <= p_now order by x.next_at limit 1 for update skip locked;
    exit when not found or not mail_is_stale(m, p_now);
    update mail x set state = 'stopped', next_at = null, data = null, sealed = null, ended_at = p_now
    where x.org_id = m.org_id and x.mail_id = m.mail_id;
  end loop;
  return query
  update mail x set tries = x.tries + 1, next_at = p_now + interval '5 minutes'
  where x.org_id = m.org_id and x.mail_id = m.mail_id
  returning x.org_id, x.mail_id, x.kind <> 'user_link', x.tries, x.kind, x.recipient, x.language, x.data, x.sealed;
end $$;

ALTER FUNCTION hoshitori.mail_take(p_now timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.me() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('organisation', organisation_shape(k.org_id), 'day', request_day(),
    'key', case when k.user_id is null then api_key_json(k) end,
    'user', case when k.user_id is not null then user_json(u) end,
    'session', case when k.user_id is not null then session_json(k) end)
  from api_key k left join user_account u on u.org_id = k.org_id and u.user_id = k.user_id
  where k.org_id = current_org() and k.key_id = request_key()
$$;

ALTER FUNCTION hoshitori.me() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.network_subject(p_network text) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$
  select throttle_subject('network', case family(nullif(p_network, '')::inet) when 6 then network(set_masklen(p_network::inet, 64))::text
    else p_network end)
$$;

ALTER FUNCTION hoshitori.network_subject(p_network text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.nobody() RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;

ALTER FUNCTION hoshitori.nobody() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.number_accepted(r hoshitori.relationship, p_number text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select exists (select from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id
    and d.outcome = 'accepted' and d.record_number = r.corporate_number and d.organisation_number = p_number)
$$;

ALTER FUNCTION hoshitori.number_accepted(r hoshitori.relationship, p_number text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.number_compare(p_org uuid, p_relationship uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
  o organisation;
  d number_difference := number_difference_open(p_org, p_relationship);
  differs boolean;
begin
  select * into strict r from relationship x where x.org_id = p_org and x.relationship_id = p_relationship;
  select * into o from organisation x where x.org_id = r.supplier_id;
  -- Who left or ended tells nothing any more.
  differs := coalesce(r.flows_until is null and r.corporate_number <> o.corporate_number and not number_accepted(r, o.corporate_number), false);
  if d.seq is not null and r.state <> 'ended' and d.record_number = r.corporate_number
    and (case when d.linked then differs and d.organisation_number = o.corporate_number else r.state <> 'active' end) then
    return;
  end if;
  if d.seq is not null then
    perform number_difference_end(d, 'changed');
  end if;
  if differs then
    perform number_difference_add(r, true, o);
  end if;
end $$;

ALTER FUNCTION hoshitori.number_compare(p_org uuid, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.number_difference_add(r hoshitori.relationship, p_linked boolean, o hoshitori.organisation) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into number_difference (org_id, relationship_id, seq, linked, record_number, organisation_number, organisation_name,
    found_on, recorded_at)
  select r.org_id, r.relationship_id, coalesce(max(d.seq), 0) + 1, p_linked, r.corporate_number, o.corporate_number, o.name,
    request_day(), request_now()
  from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id;
  perform pair_event_add(r, 'number.differs', jsonb_build_object('record_number', r.corporate_number,
    'organisation_number', o.corporate_number, 'organisation_name', o.name, 'linked', p_linked));
end $$;

ALTER FUNCTION hoshitori.number_difference_add(r hoshitori.relationship, p_linked boolean, o hoshitori.organisation) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.number_difference (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    seq integer NOT NULL,
    linked boolean NOT NULL,
    record_number text NOT NULL,
    organisation_number text NOT NULL,
    organisation_name text NOT NULL,
    found_on date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    ended_on date,
    ended_at timestamp with time zone,
    outcome text,
    reason text,
    key_id bigint,
    CONSTRAINT number_difference_outcome_check CHECK ((outcome = ANY (ARRAY['changed'::text, 'accepted'::text])))
);

ALTER TABLE ONLY hoshitori.number_difference FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.number_difference OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.number_difference_end(d hoshitori.number_difference, p_outcome text, p_reason text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update number_difference x set ended_on = request_day(), ended_at = request_now(), outcome = p_outcome, reason = p_reason,
    key_id = case when current_org() = d.org_id then request_key() end
  where x.org_id = d.org_id and x.relationship_id = d.relationship_id and x.seq = d.seq;
end $$;

ALTER FUNCTION hoshitori.number_difference_end(d hoshitori.number_difference, p_outcome text, p_reason text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.number_difference_open(p_org uuid, p_relationship uuid) RETURNS hoshitori.number_difference
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select d from number_difference d where d.org_id = p_org and d.relationship_id = p_relationship and d.ended_on is null
  order by d.seq desc limit 1
$$;

ALTER FUNCTION hoshitori.number_difference_open(p_org uuid, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.number_refused(r hoshitori.relationship, p_supplier uuid, p_number text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  proven text := (select o.corporate_number from organisation o where o.org_id = p_supplier and o.number_proven_at is not null);
begin
  r.corporate_number := p_number;
  return coalesce(p_number <> proven and not number_accepted(r, proven), false);
end $$;

ALTER FUNCTION hoshitori.number_refused(r hoshitori.relationship, p_supplier uuid, p_number text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.number_remarks(p_number text, p_name text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  p published_number;
  codes text[];
begin
  if p_number is null then
    return '[]';
  end if;
  select * into p from published_number x where x.number = p_number;
  codes := case
    when p.name is null then case when p.number is not null or exists (select from published_number) then array['number_not_published'] end
    else array_remove(array[
      case when p.name <> p_name and fold(p.name) <> fold(p_name) and not text_lost(p_name, p.name) then 'name_not_as_published' end,
      case when p.closed_on is not null then case when p.successor is null then 'company_closed' else 'company_succeeded' end end], null) end;
  return coalesce((
    select jsonb_agg(jsonb_build_object('code', c.code, 'published_name', p.name, 'closed_on', p.closed_on,
      'successor_number', case when c.code = 'company_succeeded' then p.successor end,
      'successor_name', case when c.code = 'company_succeeded' then (select x.name from published_number x where x.number = p.successor) end)
      order by c.place)
    from unnest(codes) with ordinality c(code, place)), '[]');
end $$;

ALTER FUNCTION hoshitori.number_remarks(p_number text, p_name text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.operator_chunk(p_after uuid, p_limit integer, p_edition text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  select array_agg(x.org_id order by x.relationship_id), array_agg(x.relationship_id order by x.relationship_id)
  into buyers, relationships
  from (
    select r.org_id, r.relationship_id from relationship r
    where (p_after is null or r.relationship_id > p_after) and (p_edition is null or edition_tells(r.supplier_id, p_edition))
    order by r.relationship_id limit p_limit
  ) x;
  if relationships is null then
    return null;
  end if;
  return facts_locked(buyers, relationships);
end $$;

ALTER FUNCTION hoshitori.operator_chunk(p_after uuid, p_limit integer, p_edition text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.operator_compare(p_lines json) RETURNS TABLE(org_id uuid, relationship_id uuid, side text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select s.org, r.relationship_id, s.side
    from lines_read(p_lines) l
      join relationship r on r.org_id = l.buyer and r.relationship_id = l.relationship
      cross join lateral (values (r.org_id, 'buyer'), (r.supplier_id, 'supplier')) s(org, side)
      left join board b on b.org_id = s.org and b.relationship_id = r.relationship_id and b.side = s.side
    where s.org is not null and b.decided_at is null
      and ((b.line_from, b.line_status, b.line_waiting_on, b.line_next) is distinct from (l.line_from, l.line_status, l.line_waiting_on, l.line_next)
        or not steps_same(b.line_step, l.line_step));
end $$;

ALTER FUNCTION hoshitori.operator_compare(p_lines json) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.operator_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) RETURNS date
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform organisation_require_open();
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, recorded_at)
  values (current_org(), p_key, p_name, p_hash, p_rights, p_last4, key_expiry(p_last_day), request_now());
  return p_last_day;
end $$;

ALTER FUNCTION hoshitori.operator_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.operator_organisation() RETURNS uuid
    LANGUAGE sql IMMUTABLE
    AS $$ select uuid '00000000-0000-7000-8000-000000000000' $$;

ALTER FUNCTION hoshitori.operator_organisation() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.operator_user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform organisation_require_open();
  insert into user_account (org_id, user_id, email, name, rights, recorded_at)
  values (current_org(), p_user, p_email, p_name, p_rights, request_now())
  on conflict (org_id, lower(email)) where removed_at is null do nothing;
  if not found then
    perform refuse('user_exists');
  end if;
  return instant_text(user_link_add(p_user, p_link, p_hash));
end $$;

ALTER FUNCTION hoshitori.operator_user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.operator_user_recover(p_email text, p_link bigint, p_hash bytea, p_factor boolean) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
begin
  perform organisation_require_open();
  select * into u from user_account x where x.org_id = current_org() and lower(x.email) = lower(p_email) and x.removed_at is null
  for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  perform user_link_add(u.user_id, p_link, p_hash), throttle_clear(account_subject(u.email));
  if p_factor then
    perform factor_remove(u);
  end if;
  return u.user_id;
end $$;

ALTER FUNCTION hoshitori.operator_user_recover(p_email text, p_link bigint, p_hash bytea, p_factor boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_add(p_org uuid, p_name text, p_reading text, p_number text, p_proven boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into organisation (org_id, name, reading, corporate_number, number_proven_at, recorded_at)
  values (p_org, p_name, p_reading, p_number, case when p_proven then request_now() end, request_now());
end $$;

ALTER FUNCTION hoshitori.organisation_add(p_org uuid, p_name text, p_reading text, p_number text, p_proven boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_change_add(o hoshitori.organisation, p_kind text, p_since date) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into organisation_change (org_id, seq, kind, on_day, name, reading, corporate_number, number_proven_at, key_id, recorded_at)
  select o.org_id, coalesce(max(c.seq), 0) + 1, p_kind, p_since, o.name, o.reading, o.corporate_number, o.number_proven_at,
    request_key(), request_now()
  from organisation_change c where c.org_id = o.org_id
$$;

ALTER FUNCTION hoshitori.organisation_change_add(o hoshitori.organisation, p_kind text, p_since date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_close(p_job uuid, p_name text, p_before text, p_step bigint, p_recovery text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  o organisation;
  total int;
begin
  perform closing_mark(true);
  if p_before is not null then
    perform own_prove(p_before, p_step, p_recovery);
  end if;
  select * into o from organisation x where x.org_id = current_org() for no key update;
  if o.closed_on is not null then -- by who came in at the same time
    perform refuse('organisation_closed');
  elsif fold_label(o.name) <> fold_label(p_name) then
    perform refuse('name_differs', 'name');
  end if;
  perform closing_shut();
  update organisation x set closed_on = request_day(), erase_on = (request_day() + interval '1 month')::date where x.org_id = o.org_id returning * into o;
  total := (select count(*) from relationship r where r.org_id = o.org_id and r.state <> 'ended' or r.supplier_id = o.org_id and r.state = 'active');
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at)
  values (o.org_id, p_job, 'close', 'queued', total, '{}', request_key(), request_now());
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('closed_on', o.closed_on,
      'erase_on', o.erase_on, 'relationships', total)), null::json,
    jsonb_build_object('object', 'organisation', 'detail', jsonb_build_object('name', o.name, 'relationships', total, 'erase_on', o.erase_on));
end $$;

ALTER FUNCTION hoshitori.organisation_close(p_job uuid, p_name text, p_before text, p_step bigint, p_recovery text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_former(p_org uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select array(select distinct f.text from organisation_change c, unnest(array[c.name, c.reading, c.corporate_number]) f(text)
    where c.org_id = p_org and c.kind <> 'corrected' and f.text is not null)
$$;

ALTER FUNCTION hoshitori.organisation_former(p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_found(r hoshitori.relationship, p_org uuid, p_details jsonb, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights integer, p_key_last_day date, p_person jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  own jsonb := coalesce(p_details, '{}');
  k api_key;
  u user_account;
begin
  perform quota_spend(r.org_id, 'founded', 1);
  insert into organisation (org_id, name, reading, corporate_number, recorded_at)
  values (p_org, coalesce(own ->> 'name', r.name),
    case when own ? 'name' or own ? 'reading' then own ->> 'reading' else r.reading end,
    case when own ? 'corporate_number' then own ->> 'corporate_number' else r.corporate_number end, request_now());
  if p_person is not null then
    insert into user_account (org_id, user_id, email, name, rights, password, recorded_at)
    values (p_org, (p_person ->> 'user')::uuid, p_person ->> 'email', p_person ->> 'name', p_key_rights,
      p_person ->> 'password', request_now())
    returning * into u;
    perform request_set(p_org, null, request_now(), request_day(), current_setting('app.request_id', true));
    return jsonb_build_object('user', user_json(u));
  end if;
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, recorded_at)
  values (p_org, p_key, p_key_name, p_key_hash, p_key_rights, p_key_last4, key_expiry(p_key_last_day), request_now())
  returning * into k;
  perform request_set(p_org, p_key, request_now(), request_day(), current_setting('app.request_id', true));
  return jsonb_build_object('api_key', api_key_json(k));
end $$;

ALTER FUNCTION hoshitori.organisation_found(r hoshitori.relationship, p_org uuid, p_details jsonb, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights integer, p_key_last_day date, p_person jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_list() RETURNS TABLE(org_id uuid, name text, corporate_number text, proven boolean, closed_on date, erase_on date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select o.org_id, o.name, o.corporate_number, o.number_proven_at is not null, o.closed_on, o.erase_on
    from organisation o order by o.org_id;
end $$;

ALTER FUNCTION hoshitori.organisation_list() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_lock(p_org uuid) RETURNS hoshitori.organisation
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  o organisation;
begin
  perform from relationship r where r.supplier_id = p_org or r.org_id = p_org order by r.relationship_id for no key update;
  insert into supplier_head (org_id) select x.org_id from organisation x where x.org_id = p_org on conflict do nothing;
  perform from supplier_head h where h.org_id = p_org for no key update;
  select * into o from organisation x where x.org_id = p_org for no key update;
  return o;
end $$;

ALTER FUNCTION hoshitori.organisation_lock(p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_patch(p jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  o organisation := organisation_lock(current_org());
  before jsonb;
  after jsonb;
  what text;
  since date := coalesce((p ->> 'day')::date, request_day());
begin
  before := jsonb_build_object('name', o.name, 'reading', o.reading, 'corporate_number', o.corporate_number);
  after := text_settled(before, before || jsonb_strip_nulls(jsonb_build_object('name', p -> 'name'))
    || case when p ? 'reading' then jsonb_build_object('reading', p -> 'reading') else '{}' end
    || case when p ? 'corporate_number' then jsonb_build_object('corporate_number', p -> 'corporate_number') else '{}' end);
  what := coalesce(p ->> 'kind', case when after -> 'corporate_number' = before -> 'corporate_number' then 'renamed' else 'corrected' end);
  if what in ('merger', 'new_number') and after -> 'corporate_number' in (before -> 'corporate_number', 'null') then
    perform refuse('number_unchanged', 'corporate_number');
  end if;
  if after = before then
    return query select jsonb_build_object('outcome', 'same', 'body', organisation_record()), null::json, null::jsonb;
    return;
  end if;
  perform organisation_change_add(o, what, since);
  update organisation x set name = after ->> 'name', reading = after ->> 'reading', corporate_number = after ->> 'corporate_number',
    number_proven_at = case when after -> 'corporate_number' = before -> 'corporate_number' then o.number_proven_at end
  where x.org_id = o.org_id;
  facts := (select facts_or_later(t.buyers, t.relationships) from organisation_touched(o.org_id) t);
  perform events_put(array_agg(b.org_id), array_agg(b.relationship_id), array_agg(b.side), 'organisation.changed',
    array_agg(jsonb_build_object('kind', what, 'day', since, 'from', before, 'to', after)))
  from board own join board b on b.org_id = own.counterparty_id and b.relationship_id = own.relationship_id and b.side <> own.side
  where own.org_id = o.org_id and own.counterparty_id is not null and own.state = 'active';
  result := jsonb_build_object('outcome', 'changed', 'body', organisation_record());
  audit := jsonb_build_object('object', 'organisation', 'detail', jsonb_build_object('kind', what, 'day', since, 'from', before, 'to', after));
  return next;
end $$;

ALTER FUNCTION hoshitori.organisation_patch(p jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_record() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select organisation_shape(o.org_id) || jsonb_build_object('number_remarks', number_remarks(o.corporate_number, o.name), 'history', (
    select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'day', c.on_day, 'name', c.name, 'reading', c.reading,
      'corporate_number', c.corporate_number, 'number_proven', c.number_proven_at is not null,
      'recorded_at', instant_text(c.recorded_at)) order by c.seq desc), '[]')
    from organisation_change c where c.org_id = o.org_id))
  from organisation o where o.org_id = current_org()
$$;

ALTER FUNCTION hoshitori.organisation_record() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_reopen() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  o organisation;
begin
  select * into o from organisation x where x.org_id = current_org() for no key update;
  if not found then
    perform refuse('not_found');
  elsif o.closed_on is null then
    return false;
  elsif o.erase_on is null then
    perform refuse('organisation_erased');
  end if;
  update organisation x set closed_on = null, erase_on = null where x.org_id = o.org_id;
  perform closing_mark(false);
  return true;
end $$;

ALTER FUNCTION hoshitori.organisation_reopen() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_require_open() RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  o organisation;
begin
  select * into o from organisation x where x.org_id = current_org();
  if not found then
    perform refuse('not_found');
  elsif o.closed_on is not null then
    perform refuse('organisation_closed');
  end if;
end $$;

ALTER FUNCTION hoshitori.organisation_require_open() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_shape(p_org uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('organisation', o.org_id, 'name', o.name, 'reading', o.reading,
      'corporate_number', o.corporate_number, 'number_proven', o.number_proven_at is not null) || closed_shape(o)
    from organisation o where o.org_id = p_org);
end $$;

ALTER FUNCTION hoshitori.organisation_shape(p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_touched(p_org uuid, OUT buyers uuid[], OUT relationships uuid[]) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  x record;
begin
  perform from relationship r where (r.supplier_id = p_org or r.org_id = p_org) and r.supplier_id is not null
  order by r.relationship_id for no key update;
  perform from supplier_head h
  where h.org_id in (select r.supplier_id from relationship r where r.supplier_id = p_org or r.org_id = p_org)
  order by h.org_id for share;
  for x in select r.org_id, r.relationship_id from relationship r where r.supplier_id = p_org order by r.relationship_id loop
    perform number_compare(x.org_id, x.relationship_id);
  end loop;
  select coalesce(array_agg(r.org_id order by r.relationship_id), '{}'), coalesce(array_agg(r.relationship_id order by r.relationship_id), '{}')
  into buyers, relationships
  from relationship r where (r.supplier_id = p_org or r.org_id = p_org) and r.supplier_id is not null;
end $$;

ALTER FUNCTION hoshitori.organisation_touched(p_org uuid, OUT buyers uuid[], OUT relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.organisation_vouch(p_org uuid, p_number text, p_job uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  o organisation := organisation_lock(p_org);
  facts json;
begin
  if o.org_id is null then
    return null;
  end if;
  if o.corporate_number is distinct from p_number then
    perform organisation_change_add(o, 'corrected', request_day());
  end if;
  update organisation set corporate_number = p_number, number_proven_at = request_now() where org_id = p_org;
  facts := (select facts_or_later(t.buyers, t.relationships) from organisation_touched(p_org) t);
  if json_typeof(facts) = 'object' then
    perform status_job_queue(p_org, p_job, (facts ->> 'later')::int, 'organisation');
    return '[]';
  end if;
  return facts;
end $$;

ALTER FUNCTION hoshitori.organisation_vouch(p_org uuid, p_number text, p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_attempt() RETURNS TABLE(wait integer, email text, name text, organisation text, password text, salt bytea, totp bytea, totp_step bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_user_lock();
  seconds int := throttle_take(own_subject(u), 5);
begin
  if seconds > 0 then
    return query select seconds, null::text, null::text, null::text, null::text, null::bytea, null::bytea, null::bigint;
    return;
  end if;
  return query select 0, u.email, u.name, organisation_shape(u.org_id) ->> 'name', u.password, address_salt(u.email),
    u.totp, u.totp_step;
end $$;

ALTER FUNCTION hoshitori.own_attempt() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_attempt_right() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select throttle_clear(throttle_subject('own', request_user()::text)) $$;

ALTER FUNCTION hoshitori.own_attempt_right() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_factor_offer(p_before text, p_step bigint, p_recovery text, p_totp bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
begin
  update user_account x set totp_offer = p_totp, totp_offered_at = request_now(), totp_offer_key = request_key()
  where x.org_id = u.org_id and x.user_id = u.user_id;
  return query select jsonb_build_object('outcome', 'changed', 'body', '{}'::jsonb), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('second_factor', 'offered'));
end $$;

ALTER FUNCTION hoshitori.own_factor_offer(p_before text, p_step bigint, p_recovery text, p_totp bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_factor_offered() RETURNS TABLE(email text, totp bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select u.email, case when u.totp_offer_key = request_key() and u.totp_offered_at > request_now() - interval '10 minutes'
    then u.totp_offer end
  from user_account u where u.org_id = current_org() and u.user_id = (select request_user())
$$;

ALTER FUNCTION hoshitori.own_factor_offered() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_factor_put(p_offer bytea, p_step bigint, p_codes text[]) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_user_lock();
begin
  if u.totp_offer is distinct from p_offer or u.totp_offer_key is distinct from request_key() then
    perform refuse('second_factor_not_offered');
  end if;
  update user_account x set totp = p_offer, totp_step = p_step, totp_offer = null
  where x.org_id = u.org_id and x.user_id = u.user_id returning * into u;
  perform recovery_codes_put(u, p_codes), sessions_end_others(u);
  update api_key set rights = u.rights where org_id = u.org_id and key_id = request_key();
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('user', user_json(u))), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('second_factor', 'set'));
end $$;

ALTER FUNCTION hoshitori.own_factor_put(p_offer bytea, p_step bigint, p_codes text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_factor_remove(p_before text, p_step bigint, p_recovery text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
begin
  if (select o.second_factor_required from organisation o where o.org_id = u.org_id) then
    perform refuse('second_factor_required');
  end if;
  delete from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id;
  update user_account x set totp = null, totp_step = 0, totp_offer = null
  where x.org_id = u.org_id and x.user_id = u.user_id returning * into u;
  perform sessions_end_others(u);
  return query select jsonb_build_object('outcome', 'removed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('second_factor', 'removed'));
end $$;

ALTER FUNCTION hoshitori.own_factor_remove(p_before text, p_step bigint, p_recovery text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_invitation_accept(p_relationship uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_accept(own_invitation_lock(p_relationship));
begin
  perform invitation_answered(r);
  return query select jsonb_build_object('outcome', 'created', 'object', 'buyers/' || r.relationship_id,
      'body', jsonb_build_object('relationship', r.relationship_id, 'organisation', organisation_shape(r.supplier_id))),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('buyer', r.org_id));
end $$;

ALTER FUNCTION hoshitori.own_invitation_accept(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_invitation_decline(p_relationship uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := own_invitation_lock(p_relationship);
begin
  update relationship x set state = 'declined', declined_on = request_day(), changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id returning * into r;
  perform invitation_answered(r), relationship_step_add(r, 'declined'), pair_event_add(r, 'relationship.changed', '{"state": "declined"}');
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('relationship', r.relationship_id,
      'declined_on', request_day())),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('buyer', r.org_id));
end $$;

ALTER FUNCTION hoshitori.own_invitation_decline(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_invitation_lock(p_relationship uuid) RETURNS hoshitori.relationship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  select x.* into r from relationship x where x.relationship_id = p_relationship
    and (x.org_id, x.relationship_id) in (select o.org_id, o.relationship_id from own_invitations() o)
  for no key update;
  -- Asked once more: somebody else may have answered while this one waited.
  if not found or r.state <> 'invited' then
    perform refuse('not_found');
  end if;
  return r;
end $$;

ALTER FUNCTION hoshitori.own_invitation_lock(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_invitation_page(p_on date, p_id uuid, p_rows integer) RETURNS TABLE(item jsonb, invited_on date, relationship_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select jsonb_build_object('relationship', r.relationship_id) || invitation_shape(r), r.invited_on, r.relationship_id
    from own_invitations() r
    where (r.invited_on, r.relationship_id) < (coalesce(p_on, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by r.invited_on desc, r.relationship_id desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.own_invitation_page(p_on date, p_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_invitations() RETURNS SETOF hoshitori.relationship
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select r.* from organisation o join relationship r on r.corporate_number = o.corporate_number and r.state = 'invited'
    and r.supplier_id is null
  where o.org_id = current_org() and o.number_proven_at is not null and r.org_id <> o.org_id and r.invitation_expires_on >= request_day()
  union all
  select r.* from relationship r where r.supplier_id = current_org() and r.state = 'invited' and r.invitation_expires_on >= request_day()
$$;

ALTER FUNCTION hoshitori.own_invitations() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_mail_get() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
begin
  if request_user() is null then
    perform refuse('not_a_session');
  end if;
  select * into u from user_account x where x.org_id = current_org() and x.user_id = (select request_user());
  return own_mail_wishes(u);
end $$;

ALTER FUNCTION hoshitori.own_mail_get() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_mail_put(p_language text, p_digest boolean) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_user_lock();
  before jsonb := own_mail_wishes(u);
begin
  if u.address <> 'proven' then
    perform refuse('address_unproven');
  end if;
  insert into mail_reader (org_id, user_id, language, digest, told_on, told_at)
  values (u.org_id, u.user_id, p_language, p_digest, request_day(), request_now())
  on conflict (org_id, user_id) do update set language = p_language, digest = p_digest, came_back = false,
    -- What was while nothing was to be sent is not told.
    told_on = case when mail_reader.digest and not mail_reader.came_back then mail_reader.told_on else request_day() end,
    told_at = case when mail_reader.digest and not mail_reader.came_back then mail_reader.told_at else request_now() end;
  return query select jsonb_build_object('outcome', case when before is distinct from own_mail_wishes(u) then 'changed' else 'same' end,
      'body', own_mail_wishes(u)), null::json,
    case when before is distinct from own_mail_wishes(u) then jsonb_build_object('object', 'users/' || u.user_id,
      'detail', jsonb_build_object('language', p_language, 'digest', p_digest)) end;
end $$;

ALTER FUNCTION hoshitori.own_mail_put(p_language text, p_digest boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_mail_wishes(u hoshitori.user_account) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('language', coalesce(r.language, 'ja'), 'digest', coalesce(r.digest, false), 'address', u.email,
    'reachable', case when r.user_id is null then 'unproven' when r.came_back then 'came_back' else 'yes' end)
  from (select 1) x left join mail_reader r on r.org_id = u.org_id and r.user_id = u.user_id
$$;

ALTER FUNCTION hoshitori.own_mail_wishes(u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_password_put(p_before text, p_password text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_user_lock();
begin
  if u.password is distinct from p_before then
    perform refuse('conflict');
  end if;
  update user_account x set password = p_password where x.org_id = u.org_id and x.user_id = u.user_id;
  perform throttle_clear(own_subject(u)), sessions_end_others(u);
  return query select jsonb_build_object('outcome', 'changed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('password', 'changed'));
end $$;

ALTER FUNCTION hoshitori.own_password_put(p_before text, p_password text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_prove(p_before text, p_step bigint, p_recovery text) RETURNS hoshitori.user_account
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_user_lock();
begin
  if u.password is distinct from p_before then
    perform refuse('conflict');
  elsif not factor_use(u, p_step, p_recovery) then
    perform refuse('code_wrong', 'code');
  end if;
  perform throttle_clear(own_subject(u));
  return u;
end $$;

ALTER FUNCTION hoshitori.own_prove(p_before text, p_step bigint, p_recovery text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_recovery_codes_put(p_before text, p_step bigint, p_recovery text, p_codes text[]) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
begin
  if u.totp is null then
    perform refuse('second_factor_missing');
  end if;
  perform recovery_codes_put(u, p_codes);
  return query select jsonb_build_object('outcome', 'changed', 'body', '{}'::jsonb), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('recovery_codes', cardinality(p_codes)));
end $$;

ALTER FUNCTION hoshitori.own_recovery_codes_put(p_before text, p_step bigint, p_recovery text, p_codes text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_session_end(p_session bigint) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_user_lock();
begin
  update api_key set revoked_at = request_now()
  where org_id = u.org_id and key_id = p_session and user_id = u.user_id and revoked_at is null;
  if not found then
    perform refuse('not_found');
  end if;
  return query select jsonb_build_object('outcome', 'ended', 'body', sessions_json(u.user_id)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('session', p_session::text));
end $$;

ALTER FUNCTION hoshitori.own_session_end(p_session bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_sessions() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if request_user() is null then
    perform refuse('not_a_session');
  end if;
  return sessions_json(request_user());
end $$;

ALTER FUNCTION hoshitori.own_sessions() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_sessions_end() RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := own_user_lock();
begin
  perform sessions_end_others(u);
  return query select jsonb_build_object('outcome', 'ended', 'body', sessions_json(u.user_id)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('sessions', 'others'));
end $$;

ALTER FUNCTION hoshitori.own_sessions_end() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_subject(u hoshitori.user_account) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$ select throttle_subject('own', u.user_id::text) $$;

ALTER FUNCTION hoshitori.own_subject(u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_tasks(p_side text, p_language text) RETURNS TABLE(code text, since date, due_on date, owner uuid, object text, name text, params jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 20
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select 'renew_key', ((k.expires_at - interval '30 days') at time zone 'Asia/Tokyo')::date,
    ((k.expires_at - interval '1 microsecond') at time zone 'Asia/Tokyo')::date, coalesce(k.responsible, nobody()),
    'api-keys/' || k.key_id, k.name, '{}'::jsonb
  from api_key k
  where k.org_id = current_org() and k.user_id is null and k.revoked_at is null and k.expires_at > request_now()
    and k.expires_at <= request_now() + interval '30 days' and (request_rights() & 32 <> 0 or k.responsible = (select request_user()))
    and case when k.rights & 15 = 0 then p_side = case when request_rights() & 1 <> 0 then 'buyer' else 'supplier' end
      else k.rights & case p_side when 'buyer' then 3 else 12 end <> 0 end
  union all
  select 'job_failed', (j.finished_at at time zone 'Asia/Tokyo')::date, null,
    coalesce((select coalesce(k.user_id, k.responsible) from api_key k where k.org_id = j.org_id and k.key_id = j.key_id), nobody()),
    'jobs/' || j.job_id, null, jsonb_build_object('kind', j.kind)
  from job j
  where j.org_id = current_org() and j.state = 'stopped' and j.finished_at > request_now() - interval '90 days'
    and case when j.kind = 'status' and request_rights() & 1 = 0 then p_side = 'supplier' else p_side = 'buyer' end
    and not exists (select from job n where n.org_id = j.org_id and n.kind = j.kind and n.state in ('queued', 'running', 'done') and n.recorded_at > j.recorded_at
      and (n.detail ->> 'rule', n.detail ->> 'user', n.detail ->> 'source') is not distinct from
        (j.detail ->> 'rule', j.detail ->> 'user', j.detail ->> 'source')
      and (n.detail ->> 'applied' is distinct from 'false' or j.detail ->> 'applied' = 'false'))
  union all
  select 'duty_due', coalesce((d ->> 'next_on')::date, ((duty_assessment(null)).recorded_at at time zone 'Asia/Tokyo')::date, request_day()),
    null, nobody(), 'duties/' || (d ->> 'criterion'), d ->> 'criterion', jsonb_build_object('text', d -> 'text')
  from jsonb_array_elements(case when p_side = 'supplier' then duty_list(null, request_day(), p_language) -> 'items' else '[]' end) d
  union all
  select 'accept_invitation', r.invited_on, r.invitation_expires_on, nobody(), 'invitations/' || r.relationship_id,
    (select o.name from organisation o where o.org_id = r.org_id), '{}'
  from own_invitations() r where p_side = 'supplier'
$$;

ALTER FUNCTION hoshitori.own_tasks(p_side text, p_language text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.own_user_lock() RETURNS hoshitori.user_account
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if request_user() is null then
    perform refuse('not_a_session');
  end if;
  return user_lock(request_user());
end $$;

ALTER FUNCTION hoshitori.own_user_lock() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_address(r hoshitori.relationship) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select u.email from user_account u where u.org_id = r.org_id and u.user_id = r.owner $$;

ALTER FUNCTION hoshitori.owner_address(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_chunk(j hoshitori.job) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  to_user uuid := (j.detail ->> 'to')::uuid;
  ids uuid[];
begin
  perform buyer_head_share();
  ids := array(select r.relationship_id from relationship r where r.org_id = j.org_id and r.owner = (j.detail ->> 'user')::uuid
    order by r.relationship_id limit 250);
  if cardinality(ids) = 0 then
    return null;
  end if;
  perform import_lock(ids);
  perform from user_account u where u.org_id = j.org_id and u.user_id = to_user and u.removed_at is null for share;
  if to_user is not null and not found then
    perform refuse('unknown_user', 'to');
  end if;
  update relationship r set owner = to_user, record_version = record_version + 1, changed_at = request_now()
  where r.org_id = j.org_id and r.relationship_id = any(ids) and r.owner = (j.detail ->> 'user')::uuid;
  perform job_advance(j.job_id, cardinality(ids), cardinality(ids), ids[cardinality(ids)]::text);
  return facts_of(array_fill(j.org_id, array[cardinality(ids)]), ids);
end $$;

ALTER FUNCTION hoshitori.owner_chunk(j hoshitori.job) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_mark(p_owner uuid) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$ select array['owner:' || coalesce(p_owner::text, 'none')] $$;

ALTER FUNCTION hoshitori.owner_mark(p_owner uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_of(p_now uuid, p_address text) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select u.user_id from user_account u
    where u.org_id = current_org() and lower(u.email) = lower(p_address) and (u.removed_at is null or u.user_id = p_now)
    order by u.user_id = p_now desc nulls last limit 1);
end $$;

ALTER FUNCTION hoshitori.owner_of(p_now uuid, p_address text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_of_none_require(p_user uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  owned jsonb;
begin
  select jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code) order by r.name collate "C", r.relationship_id)
  into owned from (select * from relationship x where x.org_id = current_org() and x.owner = p_user
    order by x.name collate "C", x.relationship_id limit 40) r;
  if owned is not null then
    perform refuse('user_owns_suppliers', null, jsonb_build_object('suppliers', owned,
      'count', (select count(*) from relationship x where x.org_id = current_org() and x.owner = p_user)));
  end if;
end $$;

ALTER FUNCTION hoshitori.owner_of_none_require(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_person(p_owner text) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  wanted uuid := case p_owner when 'none' then null
    when 'me' then (select coalesce(k.user_id, k.responsible) from api_key k where k.org_id = current_org() and k.key_id = request_key())
    else owner_of(null, p_owner) end;
begin
  if wanted is null and p_owner <> 'none' then
    perform refuse('unknown_owner', '?owner');
  end if;
  return wanted;
end $$;

ALTER FUNCTION hoshitori.owner_person(p_owner text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_require(p_address text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_address is not null then
    perform owners_lock(array[p_address]);
    if owner_unknown(p_address) then
      perform refuse('unknown_owner', 'owner');
    end if;
  end if;
end $$;

ALTER FUNCTION hoshitori.owner_require(p_address text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_settled(p_stored jsonb, p_entered jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_entered ->> 'owner' is null or p_entered -> 'owner' = p_stored -> 'owner' then
    return p_entered;
  end if;
  return p_entered || jsonb_build_object('owner', coalesce(
    case when lower(p_entered ->> 'owner') = lower(p_stored ->> 'owner') then p_stored ->> 'owner' end,
    (select u.email from user_account u where u.org_id = current_org() and u.user_id = (select owner_of(null, p_entered ->> 'owner'))),
    p_entered ->> 'owner'));
end $$;

ALTER FUNCTION hoshitori.owner_settled(p_stored jsonb, p_entered jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_unknown(p_address text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ select p_address is not null and hoshitori.owner_of(null, p_address) is null $$;

ALTER FUNCTION hoshitori.owner_unknown(p_address text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owner_wanted(p_owner text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$ select hoshitori.owner_mark(hoshitori.owner_person(p_owner)) $$;

ALTER FUNCTION hoshitori.owner_wanted(p_owner text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.owners_lock(p_addresses text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select from user_account u
  where u.org_id = current_org() and u.removed_at is null and lower(u.email) in (select lower(a) from unnest(p_addresses) a)
  order by u.user_id for share
$$;

ALTER FUNCTION hoshitori.owners_lock(p_addresses text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.pair_event_add(r hoshitori.relationship, p_kind text, p_body jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if r.supplier_id is not null and (r.state = 'active' or p_kind = 'relationship.changed') then
    perform events_put(array[r.org_id, r.supplier_id], array[r.relationship_id, r.relationship_id], array['buyer', 'supplier'], p_kind,
      array[p_body, p_body]);
  else
    perform event_put(r.org_id, r.relationship_id, 'buyer', p_kind, p_body);
  end if;
end $$;

ALTER FUNCTION hoshitori.pair_event_add(r hoshitori.relationship, p_kind text, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.paper_add(p_paper uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  p paper;
begin
  perform supplier_lock();
  perform quota_require('papers');
  insert into paper (org_id, paper_id, kind, on_day, detail, key_id, recorded_at)
  values (current_org(), p_paper, p_body ->> 'kind', (p_body ->> 'dated_on')::date, p_body - array['kind', 'dated_on'],
    request_key(), request_now())
  returning * into p;
  perform supplier_event_add('paper.added', jsonb_build_object('paper', p.paper_id, 'kind', p.kind));
  return query select jsonb_build_object('outcome', 'created', 'body', paper_shape(p)), supplier_touched(),
    jsonb_build_object('object', 'papers/' || p.paper_id, 'detail', p_body);
end $$;

ALTER FUNCTION hoshitori.paper_add(p_paper uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.paper (
    org_id uuid NOT NULL,
    paper_id uuid NOT NULL,
    kind text NOT NULL,
    on_day date NOT NULL,
    detail jsonb NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    withdrawn_on date,
    withdrawn_at timestamp with time zone,
    CONSTRAINT paper_kind_check CHECK ((kind = ANY (ARRAY['policy_publication'::text, 'expert_confirmation'::text, 'management_oath'::text, 'third_party_assessment'::text, 'technical_verification'::text])))
);

ALTER TABLE ONLY hoshitori.paper FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.paper OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.paper_shape(p hoshitori.paper) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('paper', p.paper_id, 'kind', p.kind, 'star', paper_star(p.kind), 'dated_on', p.on_day,
    'url', p.detail -> 'url', 'place', p.detail -> 'place', 'person', p.detail -> 'person',
    'position', p.detail -> 'position', 'qualification', p.detail -> 'qualification',
    'organisation', p.detail -> 'organisation', 'report_id', p.detail -> 'report_id', 'note', p.detail -> 'note',
    'withdrawn_on', p.withdrawn_on, 'recorded_at', instant_text(p.recorded_at));
end $$;

ALTER FUNCTION hoshitori.paper_shape(p hoshitori.paper) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.paper_star(p_kind text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case p_kind when 'policy_publication' then 2 when 'expert_confirmation' then 3 when 'management_oath' then 3
    else 4 end
$$;

ALTER FUNCTION hoshitori.paper_star(p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.paper_withdraw(p_paper uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  p paper;
begin
  perform supplier_lock();
  select * into p from paper x where x.org_id = current_org() and x.paper_id = p_paper;
  if not found then
    perform refuse('not_found');
  end if;
  if p.withdrawn_on is not null then
    perform refuse('already_withdrawn');
  end if;
  update paper x set withdrawn_on = request_day(), withdrawn_at = request_now()
  where x.org_id = p.org_id and x.paper_id = p.paper_id
  returning * into p;
  perform supplier_event_add('paper.withdrawn', jsonb_build_object('paper', p.paper_id, 'kind', p.kind));
  return query select jsonb_build_object('outcome', 'ended', 'body', paper_shape(p)), supplier_touched(),
    jsonb_build_object('object', 'papers/' || p.paper_id, 'detail', jsonb_build_object('withdrawn_on', p.withdrawn_on));
end $$;

ALTER FUNCTION hoshitori.paper_withdraw(p_paper uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_check_add(p_supplier text, p_partner_check uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  c partner_check;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  -- Nobody takes the statement away meanwhile.
  perform from kept_statement k where k.org_id = r.org_id and k.kept_id = (p_body ->> 'kept')::uuid for key share;
  if not found and p_body ? 'kept' then
    perform refuse('unknown_statement', 'kept');
  end if;
  insert into partner_check (org_id, partner_check_id, relationship_id, looked_on, method, result, action, kept_id, key_id, recorded_at)
  values (r.org_id, p_partner_check, r.relationship_id, coalesce((p_body ->> 'looked_on')::date, request_day()), p_body ->> 'method',
    p_body ->> 'result', p_body ->> 'action', (p_body ->> 'kept')::uuid, request_key(), request_now())
  returning * into c;
  perform tasks_put(array[r.org_id], array[r.relationship_id]);
  return query select partner_check_result(c, 'created'), null::json,
    jsonb_build_object('object', format('suppliers/%s/partner-checks/%s', c.relationship_id, c.partner_check_id), 'detail',
      jsonb_build_object('looked_on', c.looked_on, 'method', c.method, 'result', c.result, 'action', c.action)
        || jsonb_strip_nulls(jsonb_build_object('kept', c.kept_id)));
end $$;

ALTER FUNCTION hoshitori.partner_check_add(p_supplier text, p_partner_check uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.partner_check (
    org_id uuid NOT NULL,
    partner_check_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    looked_on date NOT NULL,
    method text NOT NULL,
    result text NOT NULL,
    action text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    kept_id uuid,
    CONSTRAINT partner_check_check CHECK (((kept_id IS NOT NULL) = (method = 'statement'::text))),
    CONSTRAINT partner_check_method_check CHECK ((method = ANY (ARRAY['star'::text, 'statement'::text, 'check_sheet'::text, 'visit'::text, 'interview'::text, 'documents'::text, 'other'::text]))),
    CONSTRAINT partner_check_result_check CHECK ((result = ANY (ARRAY['sufficient'::text, 'improvement_needed'::text, 'insufficient'::text])))
);

ALTER TABLE ONLY hoshitori.partner_check FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.partner_check OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.partner_check_result(c hoshitori.partner_check, p_outcome text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('outcome', p_outcome,
    'object', format('suppliers/%s/partner-checks/%s', c.relationship_id, c.partner_check_id),
    'body', partner_look_shape(c.partner_check_id, 'partner_check'));
end $$;

ALTER FUNCTION hoshitori.partner_check_result(c hoshitori.partner_check, p_outcome text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_check_withdraw(p_supplier text, p_partner_check uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  c partner_check;
begin
  select * into c from partner_check x
  where x.org_id = r.org_id and x.partner_check_id = p_partner_check and x.relationship_id = r.relationship_id;
  if not found then
    perform refuse('not_found');
  end if;
  if c.withdrawn_at is not null then
    perform refuse('already_withdrawn');
  end if;
  update partner_check x set withdrawn_at = request_now() where x.org_id = c.org_id and x.partner_check_id = c.partner_check_id
  returning * into c;
  perform tasks_put(array[r.org_id], array[r.relationship_id]);
  return query select partner_check_result(c, 'ended'), null::json,
    jsonb_build_object('object', format('suppliers/%s/partner-checks/%s', c.relationship_id, c.partner_check_id), 'detail', null);
end $$;

ALTER FUNCTION hoshitori.partner_check_withdraw(p_supplier text, p_partner_check uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_interval() RETURNS interval
    LANGUAGE sql IMMUTABLE
    AS $$ select interval '12 months' $$;

ALTER FUNCTION hoshitori.partner_interval() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_look_due(r hoshitori.relationship) RETURNS TABLE(since date, until_day date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    with demand as (
      select partner_reasons(q.questions) <> '{}' as considered, q.effective_from, sum((partner_reasons(q.questions) = '{}')::int) over w as run,
        coalesce(lead(q.effective_from) over w, 'infinity') as until
      from requirement_revision q
      where q.org_id = r.org_id and q.relationship_id = r.relationship_id and q.superseded_at is null
        and exists (select from requirement_revision x
          where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.questions is not null)
      window w as (order by q.effective_from, q.revision)
    ), span as (
      select min(d.effective_from) as from_day, max(d.until) as until_day from demand d
      where d.considered and d.until > d.effective_from group by d.run
    )
    select greatest(s.from_day, (l.last + partner_interval())::date), s.until_day
    from span s cross join (select max(x.looked_on) as last from partner_looks_of(r, 'infinity') x) l
    where r.state <> 'ended' and s.until_day > greatest(s.from_day, (l.last + partner_interval())::date);
end $$;

ALTER FUNCTION hoshitori.partner_look_due(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_look_files(p_source text, p_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('evidence', e.evidence_id, 'name', e.name) order by e.recorded_at, e.evidence_id), '[]')
    from evidence e
    where e.org_id = current_org() and e.side = 'buyer' and e.content_id is not null and e.withdrawn_at is null
      and e.links @> jsonb_build_array(jsonb_build_object('kind', p_source, 'id', p_id)));
end $$;

ALTER FUNCTION hoshitori.partner_look_files(p_source text, p_id uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_look_page(p_supplier text, p_before text, p_before_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := side_relationship('buyer', p_supplier);
begin
  return query
    select partner_look_shape(l.id, l.source), l.looked_on::text, l.id
    from (
      (select c.looked_on, c.partner_check_id as id, 'partner_check' as source from partner_check c
      where c.org_id = r.org_id and c.relationship_id = r.relationship_id and c.withdrawn_at is null
        and (c.looked_on, c.partner_check_id) < (coalesce(p_before::date, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.looked_on desc, c.partner_check_id desc limit p_rows)
      union all
      (select c.checked_on, c.check_id, 'check' from declaration_check c
      where c.org_id = r.org_id and c.relationship_id = r.relationship_id and c.withdrawn_at is null and c.result <> 'inconclusive'
        and (c.checked_on, c.check_id) < (coalesce(p_before::date, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.checked_on desc, c.check_id desc limit p_rows)
      order by 1 desc, 2 desc limit p_rows) l
    order by l.looked_on desc, l.id desc;
end $$;

ALTER FUNCTION hoshitori.partner_look_page(p_supplier text, p_before text, p_before_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_look_shape(p_id uuid, p_source text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_source = 'check' then
    return (
      select jsonb_build_object('look', c.check_id, 'source', p_source, 'declaration', c.declaration_id, 'looked_on', c.checked_on,
        'method', 'star', 'result', c.result, 'action', null, 'statement', null, 'files', partner_look_files('check', c.check_id),
        'by', audit_actor(c.key_id), 'recorded_at', instant_text(c.recorded_at))
      from declaration_check c where c.org_id = current_org() and c.check_id = p_id);
  end if;
  return (
    select jsonb_build_object('look', c.partner_check_id, 'source', p_source, 'declaration', null, 'looked_on', c.looked_on,
      'method', c.method, 'result', c.result, 'action', c.action, 'statement',
      case when k.kept_id is not null then jsonb_build_object('kept', k.kept_id, 'issuer', k.issuer, 'code', k.code) end,
      'files', partner_look_files('partner_check', c.partner_check_id), 'by', audit_actor(c.key_id), 'recorded_at', instant_text(c.recorded_at))
    from partner_check c left join kept_statement k on k.org_id = c.org_id and k.kept_id = c.kept_id where c.org_id = current_org() and c.partner_check_id = p_id);
end $$;

ALTER FUNCTION hoshitori.partner_look_shape(p_id uuid, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_looks_of(r hoshitori.relationship, p_known_at timestamp with time zone) RETURNS TABLE(looked_on date, id uuid, recorded_at timestamp with time zone, source text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select c.looked_on, c.partner_check_id, c.recorded_at, 'partner_check' from partner_check c
    where c.org_id = r.org_id and c.relationship_id = r.relationship_id and stood_at(c.recorded_at, c.withdrawn_at, p_known_at)
    union all
    select c.checked_on, c.check_id, c.recorded_at, 'check' from declaration_check c
    where c.org_id = r.org_id and c.relationship_id = r.relationship_id and stood_at(c.recorded_at, c.withdrawn_at, p_known_at)
      and c.result <> 'inconclusive';
end $$;

ALTER FUNCTION hoshitori.partner_looks_of(r hoshitori.relationship, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_reasons(p_questions jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
  select array(select k from unnest(array['important_information', 'unacceptable_interruption', 'internal_access']) with ordinality t(k, n)
    where p_questions ->> k = 'true' order by n)
$$;

ALTER FUNCTION hoshitori.partner_reasons(p_questions jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_record(p_from date, p_through date, p_known_at timestamp with time zone, p_state text, p_after text, p_after_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select jsonb_build_object('relationship', p.relationship_id, 'code', r.code, 'name', p.name, 'corporate_number', r.corporate_number,
        'reasons', to_jsonb(p.reasons), 'since', p.since, 'ended_on', p.ended_on, 'last_looked_on', p.last_looked_on,
        'due_on', p.due_on, 'state', p.state, 'looks', (
          select coalesce(jsonb_agg(partner_look_shape(l.id, l.source) order by l.looked_on, l.recorded_at, l.id), '[]')
          from partner_looks_of(r, p_known_at) l where l.looked_on between p_from and p_through)), p.name, p.relationship_id
    from (
      select x.* from partners_of(p_from, p_through, p_known_at) x
      where (p_state is null or x.state = p_state or p_state = 'open' and x.state in ('due', 'never'))
        and (p_after is null or (x.name collate "C", x.relationship_id) > (p_after collate "C", p_after_id))
      order by x.name collate "C", x.relationship_id limit p_rows) p
      join relationship r on r.org_id = current_org() and r.relationship_id = p.relationship_id
    order by p.name collate "C", p.relationship_id;
end $$;

ALTER FUNCTION hoshitori.partner_record(p_from date, p_through date, p_known_at timestamp with time zone, p_state text, p_after text, p_after_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partner_summary(p_from date, p_through date, p_known_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('organisation', (select o.name from organisation o where o.org_id = current_org()), 'from', p_from, 'through', p_through, 'known_at', case when p_known_at < 'infinity' then instant_text(p_known_at) end,
      'partners', count(*), 'looked', count(*) filter (where p.state = 'looked'), 'due', count(*) filter (where p.state = 'due'),
      'never', count(*) filter (where p.state = 'never'), 'ended', count(*) filter (where p.state = 'ended'))
    from partners_of(p_from, p_through, p_known_at) p);
end $$;

ALTER FUNCTION hoshitori.partner_summary(p_from date, p_through date, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.partners_of(p_from date, p_through date, p_known_at timestamp with time zone) RETURNS TABLE(relationship_id uuid, name text, reasons text[], since date, ended_on date, last_looked_on date, due_on date, state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    with demand as (
      select q.relationship_id, partner_reasons(q.questions) as reasons, q.effective_from, q.revision,
        lead(q.effective_from) over (partition by q.relationship_id order by q.effective_from, q.revision) as until
      from requirement_revision q
      where q.org_id = current_org() and q.effective_from <= p_through and stood_at(q.recorded_at, q.superseded_at, p_known_at)
        and q.relationship_id in (
          select x.relationship_id from requirement_revision x where x.org_id = current_org() and x.questions is not null)
    ), partner as (
      select d.relationship_id, min(d.effective_from) as since
      from demand d
      where d.reasons <> '{}' and (d.until is null or d.until > greatest(p_from, d.effective_from))
      group by d.relationship_id
    ), seen as (
      select p.relationship_id, r.name, p.since, (
          select d.reasons from demand d where d.relationship_id = p.relationship_id and d.reasons <> '{}'
            and (d.until is null or d.until > d.effective_from)
          order by d.effective_from desc, d.revision desc limit 1) as reasons, (
          select min(e.on_day) from relationship_event e
          where e.org_id = r.org_id and e.relationship_id = r.relationship_id and e.kind in ('ended', 'joined')
            and e.recorded_at <= p_known_at) as ended_on, (
          select max(l.looked_on) from partner_looks_of(r, p_known_at) l where l.looked_on <= p_through) as last_looked_on
      from partner p join relationship r on r.org_id = current_org() and r.relationship_id = p.relationship_id
    )
    select s.relationship_id, s.name, s.reasons, s.since, s.ended_on, s.last_looked_on,
      case when s.ended_on is null or s.ended_on > p_through then coalesce((s.last_looked_on + partner_interval())::date, s.since) end,
      case when s.ended_on <= p_through then 'ended' when s.last_looked_on is null then 'never'
        when s.last_looked_on + partner_interval() <= p_through then 'due' else 'looked' end
    from seen s
    where s.ended_on is null or s.ended_on > p_from;
end $$;

ALTER FUNCTION hoshitori.partners_of(p_from date, p_through date, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.period_end(p_from date, p_months integer) RETURNS date
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select least(case when extract(day from shifted) = extract(day from p_from) then shifted - 1 else shifted end, '9999-12-31')
  from (select (p_from + make_interval(months => p_months))::date) as t(shifted)
$$;

ALTER FUNCTION hoshitori.period_end(p_from date, p_months integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.person_hash(p_salt text, p_text text, p_email boolean) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select encode(sha256(decode(p_salt, 'hex') || convert_to(
    case when p_email then fold_label(p_text) else coalesce(nullif(fold(p_text), ''), p_text) end, 'UTF8')), 'hex')
$$;

ALTER FUNCTION hoshitori.person_hash(p_salt text, p_text text, p_email boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.person_key(p_person jsonb, p_salt text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_strip_nulls(jsonb_build_object('salt', p_salt, 'email', person_hash(p_salt, p_person ->> 'email', true),
    'name', person_hash(p_salt, p_person ->> 'name', false)))
$$;

ALTER FUNCTION hoshitori.person_key(p_person jsonb, p_salt text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.person_shape(p_org uuid, p_user uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('user', u.user_id, 'name', u.name) from user_account u
  where u.org_id = p_org and u.user_id = p_user
$$;

ALTER FUNCTION hoshitori.person_shape(p_org uuid, p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.personal_members(p_action text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return case replace(p_action, ' ', '_')
    when 'erasure_add' then array['person']
    when 'supplier_add' then array['contacts', 'memo', 'owner', 'supplier']
    when 'supplier_change' then array['change', 'owner']
    when 'supplier_import' then array['rows']
    when 'supplier_put' then array['contacts', 'memo', 'owner', 'supplier']
    when 'supplier_patch' then array['contacts', 'memo', 'owner']
    when 'supplier_invite' then array['supplier']
    when 'supplier_end' then array['contacts']
    when 'supplier_number_accept' then array['contacts']
    when 'supplier_remark_dismiss' then array['contacts']
    when 'supplier_succeed' then array['contacts']
    when 'supplier_predecessor_accept' then array['contacts']
    when 'supplier_join' then array['contacts']
    when 'supplier_alias_end' then array['contacts']
    when 'disclosure_request_add' then array['reason']
    when 'mail_settings_put' then array['sender_name', 'sender_telephone', 'reply_to']
    when 'mail_settings_preview' then array['settings']
    when 'disclosure_request_decline' then array['text']
    when 'paper_add' then array['note', 'person', 'qualification', 'position']
    when 'paper_withdraw' then array['person', 'position', 'qualification']
    when 'evidence_add' then array['name', 'note']
    when 'evidence_put' then array['name', 'note']
    when 'evidence_delete' then array['name', 'note']
    when 'evidence_withdraw' then array['name', 'note']
    when 'evidence_content_put' then array['name', 'note']
    when 'invitation_letters' then array['items']
    when 'campaign_letters' then array['items']
    when 'invitation_redeem' then array['user']
    when 'session_start' then array['email', 'user', 'address']
    when 'user_add' then array['email', 'name', 'user']
    when 'user_patch' then array['name', 'email']
    when 'user_invite' then array['user']
    when 'user_remove' then array['email', 'name']
    when 'user_link_preview' then array['email', 'name']
    when 'user_link_accept' then array['email']
    when 'own_mail_put' then array['address']
    when 'own_password_put' then array['email', 'name']
    when 'second_factor_put' then array['user']
    when 'second_factor_remove' then array['email', 'name']
    when 'own_session_end' then array['items']
    when 'own_sessions_end' then array['items']
    when 'user_sessions_end' then array['items']
    when 'user_second_factor_remove' then array['email', 'name']
    when 'session_refused' then array['addresses']
    end;
end $$;

ALTER FUNCTION hoshitori.personal_members(p_action text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.personal_paths(p_detail jsonb, p_members text[]) RETURNS TABLE(path text[], value jsonb)
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.personal_paths(p_detail jsonb, p_members text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.plan_facts(p_after uuid, p_rows integer) RETURNS TABLE(relationship uuid, buyer text, facts json)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  return query
    select null::uuid, null::text, (select row_to_json(x) from (select scheme.*, s.*, d.*) x)
    from scheme_facts() scheme cross join supplier_facts(current_org(), null, 'infinity') s
      cross join declaration_facts(current_org(), null, null, 'infinity', 'infinity') d;
  return query
    select r.relationship_id, b.counterparty_name,
      case when r.flows_until is not null then facts_of(array[r.org_id], array[r.relationship_id]) -> 0 -> 'facts'
        when s.said then (
          select row_to_json(x) from (select q.*, d.* from declaration_facts(r.supplier_id, r.org_id, r.relationship_id, 'infinity', 'infinity') d) x)
        else row_to_json(q) end
    from board b join relationship r on r.org_id = b.counterparty_id and r.relationship_id = b.relationship_id
      cross join lateral demand_facts(r, 'infinity') q cross join lateral has_said(r) s
    where b.org_id = current_org() and b.side = 'supplier' and b.state <> 'ended'
      and b.relationship_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    order by b.relationship_id limit p_rows;
end $$;

ALTER FUNCTION hoshitori.plan_facts(p_after uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.predecessors_shape(r hoshitori.relationship) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'day', s.on_day, 'name', s.name, 'corporate_number', s.corporate_number,
    'accepted_on', s.accepted_on, 'recorded_at', instant_text(s.recorded_at)) order by s.seq desc), '[]')
  from supplier_succession s where s.org_id = r.org_id and s.relationship_id = r.relationship_id
$$;

ALTER FUNCTION hoshitori.predecessors_shape(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.published_add(p_load uuid, p_rows jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into published_row (load_id, place, number, name, updated_on, closed_on, successor)
  select p_load, x.place, x.number, x.name, x.updated_on, x.closed_on, x.successor
  from jsonb_to_recordset(p_rows) x(place bigint, number text, name text, updated_on date, closed_on date, successor text)
$$;

ALTER FUNCTION hoshitori.published_add(p_load uuid, p_rows jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.published_begin() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ truncate published_row $$;

ALTER FUNCTION hoshitori.published_begin() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.published_chunk(p_org uuid, p_after uuid, p_limit integer) RETURNS TABLE(facts json, org uuid, after uuid)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 1
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  with next as materialized (
    select r.org_id, r.relationship_id, array(select m from unnest(b.marks) with ordinality w(m, i) where m ^@ 'remark' order by i)
      is distinct from remark_marks(r) as stale
    from relationship r left join board b on b.org_id = r.org_id and b.relationship_id = r.relationship_id
    where p_org is null or (r.org_id, r.relationship_id) > (p_org, p_after)
    order by r.org_id, r.relationship_id limit p_limit
  )
  select array_agg(n.org_id order by n.relationship_id) filter (where n.stale),
    array_agg(n.relationship_id order by n.relationship_id) filter (where n.stale), l.org_id, l.relationship_id
  into buyers, relationships, org, after
  from next n, (select x.org_id, x.relationship_id from next x order by x.org_id desc, x.relationship_id desc limit 1) l
  group by l.org_id, l.relationship_id;
  if found then
    facts := facts_locked(coalesce(buyers, '{}'), coalesce(relationships, '{}'));
    return next;
  end if;
end $$;

ALTER FUNCTION hoshitori.published_chunk(p_org uuid, p_after uuid, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.published_load(p_load uuid, p_rows bigint, p_full boolean) RETURNS TABLE(added bigint, changed bigint, removed bigint)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 1
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  lock table published_number in share row exclusive mode;
  if (select count(*) from published_row x where x.load_id = p_load) <> p_rows then
    return;
  end if;
  return query
    with fresh as materialized (
      select distinct on (x.number) x.* from published_row x where x.load_id = p_load
      order by x.number, x.updated_on desc, x.place desc
    ), new as (
      insert into published_number (number, name, updated_on, closed_on, successor)
      select f.number, f.name, f.updated_on, f.closed_on, f.successor from fresh f
      where not exists (select from published_number p where p.number = f.number) returning number
    ), other as (
      update published_number p set (name, updated_on, closed_on, successor) = (f.name, f.updated_on, f.closed_on, f.successor)
      from fresh f where p.number = f.number and p.updated_on <= f.updated_on
        and (p.name, p.updated_on, p.closed_on, p.successor) is distinct from (f.name, f.updated_on, f.closed_on, f.successor)
      returning p.number
    ), gone as (
      delete from published_number p where p_full and p.updated_on <= (select max(f.updated_on) from fresh f)
        and not exists (select from fresh f where f.number = p.number) returning p.number
    )
    select (select count(*) from new), (select count(*) from other), (select count(*) from gone);
  truncate published_row;
end $$;

ALTER FUNCTION hoshitori.published_load(p_load uuid, p_rows bigint, p_full boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.questions_shape(p jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  select jsonb_build_object('important_information', p -> 'important_information',
    'unacceptable_interruption', p -> 'unacceptable_interruption', 'internal_access', p -> 'internal_access')
$$;

ALTER FUNCTION hoshitori.questions_shape(p jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_differences() RETURNS TABLE(org_id uuid, kind text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    select x.org_id, 'suppliers' from (
      select r.org_id, count(*) as n from relationship r where r.state <> 'ended' group by 1
      union all
      select u.org_id, -sum(u.used) from quota_use u where u.kind = 'suppliers' group by 1) x
    group by x.org_id having sum(x.n) <> 0 order by 1;
end $$;

ALTER FUNCTION hoshitori.quota_differences() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_give(p_kind text, p_n integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into quota_use as u (org_id, kind, slot, used) values (current_org(), p_kind, pg_backend_pid() % 8, -p_n)
  on conflict (org_id, kind, slot) do update set used = u.used - p_n;
end $$;

ALTER FUNCTION hoshitori.quota_give(p_kind text, p_n integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_kinds() RETURNS TABLE(kind text, standard integer, daily boolean)
    LANGUAGE sql IMMUTABLE
    AS $$
  values ('suppliers', 100000, false), ('api_keys', 100, false), ('declarations', 200, false),
    ('assessments', 1000, false), ('papers', 1000, false), ('evidence', 5000, false),
    ('evidence_mib', 2048, false), ('jobs', 50, false), ('users', 1000, false),
    ('rules', 500, false), ('webhooks', 20, false), ('changes', 500000, true), ('invitations', 100000, true), ('links', 1000, true),
    ('consultations', 5000, true), ('disclosure_requests', 5000, true),
    ('statements', 1000, true), ('kept_statements', 10000, false),
    ('founded', 2000, true)
$$;

ALTER FUNCTION hoshitori.quota_kinds() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_list() RETURNS TABLE(kind text, used bigint, most integer, standard integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from organisation o where o.org_id = current_org()) then
    perform refuse('not_found');
  end if;
  return query select k.kind, quota_used(k.kind), quota_most(k.kind), k.standard from quota_kinds() k;
end $$;

ALTER FUNCTION hoshitori.quota_list() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_lock(p_kind text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into quota_use (org_id, kind, slot, used) select current_org(), p_kind, s, 0
  from generate_series(0, case p_kind when 'suppliers' then 7 else 0 end) s
  on conflict do nothing;
  perform from quota_use u where u.org_id = current_org() and u.kind = p_kind order by u.slot for update;
end $$;

ALTER FUNCTION hoshitori.quota_lock(p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_most(p_kind text) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select m.most from quota_most_of(current_org(), p_kind) m);
end $$;

ALTER FUNCTION hoshitori.quota_most(p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_most_of(p_org uuid, p_kind text) RETURNS TABLE(most integer)
    LANGUAGE sql STABLE
    AS $$
  select coalesce((select q.most from hoshitori.quota q where q.org_id = p_org and q.kind = p_kind), k.standard)
  from hoshitori.quota_kinds() k where k.kind = p_kind
$$;

ALTER FUNCTION hoshitori.quota_most_of(p_org uuid, p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_rebuild() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  lock table quota_use in share row exclusive mode;
  delete from quota_use;
  insert into quota_use (org_id, kind, slot, used)
  select r.org_id, 'suppliers', 0, count(*) from relationship r where r.state <> 'ended' group by r.org_id;
end $$;

ALTER FUNCTION hoshitori.quota_rebuild() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_refuse(p_kind text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform refuse('quota_reached', null, jsonb_build_object('quota', p_kind, 'most', quota_most(p_kind)));
end $$;

ALTER FUNCTION hoshitori.quota_refuse(p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_require(p_kind text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform quota_lock(p_kind);
  if quota_used(p_kind) >= quota_most(p_kind) then
    perform quota_refuse(p_kind);
  end if;
end $$;

ALTER FUNCTION hoshitori.quota_require(p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_set(p_kind text, p_most integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from quota_kinds() k where k.kind = p_kind) or not exists (select from organisation o where o.org_id = current_org()) then
    perform refuse('not_found');
  end if;
  insert into quota (org_id, kind, most, recorded_at) values (current_org(), p_kind, p_most, request_now())
  on conflict (org_id, kind) do update set most = excluded.most, recorded_at = excluded.recorded_at;
end $$;

ALTER FUNCTION hoshitori.quota_set(p_kind text, p_most integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_spend(p_org uuid, p_kind text, p_n integer, p_always boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  spent record;
begin
  insert into quota_day as d (org_id, kind, day, used) values (p_org, p_kind, request_day(), p_n)
  on conflict (org_id, kind) do update set day = excluded.day,
    used = case when d.day = excluded.day then d.used + excluded.used else excluded.used end
  returning used, (select m.most from quota_most_of(p_org, p_kind) m) as most into spent;
  if spent.used > spent.most and not p_always then
    perform refuse('daily_quota_reached', null, jsonb_build_object('quota', p_kind, 'most', spent.most));
  end if;
end $$;

ALTER FUNCTION hoshitori.quota_spend(p_org uuid, p_kind text, p_n integer, p_always boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_take(p_kind text, p_n integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if quota_used(p_kind) + p_n > quota_most(p_kind) - 1000 then
    perform quota_lock(p_kind);
    if quota_used(p_kind) + p_n > quota_most(p_kind) then
      perform quota_refuse(p_kind);
    end if;
  end if;
  insert into quota_use as u (org_id, kind, slot, used) values (current_org(), p_kind, pg_backend_pid() % 8, p_n)
  on conflict (org_id, kind, slot) do update set used = u.used + p_n;
end $$;

ALTER FUNCTION hoshitori.quota_take(p_kind text, p_n integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.quota_used(p_kind text) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return case p_kind
    when 'suppliers' then (select coalesce(sum(u.used), 0) from quota_use u where u.org_id = current_org() and u.kind = p_kind)
    when 'api_keys' then (select count(*) from api_key k where k.org_id = current_org() and k.user_id is null
      and k.revoked_at is null and k.expires_at > request_now())
    when 'declarations' then (select count(*) from declaration d where d.org_id = current_org() and d.relationship_id is null
      and d.superseded_at is null)
    when 'assessments' then (select count(*) from assessment a where a.org_id = current_org() and a.state in ('draft', 'submitted'))
    when 'papers' then (select count(*) from paper p where p.org_id = current_org())
    when 'evidence' then (select count(*) from evidence e where e.org_id = current_org() and e.erased_at is null)
    when 'evidence_mib' then evidence_room_used()
    when 'jobs' then (select count(*) from job j where j.org_id = current_org() and j.state in ('queued', 'running'))
    when 'users' then (select count(*) from user_account u where u.org_id = current_org() and u.removed_at is null)
    when 'rules' then (select count(*) from rule_revision r where r.org_id = current_org() and r.superseded_at is null
      and not r.removed)
    when 'kept_statements' then (select count(*) from kept_statement k where k.org_id = current_org())
    when 'webhooks' then (select count(*) from webhook w where w.org_id = current_org())
    else coalesce((select d.used from quota_day d where d.org_id = current_org() and d.kind = p_kind
      and d.day = request_day()), 0) end;
end $$;

ALTER FUNCTION hoshitori.quota_used(p_kind text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.readiness_shape(a hoshitori.assessment, p_totals jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
  select jsonb_build_object('star', a.star, 'edition', a.edition_id, 'met', a.met, 'total', p_totals -> a.star::text,
    'unanswered', coalesce(greatest((p_totals ->> a.star::text)::int - a.met - a.not_met, 0), a.unanswered),
    'assessed_on', a.assessed_on)
$$;

ALTER FUNCTION hoshitori.readiness_shape(a hoshitori.assessment, p_totals jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.receipt_page(p_after uuid, p_rows integer) RETURNS TABLE(relationship uuid, checkpoint text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select b.relationship_id, encode(c.hash, 'hex')
  from board b join checkpoint_head c on c.org_id = b.counterparty_id
  where b.org_id = current_org() and b.state = 'active' and c.seq > 0
    and b.relationship_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
  order by b.relationship_id limit p_rows
$$;

ALTER FUNCTION hoshitori.receipt_page(p_after uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recipient_outcome(p_state text, p_settled_at timestamp with time zone, p_invitation bigint, p_opened_at timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case p_state when 'active' then 'accepted' when 'declined' then 'declined' when 'ended' then 'ended'
    else case when p_settled_at is null then 'waiting'
      when p_invitation is null then 'declined' when p_opened_at is not null then 'opened' else 'written' end end
$$;

ALTER FUNCTION hoshitori.recipient_outcome(p_state text, p_settled_at timestamp with time zone, p_invitation bigint, p_opened_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recorded_content(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.recorded_content(p jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recorded_replace(r hoshitori.relationship, p_old uuid, p_new uuid, p_content jsonb, p_source text DEFAULT 'manual'::text) RETURNS hoshitori.declaration
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.recorded_replace(r hoshitori.relationship, p_old uuid, p_new uuid, p_content jsonb, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recorded_stored(d hoshitori.declaration) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('star', d.star, 'id', d.number, 'declared_on', d.declared_on, 'valid_from', d.valid_from,
    'valid_until', d.valid_until, 'validity_assumed', d.validity_assumed, 'scope', d.scope, 'scope_text', d.scope_text)
$$;

ALTER FUNCTION hoshitori.recorded_stored(d hoshitori.declaration) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.records_of(r hoshitori.relationship) RETURNS SETOF hoshitori.relationship
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return next r;
  return query select j.* from relationship j where j.org_id = r.org_id and j.joined_into = r.relationship_id
    and (j.supplier_id is null or j.supplier_id = r.supplier_id);
end $$;

ALTER FUNCTION hoshitori.records_of(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recovery_code_fits(u hoshitori.user_account, p_code text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select exists (
    select from recovery_code c
    where c.org_id = u.org_id and c.user_id = u.user_id and c.hash = recovery_hash(u.user_id, p_code) and c.used_at is null)
$$;

ALTER FUNCTION hoshitori.recovery_code_fits(u hoshitori.user_account, p_code text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recovery_codes_left(u hoshitori.user_account) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select count(*)::int from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id and c.used_at is null
$$;

ALTER FUNCTION hoshitori.recovery_codes_left(u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recovery_codes_put(u hoshitori.user_account, p_codes text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  delete from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id;
  insert into recovery_code (org_id, user_id, hash, recorded_at)
  select u.org_id, u.user_id, recovery_hash(u.user_id, c), request_now() from unnest(p_codes) c;
end $$;

ALTER FUNCTION hoshitori.recovery_codes_put(u hoshitori.user_account, p_codes text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.recovery_hash(p_user uuid, p_code text) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$ select sha256(convert_to(p_user || ' ' || p_code, 'UTF8')) $$;

ALTER FUNCTION hoshitori.recovery_hash(p_user uuid, p_code text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.refusals_of(u hoshitori.user_account) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(sum(r.refused), 0)::bigint from sign_in_refusal r
  where r.email = lower(u.email) and r.asked in (u.org_id, '00000000-0000-0000-0000-000000000000')
$$;

ALTER FUNCTION hoshitori.refusals_of(u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.sign_in_refusal (
    email text NOT NULL,
    asked uuid NOT NULL,
    refused bigint NOT NULL,
    last_at timestamp with time zone NOT NULL,
    networks text[] NOT NULL,
    tell_at timestamp with time zone
);

ALTER TABLE hoshitori.sign_in_refusal OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.refusals_tell(u hoshitori.user_account, r hoshitori.sign_in_refusal) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  total bigint := refusals_of(u);
begin
  if total > u.refused_told then
    perform request_set(u.org_id, null, request_now(), request_day(), 'worker');
    perform audit_append('session_refused', 'users/' || u.user_id, jsonb_build_object('attempts', total - u.refused_told,
      'last_at', instant_text(r.last_at), 'addresses', to_jsonb(r.networks)));
    perform event_put(u.org_id, u.org_id, 'organisation', 'sign_in.refused', jsonb_build_object('user', u.user_id,
      'attempts', total - u.refused_told, 'last_at', instant_text(r.last_at)));
    update user_account set refused_told = total, refused_told_at = request_now()
    where org_id = u.org_id and user_id = u.user_id;
  end if;
end $$;

ALTER FUNCTION hoshitori.refusals_tell(u hoshitori.user_account, r hoshitori.sign_in_refusal) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.refuse(p_code text, p_member text DEFAULT NULL::text, p_params jsonb DEFAULT NULL::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  raise exception using errcode = 'HT000', message = p_code, detail = coalesce(p_member, ''),
    hint = coalesce(p_params::text, '');
end $$;

ALTER FUNCTION hoshitori.refuse(p_code text, p_member text, p_params jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_accept(r hoshitori.relationship) RETURNS hoshitori.relationship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if number_refused(r, current_org(), r.corporate_number) then
    perform refuse('corporate_number_mismatch');
  end if;
  insert into supplier_head (org_id) values (current_org()) on conflict do nothing;
  perform from supplier_head where org_id = current_org() for share;
  update relationship x set supplier_id = current_org(), state = 'active', accepted_on = request_day(), flows_until = null,
    changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id returning * into r;
  perform relationship_step_add(r, 'accepted'), number_compare(r.org_id, r.relationship_id);
  perform pair_event_add(r, 'relationship.changed', '{"state": "active"}');
  return r;
end $$;

ALTER FUNCTION hoshitori.relationship_accept(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_end(r hoshitori.relationship, p_step text DEFAULT 'ended'::text, p_into uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update relationship set state = 'ended', ended_on = request_day(), changed_at = request_now(),
    flows_until = coalesce(flows_until, request_now())
  where org_id = r.org_id and relationship_id = r.relationship_id;
  update invitation set superseded_at = request_now(), link = null
  where org_id = r.org_id and relationship_id = r.relationship_id and superseded_at is null and used_at is null;
  perform relationship_step_add(r, p_step), number_compare(r.org_id, r.relationship_id),
    erase_on_set(r.org_id, r.relationship_id);
  delete from likeness where org_id = r.org_id and relationship_id = r.relationship_id;
  perform quota_give('suppliers', 1);
  perform pair_event_add(r, 'relationship.changed', jsonb_strip_nulls(jsonb_build_object('state', 'ended', 'joined_into', p_into)));
end $$;

ALTER FUNCTION hoshitori.relationship_end(r hoshitori.relationship, p_step text, p_into uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_known(r hoshitori.relationship, p_known_at timestamp with time zone) RETURNS hoshitori.relationship
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  linked boolean := false;
  e relationship_event;
begin
  r.asked_again := false;
  r.accepted_on := null;
  r.declined_on := null;
  r.ended_on := null;
  r.flows_until := null;
  for e in select * from relationship_event x
    where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.recorded_at <= p_known_at order by x.seq
  loop
    case
      when e.kind in ('invited', 'invited_again') then
        r.asked_again := r.asked_again or r.declined_on is not null;
        r.declined_on := null;
        r.invited_on := e.on_day;
        r.invitation_expires_on := e.on_day + (invitation_last_day() - request_day());
      when e.kind = 'accepted' then
        linked := true;
        r.accepted_on := e.on_day;
        r.flows_until := null;
      when e.kind in ('declined', 'left') then
        r.declined_on := e.on_day;
        r.flows_until := coalesce(r.flows_until, case e.kind when 'left' then e.recorded_at end);
      else
        r.ended_on := e.on_day;
        r.flows_until := coalesce(r.flows_until, e.recorded_at);
    end case;
  end loop;
  if not linked then
    r.supplier_id := null;
  end if;
  return r;
end $$;

ALTER FUNCTION hoshitori.relationship_known(r hoshitori.relationship, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_leave(INOUT r hoshitori.relationship) RETURNS hoshitori.relationship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform disclosure_end(r);
  update relationship x set state = 'declined', declined_on = request_day(), flows_until = request_now(),
    changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id
  returning * into r;
  perform relationship_step_add(r, 'left'), number_compare(r.org_id, r.relationship_id),
    pair_event_add(r, 'relationship.changed', '{"state": "declined"}');
end $$;

ALTER FUNCTION hoshitori.relationship_leave(INOUT r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_lock(p_relationship uuid) RETURNS hoshitori.relationship
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  select * into r from relationship where org_id = current_org() and relationship_id = p_relationship
  for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  if r.supplier_id is not null then
    perform from supplier_head where org_id = r.supplier_id for share;
  end if;
  return r;
end $$;

ALTER FUNCTION hoshitori.relationship_lock(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_state_on(r hoshitori.relationship) RETURNS date
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case r.state when 'invited' then r.invited_on when 'active' then r.accepted_on
    when 'declined' then r.declined_on else r.ended_on end
$$;

ALTER FUNCTION hoshitori.relationship_state_on(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_state_require(r hoshitori.relationship, VARIADIC p_states text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if r.state <> all (p_states) then
    perform refuse('relationship_state', null, jsonb_build_object('state', r.state));
  end if;
end $$;

ALTER FUNCTION hoshitori.relationship_state_require(r hoshitori.relationship, VARIADIC p_states text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_step_add(r hoshitori.relationship, p_kind text, p_reason text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into relationship_event (org_id, relationship_id, seq, kind, on_day, reason, key_id, recorded_at)
  select r.org_id, r.relationship_id, coalesce(max(e.seq), 0) + 1, p_kind, request_day(), p_reason,
    case when current_org() = r.org_id then request_key() end, request_now()
  from relationship_event e where e.org_id = r.org_id and e.relationship_id = r.relationship_id;
end $$;

ALTER FUNCTION hoshitori.relationship_step_add(r hoshitori.relationship, p_kind text, p_reason text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_steps(r hoshitori.relationship, p_known_at timestamp with time zone) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when not r.asked_again then '[]' else (
    select coalesce(jsonb_agg(jsonb_build_object('state', s.state, 'from', s.on_day, 'expires_on',
      case when s.state = 'invited' then s.on_day + (invitation_last_day() - request_day()) end) order by s.seq), '[]')
    from (
      select e.seq, e.on_day, case e.kind when 'accepted' then 'active' when 'declined' then 'declined' when 'left' then 'declined'
        when 'ended' then 'ended' when 'joined' then 'ended' else 'invited' end as state
      from relationship_event e
      where e.org_id = r.org_id and e.relationship_id = r.relationship_id and e.recorded_at <= p_known_at) s) end
$$;

ALTER FUNCTION hoshitori.relationship_steps(r hoshitori.relationship, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.relationship_touched(p_relationship uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return facts_of(array[current_org()], array[p_relationship]);
end $$;

ALTER FUNCTION hoshitori.relationship_touched(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.remark_digest(r hoshitori.relationship, p_remark jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select encode(sha256(convert_to(jsonb_build_array(r.corporate_number, r.name, p_remark)::text, 'UTF8')), 'hex')
$$;

ALTER FUNCTION hoshitori.remark_digest(r hoshitori.relationship, p_remark jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.remark_marks(r hoshitori.relationship) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  remarks jsonb := supplier_remarks(r);
begin
  return case when remarks = '[]' then '{}' else array['remark:any']
    || array(select 'remark:' || (x ->> 'code') from jsonb_array_elements(remarks) x) || ('remark#' || md5(remarks::text)) end;
end $$;

ALTER FUNCTION hoshitori.remark_marks(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_day() RETURNS date
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('app.day', true), '')::date $$;

ALTER FUNCTION hoshitori.request_day() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_key() RETURNS bigint
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('app.key_id', true), '')::bigint $$;

ALTER FUNCTION hoshitori.request_key() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_maker() RETURNS hoshitori.api_key
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  before api_key;
  k api_key;
  person uuid;
begin
  select * into before from api_key x where x.org_id = current_org() and x.key_id = request_key();
  person := coalesce(before.user_id, before.responsible);
  if person is not null and user_share(person) is null then
    perform refuse('unauthenticated');
  end if;
  select * into k from api_key x
  where x.org_id = current_org() and x.key_id = request_key() and x.revoked_at is null for share;
  if not found then
    perform refuse('unauthenticated');
  elsif k.responsible is distinct from before.responsible then
    perform refuse('conflict');
  end if;
  return k;
end $$;

ALTER FUNCTION hoshitori.request_maker() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$ select nullif(current_setting('app.now', true), '')::timestamptz $$;

ALTER FUNCTION hoshitori.request_now() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_owner() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select coalesce(k.user_id::text, k.key_id::text) from api_key k where k.org_id = current_org() and k.key_id = request_key());
end $$;

ALTER FUNCTION hoshitori.request_owner() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_rights() RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return coalesce((select k.rights from api_key k where k.org_id = current_org() and k.key_id = request_key()), 0);
end $$;

ALTER FUNCTION hoshitori.request_rights() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_set(p_org uuid, p_key bigint, p_now timestamp with time zone, p_day date, p_request text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform set_config('app.org_id', coalesce(p_org::text, ''), true),
          set_config('app.key_id', coalesce(p_key::text, ''), true),
          set_config('app.now', p_now::text, true),
          set_config('app.day', p_day::text, true),
          set_config('app.request_id', p_request, true);
end $$;

ALTER FUNCTION hoshitori.request_set(p_org uuid, p_key bigint, p_now timestamp with time zone, p_day date, p_request text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.request_user() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select user_id from api_key where org_id = current_org() and key_id = request_key() $$;

ALTER FUNCTION hoshitori.request_user() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_alike(p_relationship uuid, p_star integer, p_due_on date) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_sort TO 'off'
    AS $$
begin
  return (
    select count(*) from (
      select from board b
      where b.org_id = current_org() and b.side = 'buyer' and b.due_on >= p_due_on and b.due_on <= p_due_on
        and b.required_star = p_star and b.relationship_id <> p_relationship
      order by b.due_on, b.relationship_id limit 10) x);
end $$;

ALTER FUNCTION hoshitori.requirement_alike(p_relationship uuid, p_star integer, p_due_on date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_answer(p_relationship uuid, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision, p_newest integer, p_outcome text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  advised requirement_revision := case when p_next.revision is null then p_now else p_next end;
begin
  return jsonb_build_object('outcome', p_outcome, 'status_of', p_relationship,
    'body', requirement_body(p_relationship, p_now, p_next),
    'tag', coalesce(requirement_tag(p_relationship, p_newest), '0'),
    'obtainable_from', (scheme_date_of(advised.required_star)).obtainable_from,
    'talks_on', consultation_last_day(p_relationship),
    'alike', requirement_alike(p_relationship, advised.required_star, advised.due_on));
end $$;

ALTER FUNCTION hoshitori.requirement_answer(p_relationship uuid, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision, p_newest integer, p_outcome text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_body(p_relationship uuid, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_now.revision is null then
    p_now := p_next;
    p_next := null;
  end if;
  if p_now.revision is null then
    return null;
  end if;
  return demand_shape(p_now) || jsonb_build_object('relationship', p_relationship, 'rule', p_now.rule,
    'upcoming', case when p_next.revision is not null then demand_shape(p_next) end);
end $$;

ALTER FUNCTION hoshitori.requirement_body(p_relationship uuid, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_content(p jsonb, p_effective_from date) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  star int := (p ->> 'required_star')::int;
begin
  return jsonb_build_object('required_star', star, 'effective_from', p_effective_from, 'reason', p ->> 'reason',
    'notice_on', p ->> 'notice_on', 'questions', nullif(jsonb_strip_nulls(coalesce(p -> 'questions', '{}')), '{}'))
    || case when star is null then '{}' else jsonb_build_object(
      'required_assurance', coalesce(p ->> 'required_assurance', assurance_usual(star)),
      'accept_higher', coalesce((p ->> 'accept_higher')::boolean, true), 'due_on', p ->> 'due_on') end;
end $$;

ALTER FUNCTION hoshitori.requirement_content(p jsonb, p_effective_from date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_delete(p_supplier text, p_expected text[]) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
  now_q requirement_revision;
  next_q requirement_revision;
  newest int;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  now_q := demand_in_force(r.org_id, r.relationship_id, request_day());
  next_q := demand_upcoming(r.org_id, r.relationship_id, request_day());
  newest := requirement_newest(r.relationship_id);
  if now_q.revision is null and next_q.revision is null then
    perform refuse('not_found');
  end if;
  if not revision_expected(p_expected, requirement_tag(r.relationship_id, newest)) then
    perform refuse('precondition_failed', 'if_match');
  end if;
  if now_q.decided_by = 'rule' and next_q.revision is null then
    perform refuse('decided_by_rule', null, jsonb_build_object('rule', now_q.rule));
  end if;
  perform upcoming_supersede(r);
  if now_q.decided_by is distinct from 'rule' then
    perform revision_add(r, newest + 1, 'removed', jsonb_build_object('effective_from', request_day()));
  end if;
  perform rule_decide(array[r.relationship_id]);
  newest := requirement_newest(r.relationship_id);
  perform requirement_told(r, newest);
  return query select jsonb_build_object('outcome', 'removed', 'status_of', r.relationship_id,
    'tag', requirement_tag(r.relationship_id, newest), 'body',
      jsonb_build_object('relationship', r.relationship_id, 'revision', newest, 'removed_on', request_day(),
        'recorded_at', instant_text(request_now()))),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('revision', newest));
end $$;

ALTER FUNCTION hoshitori.requirement_delete(p_supplier text, p_expected text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_newest(p_relationship uuid) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select max(q.revision) from requirement_revision q
    where q.org_id = current_org() and q.relationship_id = p_relationship);
end $$;

ALTER FUNCTION hoshitori.requirement_newest(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_put(p_supplier text, p_demand jsonb, p_expected text[], p_none_yet boolean) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  now_q requirement_revision := demand_in_force(r.org_id, r.relationship_id, request_day());
  next_q requirement_revision := demand_upcoming(r.org_id, r.relationship_id, request_day());
  newest int := requirement_newest(r.relationship_id);
  there boolean := now_q.revision is not null or next_q.revision is not null;
  effective date := coalesce((p_demand ->> 'effective_from')::date, request_day());
  content jsonb := requirement_content(p_demand, effective);
  added requirement_revision;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  if requirement_same(p_demand, next_q) or requirement_same(p_demand, now_q) then
    return query select requirement_answer(r.relationship_id, now_q, next_q, newest, 'same'),
      relationship_touched(r.relationship_id), null::jsonb;
    return;
  end if;
  if there and p_none_yet then
    perform refuse('precondition_failed', 'if_none_match');
  end if;
  if p_expected is not null and not revision_expected(p_expected, requirement_tag(r.relationship_id, newest)) then
    perform refuse('precondition_failed', 'if_match');
  end if;
  if there and p_expected is null then
    perform refuse('if_match_required', 'if_match');
  end if;
  if effective > request_day() then
    perform upcoming_supersede(r);
  end if;
  newest := coalesce(newest, 0) + 1;
  added := revision_add(r, newest, case when p_demand ->> 'required_star' is null then 'exempt' else 'set' end, content);
  if effective > request_day() then
    next_q := added;
  else
    now_q := added;
  end if;
  perform requirement_told(r, newest);
  return query select requirement_answer(r.relationship_id, now_q, next_q, newest, case when newest = 1 then 'created' else 'changed' end),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', content || jsonb_build_object('revision', newest));
end $$;

ALTER FUNCTION hoshitori.requirement_put(p_supplier text, p_demand jsonb, p_expected text[], p_none_yet boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_result(p_relationship uuid, p_outcome text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return requirement_answer(p_relationship, demand_in_force(current_org(), p_relationship, request_day()),
    demand_upcoming(current_org(), p_relationship, request_day()), requirement_newest(p_relationship), p_outcome);
end $$;

ALTER FUNCTION hoshitori.requirement_result(p_relationship uuid, p_outcome text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_same(p jsonb, q hoshitori.requirement_revision) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return q.revision is not null and q.decided_by = 'explicit'
    and q.content_hash = sha256(convert_to(requirement_content(p, coalesce((p ->> 'effective_from')::date, q.effective_from))::text, 'UTF8'));
end $$;

ALTER FUNCTION hoshitori.requirement_same(p jsonb, q hoshitori.requirement_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_shape(p_relationship uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return requirement_body(p_relationship, demand_in_force(current_org(), p_relationship, request_day()),
    demand_upcoming(current_org(), p_relationship, request_day()));
end $$;

ALTER FUNCTION hoshitori.requirement_shape(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_tag(p_relationship uuid, p_revision integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$ select hoshitori.revision_tag('requirement ' || p_relationship, p_revision) $$;

ALTER FUNCTION hoshitori.requirement_tag(p_relationship uuid, p_revision integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.requirement_told(r hoshitori.relationship, p_revision integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if r.state <> 'active' then
    r.supplier_id := null;
  end if;
  perform pair_event_add(r, 'requirement.changed', jsonb_build_object('revision', p_revision));
end $$;

ALTER FUNCTION hoshitori.requirement_told(r hoshitori.relationship, p_revision integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.response_put(p_relationship uuid, p_kind text, p_message text, p_revision integer) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := buyer_lock(p_relationship);
  answered int;
  newest requirement_response;
  changed boolean;
begin
  perform relationship_state_require(r, 'active');
  answered := response_revision(r, p_revision);
  select * into newest from requirement_response x
  where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id order by x.seq desc limit 1;
  changed := (newest.response, newest.reason, newest.revision) is distinct from (p_kind, p_message, answered);
  if changed then
    insert into requirement_response (org_id, relationship_id, seq, revision, response, reason, key_id, recorded_at)
    values (r.supplier_id, r.relationship_id, coalesce(newest.seq, 0) + 1, answered, p_kind, p_message, request_key(),
      request_now());
    perform pair_event_add(r, 'response.recorded', jsonb_build_object('kind', p_kind, 'revision', answered));
  end if;
  return query select jsonb_build_object('outcome', case when changed then 'changed' else 'same' end, 'body', response_shape(r.supplier_id, r.relationship_id)),
    case when changed then facts_of(array[r.org_id], array[r.relationship_id]) end,
    case when changed then jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail',
      jsonb_build_object('kind', p_kind, 'message', p_message, 'revision', answered)) end;
end $$;

ALTER FUNCTION hoshitori.response_put(p_relationship uuid, p_kind text, p_message text, p_revision integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.response_revision(r hoshitori.relationship, p_revision integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  now_demanded int := (demand_in_force(r.org_id, r.relationship_id, request_day())).revision;
  upcoming int := (demand_upcoming(r.org_id, r.relationship_id, request_day())).revision;
begin
  if coalesce(now_demanded, upcoming) is null then
    perform refuse('requirement_not_set');
  end if;
  if p_revision is null then
    return coalesce(now_demanded, upcoming);
  end if;
  if p_revision is distinct from now_demanded and p_revision is distinct from upcoming then
    perform refuse('requirement_changed', 'revision',
      jsonb_build_object('revision', coalesce(now_demanded, upcoming)));
  end if;
  return p_revision;
end $$;

ALTER FUNCTION hoshitori.response_revision(r hoshitori.relationship, p_revision integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.response_shape(p_supplier uuid, p_relationship uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('kind', r.response, 'message', r.reason, 'revision', r.revision,
      'recorded_at', instant_text(r.recorded_at))
    from requirement_response r
    where r.org_id = p_supplier and r.relationship_id = p_relationship order by r.seq desc limit 1);
end $$;

ALTER FUNCTION hoshitori.response_shape(p_supplier uuid, p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.retention_add(p_months integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into retention (org_id, revision, months, key_id, recorded_at)
  select current_org(), coalesce(max(r.revision), 0) + 1, p_months, request_key(), request_now()
  from retention r where r.org_id = current_org()
$$;

ALTER FUNCTION hoshitori.retention_add(p_months integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.retention_of(p_org uuid) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return coalesce(retention_own(p_org), retention_own(operator_organisation()));
end $$;

ALTER FUNCTION hoshitori.retention_of(p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.retention_own(p_org uuid) RETURNS integer
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select r.months from retention r where r.org_id = p_org order by r.revision desc limit 1);
end $$;

ALTER FUNCTION hoshitori.retention_own(p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.retention_put(p_months integer) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  before int;
begin
  perform buyer_head_lock();
  before := retention_own(current_org());
  if before is not distinct from p_months then
    return query select jsonb_build_object('outcome', 'same', 'body', retention_shape()), null::json, null::jsonb;
    return;
  end if;
  perform from relationship r where r.org_id = current_org() and r.state = 'ended' order by r.relationship_id for no key update;
  perform retention_add(p_months), erase_on_set(current_org(), null);
  return query select jsonb_build_object('outcome', 'changed', 'body', retention_shape()), null::json,
    jsonb_build_object('object', 'retention', 'detail', jsonb_build_object('from', before, 'to', p_months));
end $$;

ALTER FUNCTION hoshitori.retention_put(p_months integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.retention_set(p_months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  -- Who ends something meanwhile holds its organisation's head, and may be the first who needs one.
  insert into buyer_head (org_id) select o.org_id from organisation o order by o.org_id on conflict do nothing;
  perform from buyer_head h order by h.org_id for no key update;
  perform retention_add(p_months);
  perform from relationship r where r.state = 'ended' order by r.org_id, r.relationship_id for no key update;
  perform erase_on_set(o.org_id, null) from (
    select r.org_id from relationship r where r.state = 'ended' union select e.org_id from evidence e where e.withdrawn_on is not null) o;
end $$;

ALTER FUNCTION hoshitori.retention_set(p_months integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.retention_shape() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('months', retention_own(current_org()), 'standard_months', retention_own(operator_organisation()),
      'relationships', count(r.*), 'evidence', max(f.n), 'next_on', least(min(r.erase_on), max(f.next_on)))
    from (select count(*) as n, min(e.erase_on) as next_on from evidence e where e.org_id = current_org() and e.erase_on is not null) f
      left join relationship r on r.org_id = current_org() and r.erase_on is not null);
end $$;

ALTER FUNCTION hoshitori.retention_shape() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.revision_add(r hoshitori.relationship, p_revision integer, p_kind text, p_content jsonb, p_source text DEFAULT 'manual'::text) RETURNS hoshitori.requirement_revision
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  q requirement_revision;
begin
  insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, required_star, required_assurance,
    accept_higher, effective_from, due_on, notice_on, reason, questions, content_hash, source, key_id, recorded_at)
  values (r.org_id, r.relationship_id, p_revision, p_kind, 'explicit', (p_content ->> 'required_star')::smallint,
    p_content ->> 'required_assurance', (p_content ->> 'accept_higher')::boolean, (p_content ->> 'effective_from')::date,
    (p_content ->> 'due_on')::date, (p_content ->> 'notice_on')::date, p_content ->> 'reason',
    nullif(p_content -> 'questions', 'null'), sha256(convert_to(p_content::text, 'UTF8')), p_source, request_key(),
    request_now())
  returning * into q;
  return q;
end $$;

ALTER FUNCTION hoshitori.revision_add(r hoshitori.relationship, p_revision integer, p_kind text, p_content jsonb, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.revision_expected(p_expected text[], p_tag text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return p_tag is not null and (p_expected = '{*}' or p_tag = any(p_expected));
end $$;

ALTER FUNCTION hoshitori.revision_expected(p_expected text[], p_tag text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.revision_page(p_relationship uuid, p_before integer, p_before_recorded timestamp with time zone, p_rows integer) RETURNS TABLE(item jsonb, revision integer, recorded_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from relationship r where r.org_id = current_org() and r.relationship_id = p_relationship) then
    perform refuse('not_found');
  end if;
  return query
    select revision_shape(q), q.revision, instant_text(q.recorded_at) from requirement_revision q
    where q.org_id = current_org() and q.relationship_id = p_relationship
      and q.revision < coalesce(p_before, 2147483647)
    order by q.revision desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.revision_page(p_relationship uuid, p_before integer, p_before_recorded timestamp with time zone, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.revision_shape(q hoshitori.requirement_revision) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return demand_shape(q)
    || jsonb_build_object('accept_higher', q.accept_higher, 'key', q.key_id::text, 'kind', q.kind, 'rule', q.rule);
end $$;

ALTER FUNCTION hoshitori.revision_shape(q hoshitori.requirement_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.revision_tag(p_object text, p_revision integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$ select p_revision || '.' || left(encode(sha256(convert_to(p_object, 'UTF8')), 'hex'), 12) $$;

ALTER FUNCTION hoshitori.revision_tag(p_object text, p_revision integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rights_lacking(p_rights integer) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select request_key() is not null and p_rights & ~request_rights() <> 0 $$;

ALTER FUNCTION hoshitori.rights_lacking(p_rights integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rights_require(p_rights integer) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if rights_lacking(p_rights) then
    perform refuse('right_missing', 'rights');
  end if;
end $$;

ALTER FUNCTION hoshitori.rights_require(p_rights integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rights_require_over(p_rights integer) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if rights_lacking(p_rights) then
    perform refuse('more_rights_than_own');
  end if;
end $$;

ALTER FUNCTION hoshitori.rights_require_over(p_rights integer) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.rule_revision (
    org_id uuid NOT NULL,
    rule text NOT NULL,
    revision integer NOT NULL,
    selector text NOT NULL,
    name text NOT NULL,
    removed boolean NOT NULL,
    required_star smallint,
    required_assurance text,
    accept_higher boolean,
    due_in_days integer,
    reason text,
    questions jsonb,
    content_hash bytea NOT NULL,
    job_id uuid,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    CONSTRAINT rule_revision_check CHECK ((rule = ((selector || ':'::text) || name))),
    CONSTRAINT rule_revision_check1 CHECK ((removed OR ((required_star IS NOT NULL) AND (required_assurance IS NOT NULL) AND (accept_higher IS NOT NULL) AND (due_in_days IS NOT NULL)))),
    CONSTRAINT rule_revision_due_in_days_check CHECK (((due_in_days >= 1) AND (due_in_days <= 3660))),
    CONSTRAINT rule_revision_required_assurance_check CHECK ((required_assurance = ANY (ARRAY['declared'::text, 'substantiated'::text, 'confirmed'::text]))),
    CONSTRAINT rule_revision_required_star_check CHECK (((required_star >= 1) AND (required_star <= 5))),
    CONSTRAINT rule_revision_selector_check CHECK ((selector = ANY (ARRAY['category'::text, 'tag'::text])))
);

ALTER TABLE ONLY hoshitori.rule_revision FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.rule_revision OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.rule_alike(q hoshitori.rule_revision) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce((
    select jsonb_build_object('alike', jsonb_agg(x.rule order by x.rule)) from rules_standing() x
    where x.selector = q.selector and x.rule <> q.rule and fold_label(x.name) = fold_label(q.name)
    having count(*) > 0), '{}')
$$;

ALTER FUNCTION hoshitori.rule_alike(q hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_changed(q hoshitori.rule_revision, p_body jsonb, p_outcome text, p_job uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  reached uuid[] := rule_reach(q.rule);
  n int := cardinality(reached);
  later boolean := n > 2000;
begin
  if later then
    perform job_add(p_job, 'rule', n, jsonb_build_object('rule', q.rule, 'revision', q.revision));
    update rule_revision set job_id = p_job where org_id = q.org_id and rule = q.rule and revision = q.revision;
  else
    facts := rule_decided_facts(reached);
  end if;
  result := jsonb_build_object('outcome', case when later then 'queued' else p_outcome end, 'tag', rule_tag(q),
    'object', case when later then 'jobs/' || p_job end,
    'body', p_body || jsonb_build_object('decided', jsonb_build_object('suppliers', n,
      'changed', json_array_length(facts), 'job', case when later then p_job end)));
  audit := jsonb_build_object('object', 'rules/' || q.rule, 'detail',
    jsonb_strip_nulls(rule_shape(q) - 'recorded_at' - 'rule' || jsonb_build_object('suppliers', n, 'job', case when later then p_job end)));
  return next;
end $$;

ALTER FUNCTION hoshitori.rule_changed(q hoshitori.rule_revision, p_body jsonb, p_outcome text, p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_chunk(j hoshitori.job) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[];
  facts json;
begin
  perform buyer_head_share();
  ids := rule_reach(j.detail ->> 'rule', j.place::uuid, 250);
  if cardinality(ids) = 0 then
    return null;
  end if;
  facts := rule_decided_facts(ids);
  perform job_advance(j.job_id, cardinality(ids), json_array_length(facts), ids[cardinality(ids)]::text);
  return facts;
end $$;

ALTER FUNCTION hoshitori.rule_chunk(j hoshitori.job) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_current(p_rule text) RETURNS hoshitori.rule_revision
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  q rule_revision;
begin
  select * into q from rule_revision x where x.org_id = current_org() and x.rule = p_rule and x.superseded_at is null;
  return q;
end $$;

ALTER FUNCTION hoshitori.rule_current(p_rule text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_decide(p_relationships uuid[]) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.rule_decide(p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_decided_facts(p_relationships uuid[]) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  changed uuid[];
begin
  perform from relationship where org_id = current_org() and relationship_id = any(p_relationships)
  order by relationship_id for no key update;
  changed := rule_decide(p_relationships);
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r where r.org_id = current_org() and r.relationship_id = any(changed))
  order by h.org_id for share;
  return facts_of(array_fill(current_org(), array[cardinality(changed)]), changed);
end $$;

ALTER FUNCTION hoshitori.rule_decided_facts(p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_delete(p_rule text, p_expected text[], p_job uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.rule_delete(p_rule text, p_expected text[], p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_distinct(q hoshitori.rule_revision) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  other text;
begin
  select x.rule into other from rules_standing() x
  where x.selector = q.selector and x.rule <> q.rule and fold_label(x.name) = fold_label(q.name) limit 1;
  if other is not null then
    perform refuse('rule_alike', null, jsonb_build_object('rule', other));
  end if;
end $$;

ALTER FUNCTION hoshitori.rule_distinct(q hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_made(p_rule text, p jsonb) RETURNS hoshitori.rule_revision
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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
    q.required_star := (p ->> 'required_star')::smallint;
    q.required_assurance := coalesce(p ->> 'required_assurance', assurance_usual(q.required_star));
    q.accept_higher := coalesce((p ->> 'accept_higher')::boolean, true);
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

ALTER FUNCTION hoshitori.rule_made(p_rule text, p jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_put(p_rule text, p_demand jsonb, p_expected text[], p_none_yet boolean, p_job uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.rule_put(p_rule text, p_demand jsonb, p_expected text[], p_none_yet boolean, p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_reach(p_rule text, p_after uuid DEFAULT NULL::uuid, p_limit integer DEFAULT NULL::integer) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.rule_reach(p_rule text, p_after uuid, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_revision_add(q hoshitori.rule_revision) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not q.removed and coalesce((rule_current(q.rule)).removed, true) then
    perform quota_require('rules');
  end if;
  update rule_revision set superseded_at = request_now()
  where org_id = q.org_id and rule = q.rule and superseded_at is null;
  insert into rule_revision select q.*;
end $$;

ALTER FUNCTION hoshitori.rule_revision_add(q hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_revision_shape(q hoshitori.rule_revision) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select rule_shape(q) || jsonb_build_object('removed', q.removed, 'job', q.job_id, 'key', q.key_id::text) $$;

ALTER FUNCTION hoshitori.rule_revision_shape(q hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_shape(q hoshitori.rule_revision) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('rule', q.rule, 'selector', q.selector, 'name', q.name, 'revision', q.revision,
    'required_star', q.required_star, 'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher,
    'due_in_days', q.due_in_days, 'reason', q.reason, 'questions', questions_shape(q.questions),
    'recorded_at', instant_text(q.recorded_at))
$$;

ALTER FUNCTION hoshitori.rule_shape(q hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_tag(q hoshitori.rule_revision) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select revision_tag('rule ' || q.org_id || ' ' || q.rule, q.revision) $$;

ALTER FUNCTION hoshitori.rule_tag(q hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_told(p_relationships uuid[], p_revisions integer[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform events_put(array_agg(side.org_id), array_agg(t.id), array_agg(side.name), 'requirement.changed',
    array_agg(jsonb_build_object('revision', t.revision)))
  from unnest(p_relationships, p_revisions) t(id, revision)
  join relationship r on r.org_id = current_org() and r.relationship_id = t.id
  cross join lateral (values (r.org_id, 'buyer'), (case when r.state = 'active' then r.supplier_id end, 'supplier')) side(org_id, name)
  where side.org_id is not null;
end $$;

ALTER FUNCTION hoshitori.rule_told(p_relationships uuid[], p_revisions integer[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rule_wanted(p_relationships uuid[], p_instead hoshitori.rule_revision DEFAULT NULL::hoshitori.rule_revision) RETURNS TABLE(relationship_id uuid, kind text, decided hoshitori.rule_revision, counted_from date, due_on date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.rule_wanted(p_relationships uuid[], p_instead hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.rules_standing(p_instead hoshitori.rule_revision DEFAULT NULL::hoshitori.rule_revision) RETURNS SETOF hoshitori.rule_revision
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select q.* from rule_revision q
  where q.org_id = current_org() and q.superseded_at is null and not q.removed and q.rule is distinct from p_instead.rule
  union all
  select p_instead.* where not p_instead.removed
$$;

ALTER FUNCTION hoshitori.rules_standing(p_instead hoshitori.rule_revision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.scheme_date_list() RETURNS TABLE(scheme text, star smallint, revision integer, obtainable_from date, validity_months integer, assessment_max_age_months integer, note text, recorded_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select d.scheme, d.star, d.revision, d.obtainable_from, d.validity_months, d.assessment_max_age_months,
    d.note, d.recorded_at from scheme_date d order by d.scheme, d.star, d.revision;
end $$;

ALTER FUNCTION hoshitori.scheme_date_list() OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.scheme_date (
    scheme text NOT NULL,
    star smallint NOT NULL,
    revision integer NOT NULL,
    obtainable_from date,
    validity_months integer,
    assessment_max_age_months integer,
    note text,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT scheme_date_assessment_max_age_months_check CHECK ((assessment_max_age_months > 0)),
    CONSTRAINT scheme_date_star_check CHECK (((star >= 1) AND (star <= 5))),
    CONSTRAINT scheme_date_validity_months_check CHECK ((validity_months > 0))
);

ALTER TABLE hoshitori.scheme_date OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.scheme_date_of(p_star integer) RETURNS hoshitori.scheme_date
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  s scheme_date;
begin
  select * into s from scheme_date x
  where x.scheme = scheme_of(p_star) and x.star = p_star order by x.revision desc limit 1;
  return s;
end $$;

ALTER FUNCTION hoshitori.scheme_date_of(p_star integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.scheme_date_set(p_scheme text, p_star smallint, p_obtainable_from date, p_close boolean, p_validity_months integer, p_max_age_months integer, p_note text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  old scheme_date;
begin
  select * into old from scheme_date where scheme = p_scheme and star = p_star order by revision desc limit 1;
  if not found then
    perform refuse('not_found');
  end if;
  insert into scheme_date (scheme, star, revision, obtainable_from, validity_months, assessment_max_age_months, note, recorded_at)
  values (p_scheme, p_star, old.revision + 1,
    case when p_close then null else coalesce(p_obtainable_from, old.obtainable_from) end,
    coalesce(p_validity_months, old.validity_months), coalesce(p_max_age_months, old.assessment_max_age_months),
    p_note, request_now());
  perform scheme_steps_put();
  perform undecided_all();
  perform everybody_event_add('scheme_dates.changed', jsonb_build_object('scheme', p_scheme, 'star', p_star, 'revision', old.revision + 1,
    'obtainable_from', (scheme_date_of(p_star)).obtainable_from));
  return old.revision + 1;
end $$;

ALTER FUNCTION hoshitori.scheme_date_set(p_scheme text, p_star smallint, p_obtainable_from date, p_close boolean, p_validity_months integer, p_max_age_months integer, p_note text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.scheme_facts() RETURNS TABLE(obtainable_from json, assessment_max_age_months json, editions json, superseded_editions json)
    LANGUAGE sql STABLE
    AS $$
  select s.obtainable_from, s.assessment_max_age_months, s.editions, s.superseded_editions from hoshitori.scheme_step s
  where s.from_day <= hoshitori.request_day() order by s.from_day desc limit 1
$$;

ALTER FUNCTION hoshitori.scheme_facts() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.scheme_of(p_star integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select case when p_star <= 2 then 'security-action' else 'scs' end $$;

ALTER FUNCTION hoshitori.scheme_of(p_star integer) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.scheme_step (
    from_day date NOT NULL,
    obtainable_from json NOT NULL,
    assessment_max_age_months json NOT NULL,
    editions json NOT NULL,
    superseded_editions json NOT NULL
);

ALTER TABLE hoshitori.scheme_step OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.scheme_steps(p_known_at timestamp with time zone) RETURNS SETOF hoshitori.scheme_step
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with newest as (
    select distinct on (s.star) s.star, s.obtainable_from, s.assessment_max_age_months
    from scheme_date s where s.recorded_at <= p_known_at order by s.star, s.revision desc
  ), dates as (
    select coalesce(json_object_agg(n.star::text, n.obtainable_from), '{}') as obtainable_from,
      coalesce(json_object_agg(n.star::text, n.assessment_max_age_months)
        filter (where n.assessment_max_age_months is not null), '{}') as assessment_max_age_months
    from newest n
  ), known as (
    select * from edition x where x.recorded_at <= p_known_at
  )
  select d.day, dates.obtainable_from, dates.assessment_max_age_months, (
      select coalesce(json_object_agg(e.star, json_build_object('id', e.edition_id, 'ja', e.title ->> 'ja',
        'en', e.title ->> 'en')), '{}')
      from (
        select distinct on (s.star) s.star, x.edition_id, x.title
        from known x, jsonb_array_elements_text(x.stars) s(star)
        where x.closed_on is null or x.closed_on > d.day
        order by s.star, x.published_on desc nulls last, x.recorded_at desc, x.edition_id desc
      ) e), (
      select coalesce(json_agg(x.edition_id order by x.edition_id), '[]') from known x where x.closed_on <= d.day)
  from dates cross join (select date '-infinity' union select e.closed_on from known e where e.closed_on is not null) d(day)
$$;

ALTER FUNCTION hoshitori.scheme_steps(p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.scheme_steps_put() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  lock table scheme_step in exclusive mode;
  delete from scheme_step;
  insert into scheme_step (from_day, obtainable_from, assessment_max_age_months, editions, superseded_editions)
  select s.from_day, s.obtainable_from, s.assessment_max_age_months, s.editions, s.superseded_editions from scheme_steps('infinity') s;
end $$;

ALTER FUNCTION hoshitori.scheme_steps_put() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.scope_decision_add(p_supplier text, p_scope_decision uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  d declaration := declaration_visible(r, (p_body ->> 'declaration')::uuid);
  s scope_decision;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  if d.scope = 'whole' then
    perform refuse('scope_is_whole', 'declaration');
  end if;
  insert into scope_decision (org_id, scope_decision_id, relationship_id, declaration_id, decided_on, covers, note, key_id, recorded_at)
  values (r.org_id, p_scope_decision, r.relationship_id, d.declaration_id, coalesce((p_body ->> 'decided_on')::date, request_day()),
    p_body ->> 'decision' = 'covers', p_body ->> 'note', request_key(), request_now())
  returning * into s;
  perform declaration_event_add(r, d, 'scope.decided', jsonb_build_object('scope_decision', s.scope_decision_id,
    'decision', p_body ->> 'decision', 'decided_on', s.decided_on));
  return query select jsonb_build_object('outcome', 'created', 'status_of', r.relationship_id,
      'body', jsonb_build_object('scope_decision', scope_decision_shape(s))),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', format('suppliers/%s/declarations/%s', r.relationship_id, d.declaration_id), 'detail',
      jsonb_build_object('decision', p_body ->> 'decision', 'decided_on', s.decided_on));
end $$;

ALTER FUNCTION hoshitori.scope_decision_add(p_supplier text, p_scope_decision uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.scope_decision (
    org_id uuid NOT NULL,
    scope_decision_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    declaration_id uuid NOT NULL,
    decided_on date NOT NULL,
    covers boolean NOT NULL,
    note text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.scope_decision FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.scope_decision OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.scope_decision_shape(s hoshitori.scope_decision) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if s.scope_decision_id is null then
    return null;
  end if;
  return jsonb_build_object('scope_decision', s.scope_decision_id, 'declaration', s.declaration_id,
    'decision', case when s.covers then 'covers' else 'does_not_cover' end, 'decided_on', s.decided_on, 'note', s.note,
    'recorded_at', instant_text(s.recorded_at));
end $$;

ALTER FUNCTION hoshitori.scope_decision_shape(s hoshitori.scope_decision) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.secret_uses() RETURNS TABLE(generation integer, kind text, rows bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select get_byte(s.stored, 0), s.kind, count(*) from (
    select k.hash as stored, case when k.user_id is null then 'keys' else 'sessions' end as kind from api_key k
    where k.revoked_at is null and least(k.expires_at, k.idle_until) > request_now()
    union all
    select k.previous_hash, 'keys' from api_key k where k.revoked_at is null and k.previous_until > request_now()
    union all
    select l.hash, 'links' from user_link l
    where l.used_at is null and l.superseded_at is null and l.expires_at > request_now()
    union all
    select i.hash, 'invitations' from invitation i
    where i.used_at is null and i.superseded_at is null and i.expires_on >= request_day()
    union all
    select i.sealed, 'answers' from invitation i where i.sealed is not null
    union all
    select decode(substr(i.request_hash, 1, 2), 'hex'), 'answers' from idempotency i where length(i.request_hash) = 66
    union all
    select m.sealed, 'mails' from mail m where m.sealed is not null
    union all
    select c.sealed_key, 'files' from evidence_content c
    union all
    select u.totp, 'second factors' from user_account u where u.totp is not null
    union all
    select w.secret, 'webhooks' from webhook w
    union all
    select w.previous_secret, 'webhooks' from webhook w where w.previous_until > request_now()) s
  group by 1, 2 order by 1, 2
$$;

ALTER FUNCTION hoshitori.secret_uses() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.session_end() RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  k api_key;
begin
  update api_key set revoked_at = request_now()
  where org_id = current_org() and key_id = request_key() and user_id is not null returning * into k;
  if not found then
    perform refuse('not_a_session');
  end if;
  return query select jsonb_build_object('outcome', 'ended'), null::json,
    jsonb_build_object('object', 'users/' || k.user_id, 'detail', '{}'::jsonb);
end $$;

ALTER FUNCTION hoshitori.session_end() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.session_extend() RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  k api_key;
begin
  update api_key set idle_until = request_now() + interval '30 minutes'
  where org_id = current_org() and key_id = request_key() and user_id is not null returning * into k;
  if not found then
    perform refuse('not_a_session');
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', session_json(k)), null::json, null::jsonb;
end $$;

ALTER FUNCTION hoshitori.session_extend() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.session_json(k hoshitori.api_key) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('ends_at', instant_text(k.expires_at), 'idle_until', instant_text(k.idle_until),
    'refused_attempts', coalesce(k.refused, 0), 'second_factor_needed', k.rights = 0)
$$;

ALTER FUNCTION hoshitori.session_json(k hoshitori.api_key) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.session_start(p_org uuid, p_user uuid, p_password text, p_totp_step bigint, p_recovery text, p_key bigint, p_hash bytea, p_last4 text, p_network text, p_browser text, p_device bytea, p_new_device bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
  k api_key;
  total bigint;
  fresh boolean;
  known boolean;
begin
  select * into u from user_account x where x.org_id = p_org and x.user_id = p_user and x.removed_at is null
    and x.password = p_password for no key update;
  if not found or not factor_use(u, p_totp_step, p_recovery) then
    perform refuse('sign_in_failed');
  end if;
  known := device_known(u.email, p_device);
  perform request_set(p_org, p_key, request_now(), request_day(), current_setting('app.request_id', true)),
    throttle_clear(case when known then throttle_subject('device', p_device::text) else account_subject(u.email) end),
    throttle_clear(factor_subject(u.user_id, case when known then p_device end)),
    throttle_give_back(network_subject(p_network));
  total := refusals_of(u);
  fresh := device_remember(u, p_device, p_new_device);
  -- Ten at a time: one more ends the oldest.
  update api_key x set revoked_at = request_now() where x.org_id = p_org and x.key_id in (
    select o.key_id from api_key o where o.org_id = p_org and o.user_id = p_user and o.revoked_at is null
      and least(o.expires_at, o.idle_until) > request_now()
    order by o.recorded_at desc, o.key_id offset 9);
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, idle_until, user_id, recorded_at, browser,
    address, refused)
  select p_org, p_key, u.email, p_hash, case when o.second_factor_required and u.totp is null then 0 else u.rights end, p_last4,
    request_now() + interval '12 hours', request_now() + interval '30 minutes', p_user, request_now(), p_browser, p_network,
    total - u.refused_seen
  from organisation o where o.org_id = p_org
  returning * into k;
  update user_account x set refused_seen = total,
    address = case x.address when 'earlier' then 'proven' else x.address end
  where x.org_id = p_org and x.user_id = p_user;
  return query select
    jsonb_build_object('outcome', 'created', 'device', fresh, 'body', jsonb_build_object('organisation', organisation_shape(p_org),
      'user', user_json(u), 'session', session_json(k))),
    null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('refused_before', k.refused,
      'address', p_network));
end $$;

ALTER FUNCTION hoshitori.session_start(p_org uuid, p_user uuid, p_password text, p_totp_step bigint, p_recovery text, p_key bigint, p_hash bytea, p_last4 text, p_network text, p_browser text, p_device bytea, p_new_device bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sessions_end_others(u hoshitori.user_account) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id;
  update api_key set revoked_at = request_now()
  where org_id = u.org_id and user_id = u.user_id and revoked_at is null and key_id <> request_key()
$$;

ALTER FUNCTION hoshitori.sessions_end_others(u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sessions_json(p_user uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('session', k.key_id::text,
      'recorded_at', instant_text(k.recorded_at), 'seen_at', instant_text(k.idle_until - interval '30 minutes'),
      'idle_until', instant_text(k.idle_until), 'ends_at', instant_text(k.expires_at), 'browser', k.browser,
      'address', k.address, 'own', k.key_id = request_key()) order by k.recorded_at desc, k.key_id), '[]'))
  from (
    select * from api_key x where x.org_id = current_org() and x.user_id = p_user and x.revoked_at is null
      and x.expires_at > request_now() and x.idle_until > request_now()
    order by x.recorded_at desc, x.key_id limit 200) k
$$;

ALTER FUNCTION hoshitori.sessions_json(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sessions_revoke(p_user uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update api_key set revoked_at = request_now()
  where org_id = current_org() and user_id = p_user and revoked_at is null
$$;

ALTER FUNCTION hoshitori.sessions_revoke(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.settings_of(p_buyer uuid, p_known_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone) RETURNS TABLE(expiring_days integer, recheck_months integer, recorded_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
  (select s.expiring_days, s.recheck_months, s.recorded_at
  from hoshitori.buyer_setting s where s.org_id = p_buyer and s.recorded_at <= p_known_at order by s.revision desc limit 1)
  union all
  select 60, 12, null
  limit 1
$$;

ALTER FUNCTION hoshitori.settings_of(p_buyer uuid, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.settings_put(p_expiring_days integer, p_recheck_months integer) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[] := all_relationships_lock();
  before jsonb := settings_shape();
begin
  if before ->> 'expiring_days' = p_expiring_days::text and before ->> 'recheck_months' is not distinct from p_recheck_months::text then
    return query select jsonb_build_object('outcome', 'same', 'body', before), null::json, null::jsonb;
    return;
  end if;
  insert into buyer_setting (org_id, revision, expiring_days, recheck_months, key_id, recorded_at)
  select current_org(), coalesce(max(s.revision), 0) + 1, p_expiring_days, p_recheck_months, request_key(), request_now()
  from buyer_setting s where s.org_id = current_org();
  return query select jsonb_build_object('outcome', 'changed', 'body', settings_shape()),
    facts_or_later(array_fill(current_org(), array[cardinality(ids)]), ids),
    jsonb_build_object('object', 'settings', 'detail', jsonb_build_object('from', before - 'recorded_at',
      'to', settings_shape() - 'recorded_at'));
end $$;

ALTER FUNCTION hoshitori.settings_put(p_expiring_days integer, p_recheck_months integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.settings_shape() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select jsonb_build_object('expiring_days', s.expiring_days, 'recheck_months', s.recheck_months,
      'recorded_at', instant_text(s.recorded_at))
    from settings_of(current_org()) s);
end $$;

ALTER FUNCTION hoshitori.settings_shape() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.side_relationship(p_side text, p_selector text) RETURNS hoshitori.relationship
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  if p_side = 'buyer' then
    select * into r from relationship x
    where x.org_id = current_org() and x.relationship_id = (select supplier_of(current_org(), p_selector));
  else
    select x.* into r from board b join relationship x on x.org_id = b.counterparty_id and x.relationship_id = b.relationship_id
    where b.org_id = current_org() and b.side = 'supplier' and b.relationship_id = p_selector::uuid and x.supplier_id = b.org_id;
  end if;
  if r.relationship_id is null then
    perform refuse('not_found');
  end if;
  return r;
end $$;

ALTER FUNCTION hoshitori.side_relationship(p_side text, p_selector text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sign_in_begin(p_email text, p_org uuid, p_network text, p_device bytea, p_code boolean) RETURNS TABLE(salt bytea, wait integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  known boolean := device_known(p_email, p_device);
  network int := throttle_take(network_subject(p_network), 30);
  account int := 0;
begin
  if known then
    network := 0;
  end if;
  if network = 0 then
    account := throttle_take(case when known then throttle_subject('device', p_device::text) else account_subject(p_email) end, 5);
  end if;
  if network > 0 or account > 0 and (known or not p_code) then
    perform sign_in_refused(p_email, p_org, p_network);
    return query select null::bytea, greatest(network, account);
    return;
  end if;
  return query select sign_in_salt_of(p_email, p_org), account;
end $$;

ALTER FUNCTION hoshitori.sign_in_begin(p_email text, p_org uuid, p_network text, p_device bytea, p_code boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sign_in_match(p_email text, p_org uuid, p_number text, p_password text, p_network text, p_device bytea, p_code boolean, p_recovery text) RETURNS TABLE(org_id uuid, user_id uuid, totp bytea, totp_step bigint, organisation text, wait integer, recovery boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  known bytea := case when device_known(p_email, p_device) then p_device end;
  found user_account[] := array(
    select x from user_account x
    where lower(x.email) = lower(p_email) and x.password = p_password and x.removed_at is null
      and sign_in_meant(x, p_org, p_number)
    order by x.recorded_at limit 20);
  -- An organisation that closed is told of to who has no other.
  opened user_account[] := array(
    select x from unnest(found) x join organisation o on o.org_id = x.org_id where o.closed_on is null order by x.recorded_at);
begin
  if cardinality(found) = 0 then
    perform sign_in_refused(p_email, p_org, p_network);
  elsif cardinality(opened) > 0 then
    found := opened;
  end if;
  return query select u.org_id, u.user_id, u.totp, u.totp_step, organisation_shape(u.org_id) ->> 'name',
      case when cardinality(found) = 1 and u.totp is not null and p_code
        then throttle_take(factor_subject(u.user_id, known), 5) else 0 end,
      recovery_code_fits(u, p_recovery)
    from unnest(found) u;
end $$;

ALTER FUNCTION hoshitori.sign_in_match(p_email text, p_org uuid, p_number text, p_password text, p_network text, p_device bytea, p_code boolean, p_recovery text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sign_in_meant(u hoshitori.user_account, p_org uuid, p_number text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when p_org is not null then u.org_id = p_org
    when p_number is not null then exists (
      select from organisation o where o.org_id = u.org_id and o.corporate_number = p_number)
    else u.address <> 'typed' end
$$;

ALTER FUNCTION hoshitori.sign_in_meant(u hoshitori.user_account, p_org uuid, p_number text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sign_in_policy() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('second_factor', case when o.second_factor_required then 'required' else 'optional' end)
  from organisation o where o.org_id = current_org()
$$;

ALTER FUNCTION hoshitori.sign_in_policy() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sign_in_policy_put(p_second_factor text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  before jsonb := sign_in_policy();
begin
  update organisation o set second_factor_required = p_second_factor = 'required' where o.org_id = current_org();
  return query select jsonb_build_object('outcome', case when before is distinct from sign_in_policy() then 'changed' else 'same' end, 'body', sign_in_policy()), null::json,
    case when before is distinct from sign_in_policy() then
      jsonb_build_object('object', 'sign-in-policy', 'detail', jsonb_build_object('from', before, 'to', sign_in_policy())) end;
end $$;

ALTER FUNCTION hoshitori.sign_in_policy_put(p_second_factor text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sign_in_refused(p_email text, p_org uuid, p_network text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into sign_in_refusal as r (email, asked, refused, last_at, networks, tell_at)
  values (lower(p_email), coalesce(p_org, '00000000-0000-0000-0000-000000000000'), 1, request_now(), array[p_network], request_now())
  on conflict (email, asked) do update set refused = r.refused + 1, last_at = request_now(),
    tell_at = coalesce(r.tell_at, request_now()),
    networks = case when p_network = any(r.networks) or cardinality(r.networks) >= 5 then r.networks
      else r.networks || p_network end
$$;

ALTER FUNCTION hoshitori.sign_in_refused(p_email text, p_org uuid, p_network text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.sign_in_salt_of(p_email text, p_org uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
  select coalesce((
    select decode(split_part(u.password, '$', 5) || '==', 'base64') from user_account u
    where u.org_id = p_org and lower(u.email) = lower(p_email) and u.removed_at is null), address_salt(p_email))
$_$;

ALTER FUNCTION hoshitori.sign_in_salt_of(p_email text, p_org uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.simulated_demands(p_change jsonb, p_relationships uuid[]) RETURNS TABLE(relationship_id uuid, revision jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  asked jsonb := p_change -> 'requirement';
  asked_kind text := case when asked ->> 'required_star' is null then 'exempt' else 'set' end;
  effective date := coalesce((asked ->> 'effective_from')::date, request_day());
  content jsonb := requirement_content(asked, effective);
begin
  if asked is null then
    return query select w.relationship_id, simulated_revision(w.kind, 'rule', (w.decided).required_star,
      (w.decided).required_assurance, (w.decided).accept_higher, request_day(), w.due_on)
    from rule_wanted(p_relationships, rule_made(p_change #>> '{rule,rule}', nullif(p_change #> '{rule,demand}', 'null'))) w;
    return;
  end if;
  return query select x.id, simulated_revision(asked_kind, 'explicit', (content ->> 'required_star')::smallint,
    content ->> 'required_assurance', (content ->> 'accept_higher')::boolean, effective, (content ->> 'due_on')::date)
  from unnest(p_relationships) x(id)
  where not exists (
    select from (values (demand_in_force(current_org(), x.id, request_day())), (demand_upcoming(current_org(), x.id, request_day()))) v(q)
    where requirement_same(asked || jsonb_build_object('reason', (v.q).reason, 'notice_on', (v.q).notice_on,
      'questions', (v.q).questions), v.q));
end $$;

ALTER FUNCTION hoshitori.simulated_demands(p_change jsonb, p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.simulated_facts(p_facts jsonb, p_revision jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return p_facts || jsonb_build_object('revisions', (
    select coalesce(jsonb_agg(q order by q -> 'revision'), '[]')
      || jsonb_build_array(p_revision || jsonb_build_object('revision', coalesce(max((q ->> 'revision')::int), 0) + 1))
    from jsonb_array_elements(p_facts -> 'revisions') q
    where (q ->> 'effective_from')::date <= request_day() or (p_revision ->> 'effective_from')::date <= request_day()));
end $$;

ALTER FUNCTION hoshitori.simulated_facts(p_facts jsonb, p_revision jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.simulated_revision(p_kind text, p_decided_by text, p_star smallint, p_assurance text, p_higher boolean, p_effective_from date, p_due_on date) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('decided_by', p_decided_by, 'removed', p_kind = 'removed', 'exempt', p_kind = 'exempt',
    'required_star', p_star, 'required_assurance', p_assurance, 'accept_higher', p_higher,
    'effective_from', p_effective_from, 'due_on', p_due_on)
$$;

ALTER FUNCTION hoshitori.simulated_revision(p_kind text, p_decided_by text, p_star smallint, p_assurance text, p_higher boolean, p_effective_from date, p_due_on date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.simulation_chunk(p_simulation jsonb, p_suppliers uuid[], p_on date, p_after uuid, p_limit integer) RETURNS TABLE(last uuid, seen integer, same jsonb, touched jsonb, decided_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  selector text := split_part(p_simulation #>> '{change,rule,rule}', ':', 1);
  selected text := fold_label(substr(p_simulation #>> '{change,rule,rule}', length(selector) + 2));
  ids uuid[];
begin
  select array_agg(x.relationship_id order by x.relationship_id) into ids from (
    select r.relationship_id from relationship r
    where r.org_id = current_org() and r.state <> 'ended' and r.relationship_id > coalesce(p_after, uuid '00000000-0000-0000-0000-000000000000')
      and (p_suppliers is null or r.relationship_id = any(p_suppliers))
      and (p_simulation #>> '{filter,category}' is null or has_label(r, 'category', fold_label(p_simulation #>> '{filter,category}')))
      and (p_simulation #>> '{filter,tag}' is null or has_label(r, 'tag', fold_label(p_simulation #>> '{filter,tag}')))
      and (selector is null or has_label(r, selector, selected))
    order by r.relationship_id limit p_limit) x;
  if ids is null then
    return;
  end if;
  last := ids[cardinality(ids)];
  seen := cardinality(ids);
  with demand as materialized (
    select d.relationship_id as id, d.revision from simulated_demands(p_simulation -> 'change', ids) d
  ), line as (
    select b.relationship_id as id, b.counterparty_name as name, b.code, b.category, b.line_status[s.i] as status,
      b.line_waiting_on[s.i] as waiting_on, b.line_step[s.i] #>> '{next_step,code}' as next_step, b.decided_at as since, d.revision
    from board b cross join lateral (select width_bucket(p_on, b.line_from)) s(i)
    left join demand d on d.id = b.relationship_id
    where b.org_id = current_org() and b.relationship_id = any(ids)
  ), counted as (
    select status, waiting_on, next_step, count(*) as n from line where revision is null group by 1, 2, 3
  )
  select (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from counted c),
    (select coalesce(jsonb_agg(jsonb_build_object('relationship', l.id, 'name', l.name, 'code', l.code, 'category', l.category,
        'status', l.status, 'waiting_on', l.waiting_on,
        'facts', simulated_facts(f.facts, l.revision)) order by l.id), '[]')
      from line l join json_to_recordset(facts_of(array_fill(current_org(), array[cardinality(ids)]), ids))
        f(relationship uuid, facts jsonb) on f.relationship = l.id
      where l.revision is not null),
    (select instant_text(min(l.since)) from line l)
  into same, touched, decided_at;
  return next;
end $$;

ALTER FUNCTION hoshitori.simulation_chunk(p_simulation jsonb, p_suppliers uuid[], p_on date, p_after uuid, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.simulation_suppliers(p_simulation jsonb) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[];
  named record;
begin
  for named in select v, i - 1 as place from jsonb_array_elements_text(p_simulation #> '{filter,suppliers}') with ordinality t(v, i) loop
    ids := ids || (select r.relationship_id from relationship r
      where r.org_id = current_org() and r.relationship_id = (select supplier_of(current_org(), named.v)));
    if ids[cardinality(ids)] is null then
      perform refuse('not_found', 'filter.suppliers.' || named.place);
    end if;
  end loop;
  return ids;
end $$;

ALTER FUNCTION hoshitori.simulation_suppliers(p_simulation jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.standing_facts(p_known_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone) RETURNS json
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select json_build_object(
      'relationship', json_build_object('invited_on', '0001-01-01', 'accepted_on', '0001-01-01'),
      'revisions', json_build_array(json_build_object('revision', 1, 'decided_by', 'explicit', 'required_star', 5,
        'required_assurance', 'declared', 'accept_higher', true, 'effective_from', '0001-01-01', 'due_on', '0001-01-01')),
      'declarations', (
        select coalesce(json_agg(d::jsonb || '{"scope": "whole"}' order by n), '[]')
        from declaration_facts(current_org(), null, null, p_known_at, p_known_at) f, json_array_elements(f.declarations) with ordinality as x(d, n)),
      'assessments', s.assessments, 'papers', s.papers, 'expiring_days', 0,
      'obtainable_from', c.obtainable_from, 'assessment_max_age_months', c.assessment_max_age_months,
      'editions', c.editions, 'superseded_editions', c.superseded_editions)
    from supplier_facts(current_org(), null, p_known_at) s cross join scheme_facts() c);
end $$;

ALTER FUNCTION hoshitori.standing_facts(p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.standing_readiness() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (
    select coalesce(jsonb_agg(readiness_shape(a, e.totals)
      || jsonb_build_object('included', assessment_included(a)) order by a.star), '[]')
    from (
      select distinct on (x.star) x.* from assessment x
      where x.org_id = current_org() and x.state = 'submitted' and x.star >= 3
      order by x.star, x.submission desc) a join edition e using (edition_id));
end $$;

ALTER FUNCTION hoshitori.standing_readiness() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.star_obtainable_require(p_star integer, p_day date, p_member text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  opens date := (scheme_date_of(p_star)).obtainable_from;
begin
  if opens is null or opens > p_day then
    perform refuse('star_not_obtainable', p_member, jsonb_build_object('required_star', p_star, 'star', p_star));
  end if;
end $$;

ALTER FUNCTION hoshitori.star_obtainable_require(p_star integer, p_day date, p_member text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_add(p_statement uuid, p_relationship uuid, p_as_of date, p_known_at timestamp with time zone) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
  said jsonb := jsonb_build_object('subject', statement_party(current_org()));
  found_step text;
  known timestamptz := coalesce(p_known_at, request_now());
begin
  perform quota_spend(current_org(), 'statements', 1);
  if p_relationship is null then
    said := said || jsonb_build_object('facts', standing_facts(known));
  else
    r := side_relationship('supplier', p_relationship::text);
    if p_known_at is null then
      select b.line_step[width_bucket(p_as_of, b.line_from)]::text,
        coalesce(b.decided_at - interval '1 microsecond', greatest(known, b.recorded_at)) into found_step, known
      from board b where b.org_id = current_org() and b.relationship_id = r.relationship_id and b.side = 'supplier';
    else
      select v.step into found_step from board_version_on(current_org(), r.relationship_id, 'supplier', p_as_of, known) v;
    end if;
    said := said || jsonb_build_object('step', found_step,
      'buyer', case when statement_named(r.org_id) then statement_party(r.org_id) end);
  end if;
  return query select jsonb_build_object('outcome', 'created', 'object', 'statements/' || p_statement,
      'body', said || jsonb_build_object('known_at', instant_text(known))), null::json,
    jsonb_build_object('object', 'statements/' || p_statement, 'detail', jsonb_build_object('buyer', p_relationship, 'as_of', p_as_of,
      'known_at', instant_text(known)));
end $$;

ALTER FUNCTION hoshitori.statement_add(p_statement uuid, p_relationship uuid, p_as_of date, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_distrust(p_name text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  n int;
begin
  delete from statement_key k where k.kid = p_name or k.issuer = p_name;
  get diagnostics n = row_count;
  return n;
end $$;

ALTER FUNCTION hoshitori.statement_distrust(p_name text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_get(p_statement uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select statement_shape(s) from statement s where s.org_id = current_org() and s.statement_id = p_statement);
end $$;

ALTER FUNCTION hoshitori.statement_get(p_statement uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_issuers() RETURNS TABLE(kid text, issuer text, recorded_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select k.kid, k.issuer, instant_text(k.recorded_at) from statement_key k order by k.issuer nulls first, k.recorded_at, k.kid;
end $$;

ALTER FUNCTION hoshitori.statement_issuers() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_key_keep(p_kid text, p_public_key bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  insert into statement_key (kid, public_key, recorded_at) values (p_kid, p_public_key, request_now())
  on conflict (kid) do update set issuer = null where statement_key.issuer is not null
$$;

ALTER FUNCTION hoshitori.statement_key_keep(p_kid text, p_public_key bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_look(p_kid text, p_code text) RETURNS TABLE(known boolean, issuer text, public_key text, jws text, withdrawn_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
begin
  return query
    select k.kid is not null, k.issuer, encode(k.public_key, 'hex'), s.jws, instant_text(s.withdrawn_at)
    from (values (1)) one
      left join statement s on s.org_id = case when p_code ~ '^[0-9a-f]{64}$' then substr(p_code, 1, 32)::uuid end and s.code = p_code
      left join statement_key k on k.kid = coalesce(p_kid, s.kid);
end $_$;

ALTER FUNCTION hoshitori.statement_look(p_kid text, p_code text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_named(p_buyer uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce((select n.named from statement_naming n where n.org_id = p_buyer order by n.revision desc limit 1), false)
$$;

ALTER FUNCTION hoshitori.statement_named(p_buyer uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_naming_put(p_named boolean) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform buyer_head_lock();
  if statement_named(current_org()) = p_named then
    return query select jsonb_build_object('outcome', 'same', 'body', statement_naming_shape()), null::json, null::jsonb;
    return;
  end if;
  insert into statement_naming (org_id, revision, named, key_id, recorded_at)
  select current_org(), coalesce(max(n.revision), 0) + 1, p_named, request_key(), request_now()
  from statement_naming n where n.org_id = current_org();
  return query select jsonb_build_object('outcome', 'changed', 'body', statement_naming_shape()), null::json,
    jsonb_build_object('object', 'statement-naming', 'detail', jsonb_build_object('named', p_named));
end $$;

ALTER FUNCTION hoshitori.statement_naming_put(p_named boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_naming_shape() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('named', statement_named(current_org()), 'recorded_at', (
    select instant_text(n.recorded_at) from statement_naming n where n.org_id = current_org() order by n.revision desc limit 1));
end $$;

ALTER FUNCTION hoshitori.statement_naming_shape() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_own_keys() RETURNS TABLE(public_key text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select encode(k.public_key, 'hex') from statement_key k where k.issuer is null order by k.recorded_at desc, k.kid;
end $$;

ALTER FUNCTION hoshitori.statement_own_keys() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_party(p_org uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return (select jsonb_build_object('name', o.name, 'corporate_number', o.corporate_number, 'number_proven', o.number_proven_at is not null)
    from organisation o where o.org_id = p_org);
end $$;

ALTER FUNCTION hoshitori.statement_party(p_org uuid) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.statement (
    org_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    code text NOT NULL,
    kind text NOT NULL,
    relationship_id uuid,
    buyer_named boolean NOT NULL,
    as_of date NOT NULL,
    known_at timestamp with time zone NOT NULL,
    jws text NOT NULL,
    kid text NOT NULL,
    basis text NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by bigint,
    reason text,
    CONSTRAINT statement_check CHECK (((relationship_id IS NULL) = (kind = 'standing'::text))),
    CONSTRAINT statement_code_check CHECK ((code ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT statement_kind_check CHECK ((kind = ANY (ARRAY['status'::text, 'standing'::text])))
);

ALTER TABLE ONLY hoshitori.statement FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.statement OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.statement_shape(s hoshitori.statement) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  select jsonb_build_object('statement', s.statement_id, 'kind', s.kind, 'buyer', s.relationship_id, 'buyer_named', s.buyer_named,
    'jws', s.jws, 'basis', s.basis, 'recorded_at', hoshitori.instant_text(s.recorded_at),
    'withdrawn_at', hoshitori.instant_text(s.withdrawn_at), 'reason', s.reason)
$$;

ALTER FUNCTION hoshitori.statement_shape(s hoshitori.statement) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_store(p_statement uuid, p_code text, p_relationship uuid, p_buyer_named boolean, p_as_of date, p_known_at timestamp with time zone, p_jws text, p_kid text, p_public_key bytea, p_basis text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform statement_key_keep(p_kid, p_public_key);
  insert into statement (org_id, statement_id, code, kind, relationship_id, buyer_named, as_of, known_at, jws, kid, basis, key_id, recorded_at)
  values (current_org(), p_statement, p_code, case when p_relationship is null then 'standing' else 'status' end, p_relationship,
    p_buyer_named, p_as_of, p_known_at, p_jws, p_kid, p_basis, request_key(), request_now());
end $$;

ALTER FUNCTION hoshitori.statement_store(p_statement uuid, p_code text, p_relationship uuid, p_buyer_named boolean, p_as_of date, p_known_at timestamp with time zone, p_jws text, p_kid text, p_public_key bytea, p_basis text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_trust(p_kid text, p_issuer text, p_public_key bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if exists (select from statement_key k where k.kid = p_kid and (k.issuer is null or k.issuer = p_issuer)) then
    return false;
  end if;
  insert into statement_key (kid, issuer, public_key, recorded_at) values (p_kid, p_issuer, p_public_key, request_now())
  on conflict (kid) do update set issuer = excluded.issuer, recorded_at = excluded.recorded_at;
  return true;
end $$;

ALTER FUNCTION hoshitori.statement_trust(p_kid text, p_issuer text, p_public_key bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statement_withdraw(p_statement uuid, p_reason text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  s statement;
begin
  select * into s from statement x where x.org_id = current_org() and x.statement_id = p_statement for no key update;
  if not found then
    perform refuse('not_found');
  elsif s.withdrawn_at is not null then
    perform refuse('already_withdrawn');
  end if;
  update statement x set withdrawn_at = request_now(), withdrawn_by = request_key(), reason = p_reason
  where x.org_id = s.org_id and x.statement_id = s.statement_id
  returning * into s;
  return query select jsonb_build_object('outcome', 'ended', 'body', statement_shape(s)), null::json,
    jsonb_build_object('object', 'statements/' || s.statement_id, 'detail', jsonb_build_object('reason', p_reason));
end $$;

ALTER FUNCTION hoshitori.statement_withdraw(p_statement uuid, p_reason text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.statistics_refresh(p_filled integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_filled > 0 and (select c.reltuples < p_filled / 8 from pg_class c where c.oid = 'board'::regclass) then
    analyze relationship, relationship_event, requirement_revision, declaration, event, board, board_version, tally_change, import_row;
  end if;
end $$;

ALTER FUNCTION hoshitori.statistics_refresh(p_filled integer) OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.status_change(p_was smallint, p_was_waiting_on smallint, p_status smallint, p_waiting_on smallint) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  select jsonb_build_object(
    'from', jsonb_build_object('status', hoshitori.status_name(p_was), 'waiting_on', hoshitori.waiting_name(p_was_waiting_on)),
    'to', jsonb_build_object('status', hoshitori.status_name(p_status), 'waiting_on', hoshitori.waiting_name(p_waiting_on)))
$$;

ALTER FUNCTION hoshitori.status_change(p_was smallint, p_was_waiting_on smallint, p_status smallint, p_waiting_on smallint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.status_chunk(j hoshitori.job) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  next record;
begin
  select * into next from undecided_next(j.org_id, j.place::uuid, 250);
  if next.relationships is null then
    if j.place is null then
      return null;
    end if;
    -- From the beginning: another write may have come meanwhile.
    perform job_advance(j.job_id, 0, 0, null);
    return '[]';
  end if;
  perform job_advance(j.job_id, cardinality(next.relationships), cardinality(next.relationships),
    next.relationships[cardinality(next.relationships)]::text);
  return facts_locked(next.buyers, next.relationships);
end $$;

ALTER FUNCTION hoshitori.status_chunk(j hoshitori.job) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.status_job_add(p_job uuid, p_total integer, p_object text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform status_job_queue(current_org(), p_job, p_total, p_object);
end $$;

ALTER FUNCTION hoshitori.status_job_add(p_job uuid, p_total integer, p_object text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.status_job_queue(p_org uuid, p_job uuid, p_total integer, p_object text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at)
  values (p_org, p_job, 'status', 'queued', p_total, jsonb_build_object('object', p_object), request_key(), request_now());
end $$;

ALTER FUNCTION hoshitori.status_job_queue(p_org uuid, p_job uuid, p_total integer, p_object text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.status_name(p smallint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select (array['no_requirement', 'met', 'expiring', 'pending', 'overdue', 'lapsed'])[p + 1] $$;

ALTER FUNCTION hoshitori.status_name(p smallint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.step_side(p_code text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case
    when p_code in ('check_declaration', 'decide_scope', 'set_due_date', 'contact_supplier', 'resend_invitation') then 'buyer'
    when p_code not in ('none', 'wait_for_scheme', 'accept_invitation', 'set_requirement', 'resolve_number', 'decide_predecessor')
      then 'supplier' end
$$;

ALTER FUNCTION hoshitori.step_side(p_code text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.steps_same(p_stored json[], p_computed json[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  select p_stored::text = p_computed::text
    or p_stored[1]::text not like '{"status":%' and p_stored::text::jsonb[] = p_computed::text::jsonb[]
$$;

ALTER FUNCTION hoshitori.steps_same(p_stored json[], p_computed json[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.stood_at(p_recorded_at timestamp with time zone, p_gone_at timestamp with time zone, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$ select p_recorded_at <= p_at and (p_gone_at is null or p_gone_at > p_at) $$;

ALTER FUNCTION hoshitori.stood_at(p_recorded_at timestamp with time zone, p_gone_at timestamp with time zone, p_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.succession_open(r hoshitori.relationship) RETURNS TABLE(own boolean, seq integer, kind text, on_day date, name text, corporate_number text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select true, s.seq, s.kind, s.on_day, s.name, s.corporate_number from supplier_succession s
  where s.org_id = r.org_id and s.relationship_id = r.relationship_id and r.state = 'active' and s.accepted_on is null
    and exists (select from declaration d where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at is null
      and d.declared_on < s.on_day and d.recorded_at <= coalesce(r.flows_until, 'infinity'))
  union all
  select false, c.seq, c.kind, c.on_day, c.name, c.corporate_number from organisation_change c
  where c.org_id = r.supplier_id and c.kind in ('merger', 'new_number') and r.state = 'active'
    and not exists (select from predecessor_acceptance a where a.org_id = r.org_id and a.relationship_id = r.relationship_id
      and a.supplier_id = c.org_id and a.seq = c.seq)
    and exists (select from declaration d where d.org_id = c.org_id and d.relationship_id is null and d.superseded_at is null
      and d.declared_on < c.on_day and d.recorded_at <= coalesce(r.flows_until, 'infinity'))
$$;

ALTER FUNCTION hoshitori.succession_open(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_add(p_relationship uuid, p_record jsonb, p_invitation bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  entered jsonb := supplier_normalised(p_record);
  r relationship;
begin
  perform buyer_head_share();
  perform owner_require(entered ->> 'owner');
  perform supplier_distinct(p_relationship, entered ->> 'code', entered ->> 'corporate_number');
  perform quota_take('suppliers', 1);
  insert into relationship (org_id, relationship_id, state, invited_on, invitation_expires_on, name, reading,
    corporate_number, code, category, tags, contacts, memo, owner, key_id, recorded_at, changed_at)
  values (current_org(), p_relationship, 'invited', request_day(), invitation_last_day(), entered ->> 'name',
    entered ->> 'reading', entered ->> 'corporate_number', entered ->> 'code', entered ->> 'category',
    json_texts(entered -> 'tags'), entered -> 'contacts', entered ->> 'memo', owner_of(null, entered ->> 'owner'), request_key(),
    request_now(), request_now())
  returning * into r;
  perform relationship_step_add(r, 'invited');
  perform invitation_add(p_relationship, p_invitation, p_hash, r.invitation_expires_on);
  perform rule_decide(array[p_relationship]);
  return query select supplier_invited(p_relationship, 'created') || jsonb_build_object('object', 'suppliers/' || p_relationship),
    relationship_touched(p_relationship),
    jsonb_build_object('object', 'suppliers/' || p_relationship, 'detail', entered);
end $$;

ALTER FUNCTION hoshitori.supplier_add(p_relationship uuid, p_record jsonb, p_invitation bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_alias_end(p_supplier text, p_alias text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  perform buyer_head_lock();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  if not alias_end(r.relationship_id, p_alias) then
    perform refuse('not_found');
  end if;
  update relationship set record_version = record_version + 1, changed_at = request_now()
  where org_id = r.org_id and relationship_id = r.relationship_id;
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('alias', p_alias));
end $$;

ALTER FUNCTION hoshitori.supplier_alias_end(p_supplier text, p_alias text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_alike(p_relationship uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select coalesce(jsonb_agg(to_jsonb(a) order by a.name, a.relationship), '[]') from (
    select o.relationship_id as relationship, o.name, o.code, o.corporate_number, o.state,
      array_agg(split_part(l.key, ':', 1) order by l.key) as alike
    from relationship r cross join lateral unnest(likeness_keys(fold(r.name), r.code, r.corporate_number)) k(key)
      cross join lateral (
        select x.* from likeness x
        where x.org_id = r.org_id and x.key = k.key and x.relationship_id <> r.relationship_id
          and not exists (select from likeness_dismissed(r.org_id, r.relationship_id, x.relationship_id))
        order by x.relationship_id limit 50) l
      join relationship o on o.org_id = l.org_id and o.relationship_id = l.relationship_id
    where r.org_id = current_org() and r.relationship_id = p_relationship and o.state <> 'ended'
    group by 1, 2, 3, 4, 5 order by o.name, o.relationship_id limit 10) a
$$;

ALTER FUNCTION hoshitori.supplier_alike(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change(p_job uuid, p_change jsonb, p_preview uuid, p_dry_run boolean, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most_tags integer) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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
    p_change || jsonb_build_object('most_tags', p_most_tags), request_now());
  perform job_add(p_job, 'change', total, detail);
  return query select jsonb_build_object('outcome', case when total > 2000 then 'queued' when p_dry_run then 'same' else 'changed' end,
      'object', 'jobs/' || p_job, 'body', supplier_change_answer(p_job),
      'demands', case when total <= 2000 then import_next(p_job) end),
    null::json, jsonb_build_object('object', 'jobs/' || p_job, 'detail', detail || p_change - 'most_tags'
      || case when p_change ? 'owner' then jsonb_build_object('owner', supplier_change_owner(p_change)) else '{}' end);
end $$;

ALTER FUNCTION hoshitori.supplier_change(p_job uuid, p_change jsonb, p_preview uuid, p_dry_run boolean, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most_tags integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_answer(p_job uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select import_answer(p_job) - array['source', 'mode', 'absent', 'ignored', 'notes', 'applied']
$$;

ALTER FUNCTION hoshitori.supplier_change_answer(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_audit(p_job uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform audit_append('supplier_change', 'suppliers/' || x.relationship_id, x.content)
  from (select s.* from import_row s join import i on i.org_id = s.org_id and i.job_id = s.job_id
    where s.org_id = current_org() and s.job_id = p_job and i.change is not null and not i.dry_run
      and s.outcome = 'changed' and s.content ? 'job' order by s.place) x;
  update import_row s set content = null where s.org_id = current_org() and s.job_id = p_job and s.content ? 'job';
end $$;

ALTER FUNCTION hoshitori.supplier_change_audit(p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_content(r hoshitori.relationship, p_change jsonb) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('relationship', r.relationship_id, 'exact', true, 'record_version', r.record_version,
      'revision', requirement_newest(r.relationship_id),
      'record', case when p_change ? 'category' then jsonb_build_object('category', p_change -> 'category') else '{}' end
        || case when p_change ? 'owner' then jsonb_build_object('owner', supplier_change_owner(p_change)) else '{}' end
        || case when p_change ?| array['tags_add', 'tags_remove'] then jsonb_build_object('tags',
          tags_changed(r.tags, json_texts(p_change -> 'tags_remove'), json_texts(p_change -> 'tags_add'))) else '{}' end)
    || case when p_change ? 'demand' then jsonb_build_object('demand',
      requirement_content(p_change -> 'demand', (p_change -> 'demand' ->> 'effective_from')::date)) else '{}' end
$$;

ALTER FUNCTION hoshitori.supplier_change_content(r hoshitori.relationship, p_change jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_fault(p_content jsonb, p_change jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select case when jsonb_array_length(p_content #> '{record,tags}') > (p_change ->> 'most_tags')::int
    then import_fault('tags', 'too_many_items', jsonb_build_object('maxItems', p_change -> 'most_tags')) end
$$;

ALTER FUNCTION hoshitori.supplier_change_fault(p_content jsonb, p_change jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_one(r hoshitori.relationship, i hoshitori.import) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.supplier_change_one(r hoshitori.relationship, i hoshitori.import) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_owner(p_change jsonb) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select u.email from user_account u where u.org_id = current_org() and u.user_id = (p_change ->> 'owner')::uuid $$;

ALTER FUNCTION hoshitori.supplier_change_owner(p_change jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_plan(i hoshitori.import, p_rows hoshitori.import_row[]) RETURNS TABLE(place integer, content jsonb, relationship_id uuid, outcome text, faults jsonb, demand jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
  select p.place, p.content, p.relationship_id, case when p.outcome = 'changed' and x.since then 'conflict' else p.outcome end,
    case when p.outcome = 'changed' and x.since then import_fault('', 'changed_meanwhile') else p.faults end, p.demand
  from import_plan((
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('place', s.place, 'faults', supplier_change_fault(c.content, i.change)))
      || jsonb_build_object('content', c.content)), '[]')
    from unnest(p_rows) s left join relationship r on r.org_id = s.org_id and r.relationship_id = s.relationship_id
      cross join lateral (select case when r.relationship_id is null then jsonb_build_object('relationship', s.relationship_id)
        else supplier_change_content(r, i.change) end as content offset 0) c), i.source) p
    join lateral (
      select (s.content ->> 'record_version', s.content ->> 'revision')
        is distinct from (p.content ->> 'record_version', p.content ->> 'revision') as since
      from unnest(p_rows) s where s.place = p.place) x on true;
end $$;

ALTER FUNCTION hoshitori.supplier_change_plan(i hoshitori.import, p_rows hoshitori.import_row[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_change_previewed(p_preview uuid) RETURNS hoshitori.import
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  i import;
begin
  select * into i from import x where x.org_id = current_org() and x.job_id = p_preview and x.change is not null and x.dry_run;
  if not found then
    perform refuse('not_found');
  elsif not exists (select from job j where j.org_id = i.org_id and j.job_id = i.job_id and j.state = 'done') then
    perform refuse('preview_not_done');
  end if;
  return i;
end $$;

ALTER FUNCTION hoshitori.supplier_change_previewed(p_preview uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_code_require(p_code text, p_entered text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_entered is null then
    perform refuse('missing_field', 'code');
  elsif p_entered <> p_code then
    perform refuse('code_differs', 'code', jsonb_build_object('code', p_code));
  end if;
end $$;

ALTER FUNCTION hoshitori.supplier_code_require(p_code text, p_entered text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_declaration_put(p_supplier text, p_declaration uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
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

ALTER FUNCTION hoshitori.supplier_declaration_put(p_supplier text, p_declaration uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_declarations(p_relationship uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) RETURNS TABLE(item jsonb, recorded_at text, declaration_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = p_relationship;
  if not found then
    perform refuse('not_found');
  end if;
  return query
    select declaration_seen(p.x, p.d) || jsonb_build_object('joined', nullif((p.x).relationship_id, r.relationship_id)),
      instant_text(p.recorded_at), p.declaration_id
    from (
      (select x, o.* from records_of(r) x cross join lateral (
        select d, d.recorded_at, d.declaration_id from declaration d
        where d.org_id = r.org_id and d.relationship_id = x.relationship_id and d.superseded_at is null
          and (d.recorded_at, d.declaration_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        order by d.recorded_at desc, d.declaration_id desc limit p_rows) o)
      union all
      (select r, d, d.recorded_at, d.declaration_id from declaration d
      where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at is null
        and d.recorded_at <= coalesce(r.flows_until, 'infinity')
        and (d.recorded_at, d.declaration_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by d.recorded_at desc, d.declaration_id desc limit p_rows)
      union all
      (select r, d, d.recorded_at, d.declaration_id from declaration d
      where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at > r.flows_until
        and d.recorded_at <= r.flows_until
        and (d.recorded_at, d.declaration_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by d.recorded_at desc, d.declaration_id desc limit p_rows)
    ) p
    order by p.recorded_at desc, p.declaration_id desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.supplier_declarations(p_relationship uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_distinct(p_relationship uuid, p_code text, p_number text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if code_taken(p_relationship, p_code) then
    perform refuse('supplier_exists', 'code', jsonb_build_object('code', p_code));
  end if;
  if p_code is null and exists (select from relationship where org_id = current_org() and corporate_number = p_number
      and code is null and state <> 'ended' and relationship_id <> p_relationship) then
    perform refuse('supplier_exists', 'corporate_number', jsonb_build_object('corporate_number', p_number));
  end if;
end $$;

ALTER FUNCTION hoshitori.supplier_distinct(p_relationship uuid, p_code text, p_number text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_end(p_supplier text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  perform relationship_end(r);
  return query select supplier_result(r.relationship_id, 'ended'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('from', r.state));
end $$;

ALTER FUNCTION hoshitori.supplier_end(p_supplier text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_entered(r hoshitori.relationship) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return supplier_normalised(jsonb_build_object('name', r.name, 'reading', r.reading, 'corporate_number', r.corporate_number,
    'code', r.code, 'category', r.category, 'memo', r.memo,
    'owner', case when r.owner is not null then owner_address(r) end, 'tags', to_jsonb(r.tags), 'contacts', r.contacts));
end $$;

ALTER FUNCTION hoshitori.supplier_entered(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_event_add(p_kind text, p_body jsonb, p_buyers boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform event_put(current_org(), current_org(), 'supplier', p_kind, p_body);
  if p_buyers then
    perform events_put(array_agg(b.counterparty_id), array_agg(b.relationship_id), array_agg('buyer'::text), p_kind, array_agg(p_body))
    from (select * from board x where x.org_id = current_org() and x.side = 'supplier' and x.state = 'active' order by x.relationship_id) b;
  end if;
end $$;

ALTER FUNCTION hoshitori.supplier_event_add(p_kind text, p_body jsonb, p_buyers boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_facts(p_supplier uuid, p_relationship uuid, p_until timestamp with time zone) RETURNS TABLE(assessments json, papers json, readiness jsonb, readiness_shown json, response json)
    LANGUAGE sql STABLE
    AS $$
  select (
      select coalesce(json_agg(json_build_object('id', a.assessment_id, 'star', a.star, 'edition', a.edition_id, 'assessed_on', a.assessed_on,
        'total', a.total, 'unanswered', a.unanswered, 'not_met', a.not_met,
        'withdrawn_on', case when a.withdrawn_at <= p_until then a.withdrawn_on end)), '[]')
      from (select * from hoshitori.assessment x
        where x.org_id = p_supplier and x.state <> 'draft' and x.submitted_at <= p_until order by x.submission) a), (
      select coalesce(json_agg(json_build_object('id', p.paper_id, 'kind', p.kind, 'on', p.on_day,
        'withdrawn_on', case when p.withdrawn_at <= p_until then p.withdrawn_on end)), '[]')
      from (select * from hoshitori.paper x where x.org_id = p_supplier and x.recorded_at <= p_until
        order by x.recorded_at, x.paper_id) p), (
      select hoshitori.readiness_shape(a, e.totals)
      from hoshitori.assessment a join hoshitori.edition e using (edition_id)
      where a.org_id = p_supplier and a.star >= 3 and hoshitori.stood_at(a.submitted_at, a.withdrawn_at, p_until)
        and not exists (select from hoshitori.assessment n
          where n.org_id = a.org_id and n.submission > a.submission and n.submitted_at <= p_until
            and (n.star, n.scope, n.scope_text) is not distinct from (a.star, a.scope, a.scope_text))
      order by a.submission desc limit 1), (
      select case when x.shown then json_build_object('from', x.from_day, 'last_day', x.last_day) end from hoshitori.disclosure x
      where x.org_id = p_supplier and x.relationship_id = p_relationship and x.kind = 'readiness' order by x.seq desc limit 1), (
      select json_build_object('kind', r.response, 'revision', r.revision) from hoshitori.requirement_response r
      where r.org_id = p_supplier and r.relationship_id = p_relationship order by r.seq desc limit 1)
$$;

ALTER FUNCTION hoshitori.supplier_facts(p_supplier uuid, p_relationship uuid, p_until timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_former(r hoshitori.relationship) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select array(select distinct f.text from supplier_succession s, unnest(array[s.name, s.reading, s.corporate_number]) f(text)
    where s.org_id = r.org_id and s.relationship_id = r.relationship_id and f.text is not null)
$$;

ALTER FUNCTION hoshitori.supplier_former(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_invite(p_supplier text, p_invitation bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
begin
  -- Who accepted and left is linked to its organisation for good: only that one can accept.
  perform relationship_state_require(r, 'invited', 'declined');
  update relationship set state = 'invited', declined_on = null, invited_on = request_day(),
    invitation_expires_on = invitation_last_day(), asked_again = r.asked_again or r.state = 'declined', changed_at = request_now()
  where org_id = r.org_id and relationship_id = r.relationship_id;
  if r.state = 'declined' then
    perform pair_event_add(r, 'relationship.changed', '{"state": "invited"}');
  end if;
  perform relationship_step_add(r, 'invited_again');
  perform invitation_add(r.relationship_id, p_invitation, p_hash, invitation_last_day());
  return query select supplier_invited(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail',
      jsonb_build_object('expires_on', invitation_last_day()));
end $$;

ALTER FUNCTION hoshitori.supplier_invite(p_supplier text, p_invitation bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_invited(p_relationship uuid, p_outcome text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  supplier jsonb := supplier_record(p_relationship);
begin
  return jsonb_build_object('outcome', p_outcome, 'status_of', p_relationship,
    'buyer', (select o.name from organisation o where o.org_id = current_org()),
    'refused', letter_refused(current_org(), p_relationship, supplier -> 'contacts' -> 0 ->> 'email'),
    'demand', requirement_shape(p_relationship), 'contact', (
      select invitation_contact(r.owner) from relationship r where r.org_id = current_org() and r.relationship_id = p_relationship),
    'body', jsonb_build_object('relationship', p_relationship, 'supplier', supplier, 'invitation', supplier -> 'invitation',
      'likely_duplicates', supplier_alike(p_relationship)));
end $$;

ALTER FUNCTION hoshitori.supplier_invited(p_relationship uuid, p_outcome text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_join(p_supplier text, p_other text, p_demand text, p_expected text[]) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ids uuid[];
  r relationship;
  other relationship;
  before jsonb;
  after jsonb;
  next_q requirement_revision;
  now_q requirement_revision;
  aliases jsonb;
begin
  perform buyer_head_lock();
  ids := array[supplier_of(current_org(), p_supplier), supplier_of(current_org(), p_other)];
  perform import_lock(ids);
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = ids[1];
  select * into other from relationship x where x.org_id = current_org() and x.relationship_id = ids[2];
  if r.relationship_id is null or other.relationship_id is null then
    perform refuse('not_found');
  end if;
  if p_expected is not null
    and not revision_expected(p_expected, coalesce(requirement_tag(ids[1], requirement_newest(ids[1])), '0')) then
    perform refuse('precondition_failed', 'if_match');
  end if;
  perform join_require(r, other);
  before := supplier_entered(r);
  after := joined_record(before, supplier_entered(other));
  if after -> 'corporate_number' <> before -> 'corporate_number' and number_refused(r, r.supplier_id, after ->> 'corporate_number') then
    after := after || jsonb_build_object('corporate_number', null);
  end if;
  now_q := demand_in_force(other.org_id, ids[2], request_day());
  next_q := demand_upcoming(other.org_id, ids[2], request_day());
  if other.state <> 'ended' then
    perform relationship_end(other, 'joined', ids[1]);
  end if;
  update relationship set joined_into = ids[1] where org_id = other.org_id and relationship_id = ids[2];
  aliases := join_aliases(r, other, after);
  perform supplier_store(r, after, r.source);
  if p_demand = 'other' then
    perform joined_demand(r, now_q, next_q);
  end if;
  perform rule_decide(ids[:1]);
  return query select supplier_result(ids[1], 'changed'), facts_of(array[r.org_id, r.org_id], ids),
    jsonb_build_object('object', 'suppliers/' || ids[1], 'detail',
      jsonb_build_object('other', ids[2], 'demand', p_demand, 'aliases', aliases));
end $$;

ALTER FUNCTION hoshitori.supplier_join(p_supplier text, p_other text, p_demand text, p_expected text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_lock() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into supplier_head (org_id) values (current_org()) on conflict do nothing;
  perform from supplier_head where org_id = current_org() for no key update;
end $$;

ALTER FUNCTION hoshitori.supplier_lock() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_normalised(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('name', p ->> 'name', 'reading', p ->> 'reading', 'corporate_number', p ->> 'corporate_number',
    'code', p ->> 'code', 'category', p ->> 'category', 'memo', p ->> 'memo', 'owner', p ->> 'owner',
    'tags', to_jsonb(json_texts(p -> 'tags')),
    'contacts', (
      select coalesce(jsonb_agg(jsonb_build_object('name', c ->> 'name', 'email', c ->> 'email', 'phone', c ->> 'phone',
        'department', c ->> 'department') order by i), '[]')
      from jsonb_array_elements(case when jsonb_typeof(p -> 'contacts') = 'array' then p -> 'contacts' else '[]' end)
        with ordinality t(c, i)));
end $$;

ALTER FUNCTION hoshitori.supplier_normalised(p jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_number_accept(p_supplier text, p_reason text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  d number_difference := number_difference_open(r.org_id, r.relationship_id);
begin
  if d.seq is null then
    perform refuse('number_not_different');
  end if;
  perform number_difference_end(d, 'accepted', p_reason);
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('record_number', d.record_number,
      'organisation_number', d.organisation_number, 'reason', p_reason));
end $$;

ALTER FUNCTION hoshitori.supplier_number_accept(p_supplier text, p_reason text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_of(p_org uuid, p_supplier text, p_known_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  found_id uuid;
  codes text[];
begin
  if p_supplier like 'code:%' then
    select r.relationship_id into found_id from hoshitori.relationship r
    where r.org_id = p_org and r.code = substr(p_supplier, 6) and r.state <> 'ended';
    found_id := coalesce(found_id, hoshitori.alias_of(p_org, p_supplier, p_known_at));
    if found_id is null then
      select r.relationship_id into found_id from hoshitori.relationship r
      where r.org_id = p_org and r.code = substr(p_supplier, 6) order by r.ended_on desc, r.relationship_id desc limit 1;
    end if;
    return found_id;
  elsif p_supplier ~ '^[0-9]{13}$' then
    select array_agg(coalesce(r.code, r.relationship_id::text) order by r.code, r.relationship_id),
      min(r.relationship_id::text)::uuid
    into codes, found_id from hoshitori.relationship r
    where r.org_id = p_org and r.corporate_number = p_supplier and r.state <> 'ended';
    if cardinality(codes) > 1 then
      perform hoshitori.refuse('ambiguous_supplier', null, jsonb_build_object('codes', codes));
    end if;
    found_id := coalesce(found_id, hoshitori.alias_of(p_org, p_supplier, p_known_at));
    if found_id is null then
      select r.relationship_id into found_id from hoshitori.relationship r
      where r.org_id = p_org and r.corporate_number = p_supplier order by r.ended_on desc, r.relationship_id desc limit 1;
    end if;
    return found_id;
  elsif p_supplier ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
    return p_supplier::uuid;
  end if;
  return null;
end $_$;

ALTER FUNCTION hoshitori.supplier_of(p_org uuid, p_supplier text, p_known_at timestamp with time zone) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_predecessor_accept(p_supplier text, p_reason text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  accepted jsonb;
begin
  with open as (
    insert into predecessor_acceptance (org_id, relationship_id, supplier_id, seq, accepted_on, reason, key_id, recorded_at)
    select r.org_id, r.relationship_id, r.supplier_id, c.seq, request_day(), p_reason, request_key(), request_now()
    from succession_open(r) c where not c.own returning seq
  ), own as (
    update supplier_succession s set accepted_on = request_day(), accepted_by = request_key(), reason = p_reason
    from succession_open(r) c where c.own and s.org_id = r.org_id and s.relationship_id = r.relationship_id and s.seq = c.seq
    returning s.seq
  )
  select jsonb_agg(o.seq) into accepted from (select seq from open union all select seq from own) o;
  if accepted is null then
    perform refuse('no_predecessor');
  end if;
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('changes', accepted, 'reason', p_reason));
end $$;

ALTER FUNCTION hoshitori.supplier_predecessor_accept(p_supplier text, p_reason text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_put(p_supplier text, p_record jsonb, p_merge boolean) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $_$
declare
  r relationship;
  before jsonb;
  after jsonb;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  before := supplier_entered(r);
  after := owner_settled(before, case when p_merge then supplier_normalised(before || p_record)
    else text_settled(before, supplier_normalised(p_record)) end);
  if p_supplier like 'code:%' or p_supplier ~ '^[0-9]{13}$' then
    after := alias_settled(r.relationship_id, before, after);
  end if;
  if after = before then
    return query select supplier_result(r.relationship_id, 'same'), relationship_touched(r.relationship_id), null::jsonb;
    return;
  end if;
  if r.state <> 'ended' then
    perform supplier_distinct(r.relationship_id, after ->> 'code', after ->> 'corporate_number');
  end if;
  if after -> 'corporate_number' <> before -> 'corporate_number' and number_refused(r, r.supplier_id, after ->> 'corporate_number') then
    perform refuse('corporate_number_mismatch', 'corporate_number');
  end if;
  if after -> 'owner' <> before -> 'owner' then
    perform owner_require(after ->> 'owner');
  end if;
  perform supplier_store(r, after, 'manual'), rule_decide(array[r.relationship_id]), erase_on_set(r.org_id, r.relationship_id);
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', (
      select jsonb_object_agg(a.key, jsonb_build_object('from', before -> a.key, 'to', a.value))
      from jsonb_each(after) a where a.value is distinct from before -> a.key));
end $_$;

ALTER FUNCTION hoshitori.supplier_put(p_supplier text, p_record jsonb, p_merge boolean) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_record(p_relationship uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  stored record;
  r relationship;
begin
  select x as one, c.changed, j.joined into stored
  from relationship x cross join lateral is_changed(x.org_id, x.relationship_id, x.supplier_id) c cross join lateral has_joined(x) j
  where x.org_id = current_org() and x.relationship_id = p_relationship;
  if not found then
    return null;
  end if;
  r := stored.one;
  return jsonb_build_object('relationship', r.relationship_id, 'state', r.state, 'state_on', relationship_state_on(r),
    'name', r.name, 'reading', r.reading, 'corporate_number', r.corporate_number, 'code', r.code,
    'category', r.category, 'tags', to_jsonb(r.tags), 'contacts', r.contacts, 'memo', r.memo,
    'owner', case when r.owner is not null then owner_address(r) end,
    'organisation', organisation_shape(r.supplier_id),
    'invitation', jsonb_build_object('invited_on', r.invited_on, 'expires_on', r.invitation_expires_on),
    'response', response_shape(r.supplier_id, r.relationship_id), 'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'since', t.since, 'params', t.params)), '[]') from buyer_tasks(r) t),
    'number_remarks', supplier_remarks(r),
    'predecessors', case when stored.changed then predecessors_shape(r) else '[]' end, 'joined_into', r.joined_into,
    'joined', case when stored.joined then joined_shape(r) else '[]' end,
    'aliases', case when stored.joined then aliases_shape(r) else '[]' end,
    'erase_on', r.erase_on, 'recorded_at', instant_text(r.recorded_at));
end $$;

ALTER FUNCTION hoshitori.supplier_record(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_remark_dismiss(p_supplier text, p_code text, p_reason text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  remark jsonb := (select x from jsonb_array_elements(supplier_remarks(r)) x where x ->> 'code' = p_code);
begin
  if remark is null then
    perform refuse('number_remark_gone', 'code');
  end if;
  insert into remark_dismissal (org_id, relationship_id, digest, code, reason, key_id, recorded_at)
  values (r.org_id, r.relationship_id, remark_digest(r, remark), p_code, p_reason, request_key(), request_now());
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', remark || jsonb_build_object('name', r.name,
      'corporate_number', r.corporate_number, 'reason', p_reason));
end $$;

ALTER FUNCTION hoshitori.supplier_remark_dismiss(p_supplier text, p_code text, p_reason text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_remarks(r hoshitori.relationship) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  remarks jsonb := case when r.state = 'ended' then '[]' else number_remarks(r.corporate_number, r.name) end;
begin
  return case when remarks = '[]' then remarks else (
    select coalesce(jsonb_agg(x order by n), '[]') from jsonb_array_elements(remarks) with ordinality t(x, n)
    where not exists (select from remark_dismissal d
      where d.org_id = r.org_id and d.relationship_id = r.relationship_id and d.digest = remark_digest(r, x))) end;
end $$;

ALTER FUNCTION hoshitori.supplier_remarks(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_result(p_relationship uuid, p_outcome text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return jsonb_build_object('outcome', p_outcome, 'status_of', p_relationship, 'body', supplier_record(p_relationship));
end $$;

ALTER FUNCTION hoshitori.supplier_result(p_relationship uuid, p_outcome text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_sheet(p_relationship uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
  demand requirement_revision;
begin
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = p_relationship;
  if r.state <> 'ended' then
    demand := demand_in_force(r.org_id, r.relationship_id, request_day());
    if demand.revision is null then
      demand := demand_upcoming(r.org_id, r.relationship_id, request_day());
    end if;
  end if;
  return supplier_record(p_relationship) || jsonb_build_object('record_version', r.record_version,
    'revision', requirement_newest(p_relationship), 'demand', demand_shape(demand), 'declaration', (
      select jsonb_build_object('star', d.star, 'id', d.number, 'declared_on', d.declared_on,
        'valid_until', case when not d.validity_assumed then d.valid_until end)
      from declaration d
      where d.org_id = r.org_id and d.relationship_id = p_relationship and d.superseded_at is null
        and not exists (select from declaration_end e where e.org_id = d.org_id and e.declaration_id = d.declaration_id
          and e.on_day <= request_day())
      order by d.star desc, d.declared_on desc, d.declaration_id desc limit 1));
end $$;

ALTER FUNCTION hoshitori.supplier_sheet(p_relationship uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_store(r hoshitori.relationship, p jsonb, p_source text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update relationship set (name, reading, corporate_number, code, category, tags, contacts, memo, owner, record_version, source,
      changed_at)
    = (p ->> 'name', p ->> 'reading', p ->> 'corporate_number', p ->> 'code', p ->> 'category', json_texts(p -> 'tags'),
      p -> 'contacts', p ->> 'memo', owner_of(r.owner, p ->> 'owner'), record_version + 1, p_source, request_now())
  where org_id = r.org_id and relationship_id = r.relationship_id;
  if p -> 'code' <> coalesce(to_jsonb(r.code), 'null') then
    perform alias_end(r.relationship_id, 'code:' || (p ->> 'code'));
  end if;
  perform number_compare(r.org_id, r.relationship_id);
end $$;

ALTER FUNCTION hoshitori.supplier_store(r hoshitori.relationship, p jsonb, p_source text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_succeed(p_supplier text, p jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
  before jsonb;
  after jsonb;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  before := supplier_entered(r);
  after := before || jsonb_build_object('name', coalesce(p ->> 'name', r.name), 'corporate_number', p ->> 'corporate_number',
    'reading', case when p ? 'reading' then p ->> 'reading' when p ? 'name' then null else r.reading end);
  if after -> 'corporate_number' = before -> 'corporate_number' then
    perform refuse('number_unchanged', 'corporate_number');
  end if;
  perform supplier_distinct(r.relationship_id, after ->> 'code', after ->> 'corporate_number');
  if number_refused(r, r.supplier_id, after ->> 'corporate_number') then
    perform refuse('corporate_number_mismatch', 'corporate_number');
  end if;
  insert into supplier_succession (org_id, relationship_id, seq, kind, on_day, name, reading, corporate_number, key_id, recorded_at)
  select r.org_id, r.relationship_id, coalesce(max(s.seq), 0) + 1, p ->> 'kind', (p ->> 'day')::date, r.name, r.reading,
    r.corporate_number, request_key(), request_now()
  from supplier_succession s where s.org_id = r.org_id and s.relationship_id = r.relationship_id;
  perform supplier_store(r, after, 'manual'), rule_decide(array[r.relationship_id]);
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', p || jsonb_build_object('from',
      jsonb_build_object('name', r.name, 'corporate_number', r.corporate_number)));
end $$;

ALTER FUNCTION hoshitori.supplier_succeed(p_supplier text, p jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_tasks(r hoshitori.relationship) RETURNS TABLE(code text, since date, params jsonb)
    LANGUAGE sql STABLE
    AS $$
  select 'answer_disclosure_request', (q.recorded_at at time zone 'Asia/Tokyo')::date,
    jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds), 'missing', to_jsonb(hoshitori.disclosure_missing(r, q)))
  from hoshitori.disclosure_requests_open(r) q
  order by q.recorded_at, q.request_id
$$;

ALTER FUNCTION hoshitori.supplier_tasks(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_touched() RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  select array_agg(r.org_id order by r.relationship_id), array_agg(r.relationship_id order by r.relationship_id)
  into buyers, relationships
  from board b join relationship r on r.org_id = b.counterparty_id and r.relationship_id = b.relationship_id
  where b.org_id = current_org() and b.side = 'supplier' and (r.flows_until is null or r.flows_until >= request_now());
  return facts_or_later(coalesce(buyers, '{}'), coalesce(relationships, '{}'));
end $$;

ALTER FUNCTION hoshitori.supplier_touched() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.supplier_upsert(p_supplier text, p_record jsonb, p_relationship uuid, p_invitation bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  code text := case when p_supplier like 'code:%' then substr(p_supplier, 6) end;
begin
  if code is not null and supplier_of(current_org(), p_supplier) is null then
    -- Of two that send the same new code at once the later one finds it.
    perform buyer_head_lock();
    if supplier_of(current_org(), p_supplier) is null then
      perform supplier_code_require(code, p_record ->> 'code');
      return query select * from supplier_add(p_relationship, p_record, p_invitation, p_hash);
      return;
    end if;
  end if;
  return query select * from supplier_put(p_supplier, case
    when p_record ->> 'code' is null then p_record || jsonb_build_object('code', code) else p_record end, false);
end $$;

ALTER FUNCTION hoshitori.supplier_upsert(p_supplier text, p_record jsonb, p_relationship uuid, p_invitation bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.suppliers_chosen(p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most integer) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  rows constant int := 1000;
  filtered constant boolean := num_nonnulls(p_statuses, p_waiting_on, p_required_stars, p_held_stars, p_states, p_category, p_tag, p_text,
    p_due_by, p_expiring_by, p_unchecked_since, p_marks, p_owner) > 0;
  named uuid[] := json_texts(p_named)::uuid[];
  excepted uuid[] := json_texts(p_except)::uuid[];
  marks text[] := case when p_owner is null then p_marks else owner_wanted(p_owner) || p_marks end;
  ids uuid[];
  last_key text := '';
  last_id uuid := '00000000-0000-0000-0000-000000000000';
  chosen uuid[] := '{}';
begin
  if p_named is not null and not filtered then
    return array(select i from unnest(named) with ordinality t(i, place) where i <> all(excepted) group by i order by min(place));
  end if;
  loop
    select array_agg(p.relationship_id order by p.place), (array_agg(p.sort order by p.place desc))[1] into ids, last_key
    from board_page(current_org(), 'buyer', request_day(), last_key, last_id, rows, 'name', p_statuses, p_waiting_on, p_required_stars,
      p_held_stars, p_states, p_category, p_tag, p_text, p_due_by, p_expiring_by, p_unchecked_since, null, marks)
      with ordinality p(relationship_id, version, sort, place);
    exit when ids is null;
    chosen := chosen || array(select i from unnest(ids) with ordinality t(i, place)
      where (p_named is null or i = any(named)) and (excepted = '{}' or i <> all(excepted)) order by place);
    last_id := ids[cardinality(ids)];
    exit when cardinality(ids) < rows or cardinality(chosen) > p_most;
  end loop;
  return chosen;
end $$;

ALTER FUNCTION hoshitori.suppliers_chosen(p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tags_changed(p_tags text[], p_remove text[], p_add text[]) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with kept as (
    select t, place from unnest(p_tags) with ordinality x(t, place)
    where fold_label(t) not in (select fold_label(r) from unnest(p_remove) r)
  )
  select coalesce(jsonb_agg(s.t order by s.place), '[]') from (
    select t, place from kept
    union all
    select a, 1000 + place from unnest(p_add) with ordinality x(a, place) where fold_label(a) not in (select fold_label(t) from kept)) s
$$;

ALTER FUNCTION hoshitori.tags_changed(p_tags text[], p_remove text[], p_add text[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tally_differences() RETURNS TABLE(org_id uuid, side text, from_day date)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  with step as (
    select b.org_id, b.side, s.from_day, s.status, s.waiting_on, s.required_star, s.held_star, s.n
    from board b, lateral tally_steps(b.line_from, b.line_status, b.line_waiting_on, b.line_required_star, b.line_held_star) s
    union all
    select c.org_id, c.side, s.from_day, s.status, s.waiting_on, s.required_star, s.held_star, -s.n * l.n
    from tally_change c cross join lateral tally_lines(c.line_from, c.line_status, c.line_waiting_on, c.line_required_star,
        c.line_held_star, c.was_from, c.was_status, c.was_waiting_on, c.was_required_star, c.was_held_star) l
      cross join lateral tally_steps(l.line_from, l.status, l.waiting_on, l.required_star, l.held_star) s
  ), both_grains as (
    select x.org_id, x.side, g.grain, g.day, x.status, x.waiting_on, x.required_star, x.held_star, x.n
    from step x, lateral (values ('day', x.from_day), ('month', tally_month(x.from_day))) g(grain, day)
    union all
    select t.org_id, t.side, t.grain, t.from_day, t.status, t.waiting_on, t.required_star, t.held_star, -t.n from tally t
  ), summed as (
    select x.org_id, x.side, x.day from both_grains x
    group by x.org_id, x.side, x.grain, x.day, x.status, x.waiting_on, x.required_star, x.held_star having sum(x.n) <> 0
  )
  select distinct x.org_id, x.side, x.day from summed x order by 1, 2, 3
$$;

ALTER FUNCTION hoshitori.tally_differences() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tally_lines(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_was_from date[], p_was_status smallint[], p_was_waiting_on smallint[], p_was_required_star smallint[], p_was_held_star smallint[]) RETURNS TABLE(n integer, line_from date[], status smallint[], waiting_on smallint[], required_star smallint[], held_star smallint[])
    LANGUAGE sql IMMUTABLE
    AS $$
  select l.* from (
    values (1, p_from, p_status, p_waiting_on, p_required_star, p_held_star),
      (-1, p_was_from, p_was_status, p_was_waiting_on, p_was_required_star, p_was_held_star)
  ) l(n, line_from, status, waiting_on, required_star, held_star) where l.line_from is not null
$$;

ALTER FUNCTION hoshitori.tally_lines(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_was_from date[], p_was_status smallint[], p_was_waiting_on smallint[], p_was_required_star smallint[], p_was_held_star smallint[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tally_month(p_day date) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$ select date_trunc('month', p_day::timestamp)::date $$;

ALTER FUNCTION hoshitori.tally_month(p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tally_on(p_org uuid, p_side text, p_day date) RETURNS TABLE(status smallint, waiting_on smallint, required_star smallint, held_star smallint, n bigint)
    LANGUAGE sql STABLE
    AS $$
  select x.status, x.waiting_on, x.required_star, x.held_star, sum(x.n)::bigint
  from (
    select t.status, t.waiting_on, t.required_star, t.held_star, t.n from hoshitori.tally t
    where t.org_id = p_org and t.side = p_side and t.grain = 'month' and t.from_day < hoshitori.tally_month(p_day)
    union all
    select t.status, t.waiting_on, t.required_star, t.held_star, t.n from hoshitori.tally t
    where t.org_id = p_org and t.side = p_side and t.grain = 'day' and t.from_day >= hoshitori.tally_month(p_day)
      and t.from_day <= p_day
    union all
    select l.status[s.i], l.waiting_on[s.i], l.required_star[s.i], l.held_star[s.i], l.n
    from hoshitori.tally_change c cross join lateral hoshitori.tally_lines(c.line_from, c.line_status, c.line_waiting_on, c.line_required_star,
        c.line_held_star, c.was_from, c.was_status, c.was_waiting_on, c.was_required_star, c.was_held_star) l
      cross join lateral (select width_bucket(p_day, l.line_from)) s(i)
    where c.org_id = p_org and c.side = p_side
  ) x
  group by 1, 2, 3, 4 having sum(x.n) <> 0
$$;

ALTER FUNCTION hoshitori.tally_on(p_org uuid, p_side text, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tally_rebuild() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  lock table tally_change, tally in share row exclusive mode;
  delete from tally_change;
  delete from tally;
  insert into tally (org_id, side, grain, from_day, status, waiting_on, required_star, held_star, n)
  select b.org_id, b.side, g.grain, g.day, s.status, s.waiting_on, s.required_star, s.held_star, sum(s.n)
  from board b,
    lateral tally_steps(b.line_from, b.line_status, b.line_waiting_on, b.line_required_star, b.line_held_star) s,
    lateral (values ('day', s.from_day), ('month', tally_month(s.from_day))) g(grain, day)
  group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(s.n) <> 0;
end $$;

ALTER FUNCTION hoshitori.tally_rebuild() OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tally_steps(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[]) RETURNS TABLE(from_day date, status smallint, waiting_on smallint, required_star smallint, held_star smallint, n integer)
    LANGUAGE sql IMMUTABLE
    AS $$
  select p_from[i], p_status[i], p_waiting_on[i], p_required_star[i], p_held_star[i], 1
  from generate_subscripts(p_from, 1) i
  union all
  select p_from[i + 1], p_status[i], p_waiting_on[i], p_required_star[i], p_held_star[i], -1
  from generate_subscripts(p_from, 1) i where i < cardinality(p_from)
$$;

ALTER FUNCTION hoshitori.tally_steps(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.task_codes(p_scope text) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $_$
declare
  codes text[] := '{}';
  code text := '';
begin
  loop
    execute format('select t.code from task t where %s and t.code > $1 order by t.code limit 1', p_scope) into code using code;
    exit when code is null;
    codes := codes || code;
  end loop;
  return codes;
end $_$;

ALTER FUNCTION hoshitori.task_codes(p_scope text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.task_counts(p_side text, p_owner text, p_language text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $_$
declare
  most constant int := 10000;
  whose uuid := case when p_owner is not null then coalesce(owner_person(p_owner), nobody()) end;
  scope text := task_scope(p_side, whose);
  items jsonb;
begin
  perform task_side_require(p_side);
  execute format($sql$
    select jsonb_agg(jsonb_build_object('code', x.code, 'count', least(x.n, $2), 'more', x.n > $2) order by x.code)
    from (
      select c.code, w.n from unnest($1) c(code) cross join lateral (
        select count(*) as n from (
          select from task t where %1$s and t.code = c.code and t.from_day <= request_day() and t.until_day > request_day() limit $2 + 1) t) w
      union all
      select o.code, count(*) from own_tasks($3, $4) o where $5 is null or o.owner = $5 group by o.code) x
    where x.n > 0
    $sql$, scope) into items using task_codes(scope), most, p_side, p_language, whose;
  return jsonb_build_object('as_of', request_day(), 'side', p_side, 'total', (
      select coalesce(sum((i ->> 'count')::int), 0) from jsonb_array_elements(items) i),
    'items', coalesce(items, '[]'));
end $_$;

ALTER FUNCTION hoshitori.task_counts(p_side text, p_owner text, p_language text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.task_page(p_side text, p_owner text, p_codes text[], p_language text, p_first text, p_second text, p_rows integer) RETURNS TABLE(item jsonb, first text, second text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $_$
declare
  whose uuid := case when p_owner is not null then coalesce(owner_person(p_owner), nobody()) end;
  scope text := task_scope(p_side, whose);
  since_then date := coalesce(p_first::date, '-infinity');
  last_code text := coalesce(split_part(p_second, ' ', 1), '') collate "C";
begin
  perform task_side_require(p_side);
  return query execute format($sql$
    select jsonb_build_object('code', x.code, 'since', x.since, 'until', nullif(x.due_on, 'infinity'),
        'owner', (select u.email from user_account u where u.org_id = current_org() and u.user_id = x.owner),
        'relationship', b.relationship_id, 'name', coalesce(b.counterparty_name, x.name),
        'object', coalesce(case b.side when 'buyer' then 'suppliers/' else 'buyers/' end || b.relationship_id, x.object),
        'params', x.params),
      x.since::text, x.code || ' ' || x.id
    from (
      select * from (
        select t.code, t.since, t.due_on, t.owner, t.relationship_id::text collate "C" as id, t.relationship_id, null as object, null as name,
          '{}'::jsonb as params
        from unnest($1) c(code) cross join lateral (
          select t.code, t.from_day as since, t.due_on, t.owner, t.relationship_id from task t
          where %1$s and t.code = c.code and t.from_day <= request_day() and t.until_day > request_day()
            and (t.from_day, t.relationship_id) > ($3, case when c.code = $4 then split_part($5, ' ', 2)::uuid when c.code > $4 then nobody()
              else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end)
          order by t.from_day, t.relationship_id limit $6) t
        union all
        select o.code collate "C", o.since, o.due_on, o.owner, o.object collate "C", null, o.object, o.name, o.params from own_tasks($7, $8) o
        where ($2 is null or o.code = any($2)) and ($9 is null or o.owner = $9)
          and (o.since, o.code collate "C", o.object collate "C") > ($3, $4, coalesce(split_part($5, ' ', 2), ''))) y
      order by y.since, y.code, y.id limit $6) x
      left join board b on b.org_id = current_org() and b.relationship_id = x.relationship_id
    order by x.since, x.code, x.id
    $sql$, scope)
  using array(select c from unnest(task_codes(scope)) c where p_codes is null or c = any(p_codes)), p_codes, since_then, last_code, p_second,
    p_rows, p_side, p_language, whose;
end $_$;

ALTER FUNCTION hoshitori.task_page(p_side text, p_owner text, p_codes text[], p_language text, p_first text, p_second text, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.task_scope(p_side text, p_owner uuid) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select format('t.org_id = current_org() and t.side = %L', p_side) || case
    when p_owner is null or p_side = 'supplier' and p_owner = hoshitori.nobody() then ''
    when p_side = 'supplier' then ' and false'
    else format(' and t.owner = %L', p_owner) end
$$;

ALTER FUNCTION hoshitori.task_scope(p_side text, p_owner uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.task_side_require(p_side text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if request_rights() & (case p_side when 'buyer' then 1 else 4 end) = 0 then
    perform refuse('right_missing');
  end if;
end $$;

ALTER FUNCTION hoshitori.task_side_require(p_side text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.tasks_put(p_buyers uuid[], p_relationships uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  with wanted as (
    select distinct on (t.side, r.relationship_id, t.code, t.from_day)
      case t.side when 'buyer' then r.org_id else r.supplier_id end as org_id, r.relationship_id, t.side, t.code, t.from_day, t.until_day,
      t.due_on, case t.side when 'buyer' then coalesce(r.owner, nobody()) else nobody() end as owner
    from unnest(p_buyers, p_relationships) k(buyer, id)
      join relationship r on r.org_id = k.buyer and r.relationship_id = k.id
      join board b on b.org_id = r.org_id and b.relationship_id = r.relationship_id
      cross join lateral (
        select l.* from line_tasks(b.line_from, b.line_step, b.line_status, b.line_due_on, b.line_valid_until) l
        where l.side = 'buyer' or r.state = 'active'
        union all
        select 'buyer', o.code, o.since, 'infinity', 'infinity' from buyer_tasks(r) o
        where array_to_string(b.marks, ' ') like '%task:%'
        union all
        select 'supplier', o.code, min(o.since), 'infinity', 'infinity' from supplier_tasks(r) o group by o.code
        union all
        select 'buyer', 'look_at_partner', d.since, d.until_day, 'infinity' from partner_look_due(r) d
        union all
        select 'supplier', 'respond_to_demand', d.since, d.until_day, d.due_on from demand_unanswered(r, b.line_from, b.line_status) d) t
    -- Who was never written to is to be written to, not again.
    where t.code <> 'resend_invitation' or exists (
      select from invitation i where i.org_id = r.org_id and i.relationship_id = r.relationship_id)
  ), stood as (
    select o.*
    from unnest(p_buyers, p_relationships) k(buyer, id) join relationship r on r.org_id = k.buyer and r.relationship_id = k.id
      cross join lateral (values (r.org_id), (r.supplier_id)) side(org_id)
      join task o on o.org_id = side.org_id and o.relationship_id = r.relationship_id
  ), differs as materialized (
    select w.*, s.org_id as old_org_id, s.relationship_id as old_relationship_id, s.code as old_code, s.from_day as old_from_day
    from wanted w full join stood s on (s.org_id, s.relationship_id, s.code, s.from_day) = (w.org_id, w.relationship_id, w.code, w.from_day)
    where (s.until_day, s.due_on, s.owner) is distinct from (w.until_day, w.due_on, w.owner)
  ), gone as (
    delete from task o using differs d
    where d.code is null and o.org_id = d.old_org_id and o.relationship_id = d.old_relationship_id and o.code = d.old_code
      and o.from_day = d.old_from_day
  )
  insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner)
  select d.org_id, d.relationship_id, d.side, d.code, d.from_day, d.until_day, d.due_on, d.owner from differs d where d.code is not null
  on conflict (org_id, relationship_id, code, from_day) do update
    set (until_day, due_on, owner) = (excluded.until_day, excluded.due_on, excluded.owner);
end $$;

ALTER FUNCTION hoshitori.tasks_put(p_buyers uuid[], p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.text_lost(p_stored text, p_entered text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'hoshitori', 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(fold_conversion(p_stored) <> fold_conversion(p_entered) and exists (
    select from (values (fold_conversion(p_stored)), (normalize(p_stored, NFC))) s(stored),
      (values (E'[?\uff1f\u3013\ufffd]', E'[^\x01-\x7f\u3001\u3002\uff01\uff1f]{1,8}'),
        (E'&#[0-9]{2,7};|&#[xX][0-9a-fA-F]{2,6};|\\\\u[0-9a-fA-F]{4}|%u[0-9a-fA-F]{4}|[\u30fb\u25a1\u25a0\u25af\u2b1a_\uff3f*\uff0a]',
          E'[^\x01-\x7f\u2000-\u206f\u3000-\u303f\u30fb\u30fc\uff00-\uff0f\u25a0-\u25ff]{1,8}')) m(mark, lost)
    where text_lost_as(s.stored, fold_conversion(p_entered), m.mark, m.lost)), false)
$$;

ALTER FUNCTION hoshitori.text_lost(p_stored text, p_entered text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.text_lost_as(p_stored text, p_entered text, p_mark text, p_lost text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'hoshitori', 'pg_catalog', 'pg_temp'
    AS $_$
  select p_entered ~ p_mark and p_stored ~ ('^' || (
    select string_agg(case when i % 2 = 1 then regexp_replace(part, E'([^[:alnum:]])', E'\\\\\\1', 'g') else p_lost end, '' order by i)
    from regexp_split_to_table(regexp_replace(p_entered, '(?:' || p_mark || ')+', E'\x01\x02\x01', 'g'), E'\x01')
      with ordinality t(part, i)) || '$')
$_$;

ALTER FUNCTION hoshitori.text_lost_as(p_stored text, p_entered text, p_mark text, p_lost text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.text_settled(p_stored jsonb, p_entered jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if p_stored is null or p_stored in ('{}', p_entered) then
    return p_entered;
  end if;
  return case
    when jsonb_typeof(p_stored) = 'string' and jsonb_typeof(p_entered) = 'string'
      then case when fold_conversion(p_stored #>> '{}') = fold_conversion(p_entered #>> '{}') then p_stored else p_entered end
    when jsonb_typeof(p_stored) = 'object' and jsonb_typeof(p_entered) = 'object'
      then (select coalesce(jsonb_object_agg(e.key, text_settled(p_stored -> e.key, e.value)), '{}') from jsonb_each(p_entered) e)
    when jsonb_typeof(p_stored) = 'array' and jsonb_typeof(p_entered) = 'array' and jsonb_typeof(p_entered -> 0) = 'string'
      then (select jsonb_agg(coalesce((select s from jsonb_array_elements(p_stored) s
          where fold_conversion(s #>> '{}') = fold_conversion(e #>> '{}') limit 1), e) order by i)
        from jsonb_array_elements(p_entered) with ordinality t(e, i))
    when jsonb_typeof(p_stored) = 'array' and jsonb_typeof(p_entered) = 'array'
      then (select coalesce(jsonb_agg(text_settled(p_stored -> (i - 1)::int, e) order by i), '[]')
        from jsonb_array_elements(p_entered) with ordinality t(e, i))
    else p_entered end;
end $$;

ALTER FUNCTION hoshitori.text_settled(p_stored jsonb, p_entered jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.throttle_clear(p_subject bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ delete from throttle where subject = p_subject $$;

ALTER FUNCTION hoshitori.throttle_clear(p_subject bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.throttle_give_back(p_subject bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update throttle set tries = greatest(tries - 1, 0), free_at = least(free_at, request_now()) where subject = p_subject
$$;

ALTER FUNCTION hoshitori.throttle_give_back(p_subject bytea) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.throttle (
    subject bytea NOT NULL,
    tries integer NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    free_at timestamp with time zone NOT NULL
);

ALTER TABLE hoshitori.throttle OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.throttle_next(t hoshitori.throttle) RETURNS integer
    LANGUAGE sql STABLE
    AS $$ select case when t.tried_at < request_now() - interval '1 day' then 1 else t.tries + 1 end $$;

ALTER FUNCTION hoshitori.throttle_next(t hoshitori.throttle) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.throttle_pause(p_beyond integer) RETURNS interval
    LANGUAGE sql IMMUTABLE
    AS $$ select case when p_beyond < 0 then interval '0' else least(900, 15 * 2 ^ least(p_beyond, 6)) * interval '1 second' end $$;

ALTER FUNCTION hoshitori.throttle_pause(p_beyond integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.throttle_subject(p_kind text, p_what text) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$ select sha256(convert_to(p_kind || ' ' || p_what, 'UTF8')) $$;

ALTER FUNCTION hoshitori.throttle_subject(p_kind text, p_what text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.throttle_take(p_subject bytea, p_free integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  insert into throttle as t (subject, tries, tried_at, free_at) values (p_subject, 1, request_now(), request_now())
  on conflict (subject) do update set tries = throttle_next(t), tried_at = request_now(),
    free_at = request_now() + throttle_pause(throttle_next(t) - p_free)
  where t.tries < p_free or t.free_at <= request_now() or t.free_at > request_now() + interval '15 min';
  if found then
    return 0;
  end if;
  return (select greatest(1, ceil(extract(epoch from t.free_at - request_now()))) from throttle t where t.subject = p_subject);
end $$;

ALTER FUNCTION hoshitori.throttle_take(p_subject bytea, p_free integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.undecided_add(p_buyers uuid[], p_relationships uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
begin
  with marked as (
    update board b set decided_at = request_now()
    from unnest(p_buyers, p_relationships) t(buyer, relationship)
      join relationship r on r.org_id = t.buyer and r.relationship_id = t.relationship
      cross join lateral (values (r.org_id), (r.supplier_id)) side(org_id)
    where b.org_id = side.org_id and b.relationship_id = r.relationship_id and b.decided_at is null
    returning b.org_id, b.relationship_id, b.side, b.decided_at
  )
  insert into undecided (org_id, relationship_id, side, decided_at) select * from marked;
end $$;

ALTER FUNCTION hoshitori.undecided_add(p_buyers uuid[], p_relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.undecided_all(p_edition text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  perform undecided_add(array_agg(x.org_id), array_agg(x.relationship_id)) from (
    select b.org_id, b.relationship_id from board b
    where b.side = 'buyer' and b.decided_at is null and (p_edition is null or edition_tells(b.counterparty_id, p_edition))
    order by b.relationship_id) x;
end $$;

ALTER FUNCTION hoshitori.undecided_all(p_edition text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.undecided_chunk(p_after uuid, p_limit integer) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  select array_agg(x.org_id), array_agg(x.relationship_id) into buyers, relationships
  from (select r.org_id, r.relationship_id from relationship r
    where p_after is null or r.relationship_id > p_after order by r.relationship_id limit p_limit) x;
  perform undecided_add(buyers, relationships);
  return relationships[cardinality(relationships)];
end $$;

ALTER FUNCTION hoshitori.undecided_chunk(p_after uuid, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.undecided_next(p_org uuid, p_after uuid, p_limit integer, OUT buyers uuid[], OUT relationships uuid[]) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select array_agg(case x.side when 'buyer' then x.org_id else b.counterparty_id end order by x.relationship_id),
    array_agg(x.relationship_id order by x.relationship_id)
  from (
    select u.org_id, u.relationship_id, u.side from undecided u
    where u.org_id = p_org and u.relationship_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    order by u.relationship_id limit p_limit
  ) x join board b on b.org_id = x.org_id and b.relationship_id = x.relationship_id
$$;

ALTER FUNCTION hoshitori.undecided_next(p_org uuid, p_after uuid, p_limit integer, OUT buyers uuid[], OUT relationships uuid[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.undecided_since(p_org uuid, p_side text) RETURNS TABLE(decided_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$ select min(u.decided_at) from hoshitori.undecided u where u.org_id = p_org and u.side = p_side $$;

ALTER FUNCTION hoshitori.undecided_since(p_org uuid, p_side text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.upcoming_supersede(r hoshitori.relationship) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  update requirement_revision set superseded_at = request_now()
  where org_id = r.org_id and relationship_id = r.relationship_id and superseded_at is null
    and effective_from > request_day();
end $$;

ALTER FUNCTION hoshitori.upcoming_supersede(r hoshitori.relationship) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
  last timestamptz;
begin
  perform request_maker();
  perform rights_require(p_rights);
  perform quota_require('users');
  insert into user_account (org_id, user_id, email, name, rights, recorded_at)
  values (current_org(), p_user, p_email, p_name, p_rights, request_now())
  on conflict (org_id, lower(email)) where removed_at is null do nothing returning * into u;
  if not found then
    perform refuse('user_exists', 'email');
  end if;
  last := user_link_add(p_user, p_link, p_hash);
  return query select
    jsonb_build_object('outcome', 'created', 'organisation', organisation_shape(current_org()) ->> 'name',
      'expires_on', (last at time zone 'Asia/Tokyo')::date, 'body', jsonb_build_object('user', user_json(u),
      'link', jsonb_build_object('expires_at', instant_text(last)))),
    null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('email', p_email, 'rights', p_rights));
end $$;

ALTER FUNCTION hoshitori.user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_hand_over(p_user uuid, p_to uuid, p_job uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  n int;
begin
  if not exists (select from user_account u where u.org_id = current_org() and u.user_id = p_user and u.removed_at is null) then
    perform refuse('not_found');
  elsif p_to = p_user or p_to is not null and not exists (
      select from user_account u where u.org_id = current_org() and u.user_id = p_to and u.removed_at is null) then
    perform refuse('unknown_user', 'to');
  end if;
  n := (select count(*) from relationship r where r.org_id = current_org() and r.owner = p_user);
  if n > 0 then
    perform job_add(p_job, 'hand_over', n, jsonb_build_object('user', p_user, 'to', p_to));
  end if;
  return query select jsonb_build_object('outcome', case when n > 0 then 'queued' else 'same' end,
      'object', case when n > 0 then 'jobs/' || p_job end,
      'body', jsonb_build_object('suppliers', n, 'job', case when n > 0 then p_job end)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('to', p_to, 'suppliers', n));
end $$;

ALTER FUNCTION hoshitori.user_hand_over(p_user uuid, p_to uuid, p_job uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_invite(p_user uuid, p_link bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_lock(p_user);
  last timestamptz;
begin
  perform request_maker();
  perform rights_require_over(u.rights);
  last := user_link_add(p_user, p_link, p_hash);
  return query select
    jsonb_build_object('outcome', 'changed', 'organisation', organisation_shape(current_org()) ->> 'name',
      'expires_on', (last at time zone 'Asia/Tokyo')::date, 'body', jsonb_build_object('user', user_json(u),
      'link', jsonb_build_object('expires_at', instant_text(last)))),
    null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('link', p_link::text));
end $$;

ALTER FUNCTION hoshitori.user_invite(p_user uuid, p_link bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_json(u hoshitori.user_account) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('user', u.user_id, 'email', u.email, 'name', u.name, 'rights', u.rights,
    'state', case when u.removed_at is not null then 'removed' when u.password is null then 'invited' else 'active' end,
    'second_factor', u.totp is not null, 'recovery_codes', recovery_codes_left(u), 'recorded_at', instant_text(u.recorded_at))
$$;

ALTER FUNCTION hoshitori.user_json(u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_link_accept(p_org uuid, p_link bigint, p_hash bytea, p_password text) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_link_lock(p_org, p_link, p_hash);
begin
  perform request_set(p_org, null, request_now(), request_day(), current_setting('app.request_id', true));
  update user_link set used_at = request_now() where org_id = p_org and link_id = p_link;
  perform sessions_revoke(u.user_id);
  delete from user_device d where d.org_id = p_org and d.user_id = u.user_id;
  perform throttle_clear(account_subject(u.email));
  update user_account x set password = p_password, address = 'proven' where x.org_id = p_org and x.user_id = u.user_id;
  perform mail_reader_add(u.user_id);
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('email', u.email, 'organisation', p_org)),
    null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('link', p_link::text));
end $$;

ALTER FUNCTION hoshitori.user_link_accept(p_org uuid, p_link bigint, p_hash bytea, p_password text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_link_add(p_user uuid, p_link bigint, p_hash bytea) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  last timestamptz := least(request_now() + interval '7 days', (select expires_at from api_key
    where org_id = current_org() and key_id = request_key() and user_id is null));
begin
  if request_key() is not null then -- the operator lets in whom others keep out
    perform quota_spend(current_org(), 'links', 1);
  end if;
  update user_link set superseded_at = request_now()
  where org_id = current_org() and user_id = p_user and used_at is null and superseded_at is null;
  insert into user_link (org_id, link_id, user_id, hash, expires_at, key_id, recorded_at)
  values (current_org(), p_link, p_user, p_hash, last, request_key(), request_now());
  return last;
end $$;

ALTER FUNCTION hoshitori.user_link_add(p_user uuid, p_link bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.user_link (
    org_id uuid NOT NULL,
    link_id bigint NOT NULL,
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    superseded_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL,
    key_id bigint
);

ALTER TABLE ONLY hoshitori.user_link FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.user_link OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.user_link_covers(l hoshitori.user_link, u hoshitori.user_account) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select l.key_id is null or u.rights & ~coalesce((
    select case when k.user_id is null then k.rights else m.rights end
    from api_key k left join user_account m on m.org_id = k.org_id and m.user_id = k.user_id
    where k.org_id = l.org_id and k.key_id = l.key_id), 0) = 0
$$;

ALTER FUNCTION hoshitori.user_link_covers(l hoshitori.user_link, u hoshitori.user_account) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_link_lock(p_org uuid, p_link bigint, p_hash bytea) RETURNS hoshitori.user_account
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
begin
  select x.* into u from user_account x
  where x.org_id = p_org and x.removed_at is null and x.user_id = (
    select l.user_id from user_link l where l.org_id = p_org and l.link_id = p_link and hash_known(l.hash, p_hash))
  for no key update;
  if not found or not exists (select from user_link l where l.org_id = p_org and l.link_id = p_link
      and l.used_at is null and l.superseded_at is null and l.expires_at > request_now() and user_link_covers(l, u)) then
    perform refuse('link_not_found');
  end if;
  return u;
end $$;

ALTER FUNCTION hoshitori.user_link_lock(p_org uuid, p_link bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_link_look(p_org uuid, p_link bigint, p_hash bytea) RETURNS TABLE(email text, name text, organisation text, salt bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_link_lock(p_org, p_link, p_hash);
begin
  return query select u.email, u.name, organisation_shape(p_org) ->> 'name', address_salt(u.email);
end $$;

ALTER FUNCTION hoshitori.user_link_look(p_org uuid, p_link bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_link_preview(p_org uuid, p_link bigint, p_hash bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_link_lock(p_org, p_link, p_hash);
begin
  return query select jsonb_build_object('outcome', 'same', 'body', jsonb_build_object(
      'organisation', organisation_shape(p_org) ->> 'name', 'email', u.email, 'name', u.name,
      'purpose', case when u.password is null then 'first_password' else 'new_password' end)),
    null::json, null::jsonb;
end $$;

ALTER FUNCTION hoshitori.user_link_preview(p_org uuid, p_link bigint, p_hash bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_links_end(p_keys bigint[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  update user_link set superseded_at = request_now()
  where org_id = current_org() and key_id = any(p_keys) and used_at is null and superseded_at is null
$$;

ALTER FUNCTION hoshitori.user_links_end(p_keys bigint[]) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_lock(p_user uuid) RETURNS hoshitori.user_account
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
begin
  select * into u from user_account x
  where x.org_id = current_org() and x.user_id = p_user and x.removed_at is null for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  return u;
end $$;

ALTER FUNCTION hoshitori.user_lock(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_page(p_at timestamp with time zone, p_id uuid, p_rows integer) RETURNS TABLE(item jsonb, recorded_at timestamp with time zone, user_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select user_json(u), u.recorded_at, u.user_id
  from user_account u
  where u.org_id = current_org() and u.removed_at is null
    and (u.recorded_at, u.user_id) < (coalesce(p_at, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by u.recorded_at desc, u.user_id desc limit p_rows
$$;

ALTER FUNCTION hoshitori.user_page(p_at timestamp with time zone, p_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_patch(p_user uuid, p_name text, p_rights integer) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_lock(p_user);
  shrunk jsonb;
begin
  perform rights_require_over(u.rights);
  if p_rights <> u.rights then
    if p_user = request_user() then
      perform refuse('own_user', 'rights');
    end if;
    perform rights_require(p_rights);
    update api_key set rights = case when rights = 0 then 0 else p_rights end
    where org_id = current_org() and user_id = p_user and revoked_at is null;
    with less as (
      update api_key x set rights = x.rights & p_rights
      where x.org_id = current_org() and x.responsible = p_user and x.revoked_at is null and x.rights & ~p_rights <> 0
      returning x.key_id
    )
    select jsonb_build_object('keys', jsonb_agg(key_id::text)) into shrunk from less having count(*) > 0;
    if u.rights & ~p_rights <> 0 then
      perform user_links_end(array(
        select k.key_id from api_key k where k.org_id = current_org() and p_user in (k.user_id, k.responsible)));
    end if;
  end if;
  update user_account x set name = coalesce(p_name, x.name), rights = coalesce(p_rights, x.rights)
  where x.org_id = current_org() and x.user_id = p_user returning * into u;
  return query select jsonb_build_object('outcome', 'changed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail',
      jsonb_build_object('name', u.name, 'rights', u.rights) || coalesce(shrunk, '{}'));
end $$;

ALTER FUNCTION hoshitori.user_patch(p_user uuid, p_name text, p_rights integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_remove(p_user uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_lock(p_user);
  keys jsonb;
begin
  if p_user = request_user() then
    perform refuse('own_user');
  end if;
  perform rights_require_over(u.rights);
  select jsonb_agg(jsonb_build_object('key', k.key_id::text, 'name', k.name) order by k.recorded_at, k.key_id)
  into keys from (select * from api_keys_of(p_user) limit 40) k;
  if keys is not null then
    perform refuse('user_has_keys', null, jsonb_build_object('count', (select count(*) from api_keys_of(p_user)),
      'keys', keys));
  end if;
  perform owner_of_none_require(p_user);
  perform user_links_end(array(select k.key_id from api_key k where k.org_id = current_org() and k.user_id = p_user));
  perform sessions_revoke(p_user);
  update user_link set superseded_at = request_now()
  where org_id = current_org() and user_id = p_user and used_at is null and superseded_at is null;
  update user_account x set removed_at = request_now(), password = null, totp = null
  where x.org_id = current_org() and x.user_id = p_user returning * into u;
  return query select jsonb_build_object('outcome', 'removed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('email', u.email));
end $$;

ALTER FUNCTION hoshitori.user_remove(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_second_factor_remove(p_user uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_lock(p_user);
begin
  if p_user = request_user() then
    perform refuse('own_second_factor');
  end if;
  perform rights_require_over(u.rights);
  perform factor_remove(u);
  select * into u from user_account x where x.org_id = u.org_id and x.user_id = u.user_id;
  return query select jsonb_build_object('outcome', 'removed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('second_factor', 'removed'));
end $$;

ALTER FUNCTION hoshitori.user_second_factor_remove(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_sessions(p_user uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from user_account u where u.org_id = current_org() and u.user_id = p_user and u.removed_at is null) then
    perform refuse('not_found');
  end if;
  return sessions_json(p_user);
end $$;

ALTER FUNCTION hoshitori.user_sessions(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_sessions_end(p_user uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account := user_lock(p_user);
begin
  perform rights_require_over(u.rights);
  perform sessions_revoke(p_user);
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id;
  return query select jsonb_build_object('outcome', 'ended', 'body', sessions_json(p_user)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('sessions', 'all'));
end $$;

ALTER FUNCTION hoshitori.user_sessions_end(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.user_share(p_user uuid) RETURNS hoshitori.user_account
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  u user_account;
begin
  select * into u from user_account x
  where x.org_id = current_org() and x.user_id = p_user and x.removed_at is null for share;
  return u;
end $$;

ALTER FUNCTION hoshitori.user_share(p_user uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.waiting_name(p smallint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ select (array['supplier', 'buyer', 'scheme'])[p] $$;

ALTER FUNCTION hoshitori.waiting_name(p smallint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_add(p_webhook uuid, p_secret bytea, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook;
begin
  if request_rights() & 5 = 0 then
    perform refuse('right_missing');
  end if;
  perform quota_require('webhooks');
  insert into webhook (org_id, webhook_id, url, description, types, rights, secret, told_through, key_id, recorded_at)
  values (current_org(), p_webhook, p_body ->> 'url', p_body ->> 'description', webhook_types(p_body),
    request_rights() & 5, p_secret, coalesce((select h.seq from event_head h where h.org_id = current_org()), 0), request_key(), request_now())
  returning * into w;
  return query select jsonb_build_object('outcome', 'created', 'object', 'webhooks/' || w.webhook_id,
      'body', jsonb_build_object('webhook', webhook_shape(w))), null::json, webhook_audit(w, p_body);
end $$;

ALTER FUNCTION hoshitori.webhook_add(p_webhook uuid, p_secret bytea, p_body jsonb) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.webhook (
    org_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    url text NOT NULL,
    description text,
    types text[],
    rights integer NOT NULL,
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_until timestamp with time zone,
    enabled boolean DEFAULT true NOT NULL,
    disabled_at timestamp with time zone,
    disabled_because text,
    failing_since timestamp with time zone,
    told_through bigint NOT NULL,
    last_delivery bigint DEFAULT 0 NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT webhook_disabled_because_check CHECK ((disabled_because = ANY (ARRAY['asked'::text, 'failing'::text, 'gone'::text])))
);

ALTER TABLE ONLY hoshitori.webhook FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.webhook OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.webhook_audit(w hoshitori.webhook, p_detail jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select jsonb_build_object('object', 'webhooks/' || w.webhook_id, 'detail', p_detail) $$;

ALTER FUNCTION hoshitori.webhook_audit(w hoshitori.webhook, p_detail jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_delivery_page(p_webhook uuid, p_before bigint, p_rows integer) RETURNS TABLE(item jsonb, first text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  if not exists (select from webhook w where w.org_id = current_org() and w.webhook_id = p_webhook) then
    perform refuse('not_found');
  end if;
  return query select webhook_delivery_shape(d), d.delivery_id::text from webhook_delivery d
    where d.org_id = current_org() and d.webhook_id = p_webhook and d.delivery_id < coalesce(p_before, 9223372036854775807)
    order by d.delivery_id desc limit p_rows;
end $$;

ALTER FUNCTION hoshitori.webhook_delivery_page(p_webhook uuid, p_before bigint, p_rows integer) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.webhook_delivery (
    org_id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    delivery_id bigint NOT NULL,
    seq bigint,
    state text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    taken_until timestamp with time zone,
    tries integer DEFAULT 0 NOT NULL,
    attempts jsonb DEFAULT '[]'::jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given_up'::text])))
)
WITH (fillfactor='70');

ALTER TABLE ONLY hoshitori.webhook_delivery FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.webhook_delivery OWNER TO hoshitori_owner;

CREATE FUNCTION hoshitori.webhook_delivery_shape(d hoshitori.webhook_delivery) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('delivery', d.delivery_id::text, 'message', webhook_message(d), 'sequence', d.seq,
    'type', coalesce((select e.kind from event e where e.org_id = d.org_id and e.seq = d.seq), 'webhook.test'), 'state', d.state,
    'next_attempt_at', case when d.state = 'waiting' then instant_text(d.due_at) end, 'attempts', d.attempts,
    'recorded_at', instant_text(d.recorded_at), 'finished_at', instant_text(d.finished_at))
$$;

ALTER FUNCTION hoshitori.webhook_delivery_shape(d hoshitori.webhook_delivery) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_disable(p_org uuid, p_webhook uuid, p_because text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook;
begin
  update webhook x set enabled = false, disabled_at = request_now(), disabled_because = p_because
  where x.org_id = p_org and x.webhook_id = p_webhook and x.enabled returning * into w;
  if found then
    perform event_put(w.org_id, w.org_id, 'organisation', 'webhook.disabled',
      jsonb_build_object('webhook', w.webhook_id, 'reason', p_because, 'failing_since', instant_text(w.failing_since)));
  end if;
end $$;

ALTER FUNCTION hoshitori.webhook_disable(p_org uuid, p_webhook uuid, p_because text) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_lock(p_webhook uuid) RETURNS hoshitori.webhook
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook;
begin
  select * into w from webhook x where x.org_id = current_org() and x.webhook_id = p_webhook for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  perform rights_require_over(w.rights);
  return w;
end $$;

ALTER FUNCTION hoshitori.webhook_lock(p_webhook uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_message(d hoshitori.webhook_delivery) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select 'msg_' || replace(case when d.seq is null then d.webhook_id else d.org_id end::text, '-', '') || '_'
    || coalesce(d.seq::text, 'test' || d.delivery_id)
$$;

ALTER FUNCTION hoshitori.webhook_message(d hoshitori.webhook_delivery) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_page(p_at timestamp with time zone, p_id uuid, p_rows integer) RETURNS TABLE(item jsonb, first text, second uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select webhook_shape(w), instant_text(w.recorded_at), w.webhook_id from webhook w
  where w.org_id = current_org() and (w.recorded_at, w.webhook_id) < (coalesce(p_at, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by w.recorded_at desc, w.webhook_id desc limit p_rows
$$;

ALTER FUNCTION hoshitori.webhook_page(p_at timestamp with time zone, p_id uuid, p_rows integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_patch(p_webhook uuid, p_body jsonb) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  before webhook := webhook_lock(p_webhook);
  w webhook := before;
begin
  w.url := coalesce(p_body ->> 'url', w.url);
  w.description := case when p_body ? 'description' then p_body ->> 'description' else w.description end;
  w.types := case when p_body ? 'types' then webhook_types(p_body) else w.types end;
  w.enabled := coalesce((p_body ->> 'enabled')::boolean, w.enabled);
  if w.enabled <> before.enabled then
    w.disabled_at := case when not w.enabled then request_now() end;
    w.disabled_because := case when not w.enabled then 'asked' end;
    w.failing_since := null;
  end if;
  if w is distinct from before then
    update webhook x set (url, description, types, enabled, disabled_at, disabled_because, failing_since)
      = (w.url, w.description, w.types, w.enabled, w.disabled_at, w.disabled_because, w.failing_since)
    where x.org_id = w.org_id and x.webhook_id = w.webhook_id;
  end if;
  return query select jsonb_build_object('outcome', case when w is distinct from before then 'changed' else 'same' end,
      'body', webhook_shape(w)), null::json, case when w is distinct from before then webhook_audit(w, p_body) end;
end $$;

ALTER FUNCTION hoshitori.webhook_patch(p_webhook uuid, p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_redeliver(p_webhook uuid, p_delivery bigint) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook := webhook_lock(p_webhook);
  d webhook_delivery;
begin
  if not w.enabled then
    perform refuse('webhook_disabled');
  end if;
  update webhook_delivery x set state = 'waiting', due_at = request_now(), tries = 0, finished_at = null
  where x.org_id = w.org_id and x.webhook_id = w.webhook_id and x.delivery_id = p_delivery returning * into d;
  if not found then
    perform refuse('not_found');
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', webhook_delivery_shape(d)), null::json,
    webhook_audit(w, jsonb_build_object('delivery', d.delivery_id::text));
end $$;

ALTER FUNCTION hoshitori.webhook_redeliver(p_webhook uuid, p_delivery bigint) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_remove(p_webhook uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook := webhook_lock(p_webhook);
begin
  delete from webhook x where x.org_id = w.org_id and x.webhook_id = w.webhook_id;
  return query select jsonb_build_object('outcome', 'removed', 'body', webhook_shape(w)), null::json,
    webhook_audit(w, jsonb_build_object('url', w.url));
end $$;

ALTER FUNCTION hoshitori.webhook_remove(p_webhook uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_rotate(p_webhook uuid, p_secret bytea) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook := webhook_lock(p_webhook);
begin
  update webhook x set secret = p_secret, previous_secret = x.secret, previous_until = request_now() + interval '24 hours'
  where x.org_id = w.org_id and x.webhook_id = w.webhook_id returning * into w;
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('webhook', webhook_shape(w))), null::json,
    webhook_audit(w, null);
end $$;

ALTER FUNCTION hoshitori.webhook_rotate(p_webhook uuid, p_secret bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_shape(w hoshitori.webhook) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
  select jsonb_build_object('webhook', w.webhook_id, 'url', w.url, 'description', w.description, 'types', to_jsonb(w.types),
    'sides', to_jsonb(array_remove(array[case when w.rights & 1 <> 0 then 'buyer' end, case when w.rights & 4 <> 0 then 'supplier' end], null)),
    'enabled', w.enabled, 'disabled_because', w.disabled_because, 'disabled_at', instant_text(w.disabled_at),
    'failing_since', instant_text(w.failing_since),
    'previous_secret_until', case when w.previous_until > request_now() then instant_text(w.previous_until) end,
    'recorded_at', instant_text(w.recorded_at))
$$;

ALTER FUNCTION hoshitori.webhook_shape(w hoshitori.webhook) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_test(p_webhook uuid) RETURNS TABLE(result jsonb, facts json, audit jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook := webhook_lock(p_webhook);
  d webhook_delivery;
begin
  if not w.enabled then
    perform refuse('webhook_disabled');
  end if;
  update webhook x set last_delivery = x.last_delivery + 1 where x.org_id = w.org_id and x.webhook_id = w.webhook_id returning * into w;
  insert into webhook_delivery (org_id, webhook_id, delivery_id, state, due_at, recorded_at)
  values (w.org_id, w.webhook_id, w.last_delivery, 'waiting', request_now(), request_now()) returning * into d;
  return query select jsonb_build_object('outcome', 'created', 'body', webhook_delivery_shape(d)), null::json,
    webhook_audit(w, jsonb_build_object('delivery', d.delivery_id::text));
end $$;

ALTER FUNCTION hoshitori.webhook_test(p_webhook uuid) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.webhook_types(p_body jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$ select case when jsonb_typeof(p_body -> 'types') = 'array' then json_texts(p_body -> 'types') end $$;

ALTER FUNCTION hoshitori.webhook_types(p_body jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_catch_up(p_now timestamp with time zone, p_day date, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  orgs uuid[];
  ids uuid[];
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  select array_agg(x.org_id), array_agg(x.relationship_id) into orgs, ids from (
    select b.org_id, b.relationship_id from board b where b.step_until + 0 <= p_day order by b.step_until + 0 limit p_limit
    for no key update skip locked) x;
  if ids is null then
    return 0;
  end if;
  perform board_catch_up(orgs, ids, p_day, p_now);
  return cardinality(ids);
end $$;

ALTER FUNCTION hoshitori.worker_catch_up(p_now timestamp with time zone, p_day date, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_erase(p_erasure uuid, p_now timestamp with time zone, p_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r relationship;
  what jsonb;
  e record;
begin
  select * into r from relationship x where x.erase_on <= p_day order by x.erase_on limit 1 for no key update skip locked;
  if not found then
    return (evidence_erase_due(p_erasure, p_now, p_day) or closing_erase(p_erasure, p_now, p_day))::int;
  end if;
  what := jsonb_build_object('relationship', r.relationship_id);
  perform request_set(r.org_id, null, p_now, p_day, 'worker');
  select x.counts, x.erased into e from erase(what) x;
  perform erasure_record('age', p_erasure, what, e.counts, e.erased);
  return 1;
end $$;

ALTER FUNCTION hoshitori.worker_erase(p_erasure uuid, p_now timestamp with time zone, p_day date) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_forget(p_now timestamp with time zone, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  n int;
begin
  delete from idempotency i using (
    select org_id, owner, key from idempotency where recorded_at < p_now - interval '1 day'
    order by recorded_at limit p_limit for update skip locked
  ) old
  where i.org_id = old.org_id and i.owner = old.owner and i.key = old.key;
  get diagnostics n = row_count;
  update invitation i set request_hash = null, sealed = null from (
    select org_id, invitation_id from invitation where used_at < p_now - interval '1 day' and sealed is not null
    order by used_at limit p_limit for update skip locked
  ) old
  where i.org_id = old.org_id and i.invitation_id = old.invitation_id;
  update invitation i set link = null from (
    select org_id, invitation_id from invitation where expires_on < (p_now at time zone 'Asia/Tokyo')::date and link is not null
    order by expires_on limit p_limit for update skip locked
  ) old
  where i.org_id = old.org_id and i.invitation_id = old.invitation_id;
  delete from api_key k using (
    select org_id, key_id from api_key where user_id is not null and expires_at < p_now - interval '30 days'
    order by expires_at limit p_limit for update skip locked
  ) old
  where k.org_id = old.org_id and k.key_id = old.key_id;
  delete from mail m using (
    select org_id, mail_id from mail where ended_at < p_now - interval '13 months' and stopped_at is null
    order by ended_at limit p_limit for update skip locked
  ) old
  where m.org_id = old.org_id and m.mail_id = old.mail_id;
  delete from throttle t using (
    select subject from throttle where tried_at < p_now - interval '1 day'
    order by tried_at limit p_limit for update skip locked
  ) old
  where t.subject = old.subject;
  perform evidence_purge(p_now, p_limit);
  delete from user_device d using (
    select org_id, user_id, hash from user_device where seen_at < p_now - interval '180 days'
    order by seen_at limit p_limit for update skip locked
  ) old
  where d.org_id = old.org_id and d.user_id = old.user_id and d.hash = old.hash;
  return n;
end $$;

ALTER FUNCTION hoshitori.worker_forget(p_now timestamp with time zone, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_keys_expiring(p_now timestamp with time zone, p_day date, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  ending api_key;
  n int := 0;
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  for ending in
    with due as (
      select k.org_id, k.key_id, t.days from api_key k cross join lateral (
        select min(d) as days from unnest(array[30, 7, 1]) d where k.expires_at <= p_now + d * interval '1 day') t
      where k.user_id is null and k.revoked_at is null and k.expires_at > p_now
        and k.expires_at <= p_now + interval '30 days' and coalesce(k.expiry_told, 99) > t.days
      order by k.expires_at limit p_limit for no key update of k skip locked
    )
    update api_key k set expiry_told = d.days from due d
    where k.org_id = d.org_id and k.key_id = d.key_id returning k.*
  loop
    n := n + 1;
    perform event_put(ending.org_id, ending.org_id, 'organisation', 'key.expiring', jsonb_build_object('key', ending.key_id::text, 'name', ending.name,
      'days', ending.expiry_told, 'expires_on', ((ending.expires_at - interval '1 microsecond') at time zone 'Asia/Tokyo')::date));
  end loop;
  return n;
end $$;

ALTER FUNCTION hoshitori.worker_keys_expiring(p_now timestamp with time zone, p_day date, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_log_reads(p_now timestamp with time zone, p_day date, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  supplier uuid;
  ids uuid[];
  d disclosure_read;
begin
  select x.org_id into supplier from disclosure_read x where x.audit_seq is null
  order by x.org_id, x.recorded_at limit 1 for no key update skip locked;
  ids := array(select x.read_id from disclosure_read x where x.org_id = supplier and x.audit_seq is null
    order by x.recorded_at limit p_limit for no key update skip locked);
  perform request_set(supplier, null, p_now, p_day, 'worker');
  for d in select * from disclosure_read x where x.org_id = supplier and x.read_id = any(ids) order by x.recorded_at, x.read_id loop
    perform event_put(supplier, d.relationship_id, 'supplier', 'disclosure.read',
      jsonb_strip_nulls(jsonb_build_object('kind', d.kind, 'assessment', d.assessment_id, 'evidence', d.evidence_id,
        'content', case when d.evidence_id is not null then d.content end, 'read_at', instant_text(d.recorded_at))));
    update disclosure_read x set audit_seq = audit_append('disclosure read', 'buyers/' || d.relationship_id,
      jsonb_strip_nulls(jsonb_build_object('kind', d.kind, 'assessment', d.assessment_id, 'evidence', d.evidence_id,
        'content', case when d.evidence_id is not null then d.content end, 'read_at', instant_text(d.recorded_at))))
    where x.org_id = d.org_id and x.read_id = d.read_id;
  end loop;
  return cardinality(ids);
end $$;

ALTER FUNCTION hoshitori.worker_log_reads(p_now timestamp with time zone, p_day date, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_number_events(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  orgs uuid[];
  n int;
begin
  -- From organisation to organisation along the index: a job leaves tens of thousands of events.
  with recursive waiting(org_id) as (
    (select e.org_id from event e where e.seq is null order by e.org_id limit 1)
    union all
    select (select e.org_id from event e where e.seq is null and e.org_id > w.org_id order by e.org_id limit 1)
    from waiting w where w.org_id is not null
  )
  select array_agg(w.org_id) into orgs from waiting w where w.org_id is not null;
  if orgs is null then
    return 0;
  end if;
  insert into event_head (org_id) select unnest(orgs) on conflict do nothing;
  orgs := array(select h.org_id from event_head h where h.org_id = any(orgs) order by h.org_id for no key update skip locked);
  -- The limit ends a loop over organisations, so it takes the first ones of each.
  with numbered as (
    select h.org_id, h.seq + x.i as seq, x.relationship_id, x.version, x.on_day, x.kind
    from event_head h cross join lateral (
      select e.*, row_number() over (order by e.recorded_at, e.on_day, e.relationship_id, e.version, e.kind) as i
      from event e where e.org_id = h.org_id and e.seq is null
      order by e.recorded_at, e.on_day, e.relationship_id, e.version, e.kind limit p_limit) x
    where h.org_id = any(orgs) limit p_limit
  ), told as (
    update event e set seq = w.seq from numbered w
    where e.org_id = w.org_id and e.relationship_id = w.relationship_id and e.version = w.version
      and e.on_day = w.on_day and e.kind = w.kind
    returning w.org_id, w.seq
  ), moved as (
    -- Each found by its key, which no plan of a join of the two promises.
    insert into event_head (org_id, seq) select t.org_id, max(t.seq) from told t group by t.org_id
    on conflict (org_id) do update set seq = excluded.seq
  )
  select count(*) into n from told;
  return n;
end $$;

ALTER FUNCTION hoshitori.worker_number_events(p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_seal_anew(p_kind text, p_org uuid, p_id uuid, p_before bytea, p_sealed bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  case p_kind
    when 'second factor' then
      update user_account set totp = p_sealed where org_id = p_org and user_id = p_id and totp = p_before;
    when 'file' then
      update evidence_content set sealed_key = p_sealed where org_id = p_org and content_id = p_id and sealed_key = p_before;
    when 'webhook' then
      update webhook set secret = p_sealed where org_id = p_org and webhook_id = p_id and secret = p_before;
    when 'webhook before' then
      update webhook set previous_secret = p_sealed where org_id = p_org and webhook_id = p_id and previous_secret = p_before;
  end case;
end $$;

ALTER FUNCTION hoshitori.worker_seal_anew(p_kind text, p_org uuid, p_id uuid, p_before bytea, p_sealed bytea) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_sealed_before(p_generation integer, p_limit integer) RETURNS TABLE(kind text, org_id uuid, id uuid, sealed bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query select 'second factor', u.org_id, u.user_id, u.totp from user_account u
    where u.totp is not null and get_byte(u.totp, 0) < p_generation limit p_limit for no key update skip locked;
  return query select 'file', c.org_id, c.content_id, c.sealed_key from evidence_content c
    where get_byte(c.sealed_key, 0) < p_generation limit p_limit for no key update skip locked;
  return query select 'webhook', w.org_id, w.webhook_id, w.secret from webhook w
    where get_byte(w.secret, 0) < p_generation limit p_limit for no key update skip locked;
  return query select 'webhook before', w.org_id, w.webhook_id, w.previous_secret from webhook w
    where w.previous_secret is not null and get_byte(w.previous_secret, 0) < p_generation limit p_limit for no key update skip locked;
end $$;

ALTER FUNCTION hoshitori.worker_sealed_before(p_generation integer, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_tally(p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  orgs uuid[];
  n int;
begin
  -- Of the first ones alone: a job notes tens of thousands, of as many organisations.
  orgs := array(select distinct f.org_id from (
    select c.org_id from tally_change c order by c.org_id, c.relationship_id, c.version limit p_limit) f);
  insert into tally_head (org_id) select unnest(orgs) on conflict do nothing;
  orgs := array(select h.org_id from tally_head h where h.org_id = any(orgs) order by h.org_id for no key update skip locked);
  if orgs = '{}' then
    return 0;
  end if;
  with chosen as materialized (
    select c.org_id, c.relationship_id, c.version from tally_change c where c.org_id = any(orgs) limit p_limit
  ), taken as (
    delete from tally_change c using chosen o
    where c.org_id = o.org_id and c.relationship_id = o.relationship_id and c.version = o.version
    returning c.*
  ), added as (
    insert into tally as t (org_id, side, grain, from_day, status, waiting_on, required_star, held_star, n)
    select s.org_id, s.side, g.grain, g.day, s.status, s.waiting_on, s.required_star, s.held_star, sum(s.n)
    from (
      select t.org_id, t.side, d.from_day, d.status, d.waiting_on, d.required_star, d.held_star, sum(l.n * d.n) as n
      from taken t cross join lateral tally_lines(t.line_from, t.line_status, t.line_waiting_on, t.line_required_star,
        t.line_held_star, t.was_from, t.was_status, t.was_waiting_on, t.was_required_star, t.was_held_star) l
        cross join lateral tally_steps(l.line_from, l.status, l.waiting_on, l.required_star, l.held_star) d
      group by 1, 2, 3, 4, 5, 6, 7 having sum(l.n * d.n) <> 0) s
      cross join lateral (values ('day', s.from_day), ('month', tally_month(s.from_day))) g(grain, day)
    group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(s.n) <> 0
    on conflict (org_id, side, grain, from_day, status, waiting_on, required_star, held_star)
      do update set n = t.n + excluded.n
  )
  select count(*) into n from taken;
  delete from tally t where t.org_id = any(orgs) and t.n = 0;
  return n;
end $$;

ALTER FUNCTION hoshitori.worker_tally(p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_tell_refusals(p_now timestamp with time zone, p_day date, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  r sign_in_refusal;
  u user_account;
  n int := 0;
  known boolean;
  later timestamptz;
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  for r in select * from sign_in_refusal x where x.tell_at <= p_now order by x.tell_at limit p_limit
    for no key update skip locked
  loop
    n := n + 1;
    known := false;
    later := null;
    for u in select * from user_account x where lower(x.email) = r.email and x.removed_at is null and x.password is not null
      and r.asked in (x.org_id, '00000000-0000-0000-0000-000000000000') order by x.org_id
    loop
      known := true;
      if u.refused_told_at > p_now - interval '1 hour' then
        later := least(later, u.refused_told_at + interval '1 hour');
      else
        perform refusals_tell(u, r);
      end if;
    end loop;
    if known then
      update sign_in_refusal x set tell_at = later, networks = case when later is null then '{}' else x.networks end
      where x.email = r.email and x.asked = r.asked;
    else
      delete from sign_in_refusal x where x.email = r.email and x.asked = r.asked;
    end if;
  end loop;
  return n;
end $$;

ALTER FUNCTION hoshitori.worker_tell_refusals(p_now timestamp with time zone, p_day date, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_webhook_forget(p_now timestamp with time zone, p_limit integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  n int;
begin
  delete from webhook_delivery d using (
    select x.org_id, x.webhook_id, x.delivery_id from webhook_delivery x
    where x.state <> 'waiting' and x.finished_at < p_now - interval '30 days' order by x.finished_at limit p_limit for update skip locked) old
  where d.org_id = old.org_id and d.webhook_id = old.webhook_id and d.delivery_id = old.delivery_id;
  get diagnostics n = row_count;
  return n;
end $$;

ALTER FUNCTION hoshitori.worker_webhook_forget(p_now timestamp with time zone, p_limit integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_webhook_record(p_now timestamp with time zone, p_day date, p_results jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  h record;
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  -- A webhook before its messages, as everybody else.
  perform from webhook x
  where (x.org_id, x.webhook_id) in (select r.org, r.webhook from jsonb_to_recordset(p_results) r(org uuid, webhook uuid))
  order by x.org_id, x.webhook_id for no key update;
  update webhook_delivery d set taken_until = null, tries = d.tries + 1,
    state = case when r.result = 'delivered' then 'delivered' when r.due is null then 'given_up' else 'waiting' end,
    due_at = coalesce(r.due, d.due_at), finished_at = case when r.result = 'delivered' or r.due is null then p_now end,
    attempts = case when d.attempts -> 63 is null then d.attempts else d.attempts - 0 end
      || jsonb_build_object('at', r.at, 'result', r.result, 'status', r.status, 'ms', r.ms)
  from jsonb_to_recordset(p_results) r(org uuid, webhook uuid, delivery bigint, at text, result text, status int, ms int, due timestamptz)
  where d.org_id = r.org and d.webhook_id = r.webhook and d.delivery_id = r.delivery;
  for h in
    select r.org, r.webhook, bool_or(r.result = 'delivered') as well,
      bool_or(r.status is not distinct from 410) as gone, bool_or(r.result <> 'delivered' and r.due is null) as given_up
    from jsonb_to_recordset(p_results) r(org uuid, webhook uuid, result text, status int, due timestamptz)
    group by 1, 2 order by 1, 2
  loop
    update webhook x set failing_since = case when not h.well then p_now end
    where x.org_id = h.org and x.webhook_id = h.webhook and (x.failing_since is null) <> h.well;
    if h.gone then
      perform webhook_disable(h.org, h.webhook, 'gone');
    elsif h.given_up and exists (select from webhook x where x.org_id = h.org and x.webhook_id = h.webhook
        and x.failing_since <= p_now - interval '3 days') then
      perform webhook_disable(h.org, h.webhook, 'failing');
    end if;
  end loop;
end $$;

ALTER FUNCTION hoshitori.worker_webhook_record(p_now timestamp with time zone, p_day date, p_results jsonb) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_webhook_take(p_now timestamp with time zone, p_limit integer, p_seconds integer) RETURNS TABLE(org_id uuid, webhook_id uuid, delivery_id bigint, url text, secret bytea, previous_secret bytea, message text, tries integer, body text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
begin
  return query
    with recursive waiting(org_id, webhook_id) as (
      (select d.org_id, d.webhook_id from webhook_delivery d where d.state = 'waiting' order by d.org_id, d.webhook_id limit 1)
      union all
      select n.org_id, n.webhook_id from waiting w cross join lateral (
        select d.org_id, d.webhook_id from webhook_delivery d
        where d.state = 'waiting' and (d.org_id, d.webhook_id) > (w.org_id, w.webhook_id) order by d.org_id, d.webhook_id limit 1) n
    ), due as materialized (
      select x.org_id, x.webhook_id, x.delivery_id from waiting w
        join webhook h on h.org_id = w.org_id and h.webhook_id = w.webhook_id and h.enabled
        cross join lateral (
          select count(*) as n from webhook_delivery d
          where d.org_id = w.org_id and d.webhook_id = w.webhook_id and d.state = 'waiting' and d.taken_until > p_now
            and d.due_at <= p_now) busy
        cross join lateral (
          select d.org_id, d.webhook_id, d.delivery_id from webhook_delivery d
          where d.org_id = w.org_id and d.webhook_id = w.webhook_id and d.state = 'waiting' and d.due_at <= p_now
            and (d.taken_until is null or d.taken_until <= p_now)
          order by d.due_at limit greatest(0, case when h.failing_since is null then 8 else 1 end - busy.n)
          for no key update skip locked) x
      order by hashint8extended(x.delivery_id, extract(epoch from p_now)::bigint) limit p_limit
    ), taken as (
      update webhook_delivery d set taken_until = p_now + make_interval(secs => p_seconds) from due
      where d.org_id = due.org_id and d.webhook_id = due.webhook_id and d.delivery_id = due.delivery_id
      returning d.*
    )
    select t.org_id, t.webhook_id, t.delivery_id, w.url, w.secret, case when w.previous_until > p_now then w.previous_secret end,
      webhook_message(t), t.tries,
      case when e.seq is null then json_build_object('type', 'webhook.test', 'timestamp', instant_text(t.recorded_at), 'organisation', t.org_id,
          'data', json_build_object())
        else json_build_object('type', e.kind, 'timestamp', instant_text(e.recorded_at), 'organisation', e.org_id, 'sequence', e.seq,
          'side', nullif(e.side, 'organisation'), 'relationship', nullif(e.relationship_id, e.org_id), 'day', e.on_day, 'data', e.body) end::text
    from webhook_delivery t join taken x using (org_id, webhook_id, delivery_id)
      join webhook w using (org_id, webhook_id)
      left join event e on e.org_id = t.org_id and e.seq = t.seq;
end $$;

ALTER FUNCTION hoshitori.worker_webhook_take(p_now timestamp with time zone, p_limit integer, p_seconds integer) OWNER TO hoshitori_engine;

CREATE FUNCTION hoshitori.worker_webhook_tell(p_now timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'hoshitori', 'pg_temp'
    AS $$
declare
  w webhook;
  n int := 0;
  made int;
begin
  for w in select x.* from webhook x join event_head h on h.org_id = x.org_id and h.seq > x.told_through where x.enabled
    order by x.told_through limit 20 for no key update of x skip locked
  loop
    n := n + 1;
    insert into webhook_delivery (org_id, webhook_id, delivery_id, seq, state, due_at, recorded_at)
    select w.org_id, w.webhook_id, w.last_delivery + e.i, e.seq, 'waiting', p_now, p_now from (
      select e.seq, row_number() over (order by e.seq) as i from event e
      where e.org_id = w.org_id and e.seq > w.told_through and e.seq <= w.told_through + 1000
        and (w.types is null or e.kind = any(w.types))
        and w.rights & case e.side when 'buyer' then 1 when 'supplier' then 4 else 5 end <> 0) e;
    get diagnostics made = row_count;
    update webhook x set last_delivery = w.last_delivery + made, told_through = least(w.told_through + 1000, (select h.seq from event_head h where h.org_id = w.org_id))
    where x.org_id = w.org_id and x.webhook_id = w.webhook_id;
  end loop;
  return n;
end $$;

ALTER FUNCTION hoshitori.worker_webhook_tell(p_now timestamp with time zone) OWNER TO hoshitori_engine;

CREATE TABLE hoshitori.audit_head (
    org_id uuid NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    hash bytea DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea NOT NULL,
    plain_through bigint DEFAULT 0 NOT NULL,
    closed boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY hoshitori.audit_head FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.audit_head OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.audit_value (
    org_id uuid NOT NULL,
    seq bigint NOT NULL,
    place smallint NOT NULL,
    object text NOT NULL,
    value text NOT NULL,
    salt bytea NOT NULL
);

ALTER TABLE ONLY hoshitori.audit_value FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.audit_value OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.bi_reader (
    org_id uuid NOT NULL,
    role_name name NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE ONLY hoshitori.bi_reader FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.bi_reader OWNER TO hoshitori_owner;

CREATE VIEW hoshitori.bi_requirement WITH (security_invoker='true') AS
 SELECT q.relationship_id,
    q.revision,
    q.kind,
    q.decided_by,
    q.rule,
    q.required_star,
    q.required_assurance,
    q.accept_higher,
    q.effective_from,
    q.due_on,
    q.notice_on,
    q.reason,
    q.recorded_at,
    q.superseded_at
   FROM hoshitori.requirement_revision q;

ALTER TABLE hoshitori.bi_requirement OWNER TO hoshitori_engine;

COMMENT ON VIEW hoshitori.bi_requirement IS '要求水準の改定履歴。 Every revision of every requirement.';

CREATE TABLE hoshitori.board (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    side text NOT NULL,
    counterparty_id uuid,
    counterparty_name text NOT NULL,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    state text NOT NULL,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text NOT NULL COLLATE pg_catalog."C",
    search text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    record_version integer NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[] NOT NULL,
    line_waiting_on smallint[] NOT NULL,
    line_required_star smallint[] NOT NULL,
    line_held_star smallint[] NOT NULL,
    line_gap smallint[] NOT NULL,
    line_due_on date[] NOT NULL,
    line_valid_until date[] NOT NULL,
    line_checked_on date[] NOT NULL,
    line_next smallint[] NOT NULL,
    line_step json[] NOT NULL,
    step_from date NOT NULL,
    step_until date NOT NULL,
    status smallint NOT NULL,
    waiting_on smallint NOT NULL,
    required_star smallint NOT NULL,
    held_star smallint NOT NULL,
    gap smallint NOT NULL,
    due_on date NOT NULL,
    valid_until date NOT NULL,
    checked_on date NOT NULL,
    emitted_through date NOT NULL,
    changed_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    cell integer GENERATED ALWAYS AS ((((((((((((status)::integer * 8) + waiting_on) * 8) + required_star) * 8) + held_star) * 8) + gap) * 8) +
CASE state
    WHEN 'invited'::text THEN 0
    WHEN 'active'::text THEN 1
    WHEN 'declined'::text THEN 2
    ELSE 3
END)) STORED NOT NULL,
    labels text[] DEFAULT '{}'::text[] NOT NULL,
    named_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    marks text[] DEFAULT '{}'::text[] NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT board_side_check CHECK ((side = ANY (ARRAY['buyer'::text, 'supplier'::text])))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.02');
ALTER TABLE ONLY hoshitori.board ALTER COLUMN org_id SET (n_distinct=-0.001);
ALTER TABLE ONLY hoshitori.board ALTER COLUMN line_step SET COMPRESSION lz4;

ALTER TABLE ONLY hoshitori.board FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board OWNER TO hoshitori_owner;

CREATE VIEW hoshitori.bi_status WITH (security_invoker='true') AS
 SELECT ((now() AT TIME ZONE 'Asia/Tokyo'::text))::date AS as_of,
    b.relationship_id,
    b.side,
    b.counterparty_name,
    b.counterparty_reading,
    b.counterparty_number,
    b.registered_name,
    b.state,
    b.code,
    b.category,
    b.tags,
    (ARRAY['no_requirement'::text, 'met'::text, 'expiring'::text, 'pending'::text, 'overdue'::text, 'lapsed'::text])[(b.line_status[s.i] + 1)] AS status,
    (ARRAY['supplier'::text, 'buyer'::text, 'scheme'::text])[b.line_waiting_on[s.i]] AS waiting_on,
    NULLIF(b.line_required_star[s.i], 0) AS required_star,
    b.line_held_star[s.i] AS held_star,
    b.line_gap[s.i] AS gap,
    (b.line_step[s.i] ->> 'required_assurance'::text) AS required_assurance,
    (b.line_step[s.i] ->> 'held_assurance'::text) AS held_assurance,
    (b.line_step[s.i] ->> 'decided_by'::text) AS decided_by,
    ((b.line_step[s.i] ->> 'due_on'::text))::date AS due_on,
    ((b.line_step[s.i] #>> '{declaration,valid_until}'::text[]))::date AS valid_until,
    ((b.line_step[s.i] #>> '{declaration,last_checked_on}'::text[]))::date AS last_checked_on,
    (b.line_step[s.i] #>> '{next_step,code}'::text[]) AS next_step,
    b.line_from[NULLIF(b.line_next[s.i], 0)] AS changes_on,
    (ARRAY['no_requirement'::text, 'met'::text, 'expiring'::text, 'pending'::text, 'overdue'::text, 'lapsed'::text])[(b.line_status[NULLIF(b.line_next[s.i], 0)] + 1)] AS next_status,
    b.changed_at,
    b.decided_at
   FROM (hoshitori.board b
     CROSS JOIN LATERAL ( SELECT width_bucket(((now() AT TIME ZONE 'Asia/Tokyo'::text))::date, b.line_from) AS width_bucket) s(i));

ALTER TABLE hoshitori.bi_status OWNER TO hoshitori_engine;

COMMENT ON VIEW hoshitori.bi_status IS '充足状況（本日）。取引関係ごとに1行。 Today''s status, one row for each relationship.';

CREATE VIEW hoshitori.bi_status_step WITH (security_invoker='true') AS
 SELECT b.relationship_id,
    b.side,
    b.code,
    b.counterparty_name,
    b.category,
    s.i AS step,
    NULLIF(b.line_from[s.i], '-infinity'::date) AS from_day,
    b.line_from[(s.i + 1)] AS until_day,
    (ARRAY['no_requirement'::text, 'met'::text, 'expiring'::text, 'pending'::text, 'overdue'::text, 'lapsed'::text])[(b.line_status[s.i] + 1)] AS status,
    (ARRAY['supplier'::text, 'buyer'::text, 'scheme'::text])[b.line_waiting_on[s.i]] AS waiting_on,
    NULLIF(b.line_required_star[s.i], 0) AS required_star,
    b.line_held_star[s.i] AS held_star,
    b.line_gap[s.i] AS gap,
    b.decided_at
   FROM (hoshitori.board b
     CROSS JOIN LATERAL generate_subscripts(b.line_from, 1) s(i));

ALTER TABLE hoshitori.bi_status_step OWNER TO hoshitori_engine;

COMMENT ON VIEW hoshitori.bi_status_step IS '充足状況の推移（過去・将来の全期間）。 Every step of every status, past and to come.';

CREATE VIEW hoshitori.bi_supplier WITH (security_invoker='true') AS
 SELECT r.relationship_id,
    r.state,
    r.code,
    r.name,
    r.reading,
    r.corporate_number,
    r.category,
    r.tags,
    r.memo,
    r.invited_on,
    r.invitation_expires_on,
    r.accepted_on,
    r.declined_on,
    r.ended_on,
    r.recorded_at,
    r.changed_at
   FROM hoshitori.relationship r;

ALTER TABLE hoshitori.bi_supplier OWNER TO hoshitori_engine;

COMMENT ON VIEW hoshitori.bi_supplier IS '取引先台帳（発注企業側）。 The buyer''s own records of its suppliers.';

CREATE TABLE hoshitori.board_text (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    search text NOT NULL COLLATE pg_catalog."C",
    sort_key text NOT NULL COLLATE pg_catalog."C",
    terms bigint[] NOT NULL,
    category text COLLATE pg_catalog."C"
);

ALTER TABLE ONLY hoshitori.board_text FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_text OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.board_version (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    cause text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[],
    line_waiting_on smallint[],
    line_next smallint[],
    line_step json[],
    counterparty_id uuid,
    counterparty_name text,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text COLLATE pg_catalog."C",
    search text COLLATE pg_catalog."C",
    line_required_star smallint[],
    line_held_star smallint[],
    line_gap smallint[],
    line_due_on date[],
    line_valid_until date[],
    line_checked_on date[],
    line_cell integer[],
    line_kept bytea,
    marks text[]
)
PARTITION BY RANGE (recorded_at);
ALTER TABLE ONLY hoshitori.board_version ALTER COLUMN line_kept SET STORAGE MAIN;

ALTER TABLE ONLY hoshitori.board_version FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.board_version_2027 (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    cause text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[],
    line_waiting_on smallint[],
    line_next smallint[],
    line_step json[],
    counterparty_id uuid,
    counterparty_name text,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text COLLATE pg_catalog."C",
    search text COLLATE pg_catalog."C",
    line_required_star smallint[],
    line_held_star smallint[],
    line_gap smallint[],
    line_due_on date[],
    line_valid_until date[],
    line_checked_on date[],
    line_cell integer[],
    line_kept bytea,
    marks text[]
);
ALTER TABLE ONLY hoshitori.board_version_2027 ALTER COLUMN line_kept SET STORAGE MAIN;

ALTER TABLE ONLY hoshitori.board_version_2027 FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2027 OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.board_version_2028 (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    cause text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[],
    line_waiting_on smallint[],
    line_next smallint[],
    line_step json[],
    counterparty_id uuid,
    counterparty_name text,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text COLLATE pg_catalog."C",
    search text COLLATE pg_catalog."C",
    line_required_star smallint[],
    line_held_star smallint[],
    line_gap smallint[],
    line_due_on date[],
    line_valid_until date[],
    line_checked_on date[],
    line_cell integer[],
    line_kept bytea,
    marks text[]
);
ALTER TABLE ONLY hoshitori.board_version_2028 ALTER COLUMN line_kept SET STORAGE MAIN;

ALTER TABLE ONLY hoshitori.board_version_2028 FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2028 OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.board_version_2029 (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    cause text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[],
    line_waiting_on smallint[],
    line_next smallint[],
    line_step json[],
    counterparty_id uuid,
    counterparty_name text,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text COLLATE pg_catalog."C",
    search text COLLATE pg_catalog."C",
    line_required_star smallint[],
    line_held_star smallint[],
    line_gap smallint[],
    line_due_on date[],
    line_valid_until date[],
    line_checked_on date[],
    line_cell integer[],
    line_kept bytea,
    marks text[]
);
ALTER TABLE ONLY hoshitori.board_version_2029 ALTER COLUMN line_kept SET STORAGE MAIN;

ALTER TABLE ONLY hoshitori.board_version_2029 FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2029 OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.board_version_2030 (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    cause text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[],
    line_waiting_on smallint[],
    line_next smallint[],
    line_step json[],
    counterparty_id uuid,
    counterparty_name text,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text COLLATE pg_catalog."C",
    search text COLLATE pg_catalog."C",
    line_required_star smallint[],
    line_held_star smallint[],
    line_gap smallint[],
    line_due_on date[],
    line_valid_until date[],
    line_checked_on date[],
    line_cell integer[],
    line_kept bytea,
    marks text[]
);
ALTER TABLE ONLY hoshitori.board_version_2030 ALTER COLUMN line_kept SET STORAGE MAIN;

ALTER TABLE ONLY hoshitori.board_version_2030 FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2030 OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.board_version_first (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    cause text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[],
    line_waiting_on smallint[],
    line_next smallint[],
    line_step json[],
    counterparty_id uuid,
    counterparty_name text,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text COLLATE pg_catalog."C",
    search text COLLATE pg_catalog."C",
    line_required_star smallint[],
    line_held_star smallint[],
    line_gap smallint[],
    line_due_on date[],
    line_valid_until date[],
    line_checked_on date[],
    line_cell integer[],
    line_kept bytea,
    marks text[]
);
ALTER TABLE ONLY hoshitori.board_version_first ALTER COLUMN line_kept SET STORAGE MAIN;

ALTER TABLE ONLY hoshitori.board_version_first FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_first OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.board_version_later (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    cause text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[],
    line_waiting_on smallint[],
    line_next smallint[],
    line_step json[],
    counterparty_id uuid,
    counterparty_name text,
    counterparty_reading text,
    counterparty_number text,
    registered_name text,
    number_proven boolean,
    code text,
    category text,
    tags text[],
    memo text,
    sort_key text COLLATE pg_catalog."C",
    search text COLLATE pg_catalog."C",
    line_required_star smallint[],
    line_held_star smallint[],
    line_gap smallint[],
    line_due_on date[],
    line_valid_until date[],
    line_checked_on date[],
    line_cell integer[],
    line_kept bytea,
    marks text[]
);
ALTER TABLE ONLY hoshitori.board_version_later ALTER COLUMN line_kept SET STORAGE MAIN;

ALTER TABLE ONLY hoshitori.board_version_later FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_later OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.buyer_head (
    org_id uuid NOT NULL,
    version bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY hoshitori.buyer_head FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.buyer_head OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.buyer_setting (
    org_id uuid NOT NULL,
    revision integer NOT NULL,
    expiring_days integer NOT NULL,
    recheck_months integer,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT buyer_setting_expiring_days_check CHECK (((expiring_days >= 0) AND (expiring_days <= 365))),
    CONSTRAINT buyer_setting_recheck_months_check CHECK (((recheck_months >= 1) AND (recheck_months <= 120)))
);

ALTER TABLE ONLY hoshitori.buyer_setting FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.buyer_setting OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.campaign_recipient (
    org_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    settled_at timestamp with time zone,
    invitation_id bigint
);

ALTER TABLE ONLY hoshitori.campaign_recipient FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.campaign_recipient OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.checkpoint (
    org_id uuid NOT NULL,
    seq bigint NOT NULL,
    head bytea NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    previous bytea NOT NULL,
    public_key bytea NOT NULL,
    signature bytea NOT NULL,
    CONSTRAINT checkpoint_seq_check CHECK ((seq > 0))
);

ALTER TABLE ONLY hoshitori.checkpoint FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.checkpoint OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.checkpoint_head (
    org_id uuid NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    hash bytea DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea NOT NULL,
    signed_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.checkpoint_head FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.checkpoint_head OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.declaration_end (
    org_id uuid NOT NULL,
    declaration_id uuid NOT NULL,
    kind text NOT NULL,
    seq integer DEFAULT 1 NOT NULL,
    on_day date,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT declaration_end_kind_check CHECK ((kind = ANY (ARRAY['stopped'::text, 'revoked'::text])))
);

ALTER TABLE ONLY hoshitori.declaration_end FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.declaration_end OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.disclosure_answer (
    org_id uuid NOT NULL,
    request_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    answer text NOT NULL,
    text text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT disclosure_answer_answer_check CHECK ((answer = ANY (ARRAY['shown'::text, 'declined'::text])))
);

ALTER TABLE ONLY hoshitori.disclosure_answer FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure_answer OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.disclosure_read (
    org_id uuid NOT NULL,
    read_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    kind text NOT NULL,
    assessment_id uuid,
    hour timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    audit_seq bigint,
    evidence_id uuid,
    content boolean DEFAULT false NOT NULL,
    CONSTRAINT disclosure_read_kind_check CHECK (
CASE kind
    WHEN 'evidence'::text THEN ((evidence_id IS NOT NULL) AND (assessment_id IS NULL))
    ELSE ((kind = ANY (ARRAY['readiness'::text, 'gaps'::text, 'answers'::text])) AND (assessment_id IS NOT NULL) AND (evidence_id IS NULL))
END)
);

ALTER TABLE ONLY hoshitori.disclosure_read FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure_read OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.duty_record (
    org_id uuid NOT NULL,
    scheme text NOT NULL,
    criterion text NOT NULL,
    seq integer NOT NULL,
    done_on date,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.duty_record FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.duty_record OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.edition_transcription (
    edition_id text NOT NULL,
    number integer NOT NULL,
    sha256 bytea NOT NULL,
    body json NOT NULL,
    changes jsonb DEFAULT '{}'::jsonb NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    CONSTRAINT edition_transcription_number_check CHECK ((number > 0))
);

ALTER TABLE hoshitori.edition_transcription OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.erasure (
    org_id uuid NOT NULL,
    erasure_id uuid NOT NULL,
    cause text NOT NULL,
    what text NOT NULL,
    relationship_id uuid,
    user_id uuid,
    counts jsonb NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    evidence_id uuid,
    CONSTRAINT erasure_cause_check CHECK ((cause = ANY (ARRAY['asked'::text, 'restored'::text, 'age'::text]))),
    CONSTRAINT erasure_what_check CHECK ((what = ANY (ARRAY['person'::text, 'user'::text, 'relationship'::text, 'organisation'::text, 'evidence'::text])))
);

ALTER TABLE ONLY hoshitori.erasure FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.erasure OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.event (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    on_day date NOT NULL,
    kind text NOT NULL,
    side text NOT NULL,
    body jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    seq bigint
);

ALTER TABLE ONLY hoshitori.event FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.event OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.event_head (
    org_id uuid NOT NULL,
    seq bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY hoshitori.event_head FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.event_head OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.evidence_content (
    org_id uuid NOT NULL,
    content_id uuid NOT NULL,
    evidence_id uuid NOT NULL,
    size bigint NOT NULL,
    digest bytea NOT NULL,
    sealed_key bytea NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone,
    CONSTRAINT evidence_content_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT evidence_content_size_check CHECK ((size > 0))
);

ALTER TABLE ONLY hoshitori.evidence_content FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.evidence_content OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.evidence_piece (
    org_id uuid NOT NULL,
    content_id uuid NOT NULL,
    place integer NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT evidence_piece_place_check CHECK ((place >= 0)),
    CONSTRAINT evidence_piece_sealed_check CHECK ((octet_length(sealed) <= 262184))
);
ALTER TABLE ONLY hoshitori.evidence_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;

ALTER TABLE ONLY hoshitori.evidence_piece FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.evidence_piece OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.idempotency (
    org_id uuid NOT NULL,
    key text NOT NULL,
    operation text NOT NULL,
    request_hash text NOT NULL,
    status smallint,
    etag text,
    location text,
    body text,
    sealed bytea,
    recorded_at timestamp with time zone NOT NULL,
    owner text NOT NULL,
    rights integer NOT NULL
)
WITH (fillfactor='60');

ALTER TABLE ONLY hoshitori.idempotency FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.idempotency OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.invitation (
    org_id uuid NOT NULL,
    invitation_id bigint NOT NULL,
    relationship_id uuid NOT NULL,
    hash bytea NOT NULL,
    expires_on date NOT NULL,
    superseded_at timestamp with time zone,
    used_at timestamp with time zone,
    request_hash text,
    sealed bytea,
    recorded_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    link bytea,
    mailed_at timestamp with time zone,
    reminders integer DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY hoshitori.invitation FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.invitation OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.label_use (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    look text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY hoshitori.label_use FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.label_use OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.likeness (
    org_id uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    relationship_id uuid NOT NULL
);

ALTER TABLE ONLY hoshitori.likeness FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.likeness OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.mail_reader (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    language text DEFAULT 'ja'::text NOT NULL,
    digest boolean DEFAULT true NOT NULL,
    came_back boolean DEFAULT false NOT NULL,
    told_on date NOT NULL,
    told_at timestamp with time zone NOT NULL,
    CONSTRAINT mail_reader_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text])))
);

ALTER TABLE ONLY hoshitori.mail_reader FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.mail_reader OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.mail_setting (
    org_id uuid NOT NULL,
    sender_name text,
    sender_department text,
    sender_telephone text,
    reply_to text,
    introduction text,
    remind_after_days integer,
    remind_times integer,
    reminded_on date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT mail_setting_check CHECK (((remind_after_days IS NULL) = (remind_times IS NULL))),
    CONSTRAINT mail_setting_remind_after_days_check CHECK (((remind_after_days >= 1) AND (remind_after_days <= 60))),
    CONSTRAINT mail_setting_remind_times_check CHECK (((remind_times >= 1) AND (remind_times <= 5)))
);

ALTER TABLE ONLY hoshitori.mail_setting FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.mail_setting OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.organisation_change (
    org_id uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    on_day date NOT NULL,
    name text NOT NULL,
    reading text,
    corporate_number text,
    number_proven_at timestamp with time zone,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT organisation_change_kind_check CHECK ((kind = ANY (ARRAY['corrected'::text, 'renamed'::text, 'merger'::text, 'new_number'::text])))
);

ALTER TABLE ONLY hoshitori.organisation_change FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.organisation_change OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.predecessor_acceptance (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    seq integer NOT NULL,
    accepted_on date NOT NULL,
    reason text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.predecessor_acceptance FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.predecessor_acceptance OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.published_number (
    number text NOT NULL COLLATE pg_catalog."C",
    name text,
    updated_on date NOT NULL,
    closed_on date,
    successor text
);

ALTER TABLE hoshitori.published_number OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.published_row (
    load_id uuid NOT NULL,
    place bigint NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    name text,
    updated_on date NOT NULL,
    closed_on date,
    successor text
);

ALTER TABLE hoshitori.published_row OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.quota (
    org_id uuid NOT NULL,
    kind text NOT NULL,
    most integer NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT quota_most_check CHECK ((most >= 0))
);

ALTER TABLE ONLY hoshitori.quota FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.quota OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.quota_day (
    org_id uuid NOT NULL,
    kind text NOT NULL,
    day date NOT NULL,
    used bigint NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.02');

ALTER TABLE ONLY hoshitori.quota_day FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.quota_day OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.quota_use (
    org_id uuid NOT NULL,
    kind text NOT NULL,
    slot smallint NOT NULL,
    used bigint NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.02');

ALTER TABLE ONLY hoshitori.quota_use FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.quota_use OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.recovery_code (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    used_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.recovery_code FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.recovery_code OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.relationship_event (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    on_day date NOT NULL,
    reason text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT relationship_event_kind_check CHECK ((kind = ANY (ARRAY['invited'::text, 'invited_again'::text, 'accepted'::text, 'declined'::text, 'left'::text, 'ended'::text, 'joined'::text])))
);

ALTER TABLE ONLY hoshitori.relationship_event FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.relationship_event OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.remark_dismissal (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    digest text NOT NULL,
    code text NOT NULL,
    reason text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.remark_dismissal FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.remark_dismissal OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.requirement_response (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    response text NOT NULL,
    reason text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT requirement_response_check CHECK (((response <> 'objected'::text) OR (reason IS NOT NULL))),
    CONSTRAINT requirement_response_response_check CHECK ((response = ANY (ARRAY['accepted'::text, 'talks_requested'::text, 'objected'::text])))
);

ALTER TABLE ONLY hoshitori.requirement_response FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.requirement_response OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.retention (
    org_id uuid NOT NULL,
    revision integer NOT NULL,
    months integer,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT retention_months_check CHECK (((months >= 24) AND (months <= 120)))
);

ALTER TABLE ONLY hoshitori.retention FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.retention OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE hoshitori.schema_migration OWNER TO hoshitori_migrate;

CREATE TABLE hoshitori.schema_object (
    kind text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL
);

ALTER TABLE hoshitori.schema_object OWNER TO hoshitori_migrate;

CREATE TABLE hoshitori.sign_in_salt (
    email text NOT NULL,
    salt bytea NOT NULL
);

ALTER TABLE hoshitori.sign_in_salt OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.statement_key (
    kid text NOT NULL,
    issuer text,
    public_key bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE hoshitori.statement_key OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.statement_naming (
    org_id uuid NOT NULL,
    revision integer NOT NULL,
    named boolean NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.statement_naming FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.statement_naming OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.supplier_alias (
    org_id uuid NOT NULL,
    alias text NOT NULL COLLATE pg_catalog."C",
    relationship_id uuid NOT NULL,
    joined uuid NOT NULL,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by bigint
);

ALTER TABLE ONLY hoshitori.supplier_alias FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.supplier_alias OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.supplier_head (
    org_id uuid NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    recorded_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.supplier_head FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.supplier_head OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.supplier_succession (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    on_day date NOT NULL,
    name text NOT NULL,
    reading text,
    corporate_number text,
    key_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    accepted_on date,
    accepted_by bigint,
    reason text,
    CONSTRAINT supplier_succession_kind_check CHECK ((kind = ANY (ARRAY['merger'::text, 'new_number'::text])))
);

ALTER TABLE ONLY hoshitori.supplier_succession FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.supplier_succession OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.tally (
    org_id uuid NOT NULL,
    side text NOT NULL,
    grain text NOT NULL,
    from_day date NOT NULL,
    status smallint NOT NULL,
    waiting_on smallint NOT NULL,
    required_star smallint NOT NULL,
    held_star smallint NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT tally_grain_check CHECK ((grain = ANY (ARRAY['day'::text, 'month'::text]))),
    CONSTRAINT tally_side_check CHECK ((side = ANY (ARRAY['buyer'::text, 'supplier'::text])))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02');

ALTER TABLE ONLY hoshitori.tally FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.tally OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.tally_change (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    version bigint NOT NULL,
    side text NOT NULL,
    line_from date[] NOT NULL,
    line_status smallint[] NOT NULL,
    line_waiting_on smallint[] NOT NULL,
    line_required_star smallint[] NOT NULL,
    line_held_star smallint[] NOT NULL,
    was_from date[],
    was_status smallint[],
    was_waiting_on smallint[],
    was_required_star smallint[],
    was_held_star smallint[]
)
WITH (autovacuum_vacuum_scale_factor='0.02');

ALTER TABLE ONLY hoshitori.tally_change FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.tally_change OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.tally_head (
    org_id uuid NOT NULL
);

ALTER TABLE ONLY hoshitori.tally_head FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.tally_head OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.task (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    side text NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    from_day date NOT NULL,
    until_day date NOT NULL,
    due_on date NOT NULL,
    owner uuid NOT NULL,
    CONSTRAINT task_side_check CHECK ((side = ANY (ARRAY['buyer'::text, 'supplier'::text])))
)
WITH (fillfactor='90', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.02');

ALTER TABLE ONLY hoshitori.task FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.task OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.undecided (
    org_id uuid NOT NULL,
    relationship_id uuid NOT NULL,
    side text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT undecided_side_check CHECK ((side = ANY (ARRAY['buyer'::text, 'supplier'::text])))
);

ALTER TABLE ONLY hoshitori.undecided FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.undecided OWNER TO hoshitori_owner;

CREATE TABLE hoshitori.user_device (
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY hoshitori.user_device FORCE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.user_device OWNER TO hoshitori_owner;

ALTER TABLE ONLY hoshitori.board_version ATTACH PARTITION hoshitori.board_version_2027 FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2028-01-01 00:00:00+00');

ALTER TABLE ONLY hoshitori.board_version ATTACH PARTITION hoshitori.board_version_2028 FOR VALUES FROM ('2028-01-01 00:00:00+00') TO ('2029-01-01 00:00:00+00');

ALTER TABLE ONLY hoshitori.board_version ATTACH PARTITION hoshitori.board_version_2029 FOR VALUES FROM ('2029-01-01 00:00:00+00') TO ('2030-01-01 00:00:00+00');

ALTER TABLE ONLY hoshitori.board_version ATTACH PARTITION hoshitori.board_version_2030 FOR VALUES FROM ('2030-01-01 00:00:00+00') TO ('2031-01-01 00:00:00+00');

ALTER TABLE ONLY hoshitori.board_version ATTACH PARTITION hoshitori.board_version_first FOR VALUES FROM (MINVALUE) TO ('2027-01-01 00:00:00+00');

ALTER TABLE ONLY hoshitori.board_version ATTACH PARTITION hoshitori.board_version_later DEFAULT;

ALTER TABLE ONLY hoshitori.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (org_id, key_id);

ALTER TABLE ONLY hoshitori.assessment
    ADD CONSTRAINT assessment_pkey PRIMARY KEY (org_id, assessment_id);

ALTER TABLE ONLY hoshitori.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (org_id, seq);

ALTER TABLE ONLY hoshitori.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.audit_value
    ADD CONSTRAINT audit_value_pkey PRIMARY KEY (org_id, seq, place);

ALTER TABLE ONLY hoshitori.bi_reader
    ADD CONSTRAINT bi_reader_pkey PRIMARY KEY (org_id, role_name);

ALTER TABLE ONLY hoshitori.board
    ADD CONSTRAINT board_pkey PRIMARY KEY (org_id, relationship_id);

ALTER TABLE ONLY hoshitori.board_text
    ADD CONSTRAINT board_text_pkey PRIMARY KEY (org_id, relationship_id);

ALTER TABLE ONLY hoshitori.board_version
    ADD CONSTRAINT board_version_pkey PRIMARY KEY (org_id, relationship_id, recorded_at);

ALTER TABLE ONLY hoshitori.board_version_2027
    ADD CONSTRAINT board_version_2027_pkey PRIMARY KEY (org_id, relationship_id, recorded_at);

ALTER TABLE ONLY hoshitori.board_version_2028
    ADD CONSTRAINT board_version_2028_pkey PRIMARY KEY (org_id, relationship_id, recorded_at);

ALTER TABLE ONLY hoshitori.board_version_2029
    ADD CONSTRAINT board_version_2029_pkey PRIMARY KEY (org_id, relationship_id, recorded_at);

ALTER TABLE ONLY hoshitori.board_version_2030
    ADD CONSTRAINT board_version_2030_pkey PRIMARY KEY (org_id, relationship_id, recorded_at);

ALTER TABLE ONLY hoshitori.board_version_first
    ADD CONSTRAINT board_version_first_pkey PRIMARY KEY (org_id, relationship_id, recorded_at);

ALTER TABLE ONLY hoshitori.board_version_later
    ADD CONSTRAINT board_version_later_pkey PRIMARY KEY (org_id, relationship_id, recorded_at);

ALTER TABLE ONLY hoshitori.buyer_head
    ADD CONSTRAINT buyer_head_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.buyer_setting
    ADD CONSTRAINT buyer_setting_pkey PRIMARY KEY (org_id, revision);

ALTER TABLE ONLY hoshitori.campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (org_id, campaign_id);

ALTER TABLE ONLY hoshitori.campaign_recipient
    ADD CONSTRAINT campaign_recipient_pkey PRIMARY KEY (org_id, campaign_id, relationship_id);

ALTER TABLE ONLY hoshitori.checkpoint_head
    ADD CONSTRAINT checkpoint_head_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (org_id, seq);

ALTER TABLE ONLY hoshitori.consultation
    ADD CONSTRAINT consultation_pkey PRIMARY KEY (org_id, consultation_id);

ALTER TABLE ONLY hoshitori.declaration_check
    ADD CONSTRAINT declaration_check_pkey PRIMARY KEY (org_id, check_id);

ALTER TABLE ONLY hoshitori.declaration_end
    ADD CONSTRAINT declaration_end_pkey PRIMARY KEY (org_id, declaration_id, kind, seq);

ALTER TABLE ONLY hoshitori.declaration
    ADD CONSTRAINT declaration_pkey PRIMARY KEY (org_id, declaration_id);

ALTER TABLE ONLY hoshitori.disclosure_answer
    ADD CONSTRAINT disclosure_answer_pkey PRIMARY KEY (org_id, request_id);

ALTER TABLE ONLY hoshitori.disclosure
    ADD CONSTRAINT disclosure_pkey PRIMARY KEY (org_id, relationship_id, seq);

ALTER TABLE ONLY hoshitori.disclosure_read
    ADD CONSTRAINT disclosure_read_pkey PRIMARY KEY (org_id, read_id);

ALTER TABLE ONLY hoshitori.disclosure_request
    ADD CONSTRAINT disclosure_request_pkey PRIMARY KEY (org_id, request_id);

ALTER TABLE ONLY hoshitori.duty_record
    ADD CONSTRAINT duty_record_pkey PRIMARY KEY (org_id, scheme, criterion, seq);

ALTER TABLE ONLY hoshitori.edition
    ADD CONSTRAINT edition_pkey PRIMARY KEY (edition_id);

ALTER TABLE ONLY hoshitori.edition_transcription
    ADD CONSTRAINT edition_transcription_pkey PRIMARY KEY (edition_id, number);

ALTER TABLE ONLY hoshitori.erasure
    ADD CONSTRAINT erasure_pkey PRIMARY KEY (org_id, erasure_id);

ALTER TABLE ONLY hoshitori.event_head
    ADD CONSTRAINT event_head_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (org_id, relationship_id, version, on_day, kind);

ALTER TABLE ONLY hoshitori.evidence_content
    ADD CONSTRAINT evidence_content_pkey PRIMARY KEY (org_id, content_id);

ALTER TABLE ONLY hoshitori.evidence_piece
    ADD CONSTRAINT evidence_piece_pkey PRIMARY KEY (org_id, content_id, place);

ALTER TABLE ONLY hoshitori.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (org_id, evidence_id);

ALTER TABLE ONLY hoshitori.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (org_id, owner, key);

ALTER TABLE ONLY hoshitori.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (org_id, job_id);

ALTER TABLE ONLY hoshitori.import_row
    ADD CONSTRAINT import_row_pkey PRIMARY KEY (org_id, job_id, place);

ALTER TABLE ONLY hoshitori.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (org_id, invitation_id);

ALTER TABLE ONLY hoshitori.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (org_id, job_id);

ALTER TABLE ONLY hoshitori.kept_statement
    ADD CONSTRAINT kept_statement_pkey PRIMARY KEY (org_id, kept_id);

ALTER TABLE ONLY hoshitori.label_use
    ADD CONSTRAINT label_use_pkey PRIMARY KEY (org_id, relationship_id, look, name);

ALTER TABLE ONLY hoshitori.likeness_dismissal
    ADD CONSTRAINT likeness_dismissal_pkey PRIMARY KEY (org_id, one, two, recorded_at);

ALTER TABLE ONLY hoshitori.likeness
    ADD CONSTRAINT likeness_pkey PRIMARY KEY (org_id, key, relationship_id);

ALTER TABLE ONLY hoshitori.mail
    ADD CONSTRAINT mail_pkey PRIMARY KEY (org_id, mail_id);

ALTER TABLE ONLY hoshitori.mail_reader
    ADD CONSTRAINT mail_reader_pkey PRIMARY KEY (org_id, user_id);

ALTER TABLE ONLY hoshitori.mail_setting
    ADD CONSTRAINT mail_setting_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.number_difference
    ADD CONSTRAINT number_difference_pkey PRIMARY KEY (org_id, relationship_id, seq);

ALTER TABLE ONLY hoshitori.organisation_change
    ADD CONSTRAINT organisation_change_pkey PRIMARY KEY (org_id, seq);

ALTER TABLE ONLY hoshitori.organisation
    ADD CONSTRAINT organisation_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.paper
    ADD CONSTRAINT paper_pkey PRIMARY KEY (org_id, paper_id);

ALTER TABLE ONLY hoshitori.partner_check
    ADD CONSTRAINT partner_check_pkey PRIMARY KEY (org_id, partner_check_id);

ALTER TABLE ONLY hoshitori.predecessor_acceptance
    ADD CONSTRAINT predecessor_acceptance_pkey PRIMARY KEY (org_id, relationship_id, supplier_id, seq);

ALTER TABLE ONLY hoshitori.published_number
    ADD CONSTRAINT published_number_pkey PRIMARY KEY (number);

ALTER TABLE ONLY hoshitori.published_row
    ADD CONSTRAINT published_row_pkey PRIMARY KEY (load_id, place);

ALTER TABLE ONLY hoshitori.quota_day
    ADD CONSTRAINT quota_day_pkey PRIMARY KEY (org_id, kind);

ALTER TABLE ONLY hoshitori.quota
    ADD CONSTRAINT quota_pkey PRIMARY KEY (org_id, kind);

ALTER TABLE ONLY hoshitori.quota_use
    ADD CONSTRAINT quota_use_pkey PRIMARY KEY (org_id, kind, slot);

ALTER TABLE ONLY hoshitori.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (org_id, user_id, hash);

ALTER TABLE ONLY hoshitori.relationship_event
    ADD CONSTRAINT relationship_event_pkey PRIMARY KEY (org_id, relationship_id, seq);

ALTER TABLE ONLY hoshitori.relationship
    ADD CONSTRAINT relationship_pkey PRIMARY KEY (org_id, relationship_id);

ALTER TABLE ONLY hoshitori.remark_dismissal
    ADD CONSTRAINT remark_dismissal_pkey PRIMARY KEY (org_id, relationship_id, digest);

ALTER TABLE ONLY hoshitori.requirement_response
    ADD CONSTRAINT requirement_response_pkey PRIMARY KEY (org_id, relationship_id, seq);

ALTER TABLE ONLY hoshitori.requirement_revision
    ADD CONSTRAINT requirement_revision_pkey PRIMARY KEY (org_id, relationship_id, revision);

ALTER TABLE ONLY hoshitori.retention
    ADD CONSTRAINT retention_pkey PRIMARY KEY (org_id, revision);

ALTER TABLE ONLY hoshitori.rule_revision
    ADD CONSTRAINT rule_revision_pkey PRIMARY KEY (org_id, rule, revision);

ALTER TABLE ONLY hoshitori.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY hoshitori.schema_object
    ADD CONSTRAINT schema_object_pkey PRIMARY KEY (kind, name);

ALTER TABLE ONLY hoshitori.scheme_date
    ADD CONSTRAINT scheme_date_pkey PRIMARY KEY (scheme, star, revision);

ALTER TABLE ONLY hoshitori.scheme_step
    ADD CONSTRAINT scheme_step_pkey PRIMARY KEY (from_day);

ALTER TABLE ONLY hoshitori.scope_decision
    ADD CONSTRAINT scope_decision_pkey PRIMARY KEY (org_id, scope_decision_id);

ALTER TABLE ONLY hoshitori.sign_in_refusal
    ADD CONSTRAINT sign_in_refusal_pkey PRIMARY KEY (email, asked);

ALTER TABLE ONLY hoshitori.sign_in_salt
    ADD CONSTRAINT sign_in_salt_pkey PRIMARY KEY (email);

ALTER TABLE ONLY hoshitori.statement_key
    ADD CONSTRAINT statement_key_pkey PRIMARY KEY (kid);

ALTER TABLE ONLY hoshitori.statement_naming
    ADD CONSTRAINT statement_naming_pkey PRIMARY KEY (org_id, revision);

ALTER TABLE ONLY hoshitori.statement
    ADD CONSTRAINT statement_pkey PRIMARY KEY (org_id, statement_id);

ALTER TABLE ONLY hoshitori.supplier_alias
    ADD CONSTRAINT supplier_alias_pkey PRIMARY KEY (org_id, alias, recorded_at);

ALTER TABLE ONLY hoshitori.supplier_head
    ADD CONSTRAINT supplier_head_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.supplier_succession
    ADD CONSTRAINT supplier_succession_pkey PRIMARY KEY (org_id, relationship_id, seq);

ALTER TABLE ONLY hoshitori.tally_change
    ADD CONSTRAINT tally_change_pkey PRIMARY KEY (org_id, relationship_id, version);

ALTER TABLE ONLY hoshitori.tally_head
    ADD CONSTRAINT tally_head_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hoshitori.tally
    ADD CONSTRAINT tally_pkey PRIMARY KEY (org_id, side, grain, from_day, status, waiting_on, required_star, held_star);

ALTER TABLE ONLY hoshitori.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (org_id, relationship_id, code, from_day);

ALTER TABLE ONLY hoshitori.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (subject);

ALTER TABLE ONLY hoshitori.undecided
    ADD CONSTRAINT undecided_pkey PRIMARY KEY (org_id, relationship_id);

ALTER TABLE ONLY hoshitori.user_account
    ADD CONSTRAINT user_account_pkey PRIMARY KEY (org_id, user_id);

ALTER TABLE ONLY hoshitori.user_device
    ADD CONSTRAINT user_device_pkey PRIMARY KEY (org_id, user_id, hash);

ALTER TABLE ONLY hoshitori.user_link
    ADD CONSTRAINT user_link_pkey PRIMARY KEY (org_id, link_id);

ALTER TABLE ONLY hoshitori.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (org_id, webhook_id, delivery_id);

ALTER TABLE ONLY hoshitori.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (org_id, webhook_id);

CREATE INDEX api_key_bound ON hoshitori.api_key USING btree (org_id, bound_key) WHERE (bound_key IS NOT NULL);

CREATE INDEX api_key_end ON hoshitori.api_key USING btree (expires_at) WHERE ((user_id IS NULL) AND (revoked_at IS NULL));

CREATE INDEX api_key_ending ON hoshitori.api_key USING btree (org_id, expires_at) WHERE ((user_id IS NULL) AND (revoked_at IS NULL));

CREATE INDEX api_key_listed ON hoshitori.api_key USING btree (org_id, recorded_at, key_id) WHERE (user_id IS NULL);

CREATE INDEX api_key_responsible ON hoshitori.api_key USING btree (org_id, responsible) WHERE (responsible IS NOT NULL);

CREATE INDEX api_key_session_end ON hoshitori.api_key USING btree (expires_at) WHERE (user_id IS NOT NULL);

CREATE INDEX api_key_user ON hoshitori.api_key USING btree (org_id, user_id) WHERE ((user_id IS NOT NULL) AND (revoked_at IS NULL));

CREATE INDEX assessment_listed ON hoshitori.assessment USING btree (org_id, state, edition_id, recorded_at, assessment_id);

CREATE INDEX assessment_replaced ON hoshitori.assessment USING btree (org_id, star, scope, COALESCE(md5(scope_text), ''::text), submission) WHERE (submission IS NOT NULL);

CREATE INDEX bi_reader_role ON hoshitori.bi_reader USING btree (role_name);

CREATE INDEX board_active ON hoshitori.board USING btree (org_id, relationship_id) WHERE (state = 'active'::text);

CREATE INDEX board_cell_change ON hoshitori.board USING btree (org_id, cell, changed_at, relationship_id) WHERE (side = 'buyer'::text);

CREATE INDEX board_cell_due ON hoshitori.board USING btree (org_id, side, cell, due_on, relationship_id);

CREATE INDEX board_cell_gap ON hoshitori.board USING btree (org_id, side, cell, relationship_id);

CREATE INDEX board_cell_name ON hoshitori.board USING btree (org_id, side, cell, sort_key, relationship_id);

CREATE INDEX board_change ON hoshitori.board USING btree (org_id, changed_at, relationship_id) WHERE (side = 'buyer'::text);

CREATE INDEX board_checked ON hoshitori.board USING btree (org_id, side, checked_on, relationship_id) WHERE (held_star > 0);

CREATE INDEX board_due ON hoshitori.board USING btree (org_id, side, due_on, relationship_id);

CREATE INDEX board_due_step ON hoshitori.board USING btree (((step_until + 0)));

CREATE INDEX board_from ON hoshitori.board USING btree (org_id, side, step_from);

CREATE INDEX board_gap ON hoshitori.board USING btree (org_id, side, gap, relationship_id);

CREATE INDEX board_name ON hoshitori.board USING btree (org_id, side, sort_key, relationship_id);

CREATE INDEX board_text_category ON hoshitori.board_text USING btree (org_id, category, sort_key, relationship_id) WHERE (category IS NOT NULL);

CREATE INDEX board_text_terms ON hoshitori.board_text USING gin (terms) WITH (gin_pending_list_limit='512');

CREATE INDEX board_until ON hoshitori.board USING btree (org_id, side, step_until);

CREATE INDEX board_valid ON hoshitori.board USING btree (org_id, side, valid_until, relationship_id) WHERE (status = ANY (ARRAY[1, 2]));

CREATE INDEX campaign_page ON hoshitori.campaign USING btree (org_id, recorded_at, campaign_id);

CREATE INDEX campaign_recipient_next ON hoshitori.campaign_recipient USING btree (org_id, campaign_id, relationship_id) WHERE (settled_at IS NULL);

CREATE INDEX consultation_relationship ON hoshitori.consultation USING btree (org_id, relationship_id, recorded_at);

CREATE INDEX declaration_check_listed ON hoshitori.declaration_check USING btree (org_id, relationship_id, declaration_id, recorded_at, check_id);

CREATE INDEX declaration_check_looked ON hoshitori.declaration_check USING btree (org_id, relationship_id, checked_on, check_id) WHERE ((withdrawn_at IS NULL) AND (result <> 'inconclusive'::text));

CREATE INDEX declaration_check_newest ON hoshitori.declaration_check USING btree (org_id, relationship_id, declaration_id, checked_on, recorded_at, check_id) WHERE ((withdrawn_at IS NULL) AND (result <> 'inconclusive'::text));

CREATE INDEX declaration_current ON hoshitori.declaration USING btree (org_id, relationship_id) WHERE (relationship_id IS NOT NULL);

CREATE INDEX declaration_number ON hoshitori.declaration USING btree (org_id, number);

CREATE INDEX declaration_own ON hoshitori.declaration USING btree (org_id, recorded_at, declaration_id) WHERE (relationship_id IS NULL);

CREATE INDEX declaration_replaced ON hoshitori.declaration USING btree (org_id, replaces) WHERE (replaces IS NOT NULL);

CREATE INDEX declaration_standing ON hoshitori.declaration USING btree (org_id, recorded_at, declaration_id) WHERE ((relationship_id IS NULL) AND (superseded_at IS NULL));

CREATE INDEX disclosure_read_new ON hoshitori.disclosure_read USING btree (org_id, recorded_at) WHERE (audit_seq IS NULL);

CREATE INDEX disclosure_read_page ON hoshitori.disclosure_read USING btree (org_id, relationship_id, recorded_at, read_id);

CREATE INDEX disclosure_request_page ON hoshitori.disclosure_request USING btree (org_id, relationship_id, recorded_at, request_id);

CREATE INDEX erasure_recorded ON hoshitori.erasure USING btree (org_id, recorded_at, erasure_id);

CREATE UNIQUE INDEX event_seq ON hoshitori.event USING btree (org_id, seq) WHERE (seq IS NOT NULL);

CREATE INDEX event_unnumbered ON hoshitori.event USING btree (org_id, recorded_at) WHERE (seq IS NULL);

CREATE INDEX evidence_content_generation ON hoshitori.evidence_content USING btree (get_byte(sealed_key, 0));

CREATE INDEX evidence_content_open ON hoshitori.evidence_content USING btree (begun_at) WHERE (stored_at IS NULL);

CREATE INDEX evidence_erase ON hoshitori.evidence USING btree (erase_on) WHERE (erase_on IS NOT NULL);

CREATE INDEX evidence_linked ON hoshitori.evidence USING gin (links jsonb_path_ops);

CREATE INDEX evidence_page ON hoshitori.evidence USING btree (org_id, recorded_at, evidence_id);

CREATE INDEX idempotency_age ON hoshitori.idempotency USING btree (recorded_at);

CREATE INDEX import_age ON hoshitori.import USING btree (org_id, recorded_at);

CREATE INDEX import_row_listed ON hoshitori.import_row USING btree (org_id, job_id, outcome, place);

CREATE INDEX invitation_link_old ON hoshitori.invitation USING btree (expires_on) WHERE (link IS NOT NULL);

CREATE INDEX invitation_mailed ON hoshitori.invitation USING btree (org_id, mailed_at) WHERE (link IS NOT NULL);

CREATE INDEX invitation_relationship ON hoshitori.invitation USING btree (org_id, relationship_id);

CREATE INDEX invitation_sealed ON hoshitori.invitation USING btree (used_at) WHERE (sealed IS NOT NULL);

CREATE INDEX job_listed ON hoshitori.job USING btree (org_id, kind, state, recorded_at, job_id);

CREATE INDEX job_open ON hoshitori.job USING btree (recorded_at) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX job_stopped ON hoshitori.job USING btree (org_id, finished_at) WHERE (state = 'stopped'::text);

CREATE UNIQUE INDEX kept_statement_once ON hoshitori.kept_statement USING btree (org_id, issuer, code);

CREATE INDEX kept_statement_page ON hoshitori.kept_statement USING btree (org_id, recorded_at, kept_id);

CREATE INDEX label_use_look ON hoshitori.label_use USING btree (org_id, look, name);

CREATE INDEX likeness_dismissal_listed ON hoshitori.likeness_dismissal USING btree (org_id, recorded_at, one, two) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX likeness_dismissal_open ON hoshitori.likeness_dismissal USING btree (org_id, one, two) WHERE (ended_at IS NULL);

CREATE INDEX likeness_relationship ON hoshitori.likeness USING btree (org_id, relationship_id);

CREATE INDEX mail_by_message ON hoshitori.mail USING btree (mail_id);

CREATE INDEX mail_by_state ON hoshitori.mail USING btree (org_id, state, recorded_at, mail_id);

CREATE INDEX mail_ended ON hoshitori.mail USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX mail_next ON hoshitori.mail USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX mail_of_relationship ON hoshitori.mail USING btree (org_id, relationship_id, recorded_at, mail_id) WHERE (relationship_id IS NOT NULL);

CREATE INDEX mail_of_user ON hoshitori.mail USING btree (org_id, user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX mail_reader_due ON hoshitori.mail_reader USING btree (told_on) WHERE (digest AND (NOT came_back));

CREATE INDEX mail_recorded ON hoshitori.mail USING btree (org_id, recorded_at, mail_id);

CREATE INDEX mail_setting_due ON hoshitori.mail_setting USING btree (reminded_on) WHERE (remind_after_days IS NOT NULL);

CREATE INDEX organisation_corporate_number ON hoshitori.organisation USING btree (corporate_number) WHERE (corporate_number IS NOT NULL);

CREATE INDEX organisation_erase ON hoshitori.organisation USING btree (erase_on) WHERE (erase_on IS NOT NULL);

CREATE UNIQUE INDEX organisation_number ON hoshitori.organisation USING btree (corporate_number) WHERE (number_proven_at IS NOT NULL);

CREATE INDEX paper_listed ON hoshitori.paper USING btree (org_id, kind, recorded_at, paper_id);

CREATE INDEX partner_check_kept ON hoshitori.partner_check USING btree (org_id, kept_id) WHERE (kept_id IS NOT NULL);

CREATE INDEX partner_check_listed ON hoshitori.partner_check USING btree (org_id, relationship_id, looked_on, partner_check_id);

CREATE UNIQUE INDEX relationship_alone ON hoshitori.relationship USING btree (org_id, corporate_number) WHERE ((state <> 'ended'::text) AND (code IS NULL));

CREATE INDEX relationship_asked ON hoshitori.relationship USING btree (corporate_number) WHERE (state = 'invited'::text);

CREATE INDEX relationship_asked_again ON hoshitori.relationship USING btree (supplier_id) WHERE ((state = 'invited'::text) AND (supplier_id IS NOT NULL));

CREATE UNIQUE INDEX relationship_code ON hoshitori.relationship USING btree (org_id, code) WHERE (state <> 'ended'::text);

CREATE INDEX relationship_erase ON hoshitori.relationship USING btree (erase_on) WHERE (erase_on IS NOT NULL);

CREATE INDEX relationship_joined ON hoshitori.relationship USING btree (org_id, joined_into) WHERE (joined_into IS NOT NULL);

CREATE INDEX relationship_number ON hoshitori.relationship USING btree (org_id, corporate_number);

CREATE INDEX relationship_owned ON hoshitori.relationship USING btree (org_id, owner, relationship_id) WHERE (owner IS NOT NULL);

CREATE INDEX relationship_source ON hoshitori.relationship USING btree (org_id, source, relationship_id) WHERE ((state <> 'ended'::text) AND (source <> 'manual'::text));

CREATE INDEX requirement_revision_considered ON hoshitori.requirement_revision USING btree (org_id, relationship_id) WHERE (questions IS NOT NULL);

CREATE UNIQUE INDEX rule_current ON hoshitori.rule_revision USING btree (org_id, rule) WHERE (superseded_at IS NULL);

CREATE INDEX rule_listed ON hoshitori.rule_revision USING btree (org_id, selector, name COLLATE "C") WHERE ((superseded_at IS NULL) AND (NOT removed));

CREATE INDEX scope_decision_relationship ON hoshitori.scope_decision USING btree (org_id, relationship_id, declaration_id);

CREATE INDEX sign_in_refusal_tell ON hoshitori.sign_in_refusal USING btree (tell_at) WHERE (tell_at IS NOT NULL);

CREATE UNIQUE INDEX statement_code ON hoshitori.statement USING btree (org_id, code);

CREATE INDEX statement_page ON hoshitori.statement USING btree (org_id, recorded_at, statement_id);

CREATE UNIQUE INDEX supplier_alias_open ON hoshitori.supplier_alias USING btree (org_id, alias) WHERE (ended_at IS NULL);

CREATE INDEX supplier_alias_relationship ON hoshitori.supplier_alias USING btree (org_id, relationship_id) WHERE (ended_at IS NULL);

CREATE INDEX task_owned ON hoshitori.task USING btree (org_id, side, owner, code, from_day, relationship_id) INCLUDE (until_day) WHERE (side = 'buyer'::text);

CREATE INDEX task_waiting ON hoshitori.task USING btree (org_id, side, code, from_day, relationship_id) INCLUDE (until_day);

CREATE INDEX throttle_age ON hoshitori.throttle USING btree (tried_at);

CREATE UNIQUE INDEX user_account_email ON hoshitori.user_account USING btree (org_id, lower(email)) WHERE (removed_at IS NULL);

CREATE INDEX user_account_sign_in ON hoshitori.user_account USING btree (lower(email), password) WHERE ((removed_at IS NULL) AND (password IS NOT NULL));

CREATE INDEX user_device_age ON hoshitori.user_device USING btree (seen_at);

CREATE INDEX user_device_hash ON hoshitori.user_device USING btree (hash);

CREATE INDEX user_link_user ON hoshitori.user_link USING btree (org_id, user_id) WHERE ((used_at IS NULL) AND (superseded_at IS NULL));

CREATE INDEX user_listed ON hoshitori.user_account USING btree (org_id, recorded_at, user_id) WHERE (removed_at IS NULL);

CREATE INDEX webhook_delivery_due ON hoshitori.webhook_delivery USING btree (org_id, webhook_id, due_at) WHERE (state = 'waiting'::text);

CREATE INDEX webhook_delivery_old ON hoshitori.webhook_delivery USING btree (finished_at) WHERE (state <> 'waiting'::text);

CREATE INDEX webhook_enabled ON hoshitori.webhook USING btree (told_through) WHERE enabled;

ALTER INDEX hoshitori.board_version_pkey ATTACH PARTITION hoshitori.board_version_2027_pkey;

ALTER INDEX hoshitori.board_version_pkey ATTACH PARTITION hoshitori.board_version_2028_pkey;

ALTER INDEX hoshitori.board_version_pkey ATTACH PARTITION hoshitori.board_version_2029_pkey;

ALTER INDEX hoshitori.board_version_pkey ATTACH PARTITION hoshitori.board_version_2030_pkey;

ALTER INDEX hoshitori.board_version_pkey ATTACH PARTITION hoshitori.board_version_first_pkey;

ALTER INDEX hoshitori.board_version_pkey ATTACH PARTITION hoshitori.board_version_later_pkey;

ALTER TABLE ONLY hoshitori.api_key
    ADD CONSTRAINT api_key_org_id_maker_user_fkey FOREIGN KEY (org_id, maker_user) REFERENCES hoshitori.user_account(org_id, user_id);

ALTER TABLE ONLY hoshitori.api_key
    ADD CONSTRAINT api_key_org_id_responsible_fkey FOREIGN KEY (org_id, responsible) REFERENCES hoshitori.user_account(org_id, user_id);

ALTER TABLE ONLY hoshitori.assessment
    ADD CONSTRAINT assessment_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES hoshitori.edition(edition_id);

ALTER TABLE ONLY hoshitori.campaign
    ADD CONSTRAINT campaign_org_id_reminds_fkey FOREIGN KEY (org_id, reminds) REFERENCES hoshitori.campaign(org_id, campaign_id);

ALTER TABLE ONLY hoshitori.campaign_recipient
    ADD CONSTRAINT campaign_recipient_org_id_campaign_id_fkey FOREIGN KEY (org_id, campaign_id) REFERENCES hoshitori.campaign(org_id, campaign_id);

ALTER TABLE ONLY hoshitori.campaign_recipient
    ADD CONSTRAINT campaign_recipient_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.declaration_check
    ADD CONSTRAINT declaration_check_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.declaration_end
    ADD CONSTRAINT declaration_end_org_id_declaration_id_fkey FOREIGN KEY (org_id, declaration_id) REFERENCES hoshitori.declaration(org_id, declaration_id);

ALTER TABLE ONLY hoshitori.disclosure_request
    ADD CONSTRAINT disclosure_request_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.edition_transcription
    ADD CONSTRAINT edition_transcription_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES hoshitori.edition(edition_id);

ALTER TABLE ONLY hoshitori.invitation
    ADD CONSTRAINT invitation_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.number_difference
    ADD CONSTRAINT number_difference_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.partner_check
    ADD CONSTRAINT partner_check_org_id_kept_id_fkey FOREIGN KEY (org_id, kept_id) REFERENCES hoshitori.kept_statement(org_id, kept_id);

ALTER TABLE ONLY hoshitori.partner_check
    ADD CONSTRAINT partner_check_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.predecessor_acceptance
    ADD CONSTRAINT predecessor_acceptance_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.recovery_code
    ADD CONSTRAINT recovery_code_org_id_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES hoshitori.user_account(org_id, user_id);

ALTER TABLE ONLY hoshitori.relationship_event
    ADD CONSTRAINT relationship_event_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.remark_dismissal
    ADD CONSTRAINT remark_dismissal_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.requirement_revision
    ADD CONSTRAINT requirement_revision_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.scope_decision
    ADD CONSTRAINT scope_decision_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.supplier_alias
    ADD CONSTRAINT supplier_alias_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.supplier_succession
    ADD CONSTRAINT supplier_succession_org_id_relationship_id_fkey FOREIGN KEY (org_id, relationship_id) REFERENCES hoshitori.relationship(org_id, relationship_id);

ALTER TABLE ONLY hoshitori.user_device
    ADD CONSTRAINT user_device_org_id_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES hoshitori.user_account(org_id, user_id);

ALTER TABLE ONLY hoshitori.user_link
    ADD CONSTRAINT user_link_org_id_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES hoshitori.user_account(org_id, user_id);

ALTER TABLE ONLY hoshitori.webhook_delivery
    ADD CONSTRAINT webhook_delivery_org_id_webhook_id_fkey FOREIGN KEY (org_id, webhook_id) REFERENCES hoshitori.webhook(org_id, webhook_id) ON DELETE CASCADE;

ALTER TABLE hoshitori.api_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.assessment ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.audit_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.audit_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.audit_value ENABLE ROW LEVEL SECURITY;

CREATE POLICY backup ON hoshitori.api_key FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.assessment FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.audit_event FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.audit_head FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.audit_value FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.bi_reader FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_text FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_version FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_version_2027 FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_version_2028 FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_version_2029 FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_version_2030 FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_version_first FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.board_version_later FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.buyer_head FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.buyer_setting FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.campaign FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.campaign_recipient FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.checkpoint FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.checkpoint_head FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.consultation FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.declaration FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.declaration_check FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.declaration_end FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.disclosure FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.disclosure_answer FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.disclosure_read FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.disclosure_request FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.duty_record FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.erasure FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.event FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.event_head FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.evidence FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.evidence_content FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.evidence_piece FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.idempotency FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.import FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.import_row FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.invitation FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.job FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.kept_statement FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.label_use FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.likeness FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.likeness_dismissal FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.mail FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.mail_reader FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.mail_setting FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.number_difference FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.organisation_change FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.paper FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.partner_check FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.predecessor_acceptance FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.quota FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.quota_day FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.quota_use FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.recovery_code FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.relationship FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.relationship_event FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.remark_dismissal FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.requirement_response FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.requirement_revision FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.retention FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.rule_revision FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.scope_decision FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.statement FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.statement_naming FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.supplier_alias FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.supplier_head FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.supplier_succession FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.tally FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.tally_change FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.tally_head FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.task FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.undecided FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.user_account FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.user_device FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.user_link FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.webhook FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY backup ON hoshitori.webhook_delivery FOR SELECT TO hoshitori_backup USING (true);

CREATE POLICY bi ON hoshitori.bi_reader FOR SELECT TO hoshitori_bi USING (((role_name = SESSION_USER) AND (ended_at IS NULL)));

CREATE POLICY bi ON hoshitori.board FOR SELECT TO hoshitori_bi USING ((org_id = ( SELECT r.org_id
   FROM hoshitori.bi_reader r
  WHERE (r.role_name = SESSION_USER))));

CREATE POLICY bi ON hoshitori.relationship FOR SELECT TO hoshitori_bi USING ((org_id = ( SELECT r.org_id
   FROM hoshitori.bi_reader r
  WHERE (r.role_name = SESSION_USER))));

CREATE POLICY bi ON hoshitori.requirement_revision FOR SELECT TO hoshitori_bi USING ((org_id = ( SELECT r.org_id
   FROM hoshitori.bi_reader r
  WHERE (r.role_name = SESSION_USER))));

ALTER TABLE hoshitori.bi_reader ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_text ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2027 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2028 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2029 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_2030 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_first ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.board_version_later ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.buyer_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.buyer_setting ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.campaign ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.campaign_recipient ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.checkpoint ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.checkpoint_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.consultation ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.declaration ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.declaration_check ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.declaration_end ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure_answer ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure_read ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.disclosure_request ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.duty_record ENABLE ROW LEVEL SECURITY;

CREATE POLICY engine ON hoshitori.api_key TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.assessment TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.audit_event TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.audit_head TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.audit_value TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.bi_reader TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_text TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_version TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_version_2027 TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_version_2028 TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_version_2029 TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_version_2030 TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_version_first TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.board_version_later TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.buyer_head TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.buyer_setting TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.campaign TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.campaign_recipient TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.checkpoint TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.checkpoint_head TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.consultation TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.declaration TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.declaration_check TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.declaration_end TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.disclosure TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.disclosure_answer TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.disclosure_read TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.disclosure_request TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.duty_record TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.erasure TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.event TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.event_head TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.evidence TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.evidence_content TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.evidence_piece TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.idempotency TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.import TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.import_row TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.invitation TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.job TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.kept_statement TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.label_use TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.likeness TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.likeness_dismissal TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.mail TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.mail_reader TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.mail_setting TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.number_difference TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.organisation_change TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.paper TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.partner_check TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.predecessor_acceptance TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.quota TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.quota_day TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.quota_use TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.recovery_code TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.relationship TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.relationship_event TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.remark_dismissal TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.requirement_response TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.requirement_revision TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.retention TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.rule_revision TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.scope_decision TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.statement TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.statement_naming TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.supplier_alias TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.supplier_head TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.supplier_succession TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.tally TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.tally_change TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.tally_head TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.task TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.undecided TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.user_account TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.user_device TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.user_link TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.webhook TO hoshitori_engine USING (true) WITH CHECK (true);

CREATE POLICY engine ON hoshitori.webhook_delivery TO hoshitori_engine USING (true) WITH CHECK (true);

ALTER TABLE hoshitori.erasure ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.event ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.event_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.evidence ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.evidence_content ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.evidence_piece ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.idempotency ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.import ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.import_row ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.invitation ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.job ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.kept_statement ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.label_use ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.likeness ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.likeness_dismissal ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.mail ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.mail_reader ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.mail_setting ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.number_difference ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.organisation_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.paper ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.partner_check ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.predecessor_acceptance ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.quota ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.quota_day ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.quota_use ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.recovery_code ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.relationship ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.relationship_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.remark_dismissal ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.requirement_response ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.requirement_revision ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.retention ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.rule_revision ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.scope_decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.statement ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.statement_naming ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.supplier_alias ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.supplier_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.supplier_succession ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.tally ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.tally_change ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.tally_head ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.task ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON hoshitori.api_key FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.assessment FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.audit_event FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.audit_head FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.audit_value FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.bi_reader FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_text FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_version FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_version_2027 FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_version_2028 FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_version_2029 FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_version_2030 FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_version_first FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.board_version_later FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.buyer_head FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.buyer_setting FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.campaign FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.campaign_recipient FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.checkpoint FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.checkpoint_head FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.consultation FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.declaration FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.declaration_check FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.declaration_end FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.disclosure FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.disclosure_answer FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.disclosure_read FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.disclosure_request FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.duty_record FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.erasure FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.event FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.event_head FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.evidence FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.evidence_content FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.evidence_piece FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.idempotency FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.import FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.import_row FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.invitation FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.job FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.kept_statement FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.label_use FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.likeness FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.likeness_dismissal FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.mail FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.mail_reader FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.mail_setting FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.number_difference FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.organisation_change FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.paper FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.partner_check FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.predecessor_acceptance FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.quota FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.quota_day FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.quota_use FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.recovery_code FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.relationship FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.relationship_event FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.remark_dismissal FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.requirement_response FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.requirement_revision FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.retention FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.rule_revision FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.scope_decision FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.statement FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.statement_naming FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.supplier_alias FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.supplier_head FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.supplier_succession FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.tally FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.tally_change FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.tally_head FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.task FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.undecided FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.user_account FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.user_device FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.user_link FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.webhook FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant ON hoshitori.webhook_delivery FOR SELECT TO hoshitori_app USING ((org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid));

ALTER TABLE hoshitori.undecided ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.user_account ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.user_device ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.user_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.webhook ENABLE ROW LEVEL SECURITY;

ALTER TABLE hoshitori.webhook_delivery ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA hoshitori TO hoshitori_engine;
GRANT USAGE ON SCHEMA hoshitori TO hoshitori_app;
GRANT USAGE ON SCHEMA hoshitori TO hoshitori_backup;
GRANT ALL ON SCHEMA hoshitori TO hoshitori_owner;
GRANT USAGE ON SCHEMA hoshitori TO hoshitori_bi;

REVOKE ALL ON FUNCTION hoshitori.account_subject(p_email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.address_salt(p_email text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.alias_add(p_relationship uuid, p_alias text, p_joined uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.alias_end(p_relationship uuid, p_alias text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.alias_of(p_org uuid, p_alias text, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.alias_of(p_org uuid, p_alias text, p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.alias_settled(p_relationship uuid, p_stored jsonb, p_wanted jsonb) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.relationship TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.relationship TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.relationship TO hoshitori_app;

GRANT SELECT(org_id) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(relationship_id) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(supplier_id) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(state) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(invited_on) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(invitation_expires_on) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(accepted_on) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(declined_on) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(ended_on) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(name) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(reading) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(corporate_number) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(code) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(category) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(tags) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(memo) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(recorded_at) ON TABLE hoshitori.relationship TO hoshitori_bi;

GRANT SELECT(changed_at) ON TABLE hoshitori.relationship TO hoshitori_bi;

REVOKE ALL ON FUNCTION hoshitori.aliases_shape(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.all_relationships_lock() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.answer_tells(p_operation text, p_body text, p_key jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.answers_converted(p_stored jsonb, p_entered jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.answers_converted(p_stored jsonb, p_entered jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.api_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.api_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.api_key_end(p_last_day date, p_bound bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.api_key_hand_over(p_key bigint, p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.api_key_hand_over(p_key bigint, p_user uuid) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.api_key TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.api_key TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.api_key_json(k hoshitori.api_key) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.api_key_lock(p_key bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.api_key_maker(k hoshitori.api_key) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.api_key_page(p_at timestamp with time zone, p_id bigint, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.api_key_page(p_at timestamp with time zone, p_id bigint, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.api_key_revoke(p_key bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.api_key_revoke(p_key bigint) TO hoshitori_app;
GRANT ALL ON FUNCTION hoshitori.api_key_revoke(p_key bigint) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.api_key_rotate(p_key bigint, p_hash bytea, p_last4 text, p_overlap_days integer, p_last_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.api_key_rotate(p_key bigint, p_hash bytea, p_last4 text, p_overlap_days integer, p_last_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.api_key_used(p_uses jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.api_key_used(p_uses jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.api_keys_lock_bound(p_key bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.api_keys_of(p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.archive_contents() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.archive_contents() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.archive_evidence_after(p_evidence uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.archive_evidence_after(p_evidence uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.archive_evidence_piece_of(p_evidence uuid, p_place integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.archive_evidence_piece_of(p_evidence uuid, p_place integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.archive_expression(p_table regclass, p_column text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.archive_files() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.archive_left_out() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.archive_name(p_column text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.archive_page(p_file text, p_after jsonb, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.archive_page(p_file text, p_after jsonb, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_add(p_assessment uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_add(p_assessment uuid, p_body jsonb) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.assessment TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.assessment TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.assessment TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_added(a hoshitori.assessment) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_added(a hoshitori.assessment) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_answer_set(a hoshitori.assessment) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_answer_set(a hoshitori.assessment) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_answers(a hoshitori.assessment) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_answers(a hoshitori.assessment) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_count(a hoshitori.assessment, p_answers jsonb, p_result jsonb, p_transcription integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.assessment_draft(p_assessment uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_draft(p_assessment uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_find(p_assessment uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.assessment_gaps(a hoshitori.assessment, p_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_gaps(a hoshitori.assessment, p_language text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_included(a hoshitori.assessment) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_included(a hoshitori.assessment) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_same(a hoshitori.assessment, b hoshitori.assessment) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_same(a hoshitori.assessment, b hoshitori.assessment) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_score(p_assessment uuid, p_answers jsonb, p_result jsonb, p_transcription integer, p_carried jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_score(p_assessment uuid, p_answers jsonb, p_result jsonb, p_transcription integer, p_carried jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_shape(a hoshitori.assessment) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_shape(a hoshitori.assessment) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.edition TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.edition TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.edition TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.edition TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.assessment_source(p_assessment uuid, e hoshitori.edition) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.assessment_state_require(a hoshitori.assessment, VARIADIC p_states text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.assessment_submit(p_assessment uuid, p_assessed_on date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_submit(p_assessment uuid, p_assessed_on date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assessment_withdraw(p_assessment uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.assessment_withdraw(p_assessment uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.assurance_level(p_assurance text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.assurance_usual(p_star integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.audit_actor(p_key bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.audit_append(p_action text, p_object text, p_detail jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.audit_append(p_action text, p_object text, p_detail jsonb) TO hoshitori_app;
GRANT ALL ON FUNCTION hoshitori.audit_append(p_action text, p_object text, p_detail jsonb) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.audit_chain(p_org uuid, p_after bigint, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.audit_chain(p_org uuid, p_after bigint, p_limit integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.audit_head_of(p_org uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.audit_head_of(p_org uuid) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.audit_heads() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.audit_heads() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.audit_name(p_object text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.audit_page(p_newest boolean, p_after bigint, p_rows integer, p_first date, p_last date, p_operation text, p_by text, p_object text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.audit_page(p_newest boolean, p_after bigint, p_rows integer, p_first date, p_last date, p_operation text, p_by text, p_object text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.audit_seal(p_seq bigint, p_object text, p_members text[], INOUT p_detail jsonb, OUT commitments text[]) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.audit_event TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.audit_event TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.audit_event TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.audit_values(a hoshitori.audit_event) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.audit_values(a hoshitori.audit_event) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.bi_public_close() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_public_close() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.bi_public_rights() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_public_rights() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.bi_reader_add(p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_reader_add(p_role text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.bi_reader_remove(p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_reader_remove(p_role text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.bi_reader_require(p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_reader_require(p_role text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.bi_role_add(p_role text, p_password text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_role_add(p_role text, p_password text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.bi_role_end(p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_role_end(p_role text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.bi_role_remove(p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.bi_role_remove(p_role text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.board_catch_up(p_orgs uuid[], p_relationships uuid[], p_day date, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_category(p_org uuid, p_category text, p_limit integer, p_after text, p_after_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_cells(p_org uuid, p_side text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_met boolean, p_held boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_days(p_org uuid, p_side text, p_day date, p_fits text, p_beyond text, p_place text, p_rows integer, p_due_by date, p_expiring_by date, p_unchecked_since date, p_limit integer, p_ids uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_filtered(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows integer, p_order text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_known_at timestamp with time zone, p_marks text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_firsts(p_org uuid, p_side text, p_day date, p_cells integer[], p_fits text, p_order text, p_after text, p_after_id uuid, p_rows integer, p_ids uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_fits(p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_labels text[], p_needle text, p_due_by date, p_expiring_by date, p_unchecked_since date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_folded(p_name text, p_reading text, p_number text, p_code text, p_category text, p_tags text[], p_others text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_fresh(p_org uuid, p_side text, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.board_fresh(p_org uuid, p_side text, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.board_known(p_org uuid, p_side text, p_day date, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.board_known(p_org uuid, p_side text, p_day date, p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.board_on(p_org uuid, p_side text, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.board_on(p_org uuid, p_side text, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.board_page(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows integer, p_order text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_known_at timestamp with time zone, p_marks text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.board_page(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows integer, p_order text, p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_known_at timestamp with time zone, p_marks text[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.board_plain(p_org uuid, p_side text, p_day date, p_order text, p_after text, p_after_id uuid, p_rows integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_put(p_lines json, p_cause text, p_visible_only boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.board_put(p_lines json, p_cause text, p_visible_only boolean) TO hoshitori_app;
GRANT ALL ON FUNCTION hoshitori.board_put(p_lines json, p_cause text, p_visible_only boolean) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.board_seed(p_org uuid, p_side text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_terms(p_org uuid, p_side text, p_search text, p_labels text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_texts(p_org uuid, p_side text, p_needle text, p_labels text[], p_limit integer, p_after text, p_after_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.board_version_on(p_org uuid, p_relationship uuid, p_side text, p_day date, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.board_version_on(p_org uuid, p_relationship uuid, p_side text, p_day date, p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.buyer_head_lock() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.buyer_head_share() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.buyer_leave(p_relationship uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.buyer_leave(p_relationship uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.buyer_lock(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.buyer_record(p_relationship uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.buyer_record(p_relationship uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.buyer_tasks(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.campaign_add(p_campaign uuid, p_name text, p_reminds uuid, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.campaign_add(p_campaign uuid, p_name text, p_reminds uuid, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.campaign TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.campaign TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.campaign TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.campaign_counted(c hoshitori.campaign) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.campaign_find(p_campaign uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.campaign_letters(p_campaign uuid, p_made jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.campaign_letters(p_campaign uuid, p_made jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.campaign_read(p_campaign uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.campaign_read(p_campaign uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.campaign_recipient_page(p_campaign uuid, p_after uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.campaign_recipient_page(p_campaign uuid, p_after uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.campaign_shape(c hoshitori.campaign) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.campaign_shape(c hoshitori.campaign) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.check_add(p_supplier text, p_declaration uuid, p_check uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.check_add(p_supplier text, p_declaration uuid, p_check uuid, p_body jsonb) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.declaration_check TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.declaration_check TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.declaration_check TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.check_object(c hoshitori.declaration_check) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.check_page(p_relationship uuid, p_declaration uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.check_page(p_relationship uuid, p_declaration uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.check_result(c hoshitori.declaration_check, p_outcome text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.check_shape(c hoshitori.declaration_check) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.check_withdraw(p_supplier text, p_declaration uuid, p_check uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.check_withdraw(p_supplier text, p_declaration uuid, p_check uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.checkpoint_chain(p_org uuid, p_after bigint, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.checkpoint_chain(p_org uuid, p_after bigint, p_limit integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.checkpoint_put(p_checkpoints jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.checkpoint_put(p_checkpoints jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.checkpoint_take(p_now timestamp with time zone, p_pause interval, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.checkpoint_take(p_now timestamp with time zone, p_pause interval, p_limit integer) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.job TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.job TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.job TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.close_chunk(j hoshitori.job) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.organisation TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.organisation TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.organisation TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.closed_shape(o hoshitori.organisation) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.closing_erase(p_erasure uuid, p_now timestamp with time zone, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.closing_mark(p_closed boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.closing_shut() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.code_taken(p_relationship uuid, p_code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.company_facts(r hoshitori.relationship, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.company_tasks(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.consultation_add(p_side text, p_selector text, p_consultation uuid, p_entry jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.consultation_add(p_side text, p_selector text, p_consultation uuid, p_entry jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.consultation_last_day(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.consultation_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.consultation_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.consultation TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.consultation TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.consultation TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.consultation_shape(c hoshitori.consultation) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.counterparty_shape(p_buyer uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.current_org() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.current_org() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.decision_read(p_selector text, p_day date, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.decision_read(p_selector text, p_day date, p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.declaration_add(p_declaration uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.declaration_add(p_declaration uuid, p_body jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.declaration_edition(p_star integer, p_edition text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_end_on(p_org uuid, p_declaration uuid, p_kind text, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.declaration_end_on(p_org uuid, p_declaration uuid, p_kind text, p_known_at timestamp with time zone) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.declaration TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.declaration TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.declaration TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.declaration_end_put(d hoshitori.declaration, p_kind text, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_event_add(r hoshitori.relationship, d hoshitori.declaration, p_kind text, p_body jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_facts(p_supplier uuid, p_buyer uuid, p_relationship uuid, p_until timestamp with time zone, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_last_day(d hoshitori.declaration) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_patch(p_declaration uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.declaration_patch(p_declaration uuid, p_body jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.declaration_room_require(p_org uuid, p_relationship uuid, p_most integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_seen(r hoshitori.relationship, d hoshitori.declaration) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_shape(d hoshitori.declaration, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.declaration_shape(d hoshitori.declaration, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.declaration_state(d hoshitori.declaration, p_stopped_on date, p_revoked_on date, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.declaration_state(d hoshitori.declaration, p_stopped_on date, p_revoked_on date, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.declaration_stop_add(d hoshitori.declaration, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_supersede(p_declaration uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_told(d hoshitori.declaration) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_unique_require(d hoshitori.declaration, p_member text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.declaration_visible(r hoshitori.relationship, p_declaration uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.demand_facts(r hoshitori.relationship, p_known_at timestamp with time zone) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.requirement_revision TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.requirement_revision TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.requirement_revision TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.requirement_revision TO hoshitori_bi;

REVOKE ALL ON FUNCTION hoshitori.demand_in_force(p_buyer uuid, p_relationship uuid, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.demand_on(p_buyer uuid, p_relationship uuid, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.demand_shape(q hoshitori.requirement_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.demand_unanswered(r hoshitori.relationship, p_from date[], p_status smallint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.demand_upcoming(p_buyer uuid, p_relationship uuid, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.device_known(p_email text, p_device bytea) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.user_account TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.user_account TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.device_remember(u hoshitori.user_account, p_device bytea, p_new bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.digest_of(p_org uuid, p_rights integer, p_since date, p_since_at timestamp with time zone, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.digest_section(p_code text, p_items jsonb) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.evidence TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.evidence TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.evidence TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.disclosed_evidence_find(r hoshitori.relationship, p_evidence uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosed_evidence_open(p_selector text, p_evidence uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosed_evidence_open(p_selector text, p_evidence uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosed_evidence_page(p_selector text, p_as_of date, p_known_at timestamp with time zone, p_before timestamp with time zone, p_before_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosed_evidence_page(p_selector text, p_as_of date, p_known_at timestamp with time zone, p_before timestamp with time zone, p_before_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosed_evidence_piece_of(p_selector text, p_evidence uuid, p_place integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosed_evidence_piece_of(p_selector text, p_evidence uuid, p_place integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosed_evidence_shape(e hoshitori.evidence) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosed_page(p_kind text, p_selector text, p_as_of date, p_known_at timestamp with time zone, p_language text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosed_page(p_kind text, p_selector text, p_as_of date, p_known_at timestamp with time zone, p_language text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosed_shape(a hoshitori.assessment, p_kind text, p_language text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_add(r hoshitori.relationship, p_kind text, p_shown boolean, p_from date, p_last_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_answer_add(r hoshitori.relationship, p_requests uuid[], p_answer text, p_text text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_changed(r hoshitori.relationship, p_kind text, p_changed boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_end(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_kind_names() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_kinds(p_side text, p_selector text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_kinds(p_side text, p_selector text) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.disclosure TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.disclosure TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.disclosure TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosure_known(p_supplier uuid, p_relationship uuid, p_kind text, p_at timestamp with time zone) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.disclosure_request TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.disclosure_request TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.disclosure_request TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.disclosure_missing(r hoshitori.relationship, q hoshitori.disclosure_request) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_reaches(r hoshitori.relationship, p_kind text, p_day date, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_read_add(r hoshitori.relationship, p_kind text, p_ids uuid[], p_content boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_read_page(p_relationship text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_read_page(p_relationship text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosure_request_add(p_selector text, p_request uuid, p_entry jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_request_add(p_selector text, p_request uuid, p_entry jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosure_request_decline(p_relationship uuid, p_request uuid, p_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_request_decline(p_relationship uuid, p_request uuid, p_text text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosure_request_find(r hoshitori.relationship, p_request uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_request_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_request_page(p_side text, p_selector text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosure_request_shape(r hoshitori.relationship, q hoshitori.disclosure_request) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_request_withdraw(p_selector text, p_request uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_request_withdraw(p_selector text, p_request uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosure_requests_open(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_shape(r hoshitori.relationship, p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_show(p_relationship uuid, p_kind text, p_from_day date, p_last_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_show(p_relationship uuid, p_kind text, p_from_day date, p_last_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.disclosure_state(d hoshitori.disclosure, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.disclosure_withdraw(p_relationship uuid, p_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.disclosure_withdraw(p_relationship uuid, p_kind text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.dismissal_page(p_at timestamp with time zone, p_pair uuid[], p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.dismissal_page(p_at timestamp with time zone, p_pair uuid[], p_rows integer) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.likeness_dismissal TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.likeness_dismissal TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.likeness_dismissal TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.dismissal_shape(d hoshitori.likeness_dismissal) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.drafts_count(p_counted jsonb, p_transcription integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.drafts_count(p_counted jsonb, p_transcription integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.drafts_uncounted(p_edition text, p_after_org uuid, p_after uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.drafts_uncounted(p_edition text, p_after_org uuid, p_after uuid, p_limit integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.duty_assessment(p_star integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.duty_days(p_scheme text, p_criterion json) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.duty_edition(p_criterion text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.duty_last(p_scheme text, p_criterion text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.duty_list(p_star integer, p_due_by date, p_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.duty_list(p_star integer, p_due_by date, p_language text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.duty_put(p_criterion text, p_done_on date, p_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.duty_put(p_criterion text, p_done_on date, p_language text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.duty_shape(e hoshitori.edition, p_body json, p_criterion json, p_answers jsonb, p_language text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.edition_body(p_edition text, p_transcription integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.edition_body(p_edition text, p_transcription integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.edition_find(p_edition text, p_number integer, p_sha256 bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.edition_find(p_edition text, p_number integer, p_sha256 bytea) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.edition_import(p_edition text, p_scheme text, p_number integer, p_sha256 bytea, p_body json, p_changes jsonb, p_totals jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.edition_import(p_edition text, p_scheme text, p_number integer, p_sha256 bytea, p_body json, p_changes jsonb, p_totals jsonb) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.edition_open_require(p_edition text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.edition_settled(p_edition text, p_transcription integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.edition_settled(p_edition text, p_transcription integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.edition_shape(e hoshitori.edition) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.edition_shape(e hoshitori.edition) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.edition_star(e hoshitori.edition, p_star integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.edition_tells(p_supplier uuid, p_edition text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.edition_unsettled() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.edition_unsettled() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.enter(p_org uuid, p_key bigint, p_hash bytea, p_rights integer, p_now timestamp with time zone, p_day date, p_request text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.enter(p_org uuid, p_key bigint, p_hash bytea, p_rights integer, p_now timestamp with time zone, p_day date, p_request text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.enter_as(p_org uuid, p_now timestamp with time zone, p_day date, p_request text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.enter_as(p_org uuid, p_now timestamp with time zone, p_day date, p_request text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.enter_open(p_now timestamp with time zone, p_day date, p_request text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.enter_open(p_now timestamp with time zone, p_day date, p_request text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.erase(p_what jsonb, OUT counts jsonb, OUT erased text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_answers(p_key jsonb, p_objects text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_disclosure_texts(p_key jsonb, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_entries(p_key jsonb, p_objects text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_import_rows(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_mail_settings(p_key jsonb, p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_mails(p_key jsonb, p_relationship uuid, p_users uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_on_set(p_org uuid, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_papers(p_key jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_records(p_key jsonb, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_users(p_key jsonb, p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erase_values(p_key jsonb, p_objects text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erasure_add(p_erasure uuid, p_body jsonb, p_salt text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.erasure_add(p_erasure uuid, p_body jsonb, p_salt text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.erasure_page(p_at timestamp with time zone, p_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.erasure_page(p_at timestamp with time zone, p_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.erasure_record(p_cause text, p_erasure uuid, p_what jsonb, p_counts jsonb, p_erased text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.erasure_repeat(p_message jsonb, p_now timestamp with time zone, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.erasure_repeat(p_message jsonb, p_now timestamp with time zone, p_day date) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.erasure_require(p_what jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.event_put(p_org uuid, p_relationship uuid, p_side text, p_kind text, p_body jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.events_put(p_orgs uuid[], p_relationships uuid[], p_sides text[], p_kind text, p_bodies jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.events_waited_for(p_waiting jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.events_waited_for(p_waiting jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.everybody_event_add(p_kind text, p_body jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_add(p_evidence uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_add(p_evidence uuid, p_body jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_begin(p_evidence uuid, p_content uuid, p_size bigint, p_digest bytea, p_sealed_key bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_begin(p_evidence uuid, p_content uuid, p_size bigint, p_digest bytea, p_sealed_key bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_delete(p_evidence uuid, p_erasure uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_delete(p_evidence uuid, p_erasure uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_drop(p_content uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_drop(p_content uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_erase(p_ids uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_erase_due(p_erasure uuid, p_now timestamp with time zone, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_find(p_evidence uuid, p_write boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_get(p_evidence uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_get(p_evidence uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_link_known(p_side text, p_link jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_links(p_side text, p_links jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_list_page(p_side text, p_linked_to text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_list_page(p_side text, p_linked_to text, p_before timestamp with time zone, p_before_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_may(p_side text, p_write boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_of(p_what jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_open(p_evidence uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_open(p_evidence uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_piece_add(p_content uuid, p_place integer, p_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_piece_add(p_content uuid, p_place integer, p_sealed bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_piece_of(p_evidence uuid, p_place integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_piece_of(p_evidence uuid, p_place integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_purge(p_now timestamp with time zone, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_put(p_evidence uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_put(p_evidence uuid, p_body jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_refuse(p_evidence uuid, p_content uuid, p_signature text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_refuse(p_evidence uuid, p_content uuid, p_signature text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_room_used() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_shape(e hoshitori.evidence) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_state(e hoshitori.evidence) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.evidence_store(p_evidence uuid, p_content uuid, p_media_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_store(p_evidence uuid, p_content uuid, p_media_type text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.evidence_withdraw(p_evidence uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.evidence_withdraw(p_evidence uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.factor_remove(u hoshitori.user_account) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.factor_subject(p_user uuid, p_device bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.factor_use(u hoshitori.user_account, p_step bigint, p_recovery text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.facts_known(p_relationship hoshitori.relationship, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.facts_locked(p_buyers uuid[], p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.facts_of(p_buyers uuid[], p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.facts_or_later(p_buyers uuid[], p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.facts_seen(r hoshitori.relationship, p_side text, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.fold(p_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.fold(p_text text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.fold_conversion(p_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.fold_conversion(p_text text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.fold_label(p_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.fold_label(p_text text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.fold_labels(p_category text, p_tags text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.fold_labels(p_category text, p_tags text[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.has_joined(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.has_label(r hoshitori.relationship, p_selector text, p_label text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.has_said(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.hash_known(p_stored bytea, p_shown bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.hash_renewed(p_stored bytea, p_shown bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.idempotency_answer(p_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.idempotency_answer(p_key text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.idempotency_begin(p_key text, p_operation text, p_hashes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.idempotency_begin(p_key text, p_operation text, p_hashes text[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.idempotency_store(p_key text, p_status smallint, p_etag text, p_location text, p_body text, p_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.idempotency_store(p_key text, p_status smallint, p_etag text, p_location text, p_body text, p_sealed bytea) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.import_row TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.import_row TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.import_row TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.import_add(p_rows hoshitori.import_row[], p_source text) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.import TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.import TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.import TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.import_add_absent(i hoshitori.import) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_answer(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_asks(r hoshitori.relationship, p_before jsonb, p_after jsonb, p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_begin(p_job uuid, p_total integer, p_digest text, p_ignore text, p_ignored jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_begin(p_job uuid, p_total integer, p_digest text, p_ignore text, p_ignored jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_change(r hoshitori.relationship, p_row jsonb, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_change_declaration(r hoshitori.relationship, p_row jsonb, p_id uuid, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_change_demand(r hoshitori.relationship, p_row jsonb, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_chunk(j hoshitori.job, p_refused jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_compare(r hoshitori.relationship, p_row jsonb, p_source text, OUT outcome text, OUT faults jsonb, OUT demand jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_compare_new(p_row jsonb, OUT outcome text, OUT faults jsonb, OUT demand jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_counts(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_declaration(d hoshitori.declaration, p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_declaration_faults(p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_declaration_stored(p_org uuid, p_relationship uuid, p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_demand(p_stored jsonb, p_row jsonb, p_day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_demand_stored(q hoshitori.requirement_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_demands(p_places integer[], p_demands jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_differences(p_stored jsonb, p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_drop(p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_drop(p_job uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_end(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_fault(p_column text, p_code text, p_params jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_forget() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_ignored(p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_known(p_faults jsonb, p_lost jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_lock(p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_lost(p_stored jsonb, p_demand jsonb, p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_match(p_rows jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_next(p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_next(p_job uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_note_alike(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_note_labels(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_open(p_job uuid, p_source text, p_mode text, p_absent text, p_dry_run boolean, p_ignore text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_open(p_job uuid, p_source text, p_mode text, p_absent text, p_dry_run boolean, p_ignore text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_plan(p_rows jsonb, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_planned(i hoshitori.import, p_rows hoshitori.import_row[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_quota_fault() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_record(p_entered jsonb, p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_refuse(p_job uuid, p_refused jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_refuse(p_job uuid, p_refused jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_refuse_beyond_quota(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_refuse_repeated(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_refuse_surplus(p_rows hoshitori.import_row[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_row_page(p_job uuid, p_outcomes text[], p_after integer, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_row_page(p_job uuid, p_outcomes text[], p_after integer, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_row_shape(x hoshitori.import_row) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_row_shape(x hoshitori.import_row) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_same(p_content jsonb, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_stage(p_job uuid, p_rows jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_stage(p_job uuid, p_rows jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_step(p_job uuid, p_refused jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.import_step(p_job uuid, p_refused jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.import_waiting(j hoshitori.job) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_wanted(r hoshitori.relationship, p_stored jsonb, p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.import_with_likeness(p_content jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.instant_text(p timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.instant_text(p timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_add(p_relationship uuid, p_invitation bigint, p_hash bytea, p_expires_on date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invitation_answered(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invitation_contact(p_owner uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invitation_decline(p_buyer uuid, p_invitation bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.invitation_decline(p_buyer uuid, p_invitation bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_last_day() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invitation_letters(p_suppliers jsonb, p_category text, p_tag text, p_after uuid, p_made jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.invitation_letters(p_suppliers jsonb, p_category text, p_tag text, p_after uuid, p_made jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_lock(p_buyer uuid, p_invitation bigint, p_hash bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invitation_mismatch(p_buyer uuid, p_invitation bigint, p_hash bytea, p_relationship uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.invitation_mismatch(p_buyer uuid, p_invitation bigint, p_hash bytea, p_relationship uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_open_require(r hoshitori.relationship, p_invitation bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invitation_preview(p_buyer uuid, p_invitation bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.invitation_preview(p_buyer uuid, p_invitation bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_redeem(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_details jsonb, p_org uuid, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights integer, p_key_last_day date, p_person jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.invitation_redeem(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_details jsonb, p_org uuid, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights integer, p_key_last_day date, p_person jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_refuse() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invitation_require(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.invitation_require(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_email text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_seal(p_buyer uuid, p_invitation bigint, p_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.invitation_seal(p_buyer uuid, p_invitation bigint, p_sealed bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.invitation_shape(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.invited_by_number(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.is_changed(p_buyer uuid, p_relationship uuid, p_supplier uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.is_person(p_key jsonb, p_value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.is_person(p_key jsonb, p_email text, p_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.job_add(p_job uuid, p_kind text, p_total integer, p_detail jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.job_advance(p_job uuid, p_done integer, p_changed integer, p_place text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.job_chunk(p_job uuid, p_refused jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.job_chunk(p_job uuid, p_refused jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.job_event_add(j hoshitori.job, p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.job_finish(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.job_seen(p_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.job_seen(p_kind text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.job_shape(j hoshitori.job) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.job_shape(j hoshitori.job) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.job_stop(p_org uuid, p_job uuid, p_error text, p_now timestamp with time zone, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.job_stop(p_org uuid, p_job uuid, p_error text, p_now timestamp with time zone, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.job_take(p_now timestamp with time zone, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.job_take(p_now timestamp with time zone, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.join_aliases(r hoshitori.relationship, other hoshitori.relationship, p_record jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.join_require(r hoshitori.relationship, other hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.joined_demand(r hoshitori.relationship, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.joined_record(p_own jsonb, p_other jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.joined_shape(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.json_inside(p_text text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.json_texts(p jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.kept_statement_add(p_kept uuid, p_kid text, p_issuer text, p_code text, p_jws text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.kept_statement_add(p_kept uuid, p_kid text, p_issuer text, p_code text, p_jws text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.kept_statement_remove(p_kept uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.kept_statement_remove(p_kept uuid) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.kept_statement TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.kept_statement TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.kept_statement TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.kept_statement_shape(k hoshitori.kept_statement, p_seen jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.kept_statement_shape(k hoshitori.kept_statement, p_seen jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.key_expiry(p_last_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.key_expiry(p_last_day date) TO hoshitori_app;
GRANT ALL ON FUNCTION hoshitori.key_expiry(p_last_day date) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.known_declarations(p_buyer uuid, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.label_list(p_selector text, p_near text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.label_list(p_selector text, p_near text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.label_look(p_selector text, p_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.label_use_put(p_orgs uuid[], p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.labels_looked(p_category text, p_tags text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.labels_used(p_looks text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.letter_again(p_org uuid, p_relationship uuid, p_invitation bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.letter_refused(p_org uuid, p_relationship uuid, p_address text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.letters_give(p_chosen uuid[], p_made jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.likely_duplicate_dismiss(p_suppliers jsonb, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.likely_duplicate_dismiss(p_suppliers jsonb, p_reason text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.likely_duplicate_restore(p_suppliers jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.likely_duplicate_restore(p_suppliers jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.likeness_code(p_code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.likeness_dismissed(p_org uuid, p_one uuid, p_two uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.likeness_keys(p_folded text, p_code text, p_number text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.likeness_page(p_after text, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.likeness_page(p_after text, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.likeness_pair(p_suppliers jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.likeness_put(p_orgs uuid[], p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.line_tasks(p_from date[], p_step json[], p_status smallint[], p_due_on date[], p_valid_until date[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.lines_read(p_lines json) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.mail_add(p_mails jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_add(p_mails jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_digest(p_now timestamp with time zone, p_day date, p_mails uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_digest(p_now timestamp with time zone, p_day date, p_mails uuid[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_done(p_org uuid, p_mail uuid, p_tries integer, p_outcome text, p_subject text, p_code integer, p_detail text, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_done(p_org uuid, p_mail uuid, p_tries integer, p_outcome text, p_subject text, p_code integer, p_detail text, p_now timestamp with time zone) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.mail TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.mail TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.mail TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.mail_is_stale(m hoshitori.mail, p_now timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.mail_json(m hoshitori.mail) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.mail_page(p_relationship uuid, p_state text, p_at timestamp with time zone, p_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_page(p_relationship uuid, p_state text, p_at timestamp with time zone, p_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_reader_add(p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.mail_remind(p_now timestamp with time zone, p_day date, p_mails uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_remind(p_now timestamp with time zone, p_day date, p_mails uuid[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_retry_at(p_tries integer, p_recorded_at timestamp with time zone, p_now timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.mail_returned(p_mail uuid, p_recipient text, p_detail text, p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_returned(p_mail uuid, p_recipient text, p_detail text, p_now timestamp with time zone) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.mail_sender(p_org uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.mail_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_settings() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_settings_preview() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_settings_preview() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_settings_put(p_sender_name text, p_sender_department text, p_sender_telephone text, p_reply_to text, p_introduction text, p_after_days integer, p_times integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_settings_put(p_sender_name text, p_sender_department text, p_sender_telephone text, p_reply_to text, p_introduction text, p_after_days integer, p_times integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_stop(p_org uuid, p_mail uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_stop(p_org uuid, p_mail uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.mail_take(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.mail_take(p_now timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.me() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.me() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.network_subject(p_network text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.nobody() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.number_accepted(r hoshitori.relationship, p_number text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.number_compare(p_org uuid, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.number_difference_add(r hoshitori.relationship, p_linked boolean, o hoshitori.organisation) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.number_difference TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.number_difference TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.number_difference TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.number_difference_end(d hoshitori.number_difference, p_outcome text, p_reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.number_difference_open(p_org uuid, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.number_refused(r hoshitori.relationship, p_supplier uuid, p_number text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.number_remarks(p_number text, p_name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.operator_chunk(p_after uuid, p_limit integer, p_edition text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.operator_chunk(p_after uuid, p_limit integer, p_edition text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.operator_compare(p_lines json) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.operator_compare(p_lines json) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.operator_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.operator_key_add(p_key bigint, p_hash bytea, p_name text, p_rights integer, p_last_day date, p_last4 text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.operator_organisation() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.operator_user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.operator_user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.operator_user_recover(p_email text, p_link bigint, p_hash bytea, p_factor boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.operator_user_recover(p_email text, p_link bigint, p_hash bytea, p_factor boolean) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.organisation_add(p_org uuid, p_name text, p_reading text, p_number text, p_proven boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.organisation_add(p_org uuid, p_name text, p_reading text, p_number text, p_proven boolean) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.organisation_change_add(o hoshitori.organisation, p_kind text, p_since date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.organisation_close(p_job uuid, p_name text, p_before text, p_step bigint, p_recovery text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.organisation_close(p_job uuid, p_name text, p_before text, p_step bigint, p_recovery text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.organisation_former(p_org uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.organisation_found(r hoshitori.relationship, p_org uuid, p_details jsonb, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights integer, p_key_last_day date, p_person jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.organisation_list() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.organisation_list() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.organisation_lock(p_org uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.organisation_patch(p jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.organisation_patch(p jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.organisation_record() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.organisation_record() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.organisation_reopen() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.organisation_reopen() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.organisation_require_open() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.organisation_shape(p_org uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.organisation_touched(p_org uuid, OUT buyers uuid[], OUT relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.organisation_vouch(p_org uuid, p_number text, p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.organisation_vouch(p_org uuid, p_number text, p_job uuid) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.own_attempt() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_attempt() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_attempt_right() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_attempt_right() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_factor_offer(p_before text, p_step bigint, p_recovery text, p_totp bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_factor_offer(p_before text, p_step bigint, p_recovery text, p_totp bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_factor_offered() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_factor_offered() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_factor_put(p_offer bytea, p_step bigint, p_codes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_factor_put(p_offer bytea, p_step bigint, p_codes text[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_factor_remove(p_before text, p_step bigint, p_recovery text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_factor_remove(p_before text, p_step bigint, p_recovery text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_invitation_accept(p_relationship uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_invitation_accept(p_relationship uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_invitation_decline(p_relationship uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_invitation_decline(p_relationship uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_invitation_lock(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.own_invitation_page(p_on date, p_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_invitation_page(p_on date, p_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_invitations() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.own_mail_get() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_mail_get() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_mail_put(p_language text, p_digest boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_mail_put(p_language text, p_digest boolean) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_mail_wishes(u hoshitori.user_account) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.own_password_put(p_before text, p_password text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_password_put(p_before text, p_password text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_prove(p_before text, p_step bigint, p_recovery text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.own_recovery_codes_put(p_before text, p_step bigint, p_recovery text, p_codes text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_recovery_codes_put(p_before text, p_step bigint, p_recovery text, p_codes text[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_session_end(p_session bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_session_end(p_session bigint) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_sessions() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_sessions() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_sessions_end() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.own_sessions_end() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.own_subject(u hoshitori.user_account) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.own_tasks(p_side text, p_language text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.own_user_lock() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_address(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_chunk(j hoshitori.job) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_mark(p_owner uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.owner_mark(p_owner uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.owner_of(p_now uuid, p_address text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_of_none_require(p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_person(p_owner text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.owner_person(p_owner text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.owner_require(p_address text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_settled(p_stored jsonb, p_entered jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_unknown(p_address text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.owner_wanted(p_owner text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.owner_wanted(p_owner text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.owners_lock(p_addresses text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.pair_event_add(r hoshitori.relationship, p_kind text, p_body jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.paper_add(p_paper uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.paper_add(p_paper uuid, p_body jsonb) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.paper TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.paper TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.paper TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.paper_shape(p hoshitori.paper) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.paper_shape(p hoshitori.paper) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.paper_star(p_kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.paper_star(p_kind text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.paper_withdraw(p_paper uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.paper_withdraw(p_paper uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.partner_check_add(p_supplier text, p_partner_check uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.partner_check_add(p_supplier text, p_partner_check uuid, p_body jsonb) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.partner_check TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.partner_check TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.partner_check TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.partner_check_result(c hoshitori.partner_check, p_outcome text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.partner_check_withdraw(p_supplier text, p_partner_check uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.partner_check_withdraw(p_supplier text, p_partner_check uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.partner_interval() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.partner_look_due(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.partner_look_files(p_source text, p_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.partner_look_page(p_supplier text, p_before text, p_before_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.partner_look_page(p_supplier text, p_before text, p_before_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.partner_look_shape(p_id uuid, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.partner_looks_of(r hoshitori.relationship, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.partner_reasons(p_questions jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.partner_record(p_from date, p_through date, p_known_at timestamp with time zone, p_state text, p_after text, p_after_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.partner_record(p_from date, p_through date, p_known_at timestamp with time zone, p_state text, p_after text, p_after_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.partner_summary(p_from date, p_through date, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.partner_summary(p_from date, p_through date, p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.partners_of(p_from date, p_through date, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.period_end(p_from date, p_months integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.person_hash(p_salt text, p_text text, p_email boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.person_key(p_person jsonb, p_salt text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.person_shape(p_org uuid, p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.personal_members(p_action text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.personal_paths(p_detail jsonb, p_members text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.plan_facts(p_after uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.plan_facts(p_after uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.predecessors_shape(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.published_add(p_load uuid, p_rows jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.published_add(p_load uuid, p_rows jsonb) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.published_begin() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.published_begin() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.published_chunk(p_org uuid, p_after uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.published_chunk(p_org uuid, p_after uuid, p_limit integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.published_load(p_load uuid, p_rows bigint, p_full boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.published_load(p_load uuid, p_rows bigint, p_full boolean) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.questions_shape(p jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.questions_shape(p jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.quota_differences() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.quota_differences() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.quota_give(p_kind text, p_n integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_kinds() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_list() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.quota_list() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.quota_lock(p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_most(p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_most_of(p_org uuid, p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_rebuild() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.quota_rebuild() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.quota_refuse(p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_require(p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_set(p_kind text, p_most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.quota_set(p_kind text, p_most integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.quota_spend(p_org uuid, p_kind text, p_n integer, p_always boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_take(p_kind text, p_n integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.quota_used(p_kind text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.readiness_shape(a hoshitori.assessment, p_totals jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.receipt_page(p_after uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.receipt_page(p_after uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.recipient_outcome(p_state text, p_settled_at timestamp with time zone, p_invitation bigint, p_opened_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.recorded_content(p jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.recorded_replace(r hoshitori.relationship, p_old uuid, p_new uuid, p_content jsonb, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.recorded_stored(d hoshitori.declaration) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.records_of(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.recovery_code_fits(u hoshitori.user_account, p_code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.recovery_codes_left(u hoshitori.user_account) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.recovery_codes_put(u hoshitori.user_account, p_codes text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.recovery_hash(p_user uuid, p_code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.refusals_of(u hoshitori.user_account) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.sign_in_refusal TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.sign_in_refusal TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.refusals_tell(u hoshitori.user_account, r hoshitori.sign_in_refusal) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.refuse(p_code text, p_member text, p_params jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.refuse(p_code text, p_member text, p_params jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.relationship_accept(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_end(r hoshitori.relationship, p_step text, p_into uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_known(r hoshitori.relationship, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_leave(INOUT r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_lock(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_state_on(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_state_require(r hoshitori.relationship, VARIADIC p_states text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_step_add(r hoshitori.relationship, p_kind text, p_reason text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_steps(r hoshitori.relationship, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.relationship_touched(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.remark_digest(r hoshitori.relationship, p_remark jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.remark_marks(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.request_day() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.request_day() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.request_key() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.request_key() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.request_maker() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.request_now() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.request_now() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.request_owner() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.request_rights() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.request_rights() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.request_set(p_org uuid, p_key bigint, p_now timestamp with time zone, p_day date, p_request text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.request_user() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_alike(p_relationship uuid, p_star integer, p_due_on date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_answer(p_relationship uuid, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision, p_newest integer, p_outcome text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_body(p_relationship uuid, p_now hoshitori.requirement_revision, p_next hoshitori.requirement_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_content(p jsonb, p_effective_from date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_delete(p_supplier text, p_expected text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.requirement_delete(p_supplier text, p_expected text[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.requirement_newest(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_put(p_supplier text, p_demand jsonb, p_expected text[], p_none_yet boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.requirement_put(p_supplier text, p_demand jsonb, p_expected text[], p_none_yet boolean) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.requirement_result(p_relationship uuid, p_outcome text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.requirement_result(p_relationship uuid, p_outcome text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.requirement_same(p jsonb, q hoshitori.requirement_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_shape(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_tag(p_relationship uuid, p_revision integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.requirement_told(r hoshitori.relationship, p_revision integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.response_put(p_relationship uuid, p_kind text, p_message text, p_revision integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.response_put(p_relationship uuid, p_kind text, p_message text, p_revision integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.response_revision(r hoshitori.relationship, p_revision integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.response_shape(p_supplier uuid, p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.retention_add(p_months integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.retention_of(p_org uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.retention_own(p_org uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.retention_put(p_months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.retention_put(p_months integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.retention_set(p_months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.retention_set(p_months integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.retention_shape() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.retention_shape() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.revision_add(r hoshitori.relationship, p_revision integer, p_kind text, p_content jsonb, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.revision_expected(p_expected text[], p_tag text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.revision_page(p_relationship uuid, p_before integer, p_before_recorded timestamp with time zone, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.revision_page(p_relationship uuid, p_before integer, p_before_recorded timestamp with time zone, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.revision_shape(q hoshitori.requirement_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.revision_tag(p_object text, p_revision integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.revision_tag(p_object text, p_revision integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.rights_lacking(p_rights integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rights_require(p_rights integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rights_require_over(p_rights integer) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.rule_revision TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.rule_revision TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.rule_revision TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.rule_alike(q hoshitori.rule_revision) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.rule_alike(q hoshitori.rule_revision) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.rule_changed(q hoshitori.rule_revision, p_body jsonb, p_outcome text, p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_chunk(j hoshitori.job) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_current(p_rule text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_decide(p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_decided_facts(p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_delete(p_rule text, p_expected text[], p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.rule_delete(p_rule text, p_expected text[], p_job uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.rule_distinct(q hoshitori.rule_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_made(p_rule text, p jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_put(p_rule text, p_demand jsonb, p_expected text[], p_none_yet boolean, p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.rule_put(p_rule text, p_demand jsonb, p_expected text[], p_none_yet boolean, p_job uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.rule_reach(p_rule text, p_after uuid, p_limit integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_revision_add(q hoshitori.rule_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_revision_shape(q hoshitori.rule_revision) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.rule_revision_shape(q hoshitori.rule_revision) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.rule_shape(q hoshitori.rule_revision) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.rule_shape(q hoshitori.rule_revision) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.rule_tag(q hoshitori.rule_revision) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.rule_tag(q hoshitori.rule_revision) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.rule_told(p_relationships uuid[], p_revisions integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rule_wanted(p_relationships uuid[], p_instead hoshitori.rule_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.rules_standing(p_instead hoshitori.rule_revision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.scheme_date_list() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.scheme_date_list() TO hoshitori_migrate;

GRANT ALL ON TABLE hoshitori.scheme_date TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.scheme_date TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.scheme_date TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.scheme_date TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.scheme_date_of(p_star integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.scheme_date_set(p_scheme text, p_star smallint, p_obtainable_from date, p_close boolean, p_validity_months integer, p_max_age_months integer, p_note text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.scheme_date_set(p_scheme text, p_star smallint, p_obtainable_from date, p_close boolean, p_validity_months integer, p_max_age_months integer, p_note text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.scheme_facts() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.scheme_of(p_star integer) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.scheme_step TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.scheme_step TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.scheme_steps(p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.scheme_steps_put() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.scope_decision_add(p_supplier text, p_scope_decision uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.scope_decision_add(p_supplier text, p_scope_decision uuid, p_body jsonb) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.scope_decision TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.scope_decision TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.scope_decision TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.scope_decision_shape(s hoshitori.scope_decision) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.secret_uses() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.secret_uses() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.session_end() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.session_end() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.session_extend() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.session_extend() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.session_json(k hoshitori.api_key) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.session_start(p_org uuid, p_user uuid, p_password text, p_totp_step bigint, p_recovery text, p_key bigint, p_hash bytea, p_last4 text, p_network text, p_browser text, p_device bytea, p_new_device bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.session_start(p_org uuid, p_user uuid, p_password text, p_totp_step bigint, p_recovery text, p_key bigint, p_hash bytea, p_last4 text, p_network text, p_browser text, p_device bytea, p_new_device bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.sessions_end_others(u hoshitori.user_account) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.sessions_json(p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.sessions_revoke(p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.settings_of(p_buyer uuid, p_known_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.settings_put(p_expiring_days integer, p_recheck_months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.settings_put(p_expiring_days integer, p_recheck_months integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.settings_shape() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.settings_shape() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.side_relationship(p_side text, p_selector text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.sign_in_begin(p_email text, p_org uuid, p_network text, p_device bytea, p_code boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.sign_in_begin(p_email text, p_org uuid, p_network text, p_device bytea, p_code boolean) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.sign_in_match(p_email text, p_org uuid, p_number text, p_password text, p_network text, p_device bytea, p_code boolean, p_recovery text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.sign_in_match(p_email text, p_org uuid, p_number text, p_password text, p_network text, p_device bytea, p_code boolean, p_recovery text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.sign_in_meant(u hoshitori.user_account, p_org uuid, p_number text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.sign_in_policy() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.sign_in_policy() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.sign_in_policy_put(p_second_factor text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.sign_in_policy_put(p_second_factor text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.sign_in_refused(p_email text, p_org uuid, p_network text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.sign_in_refused(p_email text, p_org uuid, p_network text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.sign_in_salt_of(p_email text, p_org uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.simulated_demands(p_change jsonb, p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.simulated_facts(p_facts jsonb, p_revision jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.simulated_revision(p_kind text, p_decided_by text, p_star smallint, p_assurance text, p_higher boolean, p_effective_from date, p_due_on date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.simulation_chunk(p_simulation jsonb, p_suppliers uuid[], p_on date, p_after uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.simulation_chunk(p_simulation jsonb, p_suppliers uuid[], p_on date, p_after uuid, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.simulation_suppliers(p_simulation jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.simulation_suppliers(p_simulation jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.standing_facts(p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.standing_facts(p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.standing_readiness() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.standing_readiness() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.star_obtainable_require(p_star integer, p_day date, p_member text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.statement_add(p_statement uuid, p_relationship uuid, p_as_of date, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_add(p_statement uuid, p_relationship uuid, p_as_of date, p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_distrust(p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_distrust(p_name text) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.statement_get(p_statement uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_get(p_statement uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_issuers() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_issuers() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.statement_key_keep(p_kid text, p_public_key bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.statement_look(p_kid text, p_code text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_look(p_kid text, p_code text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_named(p_buyer uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.statement_naming_put(p_named boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_naming_put(p_named boolean) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_naming_shape() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_naming_shape() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_own_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_own_keys() TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_party(p_org uuid) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.statement TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.statement TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.statement TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.statement_shape(s hoshitori.statement) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_shape(s hoshitori.statement) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_store(p_statement uuid, p_code text, p_relationship uuid, p_buyer_named boolean, p_as_of date, p_known_at timestamp with time zone, p_jws text, p_kid text, p_public_key bytea, p_basis text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_store(p_statement uuid, p_code text, p_relationship uuid, p_buyer_named boolean, p_as_of date, p_known_at timestamp with time zone, p_jws text, p_kid text, p_public_key bytea, p_basis text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statement_trust(p_kid text, p_issuer text, p_public_key bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_trust(p_kid text, p_issuer text, p_public_key bytea) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.statement_withdraw(p_statement uuid, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statement_withdraw(p_statement uuid, p_reason text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.statistics_refresh(p_filled integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.statistics_refresh(p_filled integer) TO hoshitori_engine;

REVOKE ALL ON FUNCTION hoshitori.status_change(p_was smallint, p_was_waiting_on smallint, p_status smallint, p_waiting_on smallint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.status_chunk(j hoshitori.job) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.status_job_add(p_job uuid, p_total integer, p_object text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.status_job_add(p_job uuid, p_total integer, p_object text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.status_job_queue(p_org uuid, p_job uuid, p_total integer, p_object text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.status_name(p smallint) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.status_name(p smallint) TO hoshitori_app;
GRANT ALL ON FUNCTION hoshitori.status_name(p smallint) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.step_side(p_code text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.steps_same(p_stored json[], p_computed json[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.stood_at(p_recorded_at timestamp with time zone, p_gone_at timestamp with time zone, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.stood_at(p_recorded_at timestamp with time zone, p_gone_at timestamp with time zone, p_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.succession_open(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_add(p_relationship uuid, p_record jsonb, p_invitation bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_add(p_relationship uuid, p_record jsonb, p_invitation bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_alias_end(p_supplier text, p_alias text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_alias_end(p_supplier text, p_alias text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_alike(p_relationship uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_change(p_job uuid, p_change jsonb, p_preview uuid, p_dry_run boolean, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most_tags integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_change(p_job uuid, p_change jsonb, p_preview uuid, p_dry_run boolean, p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most_tags integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_answer(p_job uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_audit(p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_change_audit(p_job uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_content(r hoshitori.relationship, p_change jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_fault(p_content jsonb, p_change jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_one(r hoshitori.relationship, i hoshitori.import) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_owner(p_change jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_plan(i hoshitori.import, p_rows hoshitori.import_row[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_change_previewed(p_preview uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_code_require(p_code text, p_entered text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_declaration_put(p_supplier text, p_declaration uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_declaration_put(p_supplier text, p_declaration uuid, p_body jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_declarations(p_relationship uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_declarations(p_relationship uuid, p_after_recorded timestamp with time zone, p_after uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_distinct(p_relationship uuid, p_code text, p_number text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_end(p_supplier text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_end(p_supplier text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_entered(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_event_add(p_kind text, p_body jsonb, p_buyers boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_facts(p_supplier uuid, p_relationship uuid, p_until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_former(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_invite(p_supplier text, p_invitation bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_invite(p_supplier text, p_invitation bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_invited(p_relationship uuid, p_outcome text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_join(p_supplier text, p_other text, p_demand text, p_expected text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_join(p_supplier text, p_other text, p_demand text, p_expected text[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_lock() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_normalised(p jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_number_accept(p_supplier text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_number_accept(p_supplier text, p_reason text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_of(p_org uuid, p_supplier text, p_known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_of(p_org uuid, p_supplier text, p_known_at timestamp with time zone) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_predecessor_accept(p_supplier text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_predecessor_accept(p_supplier text, p_reason text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_put(p_supplier text, p_record jsonb, p_merge boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_put(p_supplier text, p_record jsonb, p_merge boolean) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_record(p_relationship uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_record(p_relationship uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_remark_dismiss(p_supplier text, p_code text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_remark_dismiss(p_supplier text, p_code text, p_reason text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_remarks(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_result(p_relationship uuid, p_outcome text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_sheet(p_relationship uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_sheet(p_relationship uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_store(r hoshitori.relationship, p jsonb, p_source text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_succeed(p_supplier text, p jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_succeed(p_supplier text, p jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.supplier_tasks(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_touched() FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.supplier_upsert(p_supplier text, p_record jsonb, p_relationship uuid, p_invitation bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.supplier_upsert(p_supplier text, p_record jsonb, p_relationship uuid, p_invitation bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.suppliers_chosen(p_statuses smallint[], p_waiting_on smallint[], p_required_stars smallint[], p_held_stars smallint[], p_states text[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb, p_most integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.tags_changed(p_tags text[], p_remove text[], p_add text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.tally_differences() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.tally_differences() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.tally_lines(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_was_from date[], p_was_status smallint[], p_was_waiting_on smallint[], p_was_required_star smallint[], p_was_held_star smallint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.tally_lines(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_was_from date[], p_was_status smallint[], p_was_waiting_on smallint[], p_was_required_star smallint[], p_was_held_star smallint[]) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.tally_month(p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.tally_month(p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.tally_on(p_org uuid, p_side text, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.tally_on(p_org uuid, p_side text, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.tally_rebuild() FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.tally_rebuild() TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.tally_steps(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.task_codes(p_scope text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.task_counts(p_side text, p_owner text, p_language text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.task_counts(p_side text, p_owner text, p_language text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.task_page(p_side text, p_owner text, p_codes text[], p_language text, p_first text, p_second text, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.task_page(p_side text, p_owner text, p_codes text[], p_language text, p_first text, p_second text, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.task_scope(p_side text, p_owner uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.task_side_require(p_side text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.tasks_put(p_buyers uuid[], p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.text_lost(p_stored text, p_entered text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.text_lost_as(p_stored text, p_entered text, p_mark text, p_lost text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.text_settled(p_stored jsonb, p_entered jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.throttle_clear(p_subject bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.throttle_give_back(p_subject bytea) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.throttle TO hoshitori_engine;

REVOKE ALL ON FUNCTION hoshitori.throttle_next(t hoshitori.throttle) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.throttle_pause(p_beyond integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.throttle_subject(p_kind text, p_what text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.throttle_take(p_subject bytea, p_free integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.undecided_add(p_buyers uuid[], p_relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.undecided_all(p_edition text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.undecided_chunk(p_after uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.undecided_chunk(p_after uuid, p_limit integer) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.undecided_next(p_org uuid, p_after uuid, p_limit integer, OUT buyers uuid[], OUT relationships uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.undecided_since(p_org uuid, p_side text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.undecided_since(p_org uuid, p_side text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.upcoming_supersede(r hoshitori.relationship) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_add(p_user uuid, p_email text, p_name text, p_rights integer, p_link bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_hand_over(p_user uuid, p_to uuid, p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_hand_over(p_user uuid, p_to uuid, p_job uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_invite(p_user uuid, p_link bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_invite(p_user uuid, p_link bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_json(u hoshitori.user_account) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.user_link_accept(p_org uuid, p_link bigint, p_hash bytea, p_password text) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_link_accept(p_org uuid, p_link bigint, p_hash bytea, p_password text) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_link_add(p_user uuid, p_link bigint, p_hash bytea) FROM PUBLIC;

GRANT ALL ON TABLE hoshitori.user_link TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.user_link TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.user_link_covers(l hoshitori.user_link, u hoshitori.user_account) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.user_link_lock(p_org uuid, p_link bigint, p_hash bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.user_link_look(p_org uuid, p_link bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_link_look(p_org uuid, p_link bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_link_preview(p_org uuid, p_link bigint, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_link_preview(p_org uuid, p_link bigint, p_hash bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_links_end(p_keys bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.user_lock(p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.user_page(p_at timestamp with time zone, p_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_page(p_at timestamp with time zone, p_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_patch(p_user uuid, p_name text, p_rights integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_patch(p_user uuid, p_name text, p_rights integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_remove(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_remove(p_user uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_second_factor_remove(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_second_factor_remove(p_user uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_sessions(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_sessions(p_user uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_sessions_end(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.user_sessions_end(p_user uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.user_share(p_user uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.waiting_name(p smallint) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.waiting_name(p smallint) TO hoshitori_app;
GRANT ALL ON FUNCTION hoshitori.waiting_name(p smallint) TO hoshitori_migrate;

REVOKE ALL ON FUNCTION hoshitori.webhook_add(p_webhook uuid, p_secret bytea, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_add(p_webhook uuid, p_secret bytea, p_body jsonb) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.webhook TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.webhook TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.webhook_audit(w hoshitori.webhook, p_detail jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.webhook_delivery_page(p_webhook uuid, p_before bigint, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_delivery_page(p_webhook uuid, p_before bigint, p_rows integer) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.webhook_delivery TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.webhook_delivery TO hoshitori_backup;

REVOKE ALL ON FUNCTION hoshitori.webhook_delivery_shape(d hoshitori.webhook_delivery) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.webhook_disable(p_org uuid, p_webhook uuid, p_because text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.webhook_lock(p_webhook uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.webhook_message(d hoshitori.webhook_delivery) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.webhook_page(p_at timestamp with time zone, p_id uuid, p_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_page(p_at timestamp with time zone, p_id uuid, p_rows integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.webhook_patch(p_webhook uuid, p_body jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_patch(p_webhook uuid, p_body jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.webhook_redeliver(p_webhook uuid, p_delivery bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_redeliver(p_webhook uuid, p_delivery bigint) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.webhook_remove(p_webhook uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_remove(p_webhook uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.webhook_rotate(p_webhook uuid, p_secret bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_rotate(p_webhook uuid, p_secret bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.webhook_shape(w hoshitori.webhook) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.webhook_test(p_webhook uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.webhook_test(p_webhook uuid) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.webhook_types(p_body jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION hoshitori.worker_catch_up(p_now timestamp with time zone, p_day date, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_catch_up(p_now timestamp with time zone, p_day date, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_erase(p_erasure uuid, p_now timestamp with time zone, p_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_erase(p_erasure uuid, p_now timestamp with time zone, p_day date) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_forget(p_now timestamp with time zone, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_forget(p_now timestamp with time zone, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_keys_expiring(p_now timestamp with time zone, p_day date, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_keys_expiring(p_now timestamp with time zone, p_day date, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_log_reads(p_now timestamp with time zone, p_day date, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_log_reads(p_now timestamp with time zone, p_day date, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_number_events(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_number_events(p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_seal_anew(p_kind text, p_org uuid, p_id uuid, p_before bytea, p_sealed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_seal_anew(p_kind text, p_org uuid, p_id uuid, p_before bytea, p_sealed bytea) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_sealed_before(p_generation integer, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_sealed_before(p_generation integer, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_tally(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_tally(p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_tell_refusals(p_now timestamp with time zone, p_day date, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_tell_refusals(p_now timestamp with time zone, p_day date, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_webhook_forget(p_now timestamp with time zone, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_webhook_forget(p_now timestamp with time zone, p_limit integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_webhook_record(p_now timestamp with time zone, p_day date, p_results jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_webhook_record(p_now timestamp with time zone, p_day date, p_results jsonb) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_webhook_take(p_now timestamp with time zone, p_limit integer, p_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_webhook_take(p_now timestamp with time zone, p_limit integer, p_seconds integer) TO hoshitori_app;

REVOKE ALL ON FUNCTION hoshitori.worker_webhook_tell(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION hoshitori.worker_webhook_tell(p_now timestamp with time zone) TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.audit_head TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.audit_head TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.audit_head TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.audit_value TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.audit_value TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.audit_value TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.bi_reader TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.bi_reader TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.bi_reader TO hoshitori_bi;

GRANT SELECT ON TABLE hoshitori.bi_requirement TO hoshitori_bi;

GRANT ALL ON TABLE hoshitori.board TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.board TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.board TO hoshitori_bi;

GRANT SELECT ON TABLE hoshitori.bi_status TO hoshitori_bi;

GRANT SELECT ON TABLE hoshitori.bi_status_step TO hoshitori_bi;

GRANT SELECT ON TABLE hoshitori.bi_supplier TO hoshitori_bi;

GRANT ALL ON TABLE hoshitori.board_text TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_text TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.board_text TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.board_version TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_version TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.board_version TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.board_version_2027 TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_version_2027 TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.board_version_2028 TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_version_2028 TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.board_version_2029 TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_version_2029 TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.board_version_2030 TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_version_2030 TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.board_version_first TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_version_first TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.board_version_later TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.board_version_later TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.buyer_head TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.buyer_head TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.buyer_setting TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.buyer_setting TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.buyer_setting TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.campaign_recipient TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.campaign_recipient TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.campaign_recipient TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.checkpoint TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.checkpoint TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.checkpoint TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.checkpoint_head TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.checkpoint_head TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.declaration_end TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.declaration_end TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.declaration_end TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.disclosure_answer TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.disclosure_answer TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.disclosure_answer TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.disclosure_read TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.disclosure_read TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.disclosure_read TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.duty_record TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.duty_record TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.duty_record TO hoshitori_backup;

GRANT SELECT,INSERT ON TABLE hoshitori.edition_transcription TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.edition_transcription TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.edition_transcription TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.edition_transcription TO hoshitori_migrate;

GRANT ALL ON TABLE hoshitori.erasure TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.erasure TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.erasure TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.event TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.event TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.event TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.event_head TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.event_head TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.evidence_content TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.evidence_content TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.evidence_content TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.evidence_piece TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.evidence_piece TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.evidence_piece TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.idempotency TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.idempotency TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.invitation TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.invitation TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.label_use TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.label_use TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.label_use TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.likeness TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.likeness TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.likeness TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.mail_reader TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.mail_reader TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.mail_reader TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.mail_setting TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.mail_setting TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.mail_setting TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.organisation_change TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.organisation_change TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.organisation_change TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.predecessor_acceptance TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.predecessor_acceptance TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.predecessor_acceptance TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.published_number TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.published_number TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.published_row TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.published_row TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.quota TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.quota TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.quota_day TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.quota_day TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.quota_use TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.quota_use TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.recovery_code TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.recovery_code TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.relationship_event TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.relationship_event TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.relationship_event TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.remark_dismissal TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.remark_dismissal TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.remark_dismissal TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.requirement_response TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.requirement_response TO hoshitori_backup;
GRANT SELECT ON TABLE hoshitori.requirement_response TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.retention TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.retention TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.retention TO hoshitori_backup;

GRANT SELECT ON TABLE hoshitori.schema_migration TO hoshitori_app;

GRANT ALL ON TABLE hoshitori.sign_in_salt TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.sign_in_salt TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.statement_key TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.statement_key TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.statement_key TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.statement_naming TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.statement_naming TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.statement_naming TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.supplier_alias TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.supplier_alias TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.supplier_alias TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.supplier_head TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.supplier_head TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.supplier_succession TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.supplier_succession TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.supplier_succession TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.tally TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.tally TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.tally TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.tally_change TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.tally_change TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.tally_change TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.tally_head TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.tally_head TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.tally_head TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.task TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.task TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.undecided TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.undecided TO hoshitori_app;
GRANT SELECT ON TABLE hoshitori.undecided TO hoshitori_backup;

GRANT ALL ON TABLE hoshitori.user_device TO hoshitori_engine;
GRANT SELECT ON TABLE hoshitori.user_device TO hoshitori_backup;
