-- Who waits for the worker: jobs take turns, and what is sent to slow receivers leaves room for all others.
set local role hoshitori_owner;

-- Since when it waits for its next chunk. In the order of arrival one large job held up everybody's.
alter table job add column turn_at timestamptz;
set local role hoshitori_engine;
update job set turn_at = recorded_at;
set local role hoshitori_owner;
alter table job alter column turn_at set not null;
drop index job_open;
create index job_open on job (turn_at) where state in ('queued', 'running');

-- Its last answer came within a second. A new one is slow until then.
alter table webhook add column quick boolean not null default false;
