-- $1 job: a sheet that is not to be carried out.
select hoshitori.import_drop($1::uuid)
