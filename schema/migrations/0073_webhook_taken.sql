-- How many messages of a webhook are under way is asked at each turn, however many wait.
set local role hoshitori_owner;

create index webhook_delivery_taken on webhook_delivery (org_id, webhook_id, taken_until) where taken_until is not null;
