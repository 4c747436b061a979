-- $1 organisation. Number and hash in its head, number of the last entry that is there.
select seq, hash, newest from hoshitori.audit_head_of($1::uuid)
