-- $1 now, $2 today in Tokyo, $3 request id. For operations without a key.
select hoshitori.enter_open($1::timestamptz, $2::date, $3::text)
