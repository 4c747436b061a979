-- $1 now, $2 today in Tokyo. The job that this transaction works on, or no row.
select org, job, kind from hoshitori.job_take($1::timestamptz, $2::date)
