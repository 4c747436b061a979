-- Why something was asked for may name people: it can be erased, that it was asked for stays.
set local role hoshitori_owner;
alter table disclosure_request alter column reason drop not null;
