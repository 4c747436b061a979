-- $1 {rule}, $2 If-Match as sent, $3 id of the job, should one be needed.
select result, facts, audit from hoshitori.rule_delete($1::text, $2::text, $3::uuid)
