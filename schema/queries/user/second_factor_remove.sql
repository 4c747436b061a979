-- $1 user.
select result, facts, audit from hoshitori.user_second_factor_remove($1::uuid)
