-- Rules that decide demands of many suppliers.

-- query rule_get
-- With its tag.
-- returns value jsonb, tag text
select hoshitori.rule_shape(q) as value, hoshitori.rule_tag(q) as tag
from hoshitori.rule_revision q
where q.org_id = :organisation::uuid and q.rule = :rule::text and q.superseded_at is null and not q.removed;

-- query rule_list
-- In the order of their names, categories first.
-- returns item jsonb, first text, second text
select hoshitori.rule_shape(q) || hoshitori.rule_alike(q) as item, q.selector as first, q.name as second
from hoshitori.rule_revision q
where q.org_id = :organisation::uuid and q.superseded_at is null and not q.removed
  and (q.selector, q.name collate "C") > (case when :page_first::text is null then '' else :page_first end,
    case when :page_second::text is null then '' else :page_second end collate "C")
order by q.selector, q.name collate "C"
limit :page_rows::int;

-- query rule_revision_list
-- Newest first.
-- returns item jsonb, first text, second text
select hoshitori.rule_revision_shape(q) as item, q.revision::text as first, hoshitori.instant_text(q.recorded_at) as second
from hoshitori.rule_revision q
where q.org_id = :organisation::uuid and q.rule = :rule::text
  and q.revision < case when :page_second::timestamptz is null then 2147483647 else :page_first::int end
order by q.revision desc
limit :page_rows::int;
