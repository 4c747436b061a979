-- What became of each row, in their order. $1 job, $2 outcomes or null, $3 and $4 the last row of the page
-- before (place, job) or null, $5 rows.
select item, place, job from hoshitori.import_row_page($1::uuid, $2::text[], $3::int, $5::int)
where $4::uuid is null or job = $4::uuid
