-- $1 kind, $2 how many at most.
select hoshitori.quota_set($1::text, $2::int)
