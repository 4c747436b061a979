-- SPDX-License-Identifier: Apache-2.0
-- The rows of a database of 0.1.0 once more for each number from :first to :last, with other organisations in them; audit chains
-- anew. Never for a database that anybody relies on.
set search_path = hoshitori;
set enable_seqscan = on;
set enable_hashjoin = on;
set enable_mergejoin = on;
set jit = off;

create function pg_temp.chained(p_hash bytea, p_text text) returns bytea language sql immutable
as $$ select sha256(p_hash || convert_to(p_text, 'UTF8')) $$;
create aggregate pg_temp.chain(text) (sfunc = pg_temp.chained, stype = bytea,
  initcond = '\x0000000000000000000000000000000000000000000000000000000000000000');
create temp table party as
select o.org_id as old, n, md5(o.org_id || ' ' || n)::uuid as new from organisation o, generate_series(:first, :last) n
where o.org_id in (select org_id from public.kept);
create index on party (old, n);
analyze party;
grant select on party to hoshitori_engine;
set role hoshitori_engine;

do $$
declare
  one record;
begin
  for one in
    select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as names,
      string_agg(case
        when a.attname = 'org_id' then 'p.new'
        when a.attname in ('supplier_id', 'counterparty_id') then
          format('(select q.new from party q where q.old = x.%I and q.n = p.n)', a.attname)
        when a.attname = 'relationship_id' then
          'case when x.relationship_id = x.org_id then p.new else md5(x.relationship_id || '' '' || p.n)::uuid end'
        when c.relname = 'organisation' and a.attname = 'number_proven_at' then 'null'
        when c.relname = 'audit_event' and a.attname = 'text' then 'replace(x.text, p.old::text, p.new::text)'
        when c.relname = 'audit_event' and a.attname = 'hash' then
          'pg_temp.chain(replace(x.text, p.old::text, p.new::text)) over (partition by p.new order by x.seq)'
        else format('x.%I', a.attname) end, ', ' order by a.attnum) as values
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'hoshitori'::regnamespace and c.relkind = 'r'
      and exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'org_id')
      and c.relname not in ('checkpoint', 'webhook', 'webhook_delivery', 'audit_head')
    group by c.oid, c.relname
    order by (select count(*) from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'), c.relname
  loop
    execute format('insert into %I (%s) select %s from party p join %1$I x on x.org_id = p.old', one.relname, one.names, one.values);
  end loop;
end $$;
insert into audit_head (org_id, seq, hash)
select distinct on (p.new) p.new, a.seq, a.hash from party p join audit_event a on a.org_id = p.new order by p.new, a.seq desc;
