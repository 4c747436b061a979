-- query standing_get
-- What the server works the steps out from, and readiness for ★3 and ★4.
-- returns facts json, readiness jsonb
select hoshitori.standing_facts() as facts, hoshitori.standing_readiness() as readiness
