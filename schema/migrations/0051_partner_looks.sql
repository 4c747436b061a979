-- A look at a partner may rest on a statement that was received. Whose look is due is a task, as tasks_put makes it.
set local role hoshitori_owner;
alter table partner_check add column kept_id uuid,
  add foreign key (org_id, kept_id) references kept_statement,
  drop constraint partner_check_method_check,
  add constraint partner_check_method_check check (method in ('star', 'statement', 'check_sheet', 'visit', 'interview', 'documents', 'other')),
  add check ((kept_id is not null) = (method = 'statement'));
create index partner_check_kept on partner_check (org_id, kept_id) where kept_id is not null;

set local role hoshitori_engine;
insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner)
select p.org_id, p.relationship_id, 'buyer', 'look_at_partner', greatest(p.from_day, coalesce(p.due_on, p.from_day)), p.until_day, 'infinity',
  coalesce(r.owner, '00000000-0000-0000-0000-000000000000')
from (
  select d.org_id, d.relationship_id, min(d.effective_from) as from_day, max(d.until) as until_day, (
      select (max(c.checked_on) + interval '12 months')::date from declaration_check c
      where c.org_id = d.org_id and c.relationship_id = d.relationship_id and c.withdrawn_at is null and c.result <> 'inconclusive') as due_on
  from (
    select q.org_id, q.relationship_id, q.questions, q.effective_from, sum((not coalesce(q.considered, false))::int) over w as run,
      coalesce(lead(q.effective_from) over w, 'infinity') as until
    from (
      select x.*, true in (x.questions ->> 'important_information' = 'true', x.questions ->> 'unacceptable_interruption' = 'true',
        x.questions ->> 'internal_access' = 'true') as considered
      from requirement_revision x where x.superseded_at is null) q
    window w as (partition by q.org_id, q.relationship_id order by q.effective_from, q.revision)) d
  where true in (d.questions ->> 'important_information' = 'true', d.questions ->> 'unacceptable_interruption' = 'true',
      d.questions ->> 'internal_access' = 'true') and d.until > d.effective_from
  group by d.org_id, d.relationship_id, d.run) p
  join relationship r on r.org_id = p.org_id and r.relationship_id = p.relationship_id
where r.state <> 'ended' and p.until_day > greatest(p.from_day, coalesce(p.due_on, p.from_day));
