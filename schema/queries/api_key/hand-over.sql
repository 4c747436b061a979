-- $1 key id, $2 user who answers for it from now on.
select result, facts, audit from hoshitori.api_key_hand_over($1::bigint, $2::uuid)
