-- The key, sealed, that is offered to the asking session, or null; no row for a key.
select email, totp from hoshitori.own_factor_offered()
