-- The organisation's own. $1 organisation, $2 declaration, $3 today.
select hoshitori.declaration_shape(d, $3::date)
from hoshitori.declaration d
where d.org_id = $1::uuid and d.declaration_id = $2::uuid and d.relationship_id is null
