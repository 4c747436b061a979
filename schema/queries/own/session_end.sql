-- $1 session.
select result, facts, audit from hoshitori.own_session_end($1::bigint)
