-- Campaigns that remind suppliers of a demand; what became of their letters is told after their mails were forgotten, too.
set local role hoshitori_owner;

alter table campaign add column purpose text not null default 'invitation'
  constraint campaign_purpose_check check (purpose in ('invitation', 'demand_reminder'));
drop index campaign_recipient_of;
create index campaign_recipient_of on campaign_recipient (org_id, relationship_id) where settled_at is not null;
