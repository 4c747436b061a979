-- $1 buyer, $2 invitation, $3 hash of the token, $4 hashes of what only this request can repeat (text[]) or null, $5 details
-- of a new organisation (JSON or null), $6 its id; of its first key: $7 id, $8 hash, $9 name, $10 last four,
-- $11 rights, $12 last day; $13 its first user instead (JSON: user, email, name, password hash) or null.
select result, facts, audit from hoshitori.invitation_redeem($1::uuid, $2::bigint, $3::bytea, $4::text[], $5::jsonb, $6::uuid,
  $7::bigint, $8::bytea, $9::text, $10::text, $11::int, $12::date, $13::jsonb)
