-- $1 {supplier}, $2 the record or the members that change (JSON), $3 whether $2 is a merge patch.
select result, facts, audit from hoshitori.supplier_put($1::text, $2::jsonb, $3::boolean)
