-- One buyer with many suppliers, as facts only: `hoshitori rebuild` then makes their lines. Three of five
-- accepted; of these half hold ★1 or ★2, with or without papers. Never for a database that anybody relies on.
-- Variables: buyer (organisation), suppliers.
set search_path = hoshitori;

-- Before the role: the engine makes nothing in the database.
create temp table one as
select g, md5(:'buyer' || ' supplier ' || g)::uuid as supplier_id, md5(:'buyer' || ' pair ' || g)::uuid as relationship_id,
  g % 5 < 3 as accepted, g % 2 = 0 as declares, 1 + g % 4 / 2 as star
from generate_series(1, :suppliers) g;
grant select on one to hoshitori_engine;
set role hoshitori_engine;

insert into organisation (org_id, name, reading, recorded_at)
select supplier_id, '株式会社試験製作所' || g, 'シケンセイサクショ' || g, '2026-10-01' from one where accepted;
insert into supplier_head (org_id) select supplier_id from one where accepted;
insert into buyer_head (org_id) values (:'buyer') on conflict do nothing;

insert into relationship (org_id, relationship_id, supplier_id, state, invited_on, invitation_expires_on, accepted_on,
  name, reading, code, category, tags, recorded_at, changed_at)
select :'buyer', relationship_id, case when accepted then supplier_id end, case when accepted then 'active' else 'invited' end,
  '2026-10-05', '2027-01-02', case when accepted then date '2026-10-20' end, '株式会社試験製作所' || g,
  'シケンセイサクショ' || g, 'G' || g, '製造委託', case when g % 10 = 0 then array['図面'] else '{}' end, '2026-10-05', '2026-10-20'
from one;

insert into declaration (org_id, declaration_id, scheme, star, number, declared_on, valid_from, scope, recorded_at)
select supplier_id, md5('declaration ' || relationship_id)::uuid, 'security-action', star, '5' || lpad(g::text, 10, '0'),
  '2026-10-10', '2026-10-10', 'whole', '2026-10-21'
from one where accepted and declares;

insert into assessment (org_id, assessment_id, edition_id, star, scope, state, assessed_on, submission, result, total, met,
  unanswered, not_met, recorded_at, submitted_at)
select supplier_id, md5('assessment ' || relationship_id)::uuid, 'security-action-2-v3', 2, 'whole', 'submitted',
  '2026-10-15', 1, '{"total": 25}', 25, 25, 0, 0, '2026-10-21', '2026-10-21'
from one where accepted and g % 3 = 0;

insert into paper (org_id, paper_id, kind, on_day, detail, recorded_at)
select supplier_id, md5('paper ' || relationship_id)::uuid, 'policy_publication', '2026-10-15', '{"place": "社内掲示"}', '2026-10-21'
from one where accepted and g % 4 = 0;

reset role;
analyze hoshitori.relationship;
