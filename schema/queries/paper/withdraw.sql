-- $1 paper.
select result, facts, audit from hoshitori.paper_withdraw($1::uuid)
