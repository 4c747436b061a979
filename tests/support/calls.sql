-- Functions that are called for each of a buyer's records when it is read, as sheet or list: those that PostgreSQL could not
-- expand where they stand. psql -v buyer=…
begin;
set local track_functions = 'all';
select set_config('app.org_id', :'buyer', true), set_config('app.now', '2026-12-01T03:00:00Z', true),
  set_config('app.day', '2026-12-01', true) \g /dev/null
set local role hoshitori_app;
select hoshitori.supplier_sheet(relationship_id) from hoshitori.relationship where org_id = :'buyer' \g /dev/null
reset role;
select distinct s.funcname from pg_stat_xact_user_functions s
where s.calls >= (select count(*) from hoshitori.relationship where org_id = :'buyer')
order by 1;
