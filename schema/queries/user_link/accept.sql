-- $1 organisation, $2 link id, $3 hash of the link (bytea), $4 the password's hash.
select result, facts, audit from hoshitori.user_link_accept($1::uuid, $2::bigint, $3::bytea, $4::text)
