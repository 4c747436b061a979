-- $1 organisation, $2 after this number, $3 how many. Number, text, hash, recorded at.
select seq, entry, hash, recorded_at from hoshitori.audit_chain($1::uuid, $2::bigint, $3::int)
