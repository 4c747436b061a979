-- $1 e-mail, $2 its keyed hash (bytea). At least one row; the columns are null when there is no account. Counts
-- the attempt.
select org_id, user_id, password, totp, totp_step, organisation from hoshitori.sign_in_candidates($1::text, $2::bytea)
