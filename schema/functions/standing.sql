-- The caller's stars over time, before any buyer's view.

-- The facts of a relationship that nobody has: always active, no checks, every scope covered, and a
-- demand that no declaration can meet, so that the rules show the best star of each day; as they were known at an instant.
create or replace function standing_facts(p_known_at timestamptz default 'infinity') returns json
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select json_build_object(
      'relationship', json_build_object('invited_on', '0001-01-01', 'accepted_on', '0001-01-01'),
      'revisions', json_build_array(json_build_object('revision', 1, 'decided_by', 'explicit', 'required_star', 5,
        'required_assurance', 'declared', 'accept_higher', true, 'effective_from', '0001-01-01', 'due_on', '0001-01-01')),
      'declarations', (
        select coalesce(json_agg(d::jsonb || '{"scope": "whole"}' order by n), '[]')
        from declaration_facts(current_org(), null, null, p_known_at, p_known_at) f, json_array_elements(f.declarations) with ordinality as x(d, n)),
      'assessments', s.assessments, 'papers', s.papers, 'expiring_days', 0,
      'obtainable_from', c.obtainable_from, 'assessment_max_age_months', c.assessment_max_age_months,
      'editions', c.editions, 'superseded_editions', c.superseded_editions)
    from supplier_facts(current_org(), null, p_known_at) s cross join scheme_facts() c);
end $$;

-- The newest submission for each star that gives readiness.
create or replace function standing_readiness() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(readiness_shape(a, e)
      || jsonb_build_object('included', assessment_included(a, e.transcription)) order by a.star), '[]')
    from (
      select distinct on (x.star) x.* from assessment x
      where x.org_id = current_org() and x.state = 'submitted' and x.star >= 3
      order by x.star, x.submission desc) a join edition e using (edition_id));
end $$;

grant execute on function standing_facts(timestamptz), standing_readiness() to hoshitori_app;
