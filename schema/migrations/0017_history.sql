-- Steps are compressed at a fifth of what pglz takes. Those stored before are read as they are.
set local role hoshitori_owner;
alter table board alter line_step set compression lz4;
alter table board_version alter line_step set compression lz4;
