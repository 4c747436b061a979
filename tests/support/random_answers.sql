-- Beside suppliers.sql: a random demand for each relationship, and for the suppliers of the accepted ones random
-- declarations of every star, papers, and answers to an edition of SCS (all or some, submitted, withdrawn or drafts), as
-- facts only. Variables: buyer, edition, criteria (how many its star 3 has; star 4 has no others yet).
set search_path = hoshitori;
select setseed(0.5);
create temp table one as
select r.relationship_id, r.supplier_id, row_number() over (order by r.relationship_id) as g, 1 + (random() * 3)::int as star,
  (array['declared', 'substantiated', 'confirmed'])[1 + (random() * 2)::int] as level, random() < 0.8 as higher,
  date '2026-12-01' + (random() * 400)::int as due, 1 + (random() * 3)::int as held, random() as answers, random() as share,
  date '2027-03-15' + (random() * 300)::int as declared
from relationship r where r.org_id = :'buyer';
grant select on one to hoshitori_engine;
set role hoshitori_engine;

insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, required_star, required_assurance,
  accept_higher, effective_from, due_on, content_hash, recorded_at)
select :'buyer', relationship_id, 1, 'set', 'explicit', star, level, higher, '2026-12-01', due, '\x00', '2026-10-21' from one;

insert into declaration (org_id, declaration_id, scheme, star, number, declared_on, valid_from, valid_until, scope, recorded_at)
select supplier_id, md5('random declaration ' || relationship_id)::uuid, 'scs', held, 'R' || g, declared, declared,
  declared + 365, 'whole', '2026-10-21'
from one where supplier_id is not null and held >= 3;

insert into paper (org_id, paper_id, kind, on_day, detail, recorded_at)
select supplier_id, md5(kind || relationship_id)::uuid, kind, declared - 30, '{}', '2026-10-21'
from one, unnest(array['expert_confirmation', 'management_oath', 'third_party_assessment', 'technical_verification']) kind
where supplier_id is not null and held >= 3 and share < 0.7;

insert into assessment (org_id, assessment_id, edition_id, star, scope, state, assessed_on, submission, result, total, met,
  unanswered, not_met, withdrawn_on, withdrawn_at, recorded_at, submitted_at)
select supplier_id, md5('random assessment ' || relationship_id)::uuid, :'edition', 3 + (share < 0.5)::int, 'whole',
  case when answers < 0.1 then 'draft' when answers < 0.2 then 'withdrawn' else 'submitted' end,
  case when answers >= 0.1 then declared - 40 end, case when answers >= 0.1 then 100 end,
  jsonb_build_object('total', case when share >= 0.5 then :criteria end, 'criteria', :criteria, 'met', met, 'not_met', 0,
    'unanswered', :criteria - met, 'gaps', '[]'::jsonb), :criteria, met, :criteria - met, 0,
  case when answers >= 0.1 and answers < 0.2 then declared + 10 end, case when answers >= 0.1 and answers < 0.2 then timestamptz '2026-10-22' end,
  '2026-10-21', case when answers >= 0.1 then timestamptz '2026-10-21' end
from one, lateral (select case when answers < 0.7 then :criteria else (share * :criteria)::int end as met) m
where supplier_id is not null;

reset role;
analyze hoshitori.assessment;
