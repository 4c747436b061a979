-- $1 name of the role, $2 its password.
select hoshitori.bi_role_add($1::text, $2::text)
