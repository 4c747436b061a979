-- Recipients of a campaign in the order of the names that they had when they were chosen.
set local role hoshitori_owner;

alter table campaign_recipient add column place int;

set local role hoshitori_engine;

update campaign_recipient x set place = n.place
from (
  select y.org_id, y.campaign_id, y.relationship_id,
    row_number() over (partition by y.org_id, y.campaign_id order by b.sort_key collate "C", y.relationship_id) as place
  from campaign_recipient y left join board b on b.org_id = y.org_id and b.relationship_id = y.relationship_id and b.side = 'buyer') n
where x.org_id = n.org_id and x.campaign_id = n.campaign_id and x.relationship_id = n.relationship_id;
-- Jobs that send letters go by it now: from the first again, for who was written to is passed by.
update job set place = null where kind = 'letters' and finished_at is null;

set local role hoshitori_owner;

alter table campaign_recipient alter column place set not null;
create unique index campaign_recipient_place on campaign_recipient (org_id, campaign_id, place);
-- Those that were printed.
create index campaign_recipient_printed on campaign_recipient (org_id, settled_at) where invitation_id is not null and mail_id is null;
drop index campaign_recipient_next;
create index campaign_recipient_next on campaign_recipient (org_id, campaign_id, place) where settled_at is null;
-- Made after the other indexes, so that a plan made on an empty table goes by it.
alter table campaign_recipient drop constraint campaign_recipient_pkey;
alter table campaign_recipient add constraint campaign_recipient_pkey primary key (org_id, campaign_id, relationship_id);
