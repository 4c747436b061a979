-- When a buyer accepted what was declared before a merger that it told itself: known from then on, not from the day's beginning.
set local role hoshitori_owner;

alter table supplier_succession add column accepted_at timestamptz;
set local role hoshitori_engine;
update supplier_succession s set accepted_at = greatest(s.recorded_at, s.accepted_on::timestamp at time zone 'Asia/Tokyo')
where s.accepted_on is not null;
