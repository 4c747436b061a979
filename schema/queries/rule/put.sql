-- $1 {rule}, $2 the demand (JSON), $3 If-Match and $4 If-None-Match as sent, $5 id of the job, should one be needed.
select result, facts, audit from hoshitori.rule_put($1::text, $2::jsonb, $3::text, $4::text, $5::uuid)
