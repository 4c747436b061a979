-- Notices of the day are counted by whom they tell of, and what became of a campaign's letter outlives its mail.
set local role hoshitori_owner;

alter table mail add column notice_of uuid; -- the relationship, of either side, that a notice tells of
drop index mail_of_user;
create index mail_of_user on mail (org_id, user_id, recorded_at) where user_id is not null;

alter table campaign_recipient add column mail_state text; -- of a mail that was forgotten
create index campaign_recipient_of on campaign_recipient (org_id, relationship_id) where invitation_id is not null;
