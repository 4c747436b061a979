-- $1 now, $2 at most so many answers of repeatable requests. Returns how many were old.
select hoshitori.worker_forget($1::timestamptz, $2::int)
