-- SPDX-License-Identifier: Apache-2.0
-- More buyers and suppliers out of the demonstration, with everything that is on file about them: facts, lines, history,
-- events, tasks and audit chains, copied by sets with other organisations and relationships in them. What the copies are found
-- by (numbers, codes, searched text) is made anew by the server's own functions. The server accepts them as its own: `rebuild
-- --check` and `audit verify` find nothing. Never for a database that anybody relies on.
-- Variables: first, last (numbers of buyers), suppliers (of each), shared (buyers of each supplier).
set search_path = hoshitori;
set enable_seqscan = on;
set enable_hashjoin = on;
set enable_mergejoin = on; -- the role's own settings are for single rows
set jit = off;
set work_mem = '256MB';
set client_min_messages = warning;

-- Ids as the server makes them: their beginnings are in the order of time, so that neighbours lie together.
create function pg_temp.id(p_kind int, p_n bigint) returns uuid language sql immutable
as $$ select (lpad(to_hex(1764547200000 + p_n * 10 + p_kind), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
  from md5(p_kind || ' ' || p_n) h $$;
create function pg_temp.id_of(p_id uuid, p_relationship uuid) returns uuid language sql immutable
as $$ select overlay(overlay(md5(p_id::text || p_relationship) placing '7' from 13) placing '8' from 17)::uuid $$;
-- A 法人番号 with its check digit.
create function pg_temp.number(p_n bigint) returns text language sql immutable
as $$ select 9 - sum(substr(t, 13 - i, 1)::int * (2 - i % 2)) % 9 || t from lpad((300000000000 + p_n)::text, 12) t, generate_series(1, 12) i group by t $$;
create function pg_temp.chained(p_hash bytea, p_text text) returns bytea language sql immutable
as $$ select sha256(p_hash || convert_to(p_text, 'UTF8')) $$;
create aggregate pg_temp.chain(text) (sfunc = pg_temp.chained, stype = bytea,
  initcond = '\x0000000000000000000000000000000000000000000000000000000000000000');

-- The demonstration's relationships, each with its place among its buyer's. One that was recorded with a declaration of the
-- buyer's own is copied once for a buyer: other rows name the declaration.
create temp table template as
select r.org_id as buyer, r.relationship_id as relationship, r.supplier_id as supplier, r.corporate_number,
  row_number() over (partition by r.org_id order by r.relationship_id) - 1 as place, count(*) over (partition by r.org_id) as places,
  dense_rank() over (order by r.org_id) - 1 as which,
  not exists (select from declaration d where d.org_id = r.org_id and d.relationship_id = r.relationship_id) as again,
  r.corporate_number is not distinct from o.corporate_number as own_number
from relationship r left join organisation o on o.org_id = r.supplier_id
where r.org_id in (select org_id from buyer_head where org_id::text like '00000000-0000-7000-8000-00000000d0%');

create temp table buyer as
select b, pg_temp.id(1, b) as org, t.buyer as t_org, t.places, b / (:shared * 3) as crowd
from generate_series(:first, :last) b join (select distinct which, buyer, places from template) t on t.which = b % 3;

-- Per buyer the same templates again and again until there are enough.
create temp table pair as
select b.b, b.org as buyer, t.buyer as t_buyer, t.relationship as t_relationship, t.supplier as t_supplier, k.k,
  pg_temp.id(2, b.b * 100000 + k.k * 1000 + t.place) as relationship,
  case when t.supplier is not null then pg_temp.id(3, b.crowd * 1000000 + k.k * 10000 + s.n) end as supplier,
  case when t.corporate_number is null then null when t.own_number then pg_temp.number(b.crowd * 1000000 + k.k * 10000 + s.n)
    else pg_temp.number(200000000000 + b.b * 100000 + k.k * 1000 + t.place) end as number,
  case when k.k > 0 then '-' || k.k else '' end as suffix
from buyer b join template t on t.buyer = b.t_org cross join lateral generate_series(0, :suppliers / b.places) k(k)
  left join (select supplier, row_number() over (order by supplier) as n from (select distinct supplier from template where supplier is not null) x) s
    on s.supplier = t.supplier
where k.k * t.places + t.place < :suppliers and (k.k = 0 or t.again);

create temp table side as
select 'buyer' as side, t_buyer as t_org, t_relationship, t_supplier as t_other, buyer as org, relationship, supplier as other,
  number, suffix, k, b from pair
union all
select 'supplier', t_supplier, t_relationship, t_buyer, supplier, relationship, buyer, pg_temp.number(b), '', k, b from pair where supplier is not null;
create temp table party as
select distinct on (s.org) s.side, s.t_org, s.org, case s.side when 'buyer' then ' ' || s.b else s.suffix end as suffix,
  case s.side when 'buyer' then pg_temp.number(s.b) else p.number end as number
from side s left join pair p on s.side = 'supplier' and p.relationship = s.relationship
order by s.org, p.number;
-- A supplier that other buyers of the template share has its number from whichever relationship knows it.
analyze pair;
analyze side;
analyze party;

create temp table entry as
select x.*, row_number() over (partition by org order by t_seq, relationship) as seq from (
  select s.org, s.t_org, a.seq as t_seq, s.relationship, s.t_relationship
  from side s join audit_event a on a.org_id = s.t_org and split_part(a.text::json ->> 'object', '/', 2) = s.t_relationship::text
  union all
  select p.org, p.t_org, a.seq, null, null
  from party p join audit_event a on a.org_id = p.t_org
  where not exists (select from template t where split_part(a.text::json ->> 'object', '/', 2) = t.relationship::text)) x;
grant select on template, buyer, pair, side, party, entry to hoshitori_engine;
set role hoshitori_engine;

-- Every table of organisations but those below: once for each copied relationship where a row is about one, else once for
-- each copied organisation.
do $$
declare
  one record;
begin
  for one in
    with recursive tables as (
      select c.oid, c.relname from pg_class c
      where c.relnamespace = 'hoshitori'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id')
        and c.relname not in ('board_text', 'likeness', 'tally', 'tally_change', 'audit_event', 'audit_value', 'audit_head', 'event',
          'event_head', 'checkpoint', 'checkpoint_head', 'quota_use', 'quota_day', 'idempotency', 'webhook', 'webhook_delivery',
          'put_off', 'bi_reader', 'undecided', 'task')
    ), deep(oid, depth) as (
      select oid, 0 from tables
      union
      select f.conrelid, d.depth + 1 from deep d join pg_constraint f on f.contype = 'f' and f.confrelid = d.oid and f.conrelid <> d.oid
    ), columns as (
      select t.oid, t.relname, a.attname, a.attnum, a.atttypid,
        a.attname = any(k.keys) and not 'relationship_id' = any(k.keys) and t.relname <> 'declaration' as is_key
      from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        cross join lateral (select array_agg(x.attname::text) as keys from pg_constraint c join pg_attribute x on x.attrelid = c.conrelid
          and x.attnum = any(c.conkey) where c.conrelid = t.oid and c.contype = 'p') k
    )
    select c.relname, bool_or(c.attname = 'relationship_id') as paired, string_agg(quote_ident(c.attname), ', ' order by c.attnum) as names,
      string_agg(case
        when c.attname = 'org_id' then 'p.org'
        when c.attname = 'relationship_id' then 'p.relationship'
        when c.attname in ('supplier_id', 'counterparty_id') then format('case when x.%I = p.t_other then p.other else x.%1$I end', c.attname)
        when c.attname = 'code' and c.relname in ('relationship', 'board', 'board_version') then 'x.code || p.suffix'
        when c.attname = 'name' and c.relname = 'relationship' then 'x.name || p.suffix'
        when c.attname = 'corporate_number' and c.relname = 'relationship' then 'p.number'
        when c.relname = 'board' and c.attname = 'counterparty_number' then 'case when x.counterparty_number is not null then p.number end'
        when c.relname = 'board' and c.attname = 'counterparty_name' then 'f.name'
        when c.relname = 'board' and c.attname = 'sort_key' then 'f.folded[1]'
        when c.relname = 'board' and c.attname = 'search' then 'f.folded[2]'
        when c.is_key and c.atttypid = 'uuid'::regtype then format('pg_temp.id_of(x.%I, p.relationship)', c.attname)
        when c.is_key and c.attname = 'invitation_id' then 'abs(hashint8extended(x.invitation_id, hashtextextended(p.relationship::text, 0)))'
        else format('x.%I', c.attname) end, ', ' order by c.attnum) as paired_values,
      string_agg(case
        when c.attname = 'org_id' then 'p.org'
        when c.attname = 'relationship_id' then 'case when x.relationship_id = x.org_id then p.org else x.relationship_id end'
        when c.relname = 'organisation' and c.attname = 'name' then 'x.name || p.suffix'
        when c.relname = 'organisation' and c.attname = 'corporate_number' then 'case when x.corporate_number is not null then p.number end'
        when c.relname = 'organisation' and c.attname = 'number_proven_at' then 'case when p.number is not null then x.number_proven_at end'
        else format('x.%I', c.attname) end, ', ' order by c.attnum) as own_values,
      (select max(d.depth) from deep d where d.oid = c.oid) as depth
    from columns c group by c.oid, c.relname order by depth, c.relname
  loop
    if one.paired then
      execute format('insert into %1$I (%2$s) select %3$s from side p join %1$I x on x.org_id = p.t_org and x.relationship_id = p.t_relationship %4$s on conflict do nothing',
        one.relname, one.names, one.paired_values, case when one.relname = 'board' then
          'cross join lateral (select name, board_folded(name, x.counterparty_reading, case when x.counterparty_number is not null then p.number end,
            x.code || p.suffix, x.category, x.tags, array_remove(array[nullif(x.registered_name, x.counterparty_name)], null)) as folded
            from (select case p.side when ''buyer'' then x.counterparty_name || p.suffix else x.counterparty_name || '' '' || p.b end) n(name)) f' else '' end);
    end if;
    execute format('insert into %1$I (%2$s) select %3$s from party p join %1$I x on x.org_id = p.t_org %4$s on conflict do nothing',
      one.relname, one.names, one.own_values, case when one.paired then
        'and (x.relationship_id is null or not exists (select from template t where t.relationship = x.relationship_id))' else '' end);
  end loop;
end $$;

insert into board_text (org_id, relationship_id, search, sort_key, category, terms)
select b.org_id, b.relationship_id, b.search, b.sort_key, case when b.category is not null then b.labels[1] end, t.terms
from side s join board b on b.org_id = s.org and b.relationship_id = s.relationship
  cross join lateral board_terms(b.org_id, b.side, b.search, b.labels) t;
insert into likeness (org_id, key, relationship_id)
select b.org_id, k.key, b.relationship_id
from pair s join board b on b.org_id = s.buyer and b.relationship_id = s.relationship
  cross join lateral unnest(likeness_keys(split_part(b.search, ' ', 1), b.code, b.counterparty_number)) k(key)
where b.state <> 'ended';
insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner)
select s.org, s.relationship, x.side, x.code, x.from_day, x.until_day, x.due_on, x.owner
from side s join task x on x.org_id = s.t_org and x.relationship_id = s.t_relationship;

insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at, seq)
select e.org, e.relationship, e.version, e.on_day, e.kind, e.side, e.body, e.recorded_at,
  row_number() over (partition by e.org order by e.seq, e.relationship)
from (
  select s.org, s.relationship, x.version, x.on_day, x.kind, x.side, x.body, x.recorded_at, x.seq
  from side s join event x on x.org_id = s.t_org and x.relationship_id = s.t_relationship
  union all
  select p.org, p.org, x.version, x.on_day, x.kind, x.side, x.body, x.recorded_at, x.seq
  from party p join event x on x.org_id = p.t_org and x.relationship_id = x.org_id
) e;
insert into event_head (org_id, seq) select e.org_id, max(e.seq) from event e join party p on p.org = e.org_id group by 1;

-- Chains anew: an entry has its number, its organisation and its relationship in its text.
insert into audit_event (org_id, seq, text, hash, recorded_at)
select x.org, x.seq, x.text, pg_temp.chain(x.text) over (partition by x.org order by x.seq), x.recorded_at
from (
  select e.org, e.seq, a.recorded_at,
    replace(replace(regexp_replace(a.text, '^\{"seq" : \d+', '{"seq" : ' || e.seq), e.t_org::text, e.org::text),
      coalesce(e.t_relationship::text, '-none-'), coalesce(e.relationship::text, '')) as text
  from entry e join audit_event a on a.org_id = e.t_org and a.seq = e.t_seq) x;
insert into audit_head (org_id, seq, hash)
select distinct on (p.org) p.org, a.seq, a.hash from party p join audit_event a on a.org_id = p.org order by p.org, a.seq desc;
insert into checkpoint_head (org_id) select org from party;
insert into audit_value (org_id, seq, place, object, value, salt)
select e.org, e.seq, v.place, replace(v.object, coalesce(e.t_relationship::text, '-none-'), coalesce(e.relationship::text, '')), v.value, v.salt
from entry e join audit_value v on v.org_id = e.t_org and v.seq = e.t_seq;

insert into quota_use (org_id, kind, slot, used)
select r.org_id, 'suppliers', 0, count(*) from buyer b join relationship r on r.org_id = b.org where r.state <> 'ended' group by 1;
insert into tally (org_id, side, grain, from_day, status, waiting_on, required_star, held_star, n)
select b.org_id, b.side, g.grain, g.day, s.status, s.waiting_on, s.required_star, s.held_star, sum(s.n)
from side c join board b on b.org_id = c.org and b.relationship_id = c.relationship,
  lateral tally_steps(b.line_from, b.line_status, b.line_waiting_on, b.line_required_star, b.line_held_star) s,
  lateral (values ('day', s.from_day), ('month', tally_month(s.from_day))) g(grain, day)
group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(s.n) <> 0;
