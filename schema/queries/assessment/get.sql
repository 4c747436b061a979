-- One self-assessment with its answers and gaps. $1 organisation, $2 assessment, $3 language of the texts.
select hoshitori.assessment_shape(a) || jsonb_build_object('answers', hoshitori.assessment_answers(a),
  'gaps', hoshitori.assessment_gaps(a, $3::text))
from hoshitori.assessment a
where a.org_id = $1::uuid and a.assessment_id = $2::uuid
