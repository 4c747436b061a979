-- $1 the job that was taken, $2 what is refused of the chunk that was planned, or null. Facts (JSON), or null: the
-- job is done.
select hoshitori.job_chunk($1::uuid, $2::jsonb)
