-- Signed sentences about a supplier's standing, or its status towards one buyer, on a day. The database says what is so, and
-- the server signs it; anybody can check it, and is told whether it was withdrawn.

-- Whether a buyer lets its suppliers name it.
create or replace function statement_named(p_buyer uuid) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((select n.named from statement_naming n where n.org_id = p_buyer order by n.revision desc limit 1), false)
$$;

-- The contract's StatementNaming.
-- Called by the server.
create or replace function statement_naming_shape() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('named', statement_named(current_org()), 'recorded_at', (
    select instant_text(n.recorded_at) from statement_naming n where n.org_id = current_org() order by n.revision desc limit 1));
end $$;

-- Called by the server.
create or replace function statement_naming_put(p_named boolean) returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before jsonb;
begin
  perform buyer_head_lock();
  before := statement_naming_shape();
  if statement_named(current_org()) = p_named then
    return query select jsonb_build_object('outcome', 'same', 'body', before, 'before', before), null::json, null::jsonb;
    return;
  end if;
  insert into statement_naming (org_id, revision, named, key_id, recorded_at)
  select current_org(), coalesce(max(n.revision), 0) + 1, p_named, request_key(), request_now()
  from statement_naming n where n.org_id = current_org();
  return query select jsonb_build_object('outcome', 'changed', 'body', statement_naming_shape(), 'before', before), null::json,
    jsonb_build_object('object', 'statement-naming', 'detail', jsonb_build_object('named', p_named));
end $$;

-- Who a statement speaks of.
create or replace function statement_party(p_org uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select jsonb_build_object('name', o.name, 'corporate_number', o.corporate_number, 'number_proven', o.number_proven_at is not null)
    from organisation o where o.org_id = p_org);
end $$;

-- What a statement is to say, of which the server makes it: of a relationship its step on the day as it was known, else the
-- facts of the standing. Without p_known_at as it is known now: what waits to be decided anew, as it was known before that.
-- Nothing is on file before statement_store.
-- Called by the server.
create or replace function statement_add(p_statement uuid, p_relationship uuid, p_as_of date, p_known_at timestamptz)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
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

-- The contract's Statement but for what it says, which the server reads out of the signed text.
create or replace function statement_shape(s statement) returns jsonb
language sql stable
as $$
  select jsonb_build_object('statement', s.statement_id, 'kind', s.kind, 'buyer', s.relationship_id, 'buyer_named', s.buyer_named,
    'jws', s.jws, 'basis', s.basis, 'recorded_at', hoshitori.instant_text(s.recorded_at),
    'withdrawn_at', hoshitori.instant_text(s.withdrawn_at), 'reason', s.reason)
$$;

-- A key of this service, kept for as long as there are statements.
create or replace function statement_key_keep(p_kid text, p_public_key bytea) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into statement_key (kid, public_key, recorded_at) values (p_kid, p_public_key, request_now())
  on conflict (kid) do update set issuer = null where statement_key.issuer is not null
$$;

-- What the server signed.
-- Called by the server.
create or replace function statement_store(p_statement uuid, p_code text, p_relationship uuid, p_buyer_named boolean, p_as_of date,
  p_known_at timestamptz, p_jws text, p_kid text, p_public_key bytea, p_basis text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform statement_key_keep(p_kid, p_public_key);
  insert into statement (org_id, statement_id, code, kind, relationship_id, buyer_named, as_of, known_at, jws, kid, basis, key_id, recorded_at)
  values (current_org(), p_statement, p_code, case when p_relationship is null then 'standing' else 'status' end, p_relationship,
    p_buyer_named, p_as_of, p_known_at, p_jws, p_kid, p_basis, request_key(), request_now());
end $$;

-- Called by the server.
create or replace function statement_get(p_statement uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select statement_shape(s) from statement s where s.org_id = current_org() and s.statement_id = p_statement);
end $$;

-- Says that it is not to be relied on any more: for good, and everybody who checks it is told.
-- Called by the server.
create or replace function statement_withdraw(p_statement uuid, p_reason text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
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

-- Checking

-- By which key a signed text is to be checked, and what is known of it here: by its key and code, or by the code alone, then
-- its text too. One row; nothing in it is known of what is not ours.
create or replace function statement_look(p_kid text, p_code text)
returns table (known boolean, issuer text, public_key text, jws text, withdrawn_at text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select k.kid is not null, k.issuer, encode(k.public_key, 'hex'), s.jws, instant_text(s.withdrawn_at)
    from (values (1)) one
      left join statement s on s.org_id = case when p_code ~ '^[0-9a-f]{64}$' then substr(p_code, 1, 32)::uuid end and s.code = p_code
      left join statement_key k on k.kid = coalesce(p_kid, s.kid);
end $$;

-- The service's own keys, the newest first.
create or replace function statement_own_keys() returns table (public_key text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select encode(k.public_key, 'hex') from statement_key k where k.issuer is null order by k.recorded_at desc, k.kid;
end $$;

-- Keeping

-- The contract's KeptStatement but for what the server makes of the signed text and of what is seen of it here.
create or replace function kept_statement_shape(k kept_statement, p_seen jsonb) returns jsonb
language sql stable
as $$
  select jsonb_build_object('kept', k.kept_id, 'jws', k.jws, 'recorded_at', hoshitori.instant_text(k.recorded_at), 'seen', p_seen)
$$;

-- Keeps a signed text, which the server checks, by what is `seen` of it, before anything is committed.
-- Called by the server.
create or replace function kept_statement_add(p_kept uuid, p_kid text, p_issuer text, p_code text, p_jws text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
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

-- What a kept statement says: the claims of its signed text.
create or replace function kept_statement_claims(k kept_statement) returns jsonb
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
declare
  said text := translate(split_part(k.jws, '.', 2), '-_', '+/');
begin
  return convert_from(decode(rpad(said, (length(said) + 3) / 4 * 4, '='), 'base64'), 'utf8')::jsonb;
end $$;

-- Whether it speaks of this partner: of one of our own the organisation that gave it out decides, once the partner has one here;
-- else the corporate numbers, and where one is not known, the names.
create or replace function kept_statement_of(k kept_statement, r relationship) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  subject jsonb := kept_statement_claims(k) -> 'subject';
  giver uuid := (select s.org_id from statement s
    where s.org_id = case when k.code ~ '^[0-9a-f]{64}$' then substr(k.code, 1, 32)::uuid end and s.code = k.code and s.jws = k.jws);
begin
  if giver is not null and r.supplier_id is not null then
    return giver = r.supplier_id;
  end if;
  return coalesce(subject ->> 'corporate_number' = r.corporate_number, fold(subject ->> 'name') = fold(r.name), false);
end $$;

-- Called by the server.
create or replace function kept_statement_remove(p_kept uuid) returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
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

-- The operator's trust

-- Takes statements that this key signs as that issuer's. False: it was so before. A key of our own stays ours.
-- Called by the operator.
create or replace function statement_trust(p_kid text, p_issuer text, p_public_key bytea) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if exists (select from statement_key k where k.kid = p_kid and (k.issuer is null or k.issuer = p_issuer)) then
    return false;
  end if;
  insert into statement_key (kid, issuer, public_key, recorded_at) values (p_kid, p_issuer, p_public_key, request_now())
  on conflict (kid) do update set issuer = excluded.issuer, recorded_at = excluded.recorded_at;
  return true;
end $$;

-- Nothing that this key signed, or any of that issuer's, is taken from now on; returns how many keys. One of our own, too:
-- of a key that got into other hands.
-- Called by the operator.
create or replace function statement_distrust(p_name text) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  delete from statement_key k where k.kid = p_name or k.issuer = p_name;
  get diagnostics n = row_count;
  return n;
end $$;

-- All keys; issuer null: our own.
-- Called by the operator.
create or replace function statement_issuers() returns table (kid text, issuer text, recorded_at text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select k.kid, k.issuer, instant_text(k.recorded_at) from statement_key k order by k.issuer nulls first, k.recorded_at, k.kid;
end $$;

grant execute on function statement_look(text, text), statement_own_keys(), statement_shape(statement),
  kept_statement_shape(kept_statement, jsonb), kept_statement_claims(kept_statement),
  kept_statement_of(kept_statement, relationship) to hoshitori_app;
