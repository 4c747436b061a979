-- $1 job, $2 what is refused of the chunk that was planned. Facts (JSON) of what the chunk changed, or null: the job
-- is done.
select hoshitori.import_step($1::uuid, $2::jsonb)
