-- Nothing is kept of an offer but its answer, sealed, for a repetition.
select jsonb_build_object('status', 200, 'body', '{}'::jsonb) as result, null::jsonb as facts, null::jsonb as audit
