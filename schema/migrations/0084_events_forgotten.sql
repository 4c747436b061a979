-- Events are told for 13 months (worker_forget_events): up to which number those of an organisation are gone, and since when the
-- oldest one is there; null for none.
set local role hoshitori_owner;
alter table event_head add forgotten bigint not null default 0, add oldest_at timestamptz;
create index event_head_oldest on event_head (oldest_at) where oldest_at is not null;
set local role hoshitori_engine;
update event_head h set oldest_at = (select e.recorded_at from event e where e.org_id = h.org_id and e.seq is not null order by e.seq limit 1);
