-- query tally_differences
-- Organisation, side and day of each tallied count that is not the board's; organisation and kind of each
-- count of quotas that is not the relationships'.
-- returns org_id uuid, counted text, from_day text
select org_id, side as counted, from_day::text from hoshitori.tally_differences()
union all
select org_id, kind, '' from hoshitori.quota_differences()
