-- What waits on an organisation about its relationships: derived from lines and facts by tasks_put, from which day to which,
-- so that nothing is written when a day begins.
set local role hoshitori_owner;

create table task (
  org_id uuid not null,
  relationship_id uuid not null,
  side text not null check (side in ('buyer', 'supplier')),
  code text collate "C" not null,
  from_day date not null,
  until_day date not null, -- the first day without
  due_on date not null, -- infinity: none
  owner uuid not null, -- who of the buyer's people looks after it; zeros: nobody
  primary key (org_id, relationship_id, code, from_day)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
create index task_waiting on task (org_id, side, code, from_day, relationship_id) include (until_day);
-- Without the side: what its condition implies is no condition of a scan, which then began at the organisation's first row.
create index task_owned on task (org_id, owner, code, from_day, relationship_id) include (until_day) where side = 'buyer';

alter table task enable row level security;
alter table task force row level security;
create policy tenant on task for select to hoshitori_app using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on task to hoshitori_engine using (true) with check (true);
create policy backup on task for select to hoshitori_backup using (true);
grant all on task to hoshitori_engine;
grant select on task to hoshitori_backup;

-- What else waits: keys that end, and work that stopped.
set local role hoshitori_owner;
create index api_key_ending on api_key (org_id, expires_at) where user_id is null and revoked_at is null;
create index job_stopped on job (org_id, finished_at) where state = 'stopped';

-- As tasks_put makes them, of what is there already.
set local role hoshitori_engine;
insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner)
select b.org_id, b.relationship_id, b.side, s.code, min(s.from_day), max(s.until_day), s.due_on,
  coalesce(case b.side when 'buyer' then (select r.owner from relationship r where r.org_id = b.org_id and r.relationship_id = b.relationship_id) end,
    '00000000-0000-0000-0000-000000000000')
from board b cross join lateral (
  select x.*, x.n - row_number() over (partition by x.code, x.due_on order by x.n) as run
  from (
    select i as n, b.line_step[i] #>> '{next_step,code}' as code, b.line_from[i] as from_day, coalesce(b.line_from[i + 1], 'infinity') as until_day,
      case b.line_status[i] when 2 then b.line_valid_until[i] else b.line_due_on[i] end as due_on
    from generate_subscripts(b.line_from, 1) i) x) s
where case when s.code in ('check_declaration', 'decide_scope', 'set_due_date', 'contact_supplier', 'resend_invitation') then b.side = 'buyer'
  else b.side = 'supplier' and b.state = 'active' and s.code not in ('none', 'wait_for_scheme', 'accept_invitation', 'set_requirement',
    'resolve_number', 'decide_predecessor') end
  and not (s.code = 'resend_invitation' and not exists (
    select from invitation i where i.org_id = b.org_id and i.relationship_id = b.relationship_id))
group by b.org_id, b.relationship_id, b.side, s.code, s.due_on, s.run;
insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner)
select r.org_id, r.relationship_id, 'buyer', t.code, t.since, 'infinity', t.due_on, coalesce(r.owner, '00000000-0000-0000-0000-000000000000')
from relationship r cross join lateral (
  select 'send_invitation' as code, r.invited_on as since, date 'infinity' as due_on
  where r.state = 'invited' and not exists (select from invitation i where i.org_id = r.org_id and i.relationship_id = r.relationship_id)
  union all
  select case a.response when 'talks_requested' then 'answer_talks' else 'answer_objection' end, (a.recorded_at at time zone 'Asia/Tokyo')::date, 'infinity'
  from (select x.* from requirement_response x where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id
    order by x.seq desc limit 1) a
  where r.state = 'active' and a.response <> 'accepted'
    and not exists (select from consultation c where c.org_id = r.org_id and c.relationship_id = r.relationship_id and c.recorded_at >= a.recorded_at)
    and not exists (select from requirement_revision q where q.org_id = r.org_id and q.relationship_id = r.relationship_id and q.revision > a.revision)
) t;
insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner)
select r.supplier_id, r.relationship_id, 'supplier', 'respond_to_demand', greatest((q.recorded_at at time zone 'Asia/Tokyo')::date, r.accepted_on),
  coalesce((select min(b.line_from[i]) from generate_subscripts(b.line_from, 1) i
    where b.line_from[i] > greatest(q.effective_from, (now() at time zone 'Asia/Tokyo')::date) and b.line_status[i] in (1, 2)), 'infinity'),
  q.due_on, '00000000-0000-0000-0000-000000000000'
from relationship r
  join board b on b.org_id = r.org_id and b.relationship_id = r.relationship_id
  cross join lateral (select x.* from requirement_revision x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
    and x.superseded_at is null order by x.revision desc limit 1) q
where r.state = 'active' and q.kind = 'set' and b.line_status[width_bucket(greatest(q.effective_from, (now() at time zone 'Asia/Tokyo')::date), b.line_from)] not in (1, 2)
  and not exists (select from requirement_response a where a.org_id = r.supplier_id and a.relationship_id = r.relationship_id and a.revision >= q.revision);

-- Lists find by the buyer's: task:… among the marks.
with waiting as (
  select t.org_id, t.relationship_id, 'task:' || t.code as mark from task t
  where t.side = 'buyer' and t.code in ('send_invitation', 'answer_talks', 'answer_objection')
), marked as (
  update board b set marks = b.marks || w.mark, labels = b.labels || w.mark from waiting w
  where b.org_id = w.org_id and b.relationship_id = w.relationship_id
)
update board_text x set terms = x.terms || hashtextextended(w.mark, hashtextextended(x.org_id::text, 0)) from waiting w
where x.org_id = w.org_id and x.relationship_id = w.relationship_id;

-- Campaigns: many are written to at once; who was, who opened the link, who answered.
set local role hoshitori_owner;

create table campaign (
  org_id uuid not null,
  campaign_id uuid not null,
  name text not null,
  reminds uuid, -- the campaign whose recipients it asks again
  total int not null,
  key_id bigint,
  recorded_at timestamptz not null,
  foreign key (org_id, reminds) references campaign (org_id, campaign_id),
  primary key (org_id, campaign_id)
);
create index campaign_page on campaign (org_id, recorded_at, campaign_id);

-- settled_at: its turn came; without invitation_id it had answered by then.
create table campaign_recipient (
  org_id uuid not null,
  campaign_id uuid not null,
  relationship_id uuid not null,
  settled_at timestamptz,
  invitation_id bigint,
  foreign key (org_id, campaign_id) references campaign,
  foreign key (org_id, relationship_id) references relationship,
  primary key (org_id, campaign_id, relationship_id)
);
create index campaign_recipient_next on campaign_recipient (org_id, campaign_id, relationship_id) where settled_at is null;

do $$
declare
  t text;
begin
  foreach t in array array['campaign', 'campaign_recipient'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I for select to hoshitori_app'
      ' using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', t);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', t);
    execute format('grant all on %I to hoshitori_engine', t);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', t);
  end loop;
end $$;
