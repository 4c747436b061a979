-- $1 relationship, $2 kind, $3 message or null, $4 revision answered or null.
select result, facts, audit from hoshitori.response_put($1::uuid, $2::text, $3::text, $4::int)
