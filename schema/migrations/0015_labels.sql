-- Labels are found whatever their width and case, texts whatever in them has no width.
set local role hoshitori_owner;
alter table board add column labels text[] not null default '{}'; -- as fold_labels makes them
drop index board_text_terms;

-- What the functions make of texts at this migration, which comes before they are there; gone at its end.
create function m15_fold_conversion(p_text text) returns text
language sql immutable parallel safe
as $$
  select regexp_replace(regexp_replace(
    translate(normalize(p_text, NFC), E'\u301c\u2212\u2014\u2016\u00a2\u00a3\u00a6\u00ac\u00b7\u00a5\uffe5\u203e\uffe3\r',
      E'\uff5e\uff0d\u2015\u2225\uffe0\uffe1\uffe4\uffe2\u30fb\\\\~~'),
    E'[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]', '', 'g'),
    E'^[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+|[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+$', '', 'g')
$$;

create function m15_fold_label(p_text text) returns text
language sql immutable parallel safe
as $$ select lower(normalize(hoshitori.m15_fold_conversion(p_text), NFKC)) $$;

create function m15_fold_labels(p_category text, p_tags text[]) returns text[]
language sql immutable parallel safe
as $$
  select array_remove('category:' || hoshitori.m15_fold_label(p_category)
    || array(select 'tag:' || hoshitori.m15_fold_label(t) from unnest(p_tags) t), null)
$$;

create function m15_fold(p_text text) returns text
language sql immutable parallel safe
as $$
  select translate(
    regexp_replace(
      translate(lower(normalize(hoshitori.m15_fold_conversion(p_text), NFKC)),
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ髙﨑邊邉濵濱齋齊斎澤廣國嶋嶌槗櫻瀨德',
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ高崎辺辺浜浜斉斉斉沢広国島島橋桜瀬徳'),
      '株式会社|有限会社|合同会社|合資会社|合名会社|\((株|有|同|資|名)\)|かぶしきがいしゃ|ゆうげんがいしゃ', '', 'g'),
    ' 　・･ー‐-―−－~〜.,、。''’&/()[]「」『』"', '')
$$;

create function m15_board_terms(p_org uuid, p_search text, p_labels text[]) returns bigint[]
language sql immutable
as $$
  select array_remove(array(
      select hashtextextended(t, seed) from unnest(string_to_array(p_search, null), string_to_array(substr(p_search, 2), null)) u(a, b),
        unnest(array[a, a || b]) t)
    || case when position('000' in p_search) > 0 then array(
      select hashtextextended(left(r[1], n), seed)
      from regexp_matches(p_search, '(0{3,})', 'g') r, generate_series(3, length(r[1])) n) end
    || array(select hashtextextended(l, seed) from unnest(p_labels) l), null)
  from hashtextextended(p_org::text, 0) seed
$$;

grant execute on function m15_fold_conversion(text), m15_fold_label(text), m15_fold_labels(text, text[]), m15_fold(text),
  m15_board_terms(uuid, text, text[]) to hoshitori_engine;

set local role hoshitori_engine;
update board set labels = m15_fold_labels(category, tags) where category is not null or tags <> '{}';

-- Only these characters are taken otherwise than before.
update board set sort_key = left(m15_fold(coalesce(counterparty_reading, counterparty_name)), 200),
  search = concat_ws(' ', m15_fold(counterparty_name), m15_fold(counterparty_reading), m15_fold(code), counterparty_number)
where concat(counterparty_name, counterparty_reading, code)
  ~ E'[\u2014\u2016\u203e\u00a6\u00b7\u00a5\uffe5\uffe3\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]';
update board_version set sort_key = left(m15_fold(coalesce(counterparty_reading, counterparty_name)), 200),
  search = concat_ws(' ', m15_fold(counterparty_name), m15_fold(counterparty_reading), m15_fold(code), counterparty_number)
where concat(counterparty_name, counterparty_reading, code)
  ~ E'[\u2014\u2016\u203e\u00a6\u00b7\u00a5\uffe5\uffe3\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]';

update board_text t set search = b.search, terms = m15_board_terms(b.org_id, b.search, b.labels)
from board b where b.org_id = t.org_id and b.relationship_id = t.relationship_id;

-- Which labels are in use, and what looks like one (label.sql). Of suppliers that ended none is.
set local role hoshitori_owner;
create table label_use (
  org_id uuid not null,
  relationship_id uuid not null,
  look text collate "C" not null, -- category:… or tag:…, as labels_looked makes it
  name text collate "C" not null -- as it is spelled
);
create index label_use_look on label_use (org_id, look, name);
-- After the others: of indexes that cost the same, as on a table that is empty yet, the last one is taken.
alter table label_use add primary key (org_id, relationship_id, look, name);
alter table label_use enable row level security;
alter table label_use force row level security;
create policy tenant on label_use for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on label_use to hoshitori_engine using (true) with check (true);
create policy backup on label_use for select to hoshitori_backup using (true);
grant all on label_use to hoshitori_engine;
grant select on label_use to hoshitori_app, hoshitori_backup;

set local role hoshitori_engine;
insert into label_use (org_id, relationship_id, look, name)
select b.org_id, b.relationship_id, case when l.look in ('category:', 'tag:') then l.label else l.look end, l.name
from board b cross join lateral unnest(b.labels, string_to_array(m15_fold(array_to_string(b.labels, E'\x1f')), E'\x1f'),
  array_remove(array[b.category], null) || b.tags) l(label, look, name)
where b.labels <> '{}' and b.state <> 'ended'
on conflict do nothing;

set local role hoshitori_owner;
drop function m15_board_terms(uuid, text, text[]), m15_fold(text), m15_fold_labels(text, text[]), m15_fold_label(text),
  m15_fold_conversion(text);
-- New rows wait in a list that each search reads through, so it is kept short.
create index board_text_terms on board_text using gin (terms) with (gin_pending_list_limit = 512);
