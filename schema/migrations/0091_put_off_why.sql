-- What a row was put off for last: another cause is told, too.
set local role hoshitori_owner;

alter table put_off add column why text not null default '';
