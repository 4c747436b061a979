-- $1 now, $2 today in Tokyo, $3 at most so many rows. Returns how many were due.
select hoshitori.worker_catch_up($1::timestamptz, $2::date, $3::int)
