-- Organisation, number of its last entry, hash.
select org_id, seq, hash from hoshitori.audit_heads()
