-- $1 buyer, $2 invitation, $3 the sealed answer.
select hoshitori.invitation_seal($1::uuid, $2::bigint, $3::bytea)
