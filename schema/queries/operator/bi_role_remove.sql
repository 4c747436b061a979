-- $1 name of the role.
select hoshitori.bi_role_remove($1::text)
