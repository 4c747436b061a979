-- One status as it was known at an instant: facts recorded later are hidden. $1 organisation,
-- $2 {supplier} or relationship id, $3 side, $4 day, $5 'supplier' or 'buyer' when the record is
-- wanted too, $6 instant.
select b.relationship_id, b.version, b.line_step[b.step] as step,
  case when b.line_next[b.step] > 0 then b.line_from[b.line_next[b.step]] end as changes_on,
  case when b.line_next[b.step] > 0 then b.line_status[b.line_next[b.step]] end as next_status,
  case when b.line_next[b.step] > 0 then b.line_waiting_on[b.line_next[b.step]] end as next_waiting_on,
  b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.number_proven, b.code,
  b.category, array_to_json(b.tags) as tags, b.memo,
  case $5::text when 'supplier' then hoshitori.supplier_record(b.relationship_id)
    when 'buyer' then hoshitori.buyer_record(b.relationship_id) end as record
from (
  select v.*, width_bucket($4::date, v.line_from) as step
  from hoshitori.board_version v
  where v.org_id = $1::uuid and v.relationship_id = hoshitori.supplier_of($1::uuid, $2::text) and v.side = $3::text
    and v.recorded_at <= $6::timestamptz
  order by v.recorded_at desc limit 1
) b
