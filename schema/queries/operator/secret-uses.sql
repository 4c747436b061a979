-- What is stored under each generation of the secret and may still be used.
select generation, kind, rows from hoshitori.secret_uses()
