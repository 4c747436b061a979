-- $1 expiring_days, $2 recheck_months (or null).
select result, facts, audit from hoshitori.settings_put($1::int, $2::int)
