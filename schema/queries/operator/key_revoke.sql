-- $1 key id.
select result, audit from hoshitori.api_key_revoke($1::bigint)
