-- $1 at most so many events. Returns how many got a number.
select hoshitori.worker_number_events($1::int)
