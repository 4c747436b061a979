-- Takes noted changes of counts over into the tally. $1 at most so many.
select hoshitori.worker_tally($1::int)
