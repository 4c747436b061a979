-- $1 user, $2 name or null, $3 rights as bits or null.
select result, facts, audit from hoshitori.user_patch($1::uuid, $2::text, $3::int)
