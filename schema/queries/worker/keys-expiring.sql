-- $1 now, $2 today in Tokyo, $3 at most how many keys. Returns how many it announced.
select hoshitori.worker_keys_expiring($1::timestamptz, $2::date, $3::int)
