-- $1 {supplier}, $2 the record (JSON), and for a new supplier: $3 relationship id, $4 invitation id,
-- $5 hash of its token.
select result, facts, audit from hoshitori.supplier_upsert($1::text, $2::jsonb, $3::uuid, $4::bigint, $5::bytea)
