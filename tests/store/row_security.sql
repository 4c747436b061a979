-- What only a request with an Idempotency-Key, the worker or a file on its way writes: a row of each organisation.
set search_path = hoshitori;
insert into evidence_content (org_id, content_id, evidence_id, size, digest, sealed_key, begun_at) select org_id, org_id,
  org_id, 1, sha256(''), '\x01', now() from organisation;
insert into evidence_piece (org_id, content_id, place, sealed) select org_id, org_id, 0, '\x00' from organisation;
insert into statement (org_id, statement_id, code, kind, buyer_named, as_of, known_at, jws, kid, basis, recorded_at) select
  org_id, org_id, repeat('0', 64), 'standing', false, '2026-12-01', now(), 'j', 'k', 'b', now() from organisation;
insert into kept_statement (org_id, kept_id, issuer, code, jws, recorded_at) select org_id, org_id, 'i', 'c', 'j', now() from
  organisation;
insert into statement_naming (org_id, revision, named, recorded_at) select org_id, 1, true, now() from organisation;
insert into undecided (org_id, relationship_id, side, decided_at) select org_id, relationship_id, side, now() from board;
insert into idempotency (org_id, owner, key, operation, request_hash, rights, recorded_at) select org_id, 'w', 'k', 'o', 'h',
  1, now() from organisation;
insert into job (org_id, job_id, kind, state, total, detail, recorded_at, turn_at) select org_id, org_id, 'rule', 'queued', 1, '{}',
  now(), now() from organisation;
insert into import (org_id, job_id, source, mode, absent, dry_run, recorded_at) select org_id, org_id, 's', 'atomic', 'keep',
  false, now() from organisation;
insert into import_row (org_id, job_id, place, outcome) select org_id, org_id, 1, 'added' from organisation;
insert into rule_revision (org_id, rule, revision, selector, name, removed, content_hash, recorded_at) select org_id, 'tag:t',
  1, 'tag', 't', true, '', now() from organisation;
insert into consultation (org_id, consultation_id, relationship_id, side, asked_on, asked_by, outcome, recorded_at) select
  org_id, org_id, org_id, 'buyer', '2026-12-01', 'buyer', 'open', now() from organisation;
insert into disclosure_request (org_id, request_id, relationship_id, kinds, last_days, reason, recorded_at) select org_id,
  org_id, relationship_id, '{gaps}', '{null}', 'r', now() from relationship;
insert into disclosure_answer (org_id, request_id, relationship_id, answer, text, recorded_at) select org_id, org_id, org_id,
  'declined', 't', now() from organisation;
insert into disclosure_read (org_id, read_id, relationship_id, kind, assessment_id, hour, recorded_at) select org_id, org_id,
  org_id, 'gaps', org_id, now(), now() from organisation;
insert into task (org_id, relationship_id, side, code, from_day, until_day, due_on, owner) select org_id, org_id, 'buyer',
  'c', '2026-12-01', '2026-12-02', '2026-12-01', org_id from organisation;
insert into tally (org_id, side, grain, from_day, status, waiting_on, required_star, held_star, n) select org_id, 'buyer',
  'day', '2026-12-01', 1, 0, 1, 1, 1 from organisation;
insert into bi_reader (org_id, role_name, recorded_at) select org_id, 'hoshitori_bi_' || org_id, now() from organisation;
insert into checkpoint (org_id, seq, head, signed_at, previous, public_key, signature) select org_id, 1, '', now(), '', '', ''
  from organisation;
insert into audit_value (org_id, seq, place, object, value, salt) select org_id, 1, 0, 'o', '1', '' from organisation;
insert into tally_head (org_id) select org_id from organisation;
insert into user_account (org_id, user_id, email, name, rights, recorded_at) select org_id, org_id, 'a@example.jp', 'n', 1,
  now() from organisation;
insert into user_link (org_id, link_id, user_id, hash, expires_at, recorded_at) select org_id, 1, org_id, '', now(), now()
  from organisation;
insert into mail (org_id, mail_id, kind, recipient, language, next_at, recorded_at) select org_id, org_id, 'user_link',
  'a@example.jp', 'ja', now(), now() from organisation;
insert into recovery_code (org_id, user_id, hash, recorded_at) select org_id, org_id, '', now() from organisation;
insert into number_difference (org_id, relationship_id, seq, linked, record_number, organisation_number, organisation_name,
  found_on, recorded_at) select org_id, relationship_id, 1, true, '1', '2', 'n', '2026-12-01', now() from relationship;
insert into remark_dismissal (org_id, relationship_id, digest, code, recorded_at) select org_id, relationship_id, '00',
  'company_closed', now() from relationship;
insert into organisation_change (org_id, seq, kind, on_day, name, recorded_at) select org_id, 1, 'renamed', '2026-12-01', 'n',
  now() from organisation;
insert into predecessor_acceptance (org_id, relationship_id, supplier_id, seq, accepted_on, recorded_at) select org_id,
  relationship_id, org_id, 1, '2026-12-01', now() from relationship;
insert into user_device (org_id, user_id, hash, recorded_at, seen_at) select org_id, org_id, '', now(), now() from
  organisation;
insert into quota (org_id, kind, most, recorded_at) select org_id, 'suppliers', 9, now() from organisation;
insert into erasure (org_id, erasure_id, cause, what, counts, recorded_at) select org_id, org_id, 'asked', 'person', '{}',
  now() from organisation;
insert into retention (org_id, revision, months, recorded_at) select org_id, 1, 24, now() from organisation;
insert into supplier_alias (org_id, alias, relationship_id, joined, recorded_at) select org_id, 'code:' || relationship_id,
  relationship_id, relationship_id, now() from relationship;
insert into supplier_succession (org_id, relationship_id, seq, kind, on_day, name, recorded_at) select org_id,
  relationship_id, 1, 'merger', '2026-12-01', 'n', now() from relationship;
insert into record_change (org_id, relationship_id, record_version, changes, recorded_at) select org_id, relationship_id, 1, '{}', now()
  from relationship;
insert into likeness_dismissal (org_id, one, two, recorded_at) select org_id, '00000000-0000-0000-0000-000000000000', org_id,
  now() from organisation;
insert into webhook (org_id, webhook_id, url, rights, secret, told_through, recorded_at) select org_id, org_id, 'u', 1, '', 0,
  now() from organisation;
insert into webhook_delivery (org_id, webhook_id, delivery_id, state, due_at, recorded_at) select org_id, org_id, 1,
  'given_up', now(), now() from organisation;
insert into label_use (org_id, relationship_id, look, name) select org_id, org_id, 'tag:t', 't' from organisation;
insert into mail_reader (org_id, user_id, told_on, began_at) select org_id, org_id, '2026-12-01', now() from organisation;
insert into mail_setting (org_id, reminded_on, recorded_at) select org_id, '2026-12-01', now() from organisation;
insert into oidc_issuer (issuer, due_at, recorded_at) values ('i', now(), now());
insert into oidc_setting (org_id, issuer, client_id, required, rules, recorded_at) select org_id, 'i', 'c', false, '[]', now() from organisation;
insert into oidc_sign_in (state, org_id, device, issuer, sealed, step, recorded_at) select org_id::text::bytea, org_id, '', 'i', '', 'begun', now()
  from organisation;
insert into put_off (org_id, work, object, tries, next_at) select org_id, 'statuses', 'o', 1, now() from organisation;
insert into saved_view (org_id, view_id, person, name, shared, filters, sort, revision, recorded_at) select org_id, org_id,
  org_id, 'v', true, '{}', 'name', 1, now() from organisation;
insert into policy (org_id, code, language, text, recorded_at) select org_id, repeat('0', 64), 'ja', 't', now() from organisation;
insert into policy_version (org_id, number, language, text, recorded_at) select org_id, 1, 'ja', 't', now() from organisation;
insert into campaign (org_id, campaign_id, name, total, recorded_at) select org_id, org_id, 'n', 1, now() from organisation;
insert into campaign_recipient (org_id, campaign_id, relationship_id, place)
select org_id, org_id, relationship_id, row_number() over (partition by org_id order by relationship_id) from relationship;
select worker_number_events(now(), 1000, false);
