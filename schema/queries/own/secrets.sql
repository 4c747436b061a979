-- What the asking user's password is checked and a new one held against; no row for a key.
select email, password, totp, totp_step, name, organisation from hoshitori.own_user_secrets()
