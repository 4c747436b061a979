-- Signed checkpoints of the audit chains, so that a rewritten chain is seen by whoever kept one.
set local role hoshitori_owner;

-- Appended, never changed; the signature covers every column.
create table checkpoint (
  org_id uuid not null,
  seq bigint not null check (seq > 0),
  head bytea not null,
  signed_at timestamptz not null,
  previous bytea not null,
  public_key bytea not null,
  signature bytea not null,
  primary key (org_id, seq)
);

-- The newest of each chain. Whoever signs holds it, so that no two servers sign after the same one; apart
-- from audit_head, so that no writer waits for that.
create table checkpoint_head (
  org_id uuid primary key,
  seq bigint not null default 0,
  hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000',
  signed_at timestamptz not null default '-infinity'
);

do $$
declare
  name text;
begin
  foreach name in array array['checkpoint', 'checkpoint_head'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_backup', name);
  end loop;
end $$;
grant select on checkpoint to hoshitori_app;

set local role hoshitori_engine;
insert into checkpoint_head (org_id) select org_id from audit_head;
do $$
begin
  if (select count(*) from checkpoint_head) <> (select count(*) from audit_head) then
    raise exception 'chains without a place for their checkpoints';
  end if;
end $$;
