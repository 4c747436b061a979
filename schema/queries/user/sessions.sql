-- $1 user.
select hoshitori.user_sessions($1::uuid)
