-- $1 job, $2 source, $3 mode, $4 absent, $5 dry_run.
select hoshitori.import_open($1::uuid, $2::text, $3::text, $4::text, $5::boolean)
