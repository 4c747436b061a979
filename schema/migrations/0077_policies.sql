-- A company's basic policy on information security: what is being written, and what was published of it.
set local role hoshitori_owner;

-- `code` is its address: the organisation and 128 random bits, as hexadecimal digits, the same for all its versions.
create table policy (
  org_id uuid primary key,
  code text not null check (code ~ '^[0-9a-f]{64}$'),
  language text not null check (language in ('ja', 'en')),
  text text not null,
  key_id bigint,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz -- nothing is shown from then on, until it is published again
);

create table policy_version (
  org_id uuid not null,
  number int not null,
  language text not null check (language in ('ja', 'en')),
  text text not null,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, number)
);

do $$
declare
  t text;
begin
  foreach t in array array['policy', 'policy_version'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I for select to hoshitori_app
      using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', t);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', t);
    execute format('grant all on %I to hoshitori_engine', t);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', t);
  end loop;
end $$;
