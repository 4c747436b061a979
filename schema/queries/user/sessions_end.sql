-- $1 user.
select result, facts, audit from hoshitori.user_sessions_end($1::uuid)
