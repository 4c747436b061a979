-- $1 key id, $2 hash of its new text (bytea), $3 the last four characters of it, $4 days for which the text before
-- works on, $5 last day on which it works.
select result, facts, audit from hoshitori.api_key_rotate($1::bigint, $2::bytea, $3::text, $4::int, $5::date)
