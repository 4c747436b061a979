-- A page of statuses, ordered by gap, descending. $1 organisation, $2 side, $3 day, $4..$14 filters as
-- in board_fits, $15 and $16 (key, id) of the last row of the page before, or what comes before the
-- first, $17 rows, $18 the client's tag or null, $19 what else the tag depends on, $20 'supplier' or
-- 'buyer' when the record is wanted too, $21 whether there is no filter. Without rows to send, one row
-- with the tag alone. Each branch is ordered and limited by itself, so that an index gives the page.
with page as materialized (
  (select b.* from hoshitori.board_fresh($1::uuid, $2::text, $3::date) b
    where (b.gap, b.relationship_id) < ($15::smallint, $16::uuid)
      and hoshitori.board_fits($21::boolean, b.status, b.waiting_on, b.required_star, b.held_star, b.state, b.category,
      b.tags, b.search, b.due_on, b.valid_until, b.checked_on, $4::smallint[], $5::smallint[], $6::smallint[], $7::smallint[], $8::text[],
      $9::text, $10::text, hoshitori.fold($11::text), $12::date, $13::date, $14::date)
    order by b.gap desc, b.relationship_id desc limit $17::int)
  union all
  (select b.* from hoshitori.board_stale($1::uuid, $2::text, $3::date) b
    where (b.gap, b.relationship_id) < ($15::smallint, $16::uuid)
      and hoshitori.board_fits($21::boolean, b.status, b.waiting_on, b.required_star, b.held_star, b.state, b.category,
      b.tags, b.search, b.due_on, b.valid_until, b.checked_on, $4::smallint[], $5::smallint[], $6::smallint[], $7::smallint[], $8::text[],
      $9::text, $10::text, hoshitori.fold($11::text), $12::date, $13::date, $14::date)
    order by b.gap desc, b.relationship_id desc limit $17::int)
  order by gap desc, relationship_id desc limit $17::int
), tag as (
  select encode(substr(sha256(convert_to($19::text || coalesce(string_agg(relationship_id::text || version, ''
    order by gap desc, relationship_id desc), ''), 'UTF8')), 1, 16), 'hex') as tag from page
)
select t.tag, b.relationship_id, b.version, b.line_step[b.step] as step,
  case when b.line_next[b.step] > 0 then b.line_from[b.line_next[b.step]] end as changes_on,
  case when b.line_next[b.step] > 0 then b.line_status[b.line_next[b.step]] end as next_status,
  case when b.line_next[b.step] > 0 then b.line_waiting_on[b.line_next[b.step]] end as next_waiting_on,
  b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.number_proven, b.code,
  b.category, array_to_json(b.tags) as tags, b.memo,
  case $20::text when 'supplier' then hoshitori.supplier_record(b.relationship_id)
    when 'buyer' then hoshitori.buyer_record(b.relationship_id)
    when 'sheet' then hoshitori.supplier_sheet(b.relationship_id) end as record,
  b.gap as sort
from tag t
  left join page b on t.tag is distinct from $18::text
order by b.gap desc, b.relationship_id desc
