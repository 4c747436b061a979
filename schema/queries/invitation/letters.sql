-- $1 suppliers (JSON array of relationship ids) or null, $2 category, $3 tag, $4 after, $5 made: [{"id", "hash"}].
select result, facts, audit from hoshitori.invitation_letters($1::jsonb, $2::text, $3::text, $4::uuid, $5::jsonb)
