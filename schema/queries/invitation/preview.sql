-- $1 buyer, $2 invitation, $3 hash of the token.
select result, facts, audit from hoshitori.invitation_preview($1::uuid, $2::bigint, $3::bytea)
