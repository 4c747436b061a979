-- Statuses: one, pages of them and their counts, as now known or as known at an instant, when facts that were
-- recorded later are hidden.

-- row status: relationship_id uuid, decided_at text, step text, changes_on date, next_status smallint?, next_waiting_on smallint?,
--   counterparty_name text, counterparty_reading text, counterparty_number text, registered_name text,
--   number_proven boolean?, code text, category text, tags json, memo text, record jsonb, sort text, tag text

-- part status_shown
-- `record`: 'supplier', 'buyer' or 'sheet' when the record is wanted too.
b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name,
  b.number_proven, b.code, b.category, array_to_json(b.tags) as tags, b.memo,
  case :record::text when 'supplier' then hoshitori.supplier_record(b.relationship_id)
    when 'buyer' then hoshitori.buyer_record(b.relationship_id)
    when 'sheet' then hoshitori.supplier_sheet(b.relationship_id) end as record

-- part status_columns
{line_step}, {status_shown}

-- part status_known_columns
-- Of board_version_on, which says what of a version.
null as decided_at, b.step, b.changes_on, b.next_status, b.next_waiting_on, {status_shown}

-- query status_get
-- parameters of status_get_known
-- `selector`: {supplier} or a relationship, by the side.
-- returns status
select b.relationship_id, {status_columns}, null as sort, null as tag
from (
  select x.*, width_bucket(:day::date, x.line_from) as step
  from hoshitori.board x
  where x.org_id = :organisation::uuid and x.relationship_id = (select hoshitori.supplier_of(:organisation, :selector::text))
    and x.side = :side::text
) b;

-- query status_get_known
-- returns status
select b.relationship_id, {status_known_columns}, null as sort, null as tag
from hoshitori.board_version_on(:organisation::uuid,
  hoshitori.supplier_of(:organisation, :selector::text, :known_at::timestamptz), :side::text, :day::date, :known_at) b;

-- part status_page
-- Parameters as in board_page, `owner` as in owner_wanted; `after_key` and `after_id` of the last row of the page before, `known_tag` the client's
-- tag, `seed` what else the tag depends on. Without rows to send, one row with the tag alone.
with page as materialized (
  select p.* from hoshitori.board_page(:organisation::uuid, :side::text, :day::date, :after_key::text, :after_id::uuid,
    :rows::int, :sort::text, :statuses::smallint[], :waiting_on::smallint[], :required_stars::smallint[],
    :held_stars::smallint[], :states::text[], :category::text, :with_tag::text, :text::text, :due_by::date,
    :expiring_by::date, :unchecked_since::date, :known_at::timestamptz,
    case when :owner::text is null then :marks::text[] else hoshitori.owner_wanted(:owner) || :marks end)
    with ordinality p(relationship_id, version, sort, place)
), tag as (
  select encode(substr(sha256(convert_to(:seed::text || coalesce(string_agg(relationship_id::text || version, ''
    order by place), ''), 'UTF8')), 1, 16), 'hex') as tag from page
)

-- part status_page_rows
from tag t
  left join page p on t.tag is distinct from :known_tag::text

-- query status_list
-- returns status
{status_page}
select p.relationship_id, {status_columns}, p.sort, t.tag
{status_page_rows}
  left join lateral (
    select x.*, width_bucket(:day, x.line_from) as step from hoshitori.board x
    where x.org_id = :organisation and x.relationship_id = p.relationship_id
    limit 1
  ) b on true
order by p.place;

-- query status_list_known
-- parameters of status_list
-- returns status
{status_page}
select p.relationship_id, {status_known_columns}, p.sort, t.tag
{status_page_rows}
  left join lateral hoshitori.board_version_on(:organisation, p.relationship_id, :side, :day, :known_at) b on true
order by p.place;

-- query status_list_of
-- Of these alone, in their order; one that is none of its own is left out.
-- returns status
select b.relationship_id, {status_columns}, null as sort, null as tag
from unnest(:relationships::uuid[]) with ordinality p(relationship_id, place)
  join lateral (
    select x.*, width_bucket(:day::date, x.line_from) as step from hoshitori.board x
    where x.org_id = :organisation::uuid and x.relationship_id = p.relationship_id and x.side = :side::text
    limit 1
  ) b on true
order by p.place;

-- part undecided_since
(select hoshitori.instant_text(u.decided_at) from hoshitori.undecided_since(:organisation::uuid, :side::text) u)

-- part status_counts
'total', coalesce(sum(n), 0),
  'items', coalesce(json_agg(json_build_object('status', hoshitori.status_name(status),
    'waiting_on', hoshitori.waiting_name(waiting_on), 'required_star', nullif(required_star, 0),
    'held_star', held_star, 'count', n) order by status, waiting_on, required_star, held_star), '[]')

-- query status_count
-- Counts of one side on a day, of those that pass, or as known at an instant.
-- returns value jsonb
with counts as materialized (
  select b.status, b.waiting_on, b.required_star, b.held_star, count(*) as n
  from (
    select labels, status, waiting_on, required_star, held_star
    from hoshitori.board_on(:organisation::uuid, :side::text, :day::date)
    where recorded_at <= coalesce(:known_at::timestamptz, 'infinity')
    union all
    select labels, status, waiting_on, required_star, held_star
    from hoshitori.board_known(:organisation, :side, :day, :known_at)
  ) b
  where b.labels @> (select hoshitori.fold_labels(:category::text, array_remove(array[:with_tag::text], null)) || coalesce(:marks::text[], '{}'))
  group by 1, 2, 3, 4
)
select jsonb_strip_nulls(jsonb_build_object('as_of', :day, 'known_at', hoshitori.instant_text(:known_at), 'side', :side))
  || jsonb_build_object('decided_at', case when :known_at is null then {undecided_since} end, {status_counts}) as value
from counts;

-- query status_summary
-- parameters of status_count
-- Counts of one side on a day, of all relationships as now known.
-- returns value json
with counts as materialized (
  select status, waiting_on, required_star, held_star, n
  from hoshitori.tally_on(:organisation::uuid, :side::text, :day::date)
)
select json_build_object('as_of', :day, 'side', :side, 'decided_at', {undecided_since}, {status_counts}) as value
from counts;

-- query status_trend
-- Counts of one side on the last day of each month, and today, as now known.
-- returns value json
with month as (
  select least((date_trunc('month', :today::date::timestamp) + make_interval(months => 1 - m))::date - 1, :today) as day
  from generate_series(0, :months::int - 1) m
), counts as (
  select m.day, t.status, t.waiting_on, sum(t.n) as n
  from month m cross join lateral hoshitori.tally_on(:organisation::uuid, :side::text, m.day) t
  group by 1, 2, 3
)
select json_build_object('side', :side, 'decided_at', {undecided_since}, 'months', (
  select json_agg(json_build_object('month', to_char(m.day, 'YYYY-MM'), 'as_of', m.day, 'total', (
      select coalesce(sum(c.n), 0) from counts c where c.day = m.day),
    'items', (
      select coalesce(json_agg(json_build_object('status', hoshitori.status_name(c.status),
        'waiting_on', hoshitori.waiting_name(c.waiting_on), 'count', c.n) order by c.status, c.waiting_on), '[]')
      from counts c where c.day = m.day)) order by m.day)
  from month m)) as value;
