-- Self-assessments of the organisation.

-- query assessment_get
-- One with its answers and gaps, their texts in a language. A submission is counted by the criteria that are known now (readiness_shape).
-- returns value jsonb
select hoshitori.assessment_shape(a) || jsonb_build_object('answers', hoshitori.assessment_answers(a),
  'criteria_added', hoshitori.assessment_added(a),
  'gaps', hoshitori.assessment_gaps(a, :language::text),
  'included', hoshitori.assessment_included(a, case when a.submitted_at is null then a.transcription else e.transcription end)) as value
from hoshitori.assessment a join hoshitori.edition e using (edition_id)
where a.org_id = :organisation::uuid and a.assessment_id = :assessment::uuid;

-- query assessment_list
-- Newest first. Of each state and edition the first.
-- returns item jsonb, first text, second uuid
with page as materialized (
  select p.assessment_id, p.recorded_at
  from unnest(array['draft', 'submitted', 'withdrawn', 'superseded']) s(state) cross join hoshitori.edition e cross join lateral (
    select a.assessment_id, a.recorded_at from hoshitori.assessment a
    where a.org_id = :organisation::uuid and a.state = s.state and a.edition_id = e.edition_id
      and (a.recorded_at, a.assessment_id) < {newer_than_page}
    order by a.recorded_at desc, a.assessment_id desc limit :page_rows::int
  ) p
  where (:edition::text is null or e.edition_id = :edition) and (:state::text is null or s.state = :state)
  order by p.recorded_at desc, p.assessment_id desc limit :page_rows
)
select hoshitori.assessment_shape(a) as item, hoshitori.instant_text(a.recorded_at) as first, a.assessment_id as second
from page p join hoshitori.assessment a on a.org_id = :organisation and a.assessment_id = p.assessment_id
order by p.recorded_at desc, p.assessment_id desc;

-- query assessment_sheet
-- What a filled sheet needs.
-- returns edition json, star smallint, answers jsonb
select hoshitori.edition_body(a.edition_id, a.transcription) as edition, a.star, a.answers
from hoshitori.assessment a
where a.org_id = :organisation::uuid and a.assessment_id = :assessment::uuid;

-- query assessment_pair
-- One and what it is compared with: the other that is named; else that with whose answers it began, or the submission
-- before it of its star; null for none.
-- returns other uuid, from_set jsonb, to_set jsonb
select f.assessment_id as other, hoshitori.assessment_answer_set(f) as from_set, hoshitori.assessment_answer_set(t) as to_set
from hoshitori.assessment t left join lateral (
  select x.* from hoshitori.assessment x
  where x.org_id = t.org_id and case when :with::uuid is not null then x.assessment_id = :with
    when t.carried is not null then x.assessment_id = (t.carried ->> 'from')::uuid
    else x.edition_id = t.edition_id and x.star = t.star and x.submission < coalesce(t.submission, x.submission + 1) end
  order by x.submission desc limit 1
) f on true
where t.org_id = :organisation::uuid and t.assessment_id = :assessment::uuid and (:with is null or f.assessment_id is not null);
