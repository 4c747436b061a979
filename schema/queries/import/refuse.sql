-- $1 job, $2 rows that are refused: [{"place", "faults"}].
select hoshitori.import_refuse($1::uuid, $2::jsonb)
