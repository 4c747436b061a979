-- A job that stopped before its end, with nothing left to do: no request can arrange that in time.
set role hoshitori_engine;
insert into hoshitori.job (org_id, job_id, kind, state, total, detail, error, recorded_at, turn_at, finished_at)
values (:'organisation', :'job', 'status', 'stopped', 10, '{}', 'internal', now(), now(), now());
reset role;
