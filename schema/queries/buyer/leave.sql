-- $1 relationship.
select result, facts, audit from hoshitori.buyer_leave($1::uuid)
