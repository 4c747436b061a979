-- What is of a category, what has one of the days that lists ask for, and what was otherwise on a day that is past is found
-- without a look at any row.
set local role hoshitori_owner;
alter table board_text add column category text collate "C"; -- its label, as fold_labels makes it

set local role hoshitori_engine;
update board_text t set category = b.labels[1]
from board b where b.org_id = t.org_id and b.relationship_id = t.relationship_id and b.category is not null;

set local role hoshitori_owner;
create index board_text_category on board_text (org_id, category, sort_key, relationship_id) where category is not null;
drop index board_valid, board_checked;
create index board_valid on board (org_id, side, valid_until, relationship_id) where status in (1, 2);
create index board_checked on board (org_id, side, checked_on, relationship_id) where held_star > 0;
create index board_from on board (org_id, side, step_from);
-- Last, as at the beginning: before the first ANALYZE the newest index is taken for a look-up by key.
alter table board_text drop constraint board_text_pkey;
alter table board_text add primary key (org_id, relationship_id);
alter table board drop constraint board_pkey;
alter table board add primary key (org_id, relationship_id);
