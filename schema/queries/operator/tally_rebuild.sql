-- All counts made anew: from the board, and from the relationships.
select hoshitori.tally_rebuild(), hoshitori.quota_rebuild()
