-- $1 user, $2 e-mail, $3 name, $4 rights, $5 link id, $6 hash of the link (bytea).
select hoshitori.operator_user_add($1::uuid, $2::text, $3::text, $4::int, $5::bigint, $6::bytea)
