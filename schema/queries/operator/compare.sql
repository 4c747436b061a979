-- $1 computed lines. Organisation, relationship and side of each stored line that differs.
select org_id, relationship_id, side from hoshitori.operator_compare($1::jsonb)
