-- $1 job. Facts (JSON) of what the chunk changed, or null: the job is done.
select hoshitori.import_step($1::uuid)
