-- A mail that was sent to somebody at a supplier (:relationship) of :buyer, and one that waits.
set role hoshitori_engine;
insert into hoshitori.mail (org_id, mail_id, kind, relationship_id, recipient, language, subject, data, state, next_at, detail, recorded_at, ended_at)
select :'buyer', gen_random_uuid(), 'invitation', :'relationship', :'email', 'ja', :'name', d, s, n, '550 ' || :'email', now(), e
from (values ('sent', null, null::timestamptz, now()), ('queued', jsonb_build_object('name', :'name'), '2100-01-01', null)) x (s, d, n, e);
