-- Organisation, side and day of each tallied count that is not the board's.
select org_id, side, from_day from hoshitori.tally_differences()
