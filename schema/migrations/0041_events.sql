-- The feed tells more than statuses, and webhooks carry it.
set local role hoshitori_owner;

-- Of events that are no step of a line: two of one kind on one day are two.
-- Above all versions of the board, which such events had before.
create sequence event_number start 1000000000000;
grant usage on sequence event_number to hoshitori_engine;

-- A page of the feed is a range of its numbers, whatever it is filtered by.
drop index event_side;
