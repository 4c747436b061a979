-- Statements: those given out, those kept, and what is known of one that is shown.

-- query statement_list
-- Newest first.
-- returns item jsonb, first text, second uuid
with page as materialized (
  select s.statement_id, s.recorded_at from hoshitori.statement s
  where s.org_id = :organisation::uuid and (s.recorded_at, s.statement_id) < {newer_than_page}
  order by s.recorded_at desc, s.statement_id desc limit :page_rows::int
)
select hoshitori.statement_shape(s) as item, hoshitori.instant_text(s.recorded_at) as first, s.statement_id as second
from page p join hoshitori.statement s on s.org_id = :organisation and s.statement_id = p.statement_id
order by p.recorded_at desc, p.statement_id desc;

-- query kept_statement_list
-- Newest first, each with what is seen of it here; `supplier` null: of all that it speaks of.
-- returns item jsonb, first text, second uuid
with partner as materialized (
  select hoshitori.side_relationship('buyer', :supplier::text) as r where :supplier is not null
), page as materialized (
  select k.kept_id, k.recorded_at from hoshitori.kept_statement k
  where k.org_id = :organisation::uuid and (:supplier is null or hoshitori.kept_statement_of(k, (select p.r from partner p))) and (k.recorded_at, k.kept_id) < {newer_than_page}
  order by k.recorded_at desc, k.kept_id desc limit :page_rows::int
)
select hoshitori.kept_statement_shape(k, to_jsonb(l)) as item, hoshitori.instant_text(k.recorded_at) as first, k.kept_id as second
from page p join hoshitori.kept_statement k on k.org_id = :organisation and k.kept_id = p.kept_id
  cross join lateral hoshitori.statement_look(null, k.code) l
order by p.recorded_at desc, p.kept_id desc;

-- query statement_seen
-- `kid` null: of a code alone.
-- returns known boolean, issuer text, public_key text, jws text, withdrawn_at text
select l.known, l.issuer, l.public_key, l.jws, l.withdrawn_at from hoshitori.statement_look(:kid::text, :code::text) l;

-- query statement_key_list
-- returns public_key text
select k.public_key from hoshitori.statement_own_keys() k
