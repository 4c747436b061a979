-- The parts in which an organisation that closed is erased are one erasure, with one id and counts of all of them.
set local role hoshitori_owner;

alter table organisation
  add column erase_id uuid,
  add column erase_counts jsonb, -- of what the parts did until now
  add column erase_entry bigint; -- the last entry of the log from before 0.2.0 that was looked at
