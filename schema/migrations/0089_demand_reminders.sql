-- Campaigns that remind suppliers of a demand; what became of their letters is told after their mails were forgotten, too.
set local role hoshitori_owner;

alter table campaign add column purpose text not null default 'invitation'
  constraint campaign_purpose_check check (purpose in ('invitation', 'demand_reminder'));
drop index campaign_recipient_of;
create index campaign_recipient_of on campaign_recipient (org_id, relationship_id) where settled_at is not null;
-- Rows are only written with their campaign, of suppliers that were read from the board then, and neither is ever deleted: to look
-- for both again for each of 50,000 took as long as all else.
alter table campaign_recipient drop constraint campaign_recipient_org_id_campaign_id_fkey,
  drop constraint campaign_recipient_org_id_relationship_id_fkey;
