-- The catalogue as it was imported. $1 edition.
select e.body from hoshitori.edition e where e.edition_id = $1::text
