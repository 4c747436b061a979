-- A line's steps as series for drawing.
set local role hoshitori_engine;

-- One series: of each step the members at these paths (the last word of a path is the member's name),
-- equal neighbours merged.
create or replace function line_series(p_from date[], p_step json[], p_paths text[]) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  with step as (
    select i, p_from[i] as day, (
        select jsonb_object_agg(regexp_replace(path, '^.*,', ''), p_step[i]::jsonb #> ('{' || path || '}')::text[])
        from unnest(p_paths) path) as shown
    from generate_subscripts(p_from, 1) i
  ), compared as (
    select i, day, shown, lag(shown) over (order by i) as before from step
  )
  select jsonb_agg(jsonb_build_object('from', nullif(day, '-infinity')) || shown order by i)
  from compared where shown is distinct from before
$$;

grant execute on function line_series(date[], json[], text[]) to hoshitori_app;
