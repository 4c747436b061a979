-- $1 generation, $2 rows. Second factors that were sealed under one before it.
select org_id, user_id, totp from hoshitori.worker_sealed_before($1::int, $2::int)
