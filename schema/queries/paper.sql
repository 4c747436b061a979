-- query paper_list
-- Newest first. Of each kind the first.
-- returns item jsonb, first text, second uuid
with page as materialized (
  select p.paper_id, p.recorded_at
  from unnest(array['policy_publication', 'expert_confirmation', 'management_oath', 'third_party_assessment',
    'technical_verification']) k(kind) cross join lateral (
    select p.paper_id, p.recorded_at from hoshitori.paper p
    where p.org_id = :organisation::uuid and p.kind = k.kind
      and (p.recorded_at, p.paper_id) < {newer_than_page}
    order by p.recorded_at desc, p.paper_id desc limit :page_rows::int
  ) p
  where :kind::text is null or k.kind = :kind
  order by p.recorded_at desc, p.paper_id desc limit :page_rows
)
select hoshitori.paper_shape(p) as item, hoshitori.instant_text(p.recorded_at) as first, p.paper_id as second
from page x join hoshitori.paper p on p.org_id = :organisation and p.paper_id = x.paper_id
order by x.recorded_at desc, x.paper_id desc
