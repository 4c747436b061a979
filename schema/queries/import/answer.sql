-- $1 job.
select hoshitori.import_answer($1::uuid)
