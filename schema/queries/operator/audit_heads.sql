-- Organisation, number of its last entry, hash, hash of its newest checkpoint.
select org_id, seq, hash, checkpoint from hoshitori.audit_heads()
