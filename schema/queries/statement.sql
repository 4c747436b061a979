-- Statements: those given out, those kept, and what is known of one that is shown.

-- query statement_list
-- Newest first.
-- returns item jsonb, first timestamptz, second uuid
select hoshitori.statement_shape(s) as item, s.recorded_at as first, s.statement_id as second
from hoshitori.statement s
where s.org_id = hoshitori.current_org()
  and (s.recorded_at, s.statement_id) < (coalesce(:page_first::timestamptz, 'infinity'), coalesce(:page_second::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
order by s.recorded_at desc, s.statement_id desc limit :page_rows::int;

-- query kept_statement_list
-- Newest first, each with what is seen of it here.
-- returns item jsonb, first timestamptz, second uuid
select hoshitori.kept_statement_shape(y.x, to_jsonb(l)) as item, (y.x).recorded_at as first, (y.x).kept_id as second
from (
  select x from hoshitori.kept_statement x
  where x.org_id = hoshitori.current_org()
    and (x.recorded_at, x.kept_id) < (coalesce(:page_first::timestamptz, 'infinity'), coalesce(:page_second::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by x.recorded_at desc, x.kept_id desc limit :page_rows::int
) y cross join lateral hoshitori.statement_look(null, (y.x).code) l
order by (y.x).recorded_at desc, (y.x).kept_id desc;

-- query statement_seen
-- `kid` null: of a code alone.
-- returns known boolean, issuer text, public_key text, jws text, withdrawn_at text
select l.known, l.issuer, l.public_key, l.jws, l.withdrawn_at from hoshitori.statement_look(:kid::text, :code::text) l;

-- query statement_key_list
-- returns public_key text
select k.public_key from hoshitori.statement_own_keys() k
