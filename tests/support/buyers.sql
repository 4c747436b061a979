-- One supplier with many buyers, as facts only: `hoshitori rebuild` then makes their lines. Each buyer demands
-- ★1. Never for a database that anybody relies on.
-- Variables: supplier (organisation), buyers.
set search_path = hoshitori;

-- Before the role: the engine makes nothing in the database.
create temp table one as
select g, md5(:'supplier' || ' buyer ' || g)::uuid as buyer_id, md5(:'supplier' || ' pair ' || g)::uuid as relationship_id
from generate_series(1, :buyers) g;
grant select on one to hoshitori_engine;
set role hoshitori_engine;

insert into organisation (org_id, name, reading, recorded_at)
select buyer_id, '試験発注' || g || '株式会社', 'シケンハッチュウ' || g, '2026-10-01' from one;
insert into buyer_head (org_id) select buyer_id from one;
insert into supplier_head (org_id) values (:'supplier') on conflict do nothing;

insert into relationship (org_id, relationship_id, supplier_id, state, invited_on, invitation_expires_on, accepted_on,
  name, code, category, tags, recorded_at, changed_at)
select buyer_id, relationship_id, :'supplier', 'active', '2026-10-05', '2027-01-02', '2026-10-20', '株式会社みなと精密', 'M', '製造委託',
  '{}', '2026-10-05', '2026-10-20'
from one;

insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, required_star, required_assurance,
  accept_higher, effective_from, due_on, reason, questions, content_hash, recorded_at)
select buyer_id, relationship_id, 1, 'set', 'explicit', 1, 'declared', true, '2026-10-20', '2027-06-30', '図面データを取り扱うため',
  '{}', '\x00', '2026-10-20'
from one;

reset role;
analyze hoshitori.relationship;
