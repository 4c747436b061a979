-- One row says of how many lines that one line came and another went: a chunk of a rule or a sheet changes most of its lines
-- alike. And a line as the server sends it, read once.
set local role hoshitori_owner;
alter table tally_change add column lines int not null default 1;
create type board_line as (buyer uuid, relationship uuid, line_from date[], line_status smallint[], line_waiting_on smallint[],
  line_required_star smallint[], line_held_star smallint[], line_gap smallint[], line_due_on date[], line_valid_until date[],
  line_checked_on date[], line_next smallint[], line_step json[], line_cell int[], line_kept bytea);
