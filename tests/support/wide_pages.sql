-- SPDX-License-Identifier: Apache-2.0
-- What may be asked of a wide board (wide_board.sql), in trial_page: every filter that board_page has and every pair of
-- them, in every order that board_plain has, from the beginning, the middle and nearly the end. Values are taken out of
-- what is stored, from those that nothing fits to those that everything does. Settings: trial.org, trial.day, and
-- app.org_id and app.day as for a request. pages_over tells which touch more than trial.pages of PostgreSQL's pages, or
-- three times as many for a pair, of which some index finds what one of the two lets through; one of trial.every is tried.
set search_path = hoshitori;

create temp table trial_order as
select o[1] as name, case o[1] when 'name' then 'sort_key' else o[1] end as key, case o[1] when 'gap' then 'desc' else 'asc' end as way
from pg_proc, regexp_matches(prosrc, $$when '(\w+)'$$, 'g') o where proname = 'board_plain';

create temp table trial_start as select null::text as name, null::text as after, null::uuid as id with no data;
do $$
declare
  o trial_order;
  part float;
begin
  for o in select * from trial_order loop
    foreach part in array array[0, 0.5, 0.98] loop
      execute format('insert into trial_start select %L, %I::text, relationship_id from board where org_id = %L and side = ''buyer'''
        ' order by %2$I %4$s, relationship_id %4$s offset (select count(*) * %5$s from board where org_id = %3$L) limit 1',
        o.name, o.key, current_setting('trial.org'), o.way, part);
    end loop;
  end loop;
end $$;

create temp table trial_part as select unnest(array[0, 0.001, 0.01, 0.02, 0.025, 0.035, 0.05, 0.1, 0.2, 0.5, 1]) as part;

create temp table trial_value as
with mine as (
  select * from board where org_id = current_setting('trial.org')::uuid
), gram as (
  select substr(search, i, n) as gram, count(*)::float / (select count(*) from mine) as part
  from mine, generate_series(1, 3) n, generate_series(1, 12) i where relationship_id < '20000000-0000-0000-0000-000000000000'
  group by 1
), day as (
  select d, row_number() over (order by d)::float / count(*) over () as part
  from mine, unnest(array[due_on, valid_until, checked_on]) d where isfinite(d)
)
select 'smallint[]' as type, array[n]::smallint[]::text as value from generate_series(0, 7) n
union select 'text[]', array[state]::text from mine
union select 'text', substr(label, position(':' in label) + 1) from mine, unnest(labels) label
union select 'text', '龠'
union select 'text', g.gram from trial_part p
  cross join lateral (select gram from gram where trim(gram) = gram order by abs(part * 8 - p.part), gram limit 1) g
union select 'date', d.d::text from trial_part p cross join lateral (select d from day where part >= p.part order by part limit 1) d;

create temp table trial_filter as
select a.name, v.value from pg_proc f cross join lateral unnest(f.proargnames[:f.pronargs], f.proargtypes::oid[]) a(name, type)
  join trial_value v on v.type = format_type(a.type, null)
where f.proname = 'board_page' and a.name not in ('p_org', 'p_side', 'p_day', 'p_after', 'p_after_id', 'p_rows', 'p_order');

create temp view trial_page as
select s.name as sorted, s.after, s.id as after_id, f.filters, format('board_page(p_org => %L, p_side => ''buyer'', p_day => %L,'
  ' p_rows => 51, p_order => %L, p_after => %L, p_after_id => %L, %s)', current_setting('trial.org'), current_setting('trial.day'),
  s.name, s.after, s.id, f.filters) as call, f.several
from trial_start s cross join (
  select format('%s => %L', name, value) as filters, 1 as several from trial_filter
  union all
  select format('%s => %L, %s => %L', a.name, a.value, b.name, b.value), 2
  from trial_filter a join trial_filter b on a.name < b.name
) f;

create function pg_temp.pages_over() returns text
language plpgsql
as $$
declare
  c record;
  plan json;
  pages int;
  over text := '';
  most int := 0;
  tried int := 0;
begin
  for c in select call, several from trial_page
    where hashtext(call) % (current_setting('trial.every')::int * case several when 1 then 1 else 100 end) = 0
  loop
    execute 'explain (analyze, buffers, timing off, format json) select * from ' || c.call into plan;
    pages := (plan #>> '{0,Plan,Shared Hit Blocks}')::int + (plan #>> '{0,Plan,Shared Read Blocks}')::int;
    tried := tried + 1;
    most := greatest(most, pages);
    over := over || case when pages > current_setting('trial.pages')::int * (2 * c.several - 1) then format(E'\n%s: %s', pages, c.call) else '' end;
  end loop;
  return format('%s of %s tried, most %s%s', case when over = '' then 'none' else 'some' end, tried, most, over);
end $$;
