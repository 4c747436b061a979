-- A page of statuses as they were known at an instant. $1 organisation, $2 side, $3 day, $4..$14 filters, $15 and $16 the last row of the page before,
-- $17 rows, as in board_page; $18 the client's tag or null, $19 what else the tag depends on, $20 'supplier',
-- 'buyer' or 'sheet' when the record is wanted too, $21 order, $22 instant. Without rows to send, one row with
-- the tag alone.
with page as materialized (
  select p.* from hoshitori.board_page($1::uuid, $2::text, $3::date, $15::text, $16::uuid, $17::int, $21::text,
    $4::smallint[], $5::smallint[], $6::smallint[], $7::smallint[], $8::text[], $9::text, $10::text, $11::text, $12::date,
    $13::date, $14::date, $22::timestamptz) with ordinality p(relationship_id, version, sort, place)
), tag as (
  select encode(substr(sha256(convert_to($19::text || coalesce(string_agg(relationship_id::text || version, ''
    order by place), ''), 'UTF8')), 1, 16), 'hex') as tag from page
)
select t.tag, p.relationship_id, p.version, b.line_step[b.step] as step,
  case when b.line_next[b.step] > 0 then b.line_from[b.line_next[b.step]] end as changes_on,
  case when b.line_next[b.step] > 0 then b.line_status[b.line_next[b.step]] end as next_status,
  case when b.line_next[b.step] > 0 then b.line_waiting_on[b.line_next[b.step]] end as next_waiting_on,
  b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.number_proven, b.code,
  b.category, array_to_json(b.tags) as tags, b.memo,
  case $20::text when 'supplier' then hoshitori.supplier_record(p.relationship_id)
    when 'buyer' then hoshitori.buyer_record(p.relationship_id)
    when 'sheet' then hoshitori.supplier_sheet(p.relationship_id) end as record,
  p.sort
from tag t
  left join page p on t.tag is distinct from $18::text
  left join lateral (
    select x.*, width_bucket($3::date, x.line_from) as step from hoshitori.board_version x
    where x.org_id = $1::uuid and x.relationship_id = p.relationship_id and x.version = p.version
    limit 1
  ) b on true
order by p.place
