-- All that an organisation has here, to be taken out: what is in it, and what is not, is declared here and nowhere else.
-- tests/api/test_archive.py asks for every table and column; what they mean is told by the vocabulary.

-- The files, in their order, each of one table. columns: of the table by their names, or an expression "… as name", of
-- which t is the row.
create or replace function archive_files() returns table (file text, from_table text, columns text[])
language sql immutable
as $$
  values
    ('organisation', 'organisation', array['name', 'reading', 'corporate_number', 'number_proven_at', 'second_factor_required',
      'recorded_at', 'closed_on', 'erase_on']),
    ('organisation_changes', 'organisation_change', array['seq', 'kind', 'on_day', 'name', 'reading', 'corporate_number',
      'number_proven_at', 'key_id', 'recorded_at']),
    ('settings', 'buyer_setting', array['revision', 'expiring_days', 'recheck_months', 'key_id', 'recorded_at']),
    ('retention', 'retention', array['revision', 'months', 'key_id', 'recorded_at']),
    ('users', 'user_account', array['user_id', 'email', 'name', 'rights', 't.address as address_known_by', 't.issuer as identity_issuer', 't.subject as identity_subject', 'ruled',
      'recorded_at', 'removed_at']),
    ('keys', 'api_key', array['key_id', 'name', 'rights', 'last4', 'user_id', 'browser',
      't.address as network_address', 'maker_user', 'maker_key', 'responsible', 'bound_key', 'recorded_at', 'expires_at', 'idle_until',
      'revoked_at', 'used_on']),
    ('suppliers', 'relationship', array['relationship_id', 'state', 'code', 'name', 'reading', 'corporate_number', 'category',
      'tags', 'contacts', 'memo', 'owner', 'source', 'invited_on', 'invitation_expires_on', 'accepted_on', 'declined_on',
      'ended_on', 'erase_on', 'joined_into', 'record_version', 'key_id', 'recorded_at', 'changed_at']),
    ('record_changes', 'record_change', array['relationship_id', 'record_version', 'changes', 'source', 'key_id', 'recorded_at']),
    ('supplier_events', 'relationship_event', array['relationship_id', 'seq', 'kind', 'on_day', 'reason', 'key_id',
      'recorded_at']),
    ('invitations', 'invitation', array['invitation_id', 'relationship_id', 'expires_on', 'recorded_at', 'superseded_at',
      'mailed_at', 'printed_at', 'reminders', 'opened_at', 'used_at']),
    ('mails', 'mail', array['mail_id', 'kind', 'relationship_id', 'user_id', 'notice_of', 'recipient', 'language', 'subject', 'state',
      't.status as server_code', 't.detail as server_answer', 'key_id', 'recorded_at', 'ended_at', 'stopped_at']),
    ('mail_settings', 'mail_setting', array['sender_name', 'sender_department', 'sender_telephone', 'reply_to', 'introduction',
      'remind_after_days', 'remind_times', 'recorded_at']),
    ('oidc_settings', 'oidc_setting', array['t.issuer as identity_issuer', 'client_id', 'required', 'exempt', 'rules', 'recorded_at']),
    ('mail_wishes', 'mail_reader', array['user_id', 'language', 't.digest as notices', 'talks', 'checks', 'came_back', 'told_on', 'began_at', 'told_seq']),
    ('campaigns', 'campaign', array['campaign_id', 'name', 'purpose', 'reminds', 'total', 'job_id', 'key_id', 'recorded_at']),
    ('campaign_recipients', 'campaign_recipient', array['campaign_id', 'relationship_id', 'settled_at', 'invitation_id', 'mail_id', 'mail_state']),
    ('aliases', 'supplier_alias', array['alias', 'relationship_id', 'joined', 'key_id', 'recorded_at', 'ended_at', 'ended_by']),
    ('successions', 'supplier_succession', array['relationship_id', 'seq', 'kind', 'on_day', 'name', 'reading',
      'corporate_number', 'key_id', 'recorded_at', 'accepted_on', 'accepted_at', 'accepted_by', 'reason']),
    ('predecessor_acceptances', 'predecessor_acceptance', array['relationship_id', 'seq', 'accepted_on', 'reason', 'key_id',
      'recorded_at']),
    ('number_differences', 'number_difference', array['relationship_id', 'seq', 'record_number', 'organisation_number',
      'organisation_name', 'found_on', 'recorded_at', 'ended_on', 'ended_at', 'outcome', 'reason', 'key_id']),
    ('dismissed_number_remarks', 'remark_dismissal', array['relationship_id', 'code', 'reason', 'key_id', 'recorded_at']),
    ('dismissed_duplicates', 'likeness_dismissal', array['one', 'two', 'reason', 'key_id', 'recorded_at', 'ended_at',
      'ended_by']),
    ('rules', 'rule_revision', array['rule', 'revision', 'selector', 'name', 'removed', 'required_star', 'required_assurance',
      'accept_higher', 'due_in_days', 'reason', 'questions', 'job_id', 'key_id', 'recorded_at', 'superseded_at']),
    ('requirements', 'requirement_revision', array['relationship_id', 'revision', 'kind', 'decided_by', 'rule', 'rule_revision',
      'counted_from', 'required_star', 'required_assurance', 'accept_higher', 'effective_from', 'due_on', 'notice_on', 'reason',
      'questions', 'source', 'key_id', 'recorded_at', 'superseded_at']),
    ('responses', 'requirement_response', array['relationship_id', 'seq', 'revision', 'response', 'reason', 'key_id',
      'recorded_at']),
    ('consultations', 'consultation', array['consultation_id', 'relationship_id', 'side', 'revision', 'asked_on', 'asked_by',
      't.cost_estimate as cost_estimate', 'who_bears', 'outcome', 'text', 'key_id', 'recorded_at']),
    ('declarations', 'declaration', array['declaration_id', 'relationship_id', 'scheme', 'star', 'number', 'declared_on',
      'valid_from', 'valid_until', 'validity_assumed', 'scope', 'scope_text', 'replaces', 'edition_id', 'note', 'source', 'key_id',
      'recorded_at', 'superseded_at']),
    ('declaration_ends', 'declaration_end', array['declaration_id', 'kind', 'seq', 'on_day', 'key_id', 'recorded_at']),
    ('checks', 'declaration_check', array['check_id', 'relationship_id', 'declaration_id', 'checked_on', 'method', 'result',
      'differences', 'note', 'key_id', 'recorded_at', 'withdrawn_at']),
    ('partner_checks', 'partner_check', array['partner_check_id', 'relationship_id', 'looked_on', 'method', 'result', 'action', 'kept_id',
      'key_id', 'recorded_at', 'withdrawn_at']),
    ('scope_decisions', 'scope_decision', array['scope_decision_id', 'relationship_id', 'declaration_id', 'decided_on', 'covers',
      'note', 'key_id', 'recorded_at']),
    ('assessments', 'assessment', array['assessment_id', 'edition_id', 'transcription', 'begun_under', 'star', 'scope',
      'scope_text', 'state', 'version', 'answers', 'assessed_on', 'submission', 'result', 'total', 'met', 'unanswered', 'not_met', 'score', 'withdrawn_on',
      'withdrawn_at', 'carried', 'key_id', 'recorded_at', 'submitted_at']),
    ('duties', 'duty_record', array['scheme', 'criterion', 'seq', 'done_on', 'key_id', 'recorded_at']),
    ('papers', 'paper', array['paper_id', 'kind', 'on_day', 'detail', 'key_id', 'recorded_at', 'withdrawn_on', 'withdrawn_at']),
    ('evidence', 'evidence', array['evidence_id', 'side', 'name', 'note', 'links', 'media_type', 'size',
      $e$encode(t.digest, 'hex') as digest$e$, 'stored_at', 'key_id', 'recorded_at', 'withdrawn_on', 'withdrawn_at', 'erase_on',
      'erased_at']),
    ('disclosures', 'disclosure', array['relationship_id', 'seq', 'kind', 'shown', 'from_day', 'last_day', 'key_id',
      'recorded_at']),
    ('disclosure_requests', 'disclosure_request', array['request_id', 'relationship_id', 'kinds', 'last_days', 'reason', 'key_id', 'recorded_at',
      'withdrawn_at', 'withdrawn_by']),
    ('disclosure_answers', 'disclosure_answer', array['request_id', 'relationship_id', 'answer', 'text', 'key_id', 'recorded_at']),
    ('disclosure_reads', 'disclosure_read', array['relationship_id', 'kind', 'assessment_id', 'evidence_id', 'files', 'content', 'hour', 'recorded_at',
      'audit_seq']),
    ('statements', 'statement', array['statement_id', 'code', 'kind', 'relationship_id', 'buyer_named', 'as_of', 'known_at', 'jws',
      'kid', 'basis', 'key_id', 'recorded_at', 'withdrawn_at', 'withdrawn_by', 'reason']),
    ('kept_statements', 'kept_statement', array['kept_id', 'issuer', 'code', 'jws', 'key_id', 'recorded_at']),
    ('statement_naming', 'statement_naming', array['revision', 'named', 'key_id', 'recorded_at']),
    ('policy', 'policy', array['code', 'language', 'text', 'key_id', 'recorded_at', 'withdrawn_at']),
    ('policy_versions', 'policy_version', array['number', 'language', 'text', 'key_id', 'recorded_at', 'withdrawn_at']),
    ('saved_views', 'saved_view', array['view_id', 'person', 'name', 'shared', 'filters', 'sort', 'columns', 'revision', 'key_id', 'recorded_at']),
    ('statuses', 'board', array['relationship_id', 'side', 'counterparty_name', 'counterparty_number', 'state', 'line_from',
      'line_step', 'decided_at']),
    ('events', 'event', array['t.seq as sequence', 'relationship_id', 'side', 'kind', 'on_day', 'body', 'recorded_at']),
    ('webhooks', 'webhook', array['webhook_id', 'url', 'description', 'types', 'rights', 'enabled', 'disabled_at', 'disabled_because',
      'failing_since', 'key_id', 'responsible', 'bound_key', 'recorded_at']),
    ('imports', 'import', array['job_id', 'source', 'mode', 'absent', 'dry_run', 'total', 'change', 'recorded_at']),
    ('jobs', 'job', array['job_id', 'kind', 'state', 'total', 'done', 'changed', 'error', 'key_id', 'recorded_at', 'started_at',
      'finished_at']),
    ('erasures', 'erasure', array['erasure_id', 'cause', 'what', 'relationship_id', 'user_id', 'evidence_id', 'counts', 'key_id',
      'recorded_at']),
    ('checkpoints', 'checkpoint', array['t.org_id as organisation', 't.seq as sequence', $e$encode(t.head, 'hex') as head$e$,
      'hoshitori.instant_text(t.signed_at) as signed_at', $e$encode(t.previous, 'hex') as previous$e$,
      $e$encode(t.public_key, 'hex') as public_key$e$, $e$encode(t.signature, 'hex') as signature$e$]),
    ('audit_log', 'audit_event', array['t.seq as sequence', 'hoshitori.instant_text(t.recorded_at) as recorded_at',
      't.text as entry', 'hoshitori.audit_values(t) as personal', $e$encode(t.hash, 'hex') as hash$e$])
$$;

-- What a tenant's tables hold beyond that, as table or table.column, and why it is not in it: codes of the vocabulary.
create or replace function archive_left_out() returns table (name text, reason text)
language sql immutable
as $$
  select unnest(names), reason from (values
    (array['user_account.password', 'user_account.totp', 'user_account.totp_step', 'user_account.totp_offer',
      'user_account.totp_offered_at', 'user_account.totp_offer_key', 'api_key.hash', 'api_key.previous_hash',
      'api_key.previous_until', 'mail.data', 'mail.sealed', 'invitation.hash', 'invitation.request_hash', 'invitation.sealed', 'invitation.link', 'user_link', 'user_device',
      'recovery_code', 'bi_reader', 'webhook.secret', 'oidc_setting.client_secret', 'webhook.previous_secret', 'webhook.previous_until'], 'secret'),
    (array['relationship.supplier_id', 'predecessor_acceptance.supplier_id', 'number_difference.linked', 'board.counterparty_id'],
      'other_party'),
    (array['requirement_revision.content_hash', 'rule_revision.content_hash', 'relationship.flows_until', 'relationship.asked_again',
      'event.version', 'disclosure_read.read_id', 'remark_dismissal.digest', 'board', 'board_text', 'label_use', 'board_version', 'likeness', 'tally', 'tally_change', 'task',
      'undecided'], 'computed'),
    (array['user_account.refused_seen', 'user_account.refused_told', 'user_account.refused_told_at', 'api_key.refused',
      'api_key.expiry_told', 'api_key.proven_at', 'campaign_recipient.place', 'mail.next_at', 'mail.tries', 'mail_setting.reminded_on',
      'job.place', 'job.detail', 'job.turn_at', 'organisation.erase_place',
      'organisation.erase_id', 'organisation.erase_counts', 'organisation.erase_entry', 'put_off', 'idempotency', 'import_row', 'webhook_delivery', 'oidc_sign_in',
      'webhook.told_through', 'webhook.last_delivery', 'webhook.quick'], 'passing'),
    (array['audit_head', 'buyer_head', 'supplier_head', 'event_head', 'checkpoint_head', 'tally_head', 'quota', 'quota_day',
      'quota_use'], 'counters'),
    (array['audit_value', 'evidence.content_id', 'evidence_content', 'evidence_piece'], 'within')) x (names, reason)
$$;

-- The name of a column of archive_files.
create or replace function archive_name(p_column text) returns text
language sql immutable
as $$ select regexp_replace(p_column, '^.* as ', '') $$;

-- What is in the archive: {"organisation", "name", "files": [{"file", "columns"}], "left_out": [{"reason", "names"}]}.
-- A key that takes it may read all that anybody of the organisation may (buyer:read, supplier:read, audit:read). A person has
-- proven to be there, as for closing.
-- Called by the server.
create or replace function archive_contents() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if request_user() is null then
    perform rights_require_over(rights_given() & (1 | 4 | 16));
  end if;
  return (
    select jsonb_build_object('organisation', o.org_id, 'name', o.name,
      'files', (select jsonb_agg(jsonb_build_object('file', f.file, 'columns', (
          select jsonb_agg(archive_name(c) order by n) from unnest(f.columns) with ordinality x (c, n))) order by f.place)
        from archive_files() with ordinality f (file, from_table, columns, place)),
      'left_out', (select jsonb_agg(jsonb_build_object('reason', l.reason, 'names', l.names) order by l.reason)
        from (select x.reason, jsonb_agg(x.name order by x.name) as names from archive_left_out() x group by x.reason) l))
    from organisation o where o.org_id = current_org());
end $$;

-- A column as an expression with its name. Whole numbers that may have more digits than programs keep are texts.
create or replace function archive_expression(p_table regclass, p_column text) returns text
language sql stable
as $$
  select case when p_column like '% as %' then p_column
    else format(case when a.atttypid = 'int8'::regtype then 't.%1$I::text as %1$I' else 't.%1$I' end, p_column) end
  from (values (1)) one left join pg_catalog.pg_attribute a on a.attrelid = p_table and a.attname = p_column
$$;

-- Rows of a file behind the one of `after`, as lines of JSON: at most so many, and when they reach 1 MiB, no more: a row that
-- is not returned is not made, either. None: the file is at its end. They come in the order of the table's key, which begins
-- with the organisation.
-- Called by the server.
create or replace function archive_page(p_file text, p_after jsonb, p_rows int) returns table (line text, after jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp set timezone = 'UTC'
as $$
declare
  f record;
  keys text[];
  found_rows refcursor;
  bytes bigint := 0;
begin
  select x.from_table::regclass as relation, x.columns into f from archive_files() x where x.file = p_file;
  select coalesce(array_agg(quote_ident(a.attname) order by k.n), '{}') into keys
  from pg_catalog.pg_index i cross join unnest(i.indkey) with ordinality k (attnum, n)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = f.relation and i.indisprimary and a.attname <> 'org_id';
  if p_after = '{}' then
    return; -- the one row of an organisation
  end if;
  open found_rows no scroll for execute format($q$
    select (select row_to_json(x) from (select %1$s) x)::text, jsonb_build_object(%2$s)
    from %4$s t where t.org_id = current_org() %5$s %3$s limit $2$q$,
    (select string_agg(archive_expression(f.relation, c), ', ' order by n) from unnest(f.columns) with ordinality x (c, n)),
    (select string_agg(format('%L, t.%s', k, k), ', ') from unnest(keys) k),
    (select 'order by ' || string_agg('t.' || k, ', ' order by n) from unnest(keys) with ordinality x (k, n)),
    f.relation,
    case when p_after is not null then format('and (%s) > (select %s from jsonb_populate_record(null::%s, $1) k)',
      (select string_agg('t.' || k, ', ' order by n) from unnest(keys) with ordinality x (k, n)),
      (select string_agg('k.' || k, ', ' order by n) from unnest(keys) with ordinality x (k, n)), f.relation) end)
    using p_after, p_rows;
  loop
    fetch found_rows into line, after;
    exit when not found;
    return next;
    bytes := bytes + octet_length(line);
    exit when bytes >= 1048576;
  end loop;
  close found_rows;
end $$;
