-- Organisation, side and day of each tallied count that is not the board's; organisation and kind of each
-- count of quotas that is not the relationships'.
select org_id, side, from_day::text from hoshitori.tally_differences()
union all
select org_id, kind, '' from hoshitori.quota_differences()
