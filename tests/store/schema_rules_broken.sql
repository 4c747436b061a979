-- SPDX-License-Identifier: Apache-2.0
-- Breaks every rule of schema_rules.sql at least once, to show that each of them bites.
create table hoshitori.loose (
  id serial primary key,
  org_id uuid,
  buyer uuid references hoshitori.organisation (org_id),
  at timestamp default now(),
  unique (at) deferrable
);
create index on hoshitori.loose using hash (buyer);
create index on hoshitori.loose (org_id, id, at) where id = 1;
create table hoshitori.looser () inherits (hoshitori.loose);
grant insert on hoshitori.loose to hoshitori_app;
grant select on hoshitori.api_key to hoshitori_app;
create policy everybody on hoshitori.relationship using (true);
alter table hoshitori.relationship no force row level security;
alter role hoshitori_engine login;
create function hoshitori.leak() returns trigger language plpgsql as
$$ begin perform pg_notify('x', now()::text); return null; end $$;
grant execute on function hoshitori.leak() to public;
create trigger leak after insert on hoshitori.loose execute function hoshitori.leak();
create view hoshitori.peep as select * from hoshitori.api_key;
