-- $1 second factor: required or optional.
select result, facts, audit from hoshitori.sign_in_policy_put($1::text)
