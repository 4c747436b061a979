-- What a filled sheet needs. $1 organisation, $2 assessment.
select e.body, a.star, a.answers
from hoshitori.assessment a join hoshitori.edition e using (edition_id)
where a.org_id = $1::uuid and a.assessment_id = $2::uuid
