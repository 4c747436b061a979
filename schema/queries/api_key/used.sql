-- $1 [{"organisation", "key", "hash", "day"}]: keys that were used on the day.
select hoshitori.api_key_used($1::jsonb)
