-- $1 action, $2 object, $3 detail (JSON). The last statement before a commit.
select hoshitori.audit_append($1::text, $2::text, $3::jsonb)
