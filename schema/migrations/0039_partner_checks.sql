-- Facts are read as they were known at an instant, too: what the buyer recorded of a declaration is found whether it was replaced
-- or not.
set local role hoshitori_owner;
drop index declaration_current;
create index declaration_current on declaration (org_id, relationship_id) where relationship_id is not null;
