-- From whom a buyer's letters go by mail, what it says above them, and when it reminds by itself.
set local role hoshitori_owner;

create table mail_setting (
  org_id uuid primary key,
  sender_name text,
  sender_department text,
  sender_telephone text,
  reply_to text,
  introduction text, -- the buyer's own words above its letters
  remind_after_days int check (remind_after_days between 1 and 60), -- null: nobody is reminded by itself
  remind_times int check (remind_times between 1 and 5),
  reminded_on date not null, -- the last day on which everybody due had been reminded
  recorded_at timestamptz not null,
  check ((remind_after_days is null) = (remind_times is null))
);
create index mail_setting_due on mail_setting (reminded_on) where remind_after_days is not null;

-- What reminds goes with the same link, so it is kept until it is answered, replaced or too old.
alter table invitation add column link bytea; -- sealed
alter table invitation add column mailed_at timestamptz; -- the last letter with it
alter table invitation add column reminders int not null default 0;
create index invitation_mailed on invitation (org_id, mailed_at) where link is not null;
create index invitation_link_old on invitation (expires_on) where link is not null;

alter table mail add column stopped_at timestamptz; -- whoever got it wants no more such letters

alter table mail_setting enable row level security;
alter table mail_setting force row level security;
create policy tenant on mail_setting for select to hoshitori_app using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on mail_setting to hoshitori_engine using (true) with check (true);
create policy backup on mail_setting for select to hoshitori_backup using (true);
grant all on mail_setting to hoshitori_engine;
grant select on mail_setting to hoshitori_app, hoshitori_backup;
