-- $1 id, $2 scheme, $3 published on or null, $4 SHA-256 (bytea), $5 the file.
select hoshitori.edition_import($1::text, $2::text, $3::date, $4::bytea, $5::json)
