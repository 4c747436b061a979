-- The asking user's password hash, sealed second factor and its last step; no row for a key.
select email, password, totp, totp_step from hoshitori.own_user_secrets()
