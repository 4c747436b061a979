-- $1 job, $2 number of rows, $3 digest of the sheet.
select result, facts, audit from hoshitori.import_begin($1::uuid, $2::int, $3::text)
