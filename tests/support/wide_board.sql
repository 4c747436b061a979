-- SPDX-License-Identifier: Apache-2.0
-- One buyer's side of the board, as wide as wanted, for trials of lists alone: no facts stand behind it.
-- Every name holds 株. Settings: trial.org, trial.day, trial.rows. Never for a database that anybody relies on.
set role hoshitori_engine;
set search_path = hoshitori;

insert into board (org_id, relationship_id, side, counterparty_name, counterparty_reading, counterparty_number, state, code,
  category, tags, labels, sort_key, search, version, record_version, recorded_at, changed_at, line_from, line_status,
  line_waiting_on, line_required_star, line_held_star, line_gap, line_due_on, line_valid_until, line_checked_on,
  line_next, line_step, step_from, step_until, status, waiting_on, required_star, held_star, gap, due_on, valid_until,
  checked_on, emitted_through)
select r.org_id, r.id, 'buyer', r.name, r.reading, r.number, r.state, r.code, r.category, r.tags, fold_labels(r.category, r.tags),
  r.reading, concat_ws(' ', r.name, r.reading, lower(r.code), r.number), 1, 1, s.at, s.at,
  array['-infinity', r.today - 200 + r.n[5] % 190, r.until], array[0, r.status, r.after]::smallint[],
  array[0, r.waiting, 1]::smallint[], array[0, r.required, r.required]::smallint[], array[0, r.held, 0]::smallint[],
  array[0, r.gap, r.required]::smallint[], array['infinity', r.due, r.due], array['infinity', r.valid, 'infinity'],
  array['infinity', r.checked, 'infinity'], array[2, 3, 0]::smallint[], array_fill(json_build_object('of', repeat('x', 300)), array[3]),
  r.today - 200 + r.n[5] % 190, r.until, r.status, r.waiting, r.required, r.held, r.gap, r.due, r.valid, r.checked, r.today
from (
  select x.*, today + 1 + n[6] % 400 as until, greatest(required - held, 0) as gap,
    case when required = 0 then 0 when held >= required then 1 + n[7] / 7 % 10 / 9 else 3 + n[7] / 7 % 3 end as status,
    case when required = 0 or held >= required then 0 else 1 + n[8] % 3 end as waiting,
    case when required = 0 then 0 else 5 end as after,
    case when required = 0 then 'infinity' else today + n[9] % 1000 - 300 end as due,
    case when held > 0 then today + 1 + n[10] % 800 else 'infinity' end as valid,
    case when held = 0 then 'infinity' when n[11] % 2 = 0 then '-infinity' else today - n[11] % 700 end as checked
  from (
    select g, n, org_id, today, md5(org_id || ' wide ' || g)::uuid as id,
      '株' || substr(kanji, 1 + n[1] % 60, 1) || substr(kanji, 1 + n[1] / 60 % 60, 1) || substr(kanji, 1 + n[2] % 60, 1)
        || (array['製作所', '工業', '精機', '電子', '商事'])[1 + n[2] / 60 % 5] as name,
      'かぶ' || (select string_agg(substr(kana, 1 + (n[3] / 40 ^ i)::int % 40, 1), '') from generate_series(0, 3) i)
        || (select string_agg(substr(kana, 1 + (n[4] / 40 ^ i)::int % 40, 1), '') from generate_series(0, 3) i) as reading,
      lpad((n[3]::bigint * 1000 + n[4] % 1000)::text, 13, '0') as number,
      'S' || lpad(g::text, 6, '0') as code,
      (array['active', 'active', 'active', 'active', 'active', 'active', 'active', 'invited', 'declined', 'ended'])[1 + n[5] / 190 % 10] as state,
      case when n[6] / 400 % 10 > 0 then '区分' || n[6] / 4000 % 20 end as category,
      case when n[7] % 7 = 0 then '{}' when g % 20000 = 0 then array['稀'] else array['札' || n[7] / 70 % 10, '札' || n[7] / 700 % 10] end as tags,
      n[8] / 3 % 4 as required, n[9] / 1000 % 4 as held
    from (
      select g, current_setting('trial.org')::uuid as org_id, current_setting('trial.day')::date as today,
        (select array_agg(abs(hashint8extended(g, k) % 1000000000)::int order by k) from generate_series(1, 11) k) as n,
        '東西南北中山川田谷原野森林木村石岩金銀銅鉄鋼水火土日月星光明青赤白黒大小高低長広新古早多久富福吉永安平和正信義徳美' as kanji,
        'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらり' as kana
      from generate_series(1, current_setting('trial.rows')::int) g
    ) a
  ) x
) r cross join lateral (select timestamptz '2026-10-01 00:00+09' + make_interval(secs => r.n[11] % 5000000) as at) s;

insert into board_text (org_id, relationship_id, search, sort_key, category, terms)
select org_id, relationship_id, search, sort_key, case when category is not null then labels[1] end, terms
from board cross join lateral board_terms(org_id, side, search, labels) where org_id = current_setting('trial.org')::uuid;

reset role;
analyze hoshitori.board, hoshitori.board_text;
