-- $1 organisation, $2 user, $3 the sealed second factor as it was, $4 as it is.
select hoshitori.worker_seal_anew($1::uuid, $2::uuid, $3::bytea, $4::bytea)
