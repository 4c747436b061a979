-- $1 buyer, $2 invitation, $3 hash of the token, $4 hashes of what only this request can repeat (text[]) or
-- null, $5 e-mail of the first user. Refuses a token that invitation_redeem would refuse.
select supplier, salt from hoshitori.invitation_require($1::uuid, $2::bigint, $3::bytea, $4::text[], $5::text)
