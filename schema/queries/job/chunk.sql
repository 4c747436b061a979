-- $1 the job that was taken. Facts (JSON), or null: the job is done.
select hoshitori.job_chunk($1::uuid)
