-- $1 last relationship of the chunk before or null, $2 how many. Facts, or null at the end.
select hoshitori.operator_chunk($1::uuid, $2::int)
