-- Counts an attempt at the asking user's password and reads what it is held against; no row for a key, and
-- nothing but seconds to wait when there were too many.
select wait, email, name, organisation, password, salt, totp, totp_step from hoshitori.own_attempt()
