-- SPDX-License-Identifier: Apache-2.0
-- Much of all that is listed, of one organisation and as much of a thousand others, in no order: for plans alone, no facts
-- stand behind it. What a filter names is one of many kinds, and rare and old ones are among them. Settings: trial.org,
-- trial.rows. Never for a database that anybody relies on.
set search_path = hoshitori;
set session_replication_role = replica; -- no foreign keys

create temp table wide as
select g, case when g % 2 = 0 then current_setting('trial.org')::uuid else md5('o' || g % 1000)::uuid end as org,
  md5('i' || g)::uuid as id, timestamptz '2026-01-01 00:00+09' + make_interval(secs => g) as at, g / 2 as n,
  current_setting('trial.org')::uuid as one, g < 100 as rare
from generate_series(1, 2 * current_setting('trial.rows')::int) g
order by md5(g::text);

insert into edition (edition_id, scheme, recorded_at)
select 'wide-' || n, 'scs', now() from generate_series(1, 3) n;
insert into relationship (org_id, relationship_id, supplier_id, state, invited_on, invitation_expires_on, name, recorded_at, changed_at)
values (current_setting('trial.org')::uuid, md5('i2')::uuid, md5('i3')::uuid, 'active', '2026-01-01', '2026-01-01', 'x', now(), now()),
  (md5('i3')::uuid, md5('i4')::uuid, current_setting('trial.org')::uuid, 'active', '2026-01-01', '2026-01-01', 'x', now(), now());
insert into likeness (org_id, key, relationship_id) select org, 'name:x', id from wide union all select org, 'name:' || g, id from wide;
insert into assessment (org_id, assessment_id, edition_id, star, scope, state, recorded_at, submitted_at, assessed_on, submission, total)
select org, id, case when rare then 'wide-2' else 'wide-1' end, 3, 'whole', case when rare then 'submitted' else 'superseded' end, at, at, '2026-01-01', 1, 1
from wide;
insert into job (org_id, job_id, kind, state, total, detail, recorded_at, turn_at, finished_at)
select org, id, case when rare then 'rule' else 'import' end, 'done', 1, '{}', at, at, at from wide;
insert into import (org_id, job_id, source, mode, absent, dry_run, recorded_at)
select one, id, 'x', 'atomic', 'keep', false, at from wide where g = 2;
insert into import_row (org_id, job_id, place, outcome)
select org, md5('i2')::uuid, g, case when rare or g > 2 * current_setting('trial.rows')::int - 100 then 'refused' else 'unchanged' end from wide;
insert into paper (org_id, paper_id, kind, on_day, detail, recorded_at)
select org, id, case when rare then 'management_oath' else 'policy_publication' end, '2026-01-01', '{}', at from wide;
insert into disclosure (org_id, relationship_id, seq, shown, recorded_at, kind)
values (md5('i3')::uuid, md5('i2')::uuid, 1, true, '2026-01-01', 'evidence');
insert into evidence (org_id, evidence_id, side, name, links, content_id, media_type, size, digest, stored_at, recorded_at)
select case when g % 4 = 1 then md5('i3')::uuid else org end, id, 'supplier', 'x', '[]', id, 'application/pdf', 1, sha256(''), at, at from wide;
insert into declaration (org_id, declaration_id, relationship_id, scheme, star, number, declared_on, valid_from, scope, recorded_at, superseded_at)
select case when g % 4 = 0 then md5('i3')::uuid else org end, id, case when g % 4 = 2 and g % 8 = 2 then md5('i2')::uuid end, 'scs', 3, g::text,
  '2026-01-01', '2026-01-01', 'whole', at, case when not rare then at + interval '1 second' end from wide;
insert into declaration_check (org_id, check_id, relationship_id, declaration_id, checked_on, method, result, recorded_at)
select org, id, case when g % 4 = 0 then md5('i2') else md5('r' || g) end::uuid, case when g % 4 = 0 then md5('i2') else md5('d' || g) end::uuid,
  '2026-01-01', 'public_list', 'found', at from wide;
insert into rule_revision (org_id, rule, revision, selector, name, removed, content_hash, recorded_at, superseded_at)
select org, 'category:' || case when g % 4 = 0 then 'r' else g::text end, n, 'category', case when g % 4 = 0 then 'r' else g::text end, true,
  '\x00', at, case when g % 4 = 0 then at end from wide;
insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, effective_from, content_hash, recorded_at)
select org, md5('i2')::uuid, g, 'removed', 'explicit', '2026-01-01', '\x00', at from wide;
insert into consultation (org_id, consultation_id, relationship_id, side, asked_on, asked_by, outcome, recorded_at)
select case when g % 3 = 0 then md5('i3')::uuid else org end, id, case when g % 4 = 0 then md5('i4') else md5('i2') end::uuid, 'buyer', '2026-01-01', 'buyer', 'open', at from wide;
insert into disclosure_request (org_id, request_id, relationship_id, kinds, last_days, reason, recorded_at)
select case when g % 3 = 0 then md5('i3')::uuid else org end, id, case when g % 4 = 0 then md5('i4') else md5('i2') end::uuid, '{gaps}', '{null}', 'x', at from wide;
insert into disclosure_read (org_id, read_id, relationship_id, kind, assessment_id, hour, recorded_at)
select org, id, md5('i4')::uuid, 'gaps', id, at, at from wide;
insert into campaign (org_id, campaign_id, name, total, recorded_at) select org, id, 'x', 1, at from wide;
insert into statement (org_id, statement_id, code, kind, buyer_named, as_of, known_at, jws, kid, basis, recorded_at)
select org, id, repeat(md5(g::text), 2), 'standing', false, '2026-01-01', at, 'x', 'x', 'x', at from wide;
insert into kept_statement (org_id, kept_id, issuer, code, jws, recorded_at) select org, id, 'x', g::text, 'x', at from wide;
insert into saved_view (org_id, view_id, person, name, shared, filters, sort, revision, recorded_at)
select org, id, md5('i5')::uuid, g::text, true, '{}', 'name', 1, at from wide;
insert into mail (org_id, mail_id, kind, relationship_id, recipient, language, state, recorded_at, ended_at)
select org, id, 'invitation', case when g % 4 = 0 then md5('i2')::uuid else id end, 'x', 'ja', case when rare then 'refused' else 'sent' end, at, at from wide;
insert into mail (org_id, mail_id, kind, user_id, notice_of, recipient, language, state, recorded_at, ended_at)
select one, md5('n' || g)::uuid, 'check', md5('i2')::uuid, id, 'x', 'ja', 'sent', at, at from wide
union all select org, md5('l' || g)::uuid, 'invitation', null, null, 'x', 'ja', 'sent', '2026-11-29 11:00+09', '2026-11-29 11:00+09' from wide;
insert into webhook (org_id, webhook_id, url, rights, secret, told_through, recorded_at)
select one, md5('i2')::uuid, 'x', 1, '\x00', 0, at from wide where g = 2;
insert into webhook_delivery (org_id, webhook_id, delivery_id, state, due_at, recorded_at, finished_at)
select org, md5('i2')::uuid, g, 'delivered', at, at, at from wide;
insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner)
select org, id, 'supplier', case when rare then 'answer_disclosure_request' when g % 4 = 0 then 'declare_star' else 'renew_star' end,
  case when rare or g % 4 = 0 then date '2026-01-01' else '2027-01-01' end, 'infinity', 'infinity', org from wide;
insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, recorded_at, user_id)
select org, g, 'x', '\x00', case when g = 2 then 4 else 63 end, 'xxxx', at, at, case when not rare then id end from wide;
insert into user_account (org_id, user_id, email, name, rights, recorded_at, removed_at)
select org, id, g::text, 'x', 1, at, case when not rare then at end from wide;
insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at, seq)
select org, id, 1, '2026-01-01', 'status.changed', case when rare then 'supplier' else 'buyer' end, '{}', at, 2 * current_setting('trial.rows')::int - g from wide;
insert into audit_event (org_id, seq, text, hash, recorded_at) select org, g, '{}', '\x00', at from wide;
insert into checkpoint (org_id, seq, head, signed_at, previous, public_key, signature) select org, g, '\x00', at, '\x00', '\x00', '\x00' from wide;
insert into checkpoint_head (org_id, seq) select id, 1 from wide where rare;
insert into board (org_id, relationship_id, side, counterparty_id, counterparty_name, state, sort_key, search, version, record_version,
  recorded_at, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap, line_due_on, line_valid_until,
  line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on, required_star, held_star, gap, due_on, valid_until,
  checked_on, emitted_through)
select org, id, case when g = 4 then 'supplier' else 'buyer' end, case when g = 4 then md5('i3')::uuid else id end, 'x',
  case when rare then 'active' else 'invited' end, 'x', 'x', 1, 1, at, '{}', '{}', '{}', '{}', '{}', '{}', '{}',
  '{}', '{}', '{}', '{}', '-infinity', 'infinity', 0, 0, 0, 0, 0, 'infinity', 'infinity', 'infinity', '-infinity' from wide;
reset session_replication_role;
