-- What is left of a campaign's letters is sent by a job, and each letter's mail tells what became of it.
set local role hoshitori_owner;

alter table job drop constraint job_kind_check;
alter table job add constraint job_kind_check check (kind in ('rule', 'import', 'status', 'hand_over', 'close', 'change', 'letters'));
alter table campaign add column job_id uuid; -- the job that sent its letters last
alter table campaign_recipient add column mail_id uuid;
