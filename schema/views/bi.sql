-- What BI tools read, as hoshitori_bi: one organisation's rows, today's in Tokyo. Columns are only ever
-- added. The same words as in the API; null where the API has null.

-- One row for each relationship as it stands today.
create view bi_status with (security_invoker = true) as
select (now() at time zone 'Asia/Tokyo')::date as as_of, b.relationship_id, b.side,
  b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.state,
  b.code, b.category, b.tags,
  (array['no_requirement', 'met', 'expiring', 'pending', 'overdue', 'lapsed'])[b.line_status[s.i] + 1] as status,
  (array['supplier', 'buyer', 'scheme'])[b.line_waiting_on[s.i]] as waiting_on,
  nullif(b.line_required_star[s.i], 0) as required_star, b.line_held_star[s.i] as held_star, b.line_gap[s.i] as gap,
  (b.line_step[s.i] ->> 'required_assurance') as required_assurance, (b.line_step[s.i] ->> 'held_assurance') as held_assurance,
  (b.line_step[s.i] ->> 'decided_by') as decided_by,
  (b.line_step[s.i] ->> 'due_on')::date as due_on, (b.line_step[s.i] #>> '{declaration,valid_until}')::date as valid_until,
  (b.line_step[s.i] #>> '{declaration,last_checked_on}')::date as last_checked_on,
  (b.line_step[s.i] #>> '{next_step,code}') as next_step,
  b.line_from[nullif(b.line_next[s.i], 0)] as changes_on,
  (array['no_requirement', 'met', 'expiring', 'pending', 'overdue', 'lapsed'])[b.line_status[nullif(b.line_next[s.i], 0)] + 1] as next_status,
  b.changed_at, b.decided_at
from hoshitori.board b
  cross join lateral (select width_bucket((now() at time zone 'Asia/Tokyo')::date, b.line_from)) s(i);
comment on view bi_status is '充足状況（本日）。取引関係ごとに1行。 Today''s status, one row for each relationship.';

-- All steps of all relationships: a step holds from from_day (null: always) to the day before until_day
-- (null: for good). For any day: where coalesce(from_day, day) <= day and coalesce(until_day, 'infinity') > day.
create view bi_status_step with (security_invoker = true) as
select b.relationship_id, b.side, b.code, b.counterparty_name, b.category, s.i as step,
  nullif(b.line_from[s.i], '-infinity') as from_day, b.line_from[s.i + 1] as until_day,
  (array['no_requirement', 'met', 'expiring', 'pending', 'overdue', 'lapsed'])[b.line_status[s.i] + 1] as status,
  (array['supplier', 'buyer', 'scheme'])[b.line_waiting_on[s.i]] as waiting_on,
  nullif(b.line_required_star[s.i], 0) as required_star, b.line_held_star[s.i] as held_star, b.line_gap[s.i] as gap,
  b.decided_at
from hoshitori.board b cross join lateral generate_subscripts(b.line_from, 1) s(i);
comment on view bi_status_step is '充足状況の推移（過去・将来の全期間）。 Every step of every status, past and to come.';

-- The buyer's own records of its suppliers.
create view bi_supplier with (security_invoker = true) as
select r.relationship_id, r.state, r.code, r.name, r.reading, r.corporate_number, r.category, r.tags, r.memo, r.invited_on,
  r.invitation_expires_on, r.accepted_on, r.declined_on, r.ended_on, r.recorded_at, r.changed_at
from hoshitori.relationship r;
comment on view bi_supplier is '取引先台帳（発注企業側）。 The buyer''s own records of its suppliers.';

-- Every revision of every requirement that the organisation made. superseded_at: an upcoming one that was
-- replaced before its day.
create view bi_requirement with (security_invoker = true) as
select q.relationship_id, q.revision, q.kind, q.decided_by, q.rule, q.required_star, q.required_assurance, q.accept_higher,
  q.effective_from, q.due_on, q.notice_on, q.reason, q.recorded_at, q.superseded_at
from hoshitori.requirement_revision q;
comment on view bi_requirement is '要求水準の改定履歴。 Every revision of every requirement.';

grant select on bi_status, bi_status_step, bi_supplier, bi_requirement to hoshitori_bi;
