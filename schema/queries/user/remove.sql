-- $1 user.
select result, facts, audit from hoshitori.user_remove($1::uuid)
