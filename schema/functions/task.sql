-- The inbox: what waits on an organisation, until the fact that answers it. What waits about a relationship follows from its line
-- and from what is on file beside it, and is written with the line (board_put); the rest is read where it lies.
--
--   buyer_tasks, supplier_tasks   beside the line; the records show the same
--   line_tasks                    next steps of a line, from which day to which
--   own_tasks                     of no relationship of the board: keys, work that stopped, duties, invitations by number

-- Who looks after what nobody does.
create or replace function nobody() returns uuid
language sql immutable
as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;

-- What is to be done about a relationship by its buyer, besides its status. Expanded into its statement.
create or replace function buyer_tasks(r hoshitori.relationship) returns table (code text, since date, params jsonb)
language sql stable
as $$
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
    tokyo_day(a.recorded_at), jsonb_build_object('message', a.reason, 'revision', a.revision)
  from (select x.* from hoshitori.requirement_response x where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id
    order by x.seq desc limit 1) a
  where r.state = 'active' and a.response <> 'accepted'
    and not exists (select from hoshitori.consultation c
      where c.org_id = r.org_id and c.relationship_id = r.relationship_id and c.recorded_at >= a.recorded_at)
    and not exists (select from hoshitori.requirement_revision q
      where q.org_id = r.org_id and q.relationship_id = r.relationship_id and q.revision > a.revision)
$$;

-- And by its supplier. Expanded into its statement.
create or replace function supplier_tasks(r hoshitori.relationship) returns table (code text, since date, params jsonb)
language sql stable
as $$
  select 'answer_disclosure_request', tokyo_day(q.recorded_at),
    jsonb_build_object('request', q.request_id, 'kinds', to_jsonb(q.kinds), 'missing', to_jsonb(hoshitori.disclosure_missing(r, q)))
  from hoshitori.disclosure_requests_open(r) q
  order by q.recorded_at, q.request_id
$$;

-- Since when a demand waits for an answer: since it was recorded, by a supplier that was there already.
create or replace function demand_known_on(p_recorded_at timestamptz, p_accepted_on date) returns date
language sql immutable
as $$ select greatest(tokyo_day(p_recorded_at), p_accepted_on) $$;

-- The newest demand that the supplier has not answered, while it is not met; p_status of the line. Expanded into its statement.
create or replace function demand_unanswered(r hoshitori.relationship, p_from date[], p_status smallint[])
returns table (since date, until_day date, due_on date)
language sql stable
as $$
  select hoshitori.demand_known_on(q.recorded_at, r.accepted_on), coalesce((
      select min(p_from[i]) from generate_subscripts(p_from, 1) i
      where p_from[i] > greatest(q.effective_from, hoshitori.request_day()) and p_status[i] in (1, 2)), 'infinity'), q.due_on
  from (select x.* from hoshitori.requirement_revision x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
    and x.superseded_at is null order by x.revision desc limit 1) q
  where r.state = 'active' and q.kind = 'set'
    and p_status[width_bucket(greatest(q.effective_from, hoshitori.request_day()), p_from)] not in (1, 2)
    and not exists (select from hoshitori.requirement_response a
      where a.org_id = r.supplier_id and a.relationship_id = r.relationship_id and a.revision >= q.revision)
$$;

-- Whom a next step waits for; null: nobody, or what tells it is found beside the line.
create or replace function step_side(p_code text) returns text
language sql immutable
as $$
  select case
    when p_code in ('check_declaration', 'decide_scope', 'set_due_date', 'contact_supplier', 'resend_invitation') then 'buyer'
    when p_code not in ('none', 'wait_for_scheme', 'accept_invitation', 'set_requirement', 'resolve_number', 'decide_predecessor')
      then 'supplier' end
$$;

-- The next steps of a line that are not over: one row while the same is to be done by the same day. Which step it is is read from
-- its json once (`offset 0`).
create or replace function line_tasks(p_from date[], p_step json[], p_status smallint[], p_due_on date[], p_valid_until date[])
returns table (side text, code text, from_day date, until_day date, due_on date)
language sql stable
as $$
  select s.side, s.code, min(s.from_day), max(s.until_day), s.due_on
  from (
    select x.*, hoshitori.step_side(x.code) as side, x.n - row_number() over (partition by x.code, x.due_on order by x.n) as run
    from (
      select i as n, p_step[i] #>> '{next_step,code}' as code, p_from[i] as from_day, coalesce(p_from[i + 1], 'infinity') as until_day,
        case p_status[i] when 2 then p_valid_until[i] else p_due_on[i] end as due_on
      from generate_subscripts(p_from, 1) i offset 0) x) s
  where s.side is not null
  group by s.side, s.code, s.due_on, s.run
  having max(s.until_day) > hoshitori.request_day()
$$;

-- What waits about these relationships on either side, of their lines as they stand on the board now. What is over by a day
-- alone stays until the next line; readers pass by it. What stands already is neither locked nor written; what a buyer has to
-- do besides is looked for where the board has a mark of it (board_put).
create or replace function tasks_put(p_buyers uuid[], p_relationships uuid[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
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
        where exists (select from requirement_revision x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
          and x.superseded_at is null and x.questions is not null and partner_reasons(x.questions) <> '{}')
        union all
        select 'supplier', 'respond_to_demand', d.since, d.until_day, d.due_on from demand_unanswered(r, b.line_from, b.line_status) d) t
    -- Who was never written to is to be written to, not again.
    where t.code <> 'resend_invitation' or exists (
      select from invitation i where i.org_id = r.org_id and i.relationship_id = r.relationship_id)
  ), stood as (
    select o.*
    from unnest(p_buyers, p_relationships) k(buyer, id) join relationship r on r.org_id = k.buyer and r.relationship_id = k.id
      cross join lateral (values (r.org_id), (r.supplier_id)) side(org_id)
      -- By both columns: of a table that was small when it was planned, else all tasks of one of them were read for each.
      cross join lateral (select x.* from task x where x.org_id = side.org_id and x.relationship_id = r.relationship_id offset 0) o
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

-- What waits on one side of the organisation beside its board: keys that end within 30 days, work that stopped and that nobody
-- started again, duties that are due, invitations to its own number; as a person (or none) with these rights sees it. `name`: what it
-- is called; `object`: as the audit log has it.
create or replace function own_tasks(p_side text, p_language text, p_rights int, p_user uuid)
returns table (code text, since date, due_on date, owner uuid, object text, name text, params jsonb)
language sql stable security definer rows 20 set search_path = hoshitori, pg_temp
as $$
  select 'renew_key', tokyo_day(k.expires_at - interval '30 days'),
    tokyo_day(k.expires_at - interval '1 microsecond'), coalesce(k.responsible, nobody()),
    'api-keys/' || k.key_id, k.name, '{}'::jsonb
  from api_key k
  where k.org_id = current_org() and k.user_id is null and k.revoked_at is null and k.expires_at > request_now()
    and k.expires_at <= request_now() + interval '30 days' and (p_rights & 32 <> 0 or k.responsible = p_user)
    and case when k.rights & 15 = 0 then p_side = case when p_rights & 1 <> 0 then 'buyer' else 'supplier' end
      else k.rights & case p_side when 'buyer' then 3 else 12 end <> 0 end
  union all
  select 'job_failed', tokyo_day(j.finished_at), null,
    coalesce((select coalesce(k.user_id, k.responsible) from api_key k where k.org_id = j.org_id and k.key_id = j.key_id), nobody()),
    'jobs/' || j.job_id, null, jsonb_build_object('kind', j.kind)
  from job j
  where j.org_id = current_org() and j.state = 'stopped' and j.finished_at > request_now() - interval '90 days'
    and case when j.kind = 'status' and p_rights & 1 = 0 then p_side = 'supplier' else p_side = 'buyer' end
    and not job_superseded(j)
  union all
  select 'duty_due', coalesce((d ->> 'next_on')::date, tokyo_day((duty_assessment(null)).recorded_at), request_day()),
    null, nobody(), 'duties/' || (d ->> 'criterion'), d ->> 'criterion', jsonb_build_object('text', d -> 'text')
  from jsonb_array_elements(case when p_side = 'supplier' then duty_list(null, request_day(), p_language) -> 'items' else '[]' end) d
  union all
  select 'accept_invitation', r.invited_on, r.invitation_expires_on, nobody(), 'invitations/' || r.relationship_id,
    (select o.name from organisation o where o.org_id = r.org_id), '{}'
  from own_invitations() r where p_side = 'supplier'
$$;

-- What of the table a page or a count looks at: of one side, and of one person (or nobody) where p_owner is given. A buyer's has
-- an index for that; a supplier's is nobody's.
create or replace function task_scope(p_side text, p_owner uuid) returns text
language sql immutable
as $$
  select format('t.org_id = current_org() and t.side = %L', p_side) || case
    when p_owner is null or p_side = 'supplier' and p_owner = hoshitori.nobody() then ''
    when p_side = 'supplier' then ' and false'
    else format(' and t.owner = %L', p_owner) end
$$;

-- The codes under which anything is stored, each found by the index alone.
create or replace function task_codes(p_scope text) returns text[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_bitmapscan = off
as $$
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
end $$;

-- Who may not read this side finds nothing there.
create or replace function task_side_require(p_side text) returns void
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  if request_rights() & (case p_side when 'buyer' then 1 else 4 end) = 0 then
    perform refuse('right_missing');
  end if;
end $$;

-- What waits, the longest first: the contract's InboxTask. p_owner as in a list's owner=; p_first, p_second: since when the last
-- one of the page before waits, and which it is.
create or replace function task_page(p_side text, p_owner text, p_codes text[], p_language text, p_first text, p_second text, p_rows int)
returns table (item jsonb, first text, second text)
language plpgsql stable security definer rows 50 set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_bitmapscan = off
as $$
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
          where %1$s and t.code = c.code and t.from_day <= $10 and t.until_day > $10
            and (t.from_day, t.relationship_id) > ($3, case when c.code = $4 then split_part($5, ' ', 2)::uuid when c.code > $4 then nobody()
              else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end)
          order by t.from_day, t.relationship_id limit $6) t
        union all
        select o.code collate "C", o.since, o.due_on, o.owner, o.object collate "C", null, o.object, o.name, o.params from own_tasks($7, $8, $11, $12) o
        where ($2 is null or o.code = any($2)) and ($9 is null or o.owner = $9)
          and (o.since, o.code collate "C", o.object collate "C") > ($3, $4, coalesce(split_part($5, ' ', 2), ''))) y
      order by y.since, y.code, y.id limit $6) x
      left join board b on b.org_id = current_org() and b.relationship_id = x.relationship_id
    order by x.since, x.code, x.id
    $sql$, scope)
  using array(select c from unnest(task_codes(scope)) c where p_codes is null or c = any(p_codes)), p_codes, since_then, last_code, p_second,
    p_rows, p_side, p_language, whose, request_day(), request_rights(), request_user();
end $$;

-- How much waits, by code: of one side and, where p_owner is given, of one person; keys and the like as somebody with these rights sees
-- them. Counted up to 10,000 of each, so that it costs the same for whoever has more. The day comes as a parameter: of a function it
-- would be read anew for each row, which took six times as long.
create or replace function tasks_counted(p_side text, p_owner uuid, p_language text, p_rights int, p_user uuid)
returns table (code text, count bigint, more boolean)
language plpgsql stable security definer rows 20 set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
  most constant int := 10000;
  scope text := task_scope(p_side, p_owner);
begin
  return query execute format($sql$
    select x.code, least(x.n, $2), x.n > $2
    from (
      select c.code, w.n from unnest($1) c(code) cross join lateral (
        select count(*) as n from (
          select from task t where %1$s and t.code = c.code and t.from_day <= $6 and t.until_day > $6 limit $2 + 1) t) w
      union all
      select o.code, count(*) from own_tasks($3, $4, $7, $8) o where $5 is null or o.owner = $5 group by o.code) x
    where x.n > 0
    $sql$, scope) using task_codes(scope), most, p_side, p_language, p_owner, request_day(), p_rights, p_user;
end $$;

-- The same of several sides together: what waits on both, as a key does, is one thing.
create or replace function tasks_of_sides(p_sides text[], p_rights int, p_user uuid) returns table (code text, count bigint, more boolean)
language sql stable security definer rows 20 set search_path = hoshitori, pg_temp
as $$
  with own as (
    select s.side, o.code, o.object from unnest(p_sides) s(side) cross join lateral own_tasks(s.side, 'ja', p_rights, p_user) o
  )
  select c.code, (sum(c.count) - (select count(*) - count(distinct o.object) from own o where o.code = c.code))::bigint, bool_or(c.more)
  from unnest(p_sides) s(side) cross join lateral tasks_counted(s.side, null, 'ja', p_rights, p_user) c
  group by c.code
$$;

-- How many tasks of each kind wait on a side, as the contract's TaskCounts has them.
create or replace function task_counts(p_side text, p_owner text, p_language text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform task_side_require(p_side);
  return (
    select jsonb_build_object('as_of', request_day(), 'side', p_side, 'total', coalesce(sum(c.count), 0), 'items',
      coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'count', c.count, 'more', c.more) order by c.code), '[]'))
    from tasks_counted(p_side, case when p_owner is not null then coalesce(owner_person(p_owner), nobody()) end, p_language,
      request_rights(), request_user()) c);
end $$;

grant execute on function task_page(text, text, text[], text, text, text, int), task_counts(text, text, text) to hoshitori_app;
