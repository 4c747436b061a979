-- $1 {supplier}, $2 id of the new invitation, $3 hash of its token.
select result, facts, audit from hoshitori.supplier_invite($1::text, $2::bigint, $3::bytea)
