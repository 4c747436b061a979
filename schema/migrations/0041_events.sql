-- The feed tells more than statuses, and webhooks carry it.
set local role hoshitori_owner;

-- A page of the feed is a range of its numbers, whatever it is filtered by.
drop index event_side;

-- Where events are sent. secret, previous_secret: sealed under the server's. rights: bits of what it may tell of, the maker's.
create table webhook (
  org_id uuid not null,
  webhook_id uuid not null,
  url text not null,
  description text,
  types text[], -- null: all
  rights int not null,
  secret bytea not null,
  previous_secret bytea,
  previous_until timestamptz,
  enabled boolean not null default true,
  disabled_at timestamptz,
  disabled_because text check (disabled_because in ('asked', 'failing', 'gone', 'maker')),
  failing_since timestamptz, -- no success since
  told_through bigint not null, -- up to here events have become deliveries
  last_delivery bigint not null default 0, -- the newest one's number
  key_id bigint,
  responsible uuid, -- the person who set it in a session; it ends, and shrinks, with that person's rights
  bound_key bigint, -- or the key that did
  recorded_at timestamptz not null,
  primary key (org_id, webhook_id),
  foreign key (org_id, responsible) references user_account
);
create index webhook_enabled on webhook (told_through) where enabled;

-- One message to one of them. seq: the event's number; null for a test. attempts: what each try met.
create table webhook_delivery (
  org_id uuid not null,
  webhook_id uuid not null,
  delivery_id bigint not null,
  seq bigint,
  state text not null check (state in ('waiting', 'delivered', 'given_up')),
  due_at timestamptz not null,
  taken_until timestamptz, -- by a worker, which may die
  tries int not null default 0, -- since it was asked for
  attempts jsonb not null default '[]',
  recorded_at timestamptz not null,
  finished_at timestamptz,
  primary key (org_id, webhook_id, delivery_id),
  foreign key (org_id, webhook_id) references webhook on delete cascade
) with (fillfactor = 70);
create index webhook_delivery_due on webhook_delivery (org_id, webhook_id, due_at) where state = 'waiting';
create index webhook_delivery_old on webhook_delivery (finished_at) where state <> 'waiting';

do $$
declare
  t text;
begin
  foreach t in array array['webhook', 'webhook_delivery'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I for select to hoshitori_app
      using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', t);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', t);
    execute format('grant all on %I to hoshitori_engine', t);
    execute format('grant select on %I to hoshitori_backup', t);
  end loop;
end $$;
-- Secrets stay out of the server's sight, but for what the engine hands to the worker.
