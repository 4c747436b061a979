-- $1 e-mail, $2 link id, $3 hash of the link (bytea), $4 whether the second factor goes too. Returns the user.
select hoshitori.operator_user_recover($1::text, $2::bigint, $3::bytea, $4::boolean)
