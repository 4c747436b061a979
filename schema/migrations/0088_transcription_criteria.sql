-- Readiness by answers that were submitted under an earlier transcription counts the criteria of a later one: which ones each
-- star has lies beside the body, which would have to be parsed for each relationship that is decided.
set local role hoshitori_owner;

-- By star: the ids, in the order of the body; and how many there are, null where the scheme counts more (domain/edition.h).
alter table edition_transcription add column criteria jsonb not null default '{}';
alter table edition_transcription add column totals jsonb not null default '{}';
update edition_transcription t set (criteria, totals) = (
  select coalesce(jsonb_object_agg(s.star, s.ids), '{}'),
    coalesce(jsonb_object_agg(s.star, case when jsonb_array_length(s.ids) = s.official then s.official end), '{}')
  from (
    select x.star, jsonb_agg(c ->> 'id' order by n) as ids,
      coalesce((t.body -> 'criteria_counts' ->> x.star)::int, count(*)) as official
    from json_array_elements(t.body -> 'criteria') with ordinality as y(c, n), json_array_elements_text(c -> 'stars') x(star)
    group by x.star) s);
alter table edition_transcription alter column criteria drop default, alter column totals drop default;
