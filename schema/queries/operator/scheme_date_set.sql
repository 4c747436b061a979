-- $1 scheme, $2 star, $3 obtainable from or null, $4 take the day away, $5 and $6 months or null, $7 note.
select hoshitori.scheme_date_set($1::text, $2::smallint, $3::date, $4::boolean, $5::int, $6::int, $7::text)
