-- A large portfolio out of the demonstration: its board rows are templates, copied to :buyers
-- buyers with :suppliers relationships each, on both sides. Adds to what is there, so that 100
-- buyers can grow to 1,000. Never for a database that anybody relies on.
-- Variables: first (number of the first buyer), buyers, suppliers.
set search_path = hoshitori;
set enable_seqscan = on; -- everything is read here; the role's own setting is for single rows

create temp table template as
select row_number() over (order by b.relationship_id) - 1 as n, b.*
from board b where b.side = 'buyer' and b.state = 'active' order by b.relationship_id limit 200;

create temp table buyer as
select g as n, md5('load buyer ' || g)::uuid as org_id from generate_series(:first, :first + :buyers - 1) g;

-- Ten suppliers for each place in a buyer's list, so that each supplier has a tenth of the buyers.
create temp table pair as
select b.org_id, md5('load pair ' || b.n || ' ' || s)::uuid as relationship_id,
  md5('load supplier ' || (s * 10 + b.n % 10))::uuid as supplier_id, s, s % (select count(*) from template) as n
from buyer b, generate_series(0, :suppliers - 1) s;
analyze pair;

create temp view copied as
select p.org_id as buyer, p.supplier_id, p.relationship_id as pair, p.s, t.* from pair p join template t using (n);
grant select on template, buyer, pair, copied to hoshitori_engine;

set role hoshitori_engine;

insert into organisation (org_id, name, reading, recorded_at)
select org_id, '負荷試験発注' || n || '株式会社', 'フカシケンハッチュウ' || n, now() from buyer on conflict do nothing;
insert into buyer_head (org_id) select org_id from buyer on conflict do nothing;
insert into organisation (org_id, name, recorded_at)
select md5('load supplier ' || g)::uuid, '負荷試験取引先' || g, now()
from generate_series(0, :suppliers * 10 - 1) g on conflict do nothing;
insert into supplier_head (org_id) select md5('load supplier ' || g)::uuid
from generate_series(0, :suppliers * 10 - 1) g on conflict do nothing;

insert into relationship (org_id, relationship_id, supplier_id, state, invited_on, invitation_expires_on, accepted_on,
  name, reading, code, category, tags, recorded_at, changed_at)
select p.org_id, p.relationship_id, p.supplier_id, 'active', '2026-01-05', '2026-04-05', '2026-01-20',
  t.counterparty_name || ' ' || p.s, coalesce(t.counterparty_reading, t.counterparty_name) || p.s, 'L' || p.s,
  t.category, coalesce(t.tags, '{}'), now(), now()
from pair p join template t using (n);

insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, required_star, required_assurance,
  accept_higher, effective_from, due_on, reason, questions, content_hash, recorded_at)
select org_id, relationship_id, 1, 'set', 'explicit', 2, 'substantiated', true, '2026-01-20', '2027-06-30',
  '図面データを取り扱うため', '{}', '\x00', now()
from pair;

insert into board (org_id, relationship_id, side, counterparty_id, counterparty_name, counterparty_reading,
  counterparty_number, registered_name, number_proven, state, code, category, tags, labels, sort_key, search, version,
  record_version, recorded_at, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap,
  line_due_on, line_valid_until, line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,
  required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through)
select v.org, c.pair, v.side, v.other, c.counterparty_name || ' ' || c.s, c.counterparty_reading, c.counterparty_number,
  c.registered_name, c.number_proven, c.state, case v.side when 'buyer' then 'L' || c.s end,
  case v.side when 'buyer' then c.category end, case v.side when 'buyer' then c.tags end,
  case v.side when 'buyer' then fold_labels(c.category, c.tags) else '{}' end, c.sort_key || c.s,
  c.search || ' ' || c.s, 1, 1, now(), c.line_from, c.line_status, c.line_waiting_on, c.line_required_star,
  c.line_held_star, c.line_gap, c.line_due_on, c.line_valid_until, c.line_checked_on, c.line_next, c.line_step,
  c.step_from, c.step_until, c.status, c.waiting_on, c.required_star, c.held_star, c.gap, c.due_on, c.valid_until,
  c.checked_on, c.emitted_through
from copied c, lateral (values ('buyer', c.buyer, c.supplier_id), ('supplier', c.supplier_id, c.buyer)) v(side, org, other);

insert into board_text (org_id, relationship_id, search, sort_key, category, terms)
select b.org_id, b.relationship_id, b.search, b.sort_key, case when b.category is not null then b.labels[1] end, t.terms
from board b cross join lateral board_terms(b.org_id, b.side, b.search, b.labels) t
where b.relationship_id in (select relationship_id from pair);

select tally_rebuild();

set role hoshitori_owner; -- else each is skipped
vacuum analyze hoshitori.tally, hoshitori.board, hoshitori.board_text, hoshitori.relationship, hoshitori.requirement_revision;
