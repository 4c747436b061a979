-- $1 the simulation (JSON). The ids that its filter names, or null: all.
select hoshitori.simulation_suppliers($1::jsonb)
