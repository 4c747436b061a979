-- A page of the buyer's statuses by when they last changed, oldest first. $1 organisation, $2 side (the
-- index serves the buyer's), $3 day, $4..$14 filters as in board_fits, $15 and $16 (instant, id) of the last
-- row of the page before, or what comes before the first, $17 rows, $18 the client's tag or null, $19
-- what else the tag depends on, $20 'supplier' or 'buyer' when the record is wanted too, $21 whether
-- there is no filter. Without rows to send, one row with the tag alone.
with changed as (
  select x.*, width_bucket($3::date, x.line_from) as step
  from hoshitori.board x
  where x.org_id = $1::uuid and x.side = $2::text and x.side = 'buyer'
    and (x.changed_at, x.relationship_id) > ($15::timestamptz, $16::uuid)
), page as materialized (
  select b.* from changed b
  where hoshitori.board_fits($21::boolean, b.line_status[b.step], b.line_waiting_on[b.step], b.line_required_star[b.step],
    b.line_held_star[b.step], b.state, b.category, b.tags, b.search, b.line_due_on[b.step], b.line_valid_until[b.step],
    b.line_checked_on[b.step], $4::smallint[], $5::smallint[], $6::smallint[], $7::smallint[], $8::text[], $9::text, $10::text,
    hoshitori.fold($11::text), $12::date, $13::date, $14::date)
  order by b.changed_at asc, b.relationship_id asc limit $17::int
), tag as (
  select encode(substr(sha256(convert_to($19::text || coalesce(string_agg(relationship_id::text || version, ''
    order by changed_at asc, relationship_id asc), ''), 'UTF8')), 1, 16), 'hex') as tag from page
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
  b.changed_at as sort
from tag t
  left join page b on t.tag is distinct from $18::text
order by b.changed_at asc, b.relationship_id asc
