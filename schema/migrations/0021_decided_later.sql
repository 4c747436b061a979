-- What a supplier with many buyers files is decided by a job. Until then each row of the board says as of when it was
-- decided. In no index, so that setting it for thousands of rows touches none.
set local role hoshitori_owner;
alter table board add decided_at timestamptz; -- what was recorded from here on is not in the line yet; null: all is
alter table job drop constraint job_kind_check, add constraint job_kind_check check (kind in ('rule', 'import', 'status'));
