-- A check was never withdrawn with a reason: nothing wrote this column, and nothing read it.
set local role hoshitori_owner;
alter table declaration_check drop column withdrawn_reason;
