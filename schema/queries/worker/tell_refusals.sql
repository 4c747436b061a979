-- $1 now, $2 today in Tokyo, $3 at most so many addresses. Puts refused attempts to sign in into the audit logs of
-- those whom they concern; returns how many addresses it looked at.
select hoshitori.worker_tell_refusals($1::timestamptz, $2::date, $3::int)
