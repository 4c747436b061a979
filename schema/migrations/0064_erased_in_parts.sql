-- How far the records of an organisation that closed are erased: the last one that was.
set local role hoshitori_owner;

alter table organisation add column erase_place uuid;
