-- $1 job, $2 rows: [{"place", "line", "content", "faults"}]. [{"place", "demand"}], to be judged.
select hoshitori.import_stage($1::uuid, $2::jsonb)
