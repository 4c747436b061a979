-- $1 job, $2 code. After request_enter_as its organisation, or job_take.
select hoshitori.job_fail($1::uuid, $2::text)
