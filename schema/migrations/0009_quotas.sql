-- Most organisations have a row or two in these tables, some a hundred thousand. By the plain average any
-- index that begins with the organisation would do to find one row, also one that reads all of them.
set local role hoshitori_owner;
alter table board alter column org_id set (n_distinct = -0.001);
alter table relationship alter column org_id set (n_distinct = -0.001);
