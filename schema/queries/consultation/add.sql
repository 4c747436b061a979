-- $1 side, $2 {supplier} or relationship id, $3 id of the entry, $4 body.
select result, facts, audit from hoshitori.consultation_add($1::text, $2::text, $3::uuid, $4::jsonb)
