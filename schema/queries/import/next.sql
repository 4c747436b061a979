-- $1 job. The next chunk is planned: [{"place", "demand"}], to be judged.
select hoshitori.import_next($1::uuid)
