-- An organisation that left: from when nobody acts for it, and when what tells of people in it goes.
set local role hoshitori_owner;

alter table organisation add column closed_on date;
alter table organisation add column erase_on date; -- null: open, or erased already
create index organisation_erase on organisation (erase_on) where erase_on is not null;

-- Asked by each write, under the lock that puts the organisation's writes in a row.
alter table audit_head add column closed boolean not null default false;

alter table bi_reader add column ended_at timestamptz;
drop policy bi on bi_reader;
create policy bi on bi_reader for select to hoshitori_bi using (role_name = session_user and ended_at is null);

alter table job drop constraint job_kind_check;
alter table job add constraint job_kind_check check (kind in ('rule', 'import', 'status', 'hand_over', 'close'));
alter table erasure drop constraint erasure_what_check;
alter table erasure add constraint erasure_what_check check (what in ('person', 'user', 'relationship', 'organisation'));
