-- One change of many suppliers is carried out as the rows of a sheet are: each says which versions it was looked at with.
set local role hoshitori_owner;

alter table job drop constraint job_kind_check;
alter table job add constraint job_kind_check check (kind in ('rule', 'import', 'status', 'hand_over', 'close', 'change'));

-- The contract's SupplierChange, its owner by id; null: a sheet.
alter table import add column change jsonb;
-- waiting: of a change, not looked at yet.
alter table import_row drop constraint import_row_outcome_check;
alter table import_row add constraint import_row_outcome_check
  check (outcome in ('added', 'changed', 'unchanged', 'refused', 'conflict', 'ended', 'waiting'));
