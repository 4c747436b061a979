-- All tallies made anew from the board.
select hoshitori.tally_rebuild()
