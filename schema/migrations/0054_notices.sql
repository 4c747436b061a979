-- What cannot wait is told at once, by kind as each person wants it; what can wait is told by the numbers of the feed, which no
-- transaction that commits late falls behind.
set local role hoshitori_owner;

alter table mail_reader add column talks boolean not null default true;
alter table mail_reader add column checks boolean not null default true;
alter table mail_reader add column told_seq bigint not null default 0; -- up to which event of the feed the last digest told
set local role hoshitori_engine;
update mail_reader r set told_seq = h.seq from event_head h where h.org_id = r.org_id;
set local role hoshitori_owner;
alter table mail_reader rename column told_at to began_at; -- what was before is not told, though it is numbered later
