-- SPDX-License-Identifier: Apache-2.0
-- A campaign to very many, written to by mail but for the last hundred, for trials of its lists alone: no facts stand behind it. One
-- mail in 10,000 came back. Settings: trial.org, trial.rows. Never for a database that anybody relies on.
set search_path = hoshitori;
set session_replication_role = replica; -- no foreign keys

create temp table chosen as
select current_setting('trial.org')::uuid as org_id, md5('r' || g)::uuid as relationship_id, '株' || md5(g::text) as name, 's' || g as code, g as place,
  g <= current_setting('trial.rows')::int - 100 as written, timestamptz '2026-11-28 09:00+09' as at, md5('c' || g)::uuid as mail
from generate_series(1, current_setting('trial.rows')::int) g;
insert into board (org_id, relationship_id, side, counterparty_name, state, sort_key, search, version, record_version, recorded_at, line_from,
  line_status, line_waiting_on, line_required_star, line_held_star, line_gap, line_due_on, line_valid_until, line_checked_on, line_next,
  line_step, step_from, step_until, status, waiting_on, required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through)
select org_id, relationship_id, 'buyer', name, 'invited', name, name || ' ' || code, 1, 1, at, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
  '{}', '{}', '{}', '-infinity', 'infinity', 0, 0, 0, 0, 0, 'infinity', 'infinity', 'infinity', '-infinity' from chosen;
insert into board_text (org_id, relationship_id, search, sort_key, terms)
select org_id, relationship_id, name || ' ' || code, name, terms from chosen cross join lateral board_terms(org_id, 'buyer', name || ' ' || code, '{}');
insert into relationship (org_id, relationship_id, state, invited_on, invitation_expires_on, name, code, contacts, recorded_at, changed_at)
select org_id, relationship_id, case when place % 100 = 0 then 'active' else 'invited' end, '2026-11-28', '2027-02-28', name, code,
  '[{"name": "x", "email": "x@example.jp"}]', at, at from chosen;
insert into invitation (org_id, invitation_id, relationship_id, hash, expires_on, recorded_at, opened_at)
select org_id, place, relationship_id, '\x00', '2027-02-28', at, case when place % 10 = 0 then at end from chosen;
insert into mail (org_id, mail_id, kind, relationship_id, recipient, language, state, recorded_at, ended_at)
select org_id, mail, 'invitation', relationship_id, 'x@example.jp', 'ja', case when place % 10000 = 0 then 'returned' else 'sent' end, at, at from chosen;
insert into campaign (org_id, campaign_id, name, total, recorded_at)
select org_id, org_id, 'x', count(*), at from chosen group by org_id, at;
insert into campaign_recipient (org_id, campaign_id, relationship_id, place, settled_at, invitation_id, mail_id)
select org_id, org_id, relationship_id, place, case when written then at end, case when written then place end, case when written then mail end
from chosen;

set session_replication_role = origin;
