-- $1 user, $2 link id, $3 hash of the link (bytea).
select result, facts, audit from hoshitori.user_invite($1::uuid, $2::bigint, $3::bytea)
