-- $1 the simulation (JSON), $2 ids of simulation_suppliers, $3 the day that is looked at, $4 last supplier of the
-- chunk before or null, $5 how many. No row at the end.
select last, seen, same, touched from hoshitori.simulation_chunk($1::jsonb, $2::uuid[], $3::date, $4::uuid, $5::int)
