-- The feed tells more than statuses, and webhooks carry it.
set local role hoshitori_owner;

-- A page of the feed is a range of its numbers, whatever it is filtered by.
drop index event_side;
