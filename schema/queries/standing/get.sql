-- What the server works the steps out from, and readiness for ★3 and ★4.
select hoshitori.standing_facts(), hoshitori.standing_readiness()
