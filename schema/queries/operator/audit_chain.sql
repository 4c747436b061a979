-- $1 organisation, $2 after this number, $3 how many. Number, text, hash.
select seq, entry, hash from hoshitori.audit_chain($1::uuid, $2::bigint, $3::int)
