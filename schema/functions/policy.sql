-- A company's basic policy on information security: its draft, and the versions that it published here.

-- The newest versions that are listed; the number of the first tells how many there are.
create or replace function policy_versions(p_org uuid) returns setof policy_version
language sql stable security definer rows 100 set search_path = hoshitori, pg_temp
as $$ select * from policy_version x where x.org_id = p_org order by x.number desc limit 100 $$;

-- The contract's Policy but for its address, which the server makes of `code`: null while nothing is shown.
-- Called by the server.
create or replace function policy_shape() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('language', p.language, 'text', p.text, 'recorded_at', instant_text(p.recorded_at),
      'code', case when v.number is not null and p.withdrawn_at is null then p.code end,
      'withdrawn_at', instant_text(p.withdrawn_at), 'versions', (
        select coalesce(jsonb_agg(jsonb_build_object('number', x.number, 'published_at', instant_text(x.recorded_at),
          'withdrawn_at', instant_text(x.withdrawn_at)) order by x.number desc), '[]')
        from policy_versions(p.org_id) x),
      'changed', v.number is null or (v.text, v.language) is distinct from (p.text, p.language))
    from (values (1)) one left join policy p on p.org_id = current_org()
      left join lateral (
        select x.number, x.text, x.language from policy_version x where x.org_id = p.org_id order by x.number desc limit 1) v on true);
end $$;

-- What the policy says as long as it is not published; however its lines end, it is the same text, which begins with its title. p_code: its address, if it has
-- none yet.
-- Called by the server.
create or replace function policy_put(p_code text, p_language text, p_text text) returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  written text := regexp_replace(replace(replace(p_text, e'\r\n', e'\n'), e'\r', e'\n'), '^[\s　]+|[\s　]+$', '', 'g');
  before jsonb;
  changed boolean;
begin
  -- There may be no policy yet that could be locked.
  perform from organisation o where o.org_id = current_org() for no key update;
  before := policy_shape();
  insert into policy as p (org_id, code, language, text, key_id, recorded_at)
  values (current_org(), p_code, p_language, written, request_key(), request_now())
  on conflict (org_id) do update set (language, text, key_id, recorded_at) = (p_language, written, request_key(), request_now())
  where (p.language, p.text) is distinct from (p_language, written);
  changed := found;
  return query select jsonb_build_object('outcome', case when changed then 'changed' else 'same' end, 'body', policy_shape(), 'before', before),
    null::json,
    case when changed then jsonb_build_object('object', 'policy', 'detail', jsonb_build_object('language', p_language,
      'characters', length(written))) end;
end $$;

-- Shows the draft as the next version. The same once more is the same version, unless it was withdrawn: that it was not shown for some
-- time is to be seen.
-- Called by the server.
create or replace function policy_publish() returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  p policy;
  latest policy_version;
  before jsonb;
begin
  select * into p from policy x where x.org_id = current_org() for no key update;
  if not found then
    perform refuse('policy_not_drafted');
  end if;
  before := policy_shape();
  select * into latest from policy_version x where x.org_id = p.org_id order by x.number desc limit 1;
  if p.withdrawn_at is null and (latest.language, latest.text) is not distinct from (p.language, p.text) then
    return query select jsonb_build_object('outcome', 'same', 'body', before, 'before', before), null::json, null::jsonb;
    return;
  end if;
  perform quota_spend(p.org_id, 'policies', 1);
  insert into policy_version (org_id, number, language, text, key_id, recorded_at)
  values (p.org_id, coalesce(latest.number, 0) + 1, p.language, p.text, request_key(), request_now())
  returning * into latest;
  update policy x set withdrawn_at = null where x.org_id = p.org_id;
  return query select jsonb_build_object('outcome', 'changed', 'body', policy_shape(), 'before', before), null::json,
    jsonb_build_object('object', 'policy', 'detail', jsonb_build_object('version', latest.number));
end $$;

-- Shows it no longer; draft and versions stay on file.
-- Called by the server.
create or replace function policy_withdraw() returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from policy_version x where x.org_id = current_org()) then
    perform refuse('policy_not_published');
  end if;
  update policy x set withdrawn_at = request_now() where x.org_id = current_org() and x.withdrawn_at is null;
  if not found then
    perform refuse('already_withdrawn');
  end if;
  update policy_version x set withdrawn_at = request_now() where x.org_id = current_org() and x.number = (
    select max(y.number) from policy_version y where y.org_id = x.org_id);
  return query select jsonb_build_object('outcome', 'ended', 'body', policy_shape()), null::json,
    jsonb_build_object('object', 'policy', 'detail', '{}'::jsonb);
end $$;

-- What a draft is made of: {"company", "answers": {criterion: answer}} by the newest self-check for ★2 that was submitted, else by
-- the one that is being answered.
-- Called by the server.
create or replace function policy_basis() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('company', o.name, 'answers', coalesce((
      select jsonb_object_agg(g.key, g.value -> 'answer') from jsonb_each(a.answers) g), '{}'))
    from organisation o left join lateral (
      select x.answers from assessment x
      where x.org_id = o.org_id and x.edition_id = 'security-action-2-v3' and x.state in ('draft', 'submitted')
      order by x.state = 'submitted' desc, x.recorded_at desc limit 1) a on true
    where o.org_id = current_org());
end $$;

-- What anybody sees at an address: a version, the newest unless one is named; nothing of what is withdrawn, or of an organisation
-- that closed.
create or replace function policy_look(p_code text, p_number int)
returns table (company text, language text, text text, number int, versions jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select o.name, v.language, v.text, v.number, (
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('number', x.number, 'published_on', tokyo_day(x.recorded_at),
        'withdrawn_on', tokyo_day(x.withdrawn_at))) order by x.number desc)
      from policy_versions(p.org_id) x)
    from policy p join organisation o on o.org_id = p.org_id and o.closed_on is null
      join policy_version v on v.org_id = p.org_id
    where p.org_id = case when p_code ~ '^[0-9a-f]{64}$' then substr(p_code, 1, 32)::uuid end and p.code = p_code
      and p.withdrawn_at is null
      and v.number = coalesce(p_number, (select max(x.number) from policy_version x where x.org_id = p.org_id));
end $$;

-- A closed organisation's goes, with all versions.
create or replace function erase_policy() returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  delete from policy_version v where v.org_id = current_org();
  delete from policy p where p.org_id = current_org();
$$;

grant execute on function policy_look(text, int) to hoshitori_app;
