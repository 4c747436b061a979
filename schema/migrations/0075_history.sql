-- What happened about one supplier is told in the order in which it was recorded.
set local role hoshitori_owner;

create index requirement_revision_recorded on requirement_revision (org_id, relationship_id, recorded_at);
-- Last, as at the beginning: before the first ANALYZE the newest index is taken for a look-up by key.
alter table requirement_revision drop constraint requirement_revision_pkey;
alter table requirement_revision add primary key (org_id, relationship_id, revision);
