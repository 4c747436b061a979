-- $1 {supplier}, $2 id for a new entry, $3 the declaration (JSON).
select result, facts, audit from hoshitori.supplier_declaration_put($1::text, $2::uuid, $3::jsonb)
