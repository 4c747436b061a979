-- Mail: what is to be sent, and what became of it.
set local role hoshitori_owner;

create table mail (
  org_id uuid not null, -- in whose name it goes, and who sees what became of it
  mail_id uuid not null, -- a part of its Message-ID, so that a mail that is sent again is known to be the same
  kind text not null,
  relationship_id uuid, -- of a supplier that it is written to
  user_id uuid, -- of a person that it is written to
  recipient text not null, -- '': erased
  language text not null check (language in ('ja', 'en')),
  subject text, -- null until it was written
  data jsonb, -- what it is made of; null once it has ended
  sealed bytea, -- the link in it; null once it has ended
  state text not null default 'queued' check (state in ('queued', 'sent', 'refused', 'given_up', 'returned', 'stopped')),
  next_at timestamptz, -- null: it has ended
  tries int not null default 0,
  status int, -- what the mail server said last
  detail text,
  key_id bigint,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  check ((next_at is null) = (state <> 'queued'))
);
create index mail_recorded on mail (org_id, recorded_at, mail_id);
create index mail_next on mail (next_at) where next_at is not null;
create index mail_by_state on mail (org_id, state, recorded_at, mail_id);
create index mail_of_relationship on mail (org_id, relationship_id, recorded_at, mail_id) where relationship_id is not null;
create index mail_of_user on mail (org_id, user_id) where user_id is not null;
create index mail_by_message on mail (mail_id);
create index mail_ended on mail (ended_at) where ended_at is not null;
-- After the others: of indexes that cost the same, as on a table that is empty yet, the last one is taken.
alter table mail add primary key (org_id, mail_id);

-- What a person wants to be told by mail, and up to where it was. There once its address is proven.
create table mail_reader (
  org_id uuid not null,
  user_id uuid not null,
  language text not null default 'ja' check (language in ('ja', 'en')),
  digest boolean not null default true,
  came_back boolean not null default false, -- a mail to it did: nothing more is sent until the person asks for it
  told_on date not null, -- the day of the last digest, whether there was anything to tell or not
  told_at timestamptz not null,
  primary key (org_id, user_id)
);
create index mail_reader_due on mail_reader (told_on) where digest and not came_back;

-- When an invitation's page was first opened.
alter table invitation add column opened_at timestamptz;

do $$
declare
  name text;
begin
  foreach name in array array['mail', 'mail_reader'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', name);
  end loop;
end $$;

set local role hoshitori_engine;
insert into mail_reader (org_id, user_id, told_on, told_at)
select org_id, user_id, (now() at time zone 'Asia/Tokyo')::date, now() from user_account
where address = 'proven' and removed_at is null;
