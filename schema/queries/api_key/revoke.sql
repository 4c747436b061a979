-- $1 key id.
select result, facts, audit from hoshitori.api_key_revoke($1::bigint)
