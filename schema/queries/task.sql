-- The inbox of one side. Who may not read it is refused there.

-- query task_list
-- `owner` as in owner_wanted; `codes` or all.
-- returns item jsonb, first text, second text
select t.item, t.first, t.second
from hoshitori.task_page(:side::text, :owner::text, :codes::text[], :language::text, :page_first::text, :page_second::text, :page_rows::int) t

-- query task_summary
-- returns value jsonb
select hoshitori.task_counts(:side::text, :owner::text, :language::text) as value
