-- $1 id, $2 name, $3 reading or null, $4 法人番号 or null, $5 whether the operator vouches for it.
select hoshitori.organisation_add($1::uuid, $2::text, $3::text, $4::text, $5::boolean)
