-- What queries of several nouns share.

-- Columns for which they share a struct and its reader: one text, a document above all; a number; a change of the way that
-- handlers/way/change.h describes; a line of a list with what the next page is found by.
-- row value: value text
-- row number: value int
-- row change: result jsonb, facts json, audit jsonb
-- row item: item jsonb, first text, second text

-- part newer_than_page
-- Rows behind the last one of the page before, newest first: compared with (recorded_at, id).
(case when :page_second::uuid is null then 'infinity' else :page_first::timestamptz end,
  case when :page_second::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else :page_second::uuid end)

-- part line_step
-- Of `b`, a line with the number of its step: as of when it was decided, the step, and what it changes to.
hoshitori.instant_text(b.decided_at) as decided_at, b.line_step[b.step]::text as step,
  case when b.line_next[b.step] > 0 then b.line_from[b.line_next[b.step]] end as changes_on,
  case when b.line_next[b.step] > 0 then b.line_status[b.line_next[b.step]] end as next_status,
  case when b.line_next[b.step] > 0 then b.line_waiting_on[b.line_next[b.step]] end as next_waiting_on
