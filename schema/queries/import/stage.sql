-- $1 job, $2 rows: [{"place", "line", "content", "faults"}].
select hoshitori.import_stage($1::uuid, $2::jsonb)
