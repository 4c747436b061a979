-- $1 organisation, $2 job, $3 code, $4 now, $5 today in Tokyo.
select hoshitori.job_stop($1::uuid, $2::uuid, $3::text, $4::timestamptz, $5::date)
