-- Many events of one organisation, as if each had happened.
set role hoshitori_engine;
insert into hoshitori.event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
select :'organisation', :'organisation', n, '2026-12-01', 'relationship.changed', 'buyer', '{"state": "active"}', now()
from generate_series(1, :count) n;
reset role;
