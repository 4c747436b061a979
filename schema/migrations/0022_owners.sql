-- Each relationship has an owner: who of the buyer's people looks after it.
set local role hoshitori_owner;

-- A user of org_id. Nobody who owns any is removed.
alter table relationship add column owner uuid;
create index relationship_owned on relationship (org_id, owner, relationship_id) where owner is not null;
alter table job drop constraint job_kind_check;
alter table job add constraint job_kind_check check (kind in ('rule', 'import', 'status', 'hand_over'));

-- Lists find by owner:… and owner:none, the first of a row's marks.
set local role hoshitori_engine;
update board set marks = array['owner:none'] || marks, labels = labels[:cardinality(labels) - cardinality(marks)] || array['owner:none'] || marks
where side = 'buyer';
update board_text t set terms = t.terms || hashtextextended('owner:none', hashtextextended(b.org_id::text, 0))
from board b where b.org_id = t.org_id and b.relationship_id = t.relationship_id and b.side = 'buyer';
