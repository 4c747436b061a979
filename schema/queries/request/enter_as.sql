-- $1 organisation, $2 now, $3 today in Tokyo, $4 request id. For the operator's commands.
select hoshitori.enter_as($1::uuid, $2::timestamptz, $3::date, $4::text)
