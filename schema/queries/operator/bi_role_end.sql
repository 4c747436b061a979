-- $1 name of the role.
select hoshitori.bi_role_end($1::text)
