-- $1 id of the relationship, $2 the record (JSON), $3 id of the invitation, $4 hash of its token.
select result, facts, audit from hoshitori.supplier_add($1::uuid, $2::jsonb, $3::bigint, $4::bytea)
