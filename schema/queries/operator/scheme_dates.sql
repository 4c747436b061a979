-- All revisions.
select scheme, star, revision, obtainable_from, validity_months, assessment_max_age_months, note, recorded_at
from hoshitori.scheme_date_list()
