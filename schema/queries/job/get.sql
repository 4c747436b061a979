-- $1 organisation, $2 job.
select hoshitori.job_shape(j) from hoshitori.job j where j.org_id = $1::uuid and j.job_id = $2::uuid
