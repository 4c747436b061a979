-- A page of statuses as they were known at an instant. $1 organisation, $2 side, $3 day, $4..$14 filters as
-- in board_fits, $15 and $16 (key, id) of the last row of the page before, or what comes before the
-- first, $17 rows, $18 the client's tag or null, $19 what else the tag depends on, $20 as in the other
-- lists, $21 whether there is no filter, $22 instant, $23 order: name, due_on or gap (largest first).
-- Without rows to send, one row with the tag alone.
with known as (
  select b.*, case $23::text when 'due_on' then b.due_on::text when 'gap' then (9 - b.gap)::text else b.sort_key
    end collate "C" as sort
  from hoshitori.board_known($1::uuid, $2::text, $3::date, $22::timestamptz) b
  where hoshitori.board_fits($21::boolean, b.status, b.waiting_on, b.required_star, b.held_star, b.state, b.category,
    b.tags, b.search, b.due_on, b.valid_until, b.checked_on, $4::smallint[], $5::smallint[], $6::smallint[], $7::smallint[], $8::text[],
    $9::text, $10::text, hoshitori.fold($11::text), $12::date, $13::date, $14::date)
), page as materialized (
  select b.* from known b where (b.sort, b.relationship_id) > ($15::text, $16::uuid)
  order by b.sort asc, b.relationship_id asc limit $17::int
), tag as (
  select encode(substr(sha256(convert_to($19::text || coalesce(string_agg(relationship_id::text || version, ''
    order by sort asc, relationship_id asc), ''), 'UTF8')), 1, 16), 'hex') as tag from page
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
  b.sort
from tag t
  left join page b on t.tag is distinct from $18::text
order by b.sort asc, b.relationship_id asc
