-- $1 now, $2 how old the checkpoint before must be, $3 at most so many. Chains to sign: organisation,
-- sequence, head, hash of the checkpoint before.
select organisation, sequence, head, previous from hoshitori.checkpoint_take($1::timestamptz, $2::interval, $3::int)
