-- $1 {supplier}, $2 the demand (JSON), $3 If-Match and $4 If-None-Match as sent.
select result, facts, audit from hoshitori.requirement_put($1::text, $2::jsonb, $3::text, $4::text)
