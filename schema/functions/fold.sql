-- Texts are compared as people read them, in three degrees:
--   fold_conversion  whether it is the same text. Programs convert between encodings by different tables
--                    (wave dash, full-width tilde), compose or decompose, add what has no width, leave
--                    blanks at the ends; what differs only by that was changed by nobody.
--   fold_label       whether it is the same label: tags, categories and the names of rules, where width and
--                    case make no difference either. CAD-1 and CAD1 stay two.
--   fold             whether it is found: kana, old and variant characters, company forms, spaces and marks
--                    too. ㈱ｶﾞﾝﾀﾞﾑ・ハヤシ製作所 and 株式会社ガンダムはやし製作所 are the same.

-- Expanded where they stand, as fold is, so that many texts cost little: no fixed search path.
create or replace function fold_conversion(p_text text) returns text
language sql immutable parallel safe
as $$
  select regexp_replace(regexp_replace(
    translate(normalize(p_text, NFC), E'\u301c\u2212\u2014\u2016\u00a2\u00a3\u00a6\u00ac\u00b7\u00a5\uffe5\u203e\uffe3\r',
      E'\uff5e\uff0d\u2015\u2225\uffe0\uffe1\uffe4\uffe2\u30fb\\\\~~'),
    E'[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]', '', 'g'),
    E'^[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+|[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+$', '', 'g')
$$;

-- A label's text for comparison: width and case make no difference.
create or replace function fold_label(p_text text) returns text
language sql immutable parallel safe
as $$ select lower(normalize(hoshitori.fold_conversion(p_text), NFKC)) $$;

-- The labels of a record as filters name them: category:… and tag:…, as rules are named.
create or replace function fold_labels(p_category text, p_tags text[]) returns text[]
language sql immutable parallel safe
as $$
  select array_remove('category:' || hoshitori.fold_label(p_category)
    || array(select 'tag:' || hoshitori.fold_label(t) from unnest(p_tags) t), null)
$$;

-- What was entered where `p_stored` stands: a text that differs from what stands there by a conversion
-- alone is the one that stands there. Of lists, an item stays that one of them is.
create or replace function text_settled(p_stored jsonb, p_entered jsonb) returns jsonb
language plpgsql immutable parallel safe set search_path = hoshitori, pg_temp
as $$
begin
  if p_stored is null or p_stored in ('{}', p_entered) then
    return p_entered;
  end if;
  return case
    when jsonb_typeof(p_stored) = 'string' and jsonb_typeof(p_entered) = 'string'
      then case when fold_conversion(p_stored #>> '{}') = fold_conversion(p_entered #>> '{}') then p_stored else p_entered end
    when jsonb_typeof(p_stored) = 'object' and jsonb_typeof(p_entered) = 'object'
      then (select coalesce(jsonb_object_agg(e.key, text_settled(p_stored -> e.key, e.value)), '{}') from jsonb_each(p_entered) e)
    when jsonb_typeof(p_stored) = 'array' and jsonb_typeof(p_entered) = 'array' and jsonb_typeof(p_entered -> 0) = 'string'
      then (select jsonb_agg(coalesce((select s from jsonb_array_elements(p_stored) s
          where fold_conversion(s #>> '{}') = fold_conversion(e #>> '{}') limit 1), e) order by i)
        from jsonb_array_elements(p_entered) with ordinality t(e, i))
    when jsonb_typeof(p_stored) = 'array' and jsonb_typeof(p_entered) = 'array'
      then (select coalesce(jsonb_agg(text_settled(p_stored -> (i - 1)::int, e) order by i), '[]')
        from jsonb_array_elements(p_entered) with ordinality t(e, i))
    else p_entered end;
end $$;

-- Whether p_stored is p_entered with other characters in the place of its substitutes, for which stands p_mark (a
-- pattern): of ? 〓 U+FFFD 外字 for anything that is not ASCII (a pair for a character outside the basic plane), of the others,
-- which people write too, for letters alone.
create or replace function text_lost_as(p_stored text, p_entered text, p_mark text, p_lost text) returns boolean
language sql immutable parallel safe set search_path = hoshitori, pg_catalog, pg_temp
as $$
  select p_entered ~ p_mark and p_stored ~ ('^' || (
    select string_agg(case when i % 2 = 1 then regexp_replace(part, E'([^[:alnum:]])', E'\\\\\\1', 'g') else p_lost end, '' order by i)
    from regexp_split_to_table(regexp_replace(p_entered, '(?:' || p_mark || ')+', E'\x01\x02\x01', 'g'), E'\x01')
      with ordinality t(part, i)) || '$')
$$;

-- Whether a conversion put substitutes where what stands there has other characters. What it had no room for were
-- variation selectors, too.
create or replace function text_lost(p_stored text, p_entered text) returns boolean
language sql immutable parallel safe set search_path = hoshitori, pg_catalog, pg_temp
as $$
  select coalesce(fold_conversion(p_stored) <> fold_conversion(p_entered) and exists (
    select from (values (fold_conversion(p_stored)), (normalize(p_stored, NFC))) s(stored),
      (values (E'[?\uff1f\u3013\ufffd\ue000-\uf8ff]', E'[^\x01-\x7f\u3001\u3002\uff01\uff1f]{1,8}'),
        (E'&#[0-9]{2,7};|&#[xX][0-9a-fA-F]{2,6};|\\\\u[0-9a-fA-F]{4}|%u[0-9a-fA-F]{4}|[\u30fb\u25a1\u25a0\u25af\u2b1a_\uff3f*\uff0a]',
          E'[^\x01-\x7f\u2000-\u206f\u3000-\u303f\u30fb\u30fc\uff00-\uff0f\u25a0-\u25ff]{1,8}')) m(mark, lost)
    where text_lost_as(s.stored, fold_conversion(p_entered), m.mark, m.lost)), false)
$$;

-- A text for searching: kana, variants, company forms, spaces and marks make no difference.
create or replace function fold(p_text text) returns text
language sql immutable parallel safe
as $$
  select translate(
    regexp_replace(
      translate(lower(normalize(hoshitori.fold_conversion(p_text), NFKC)),
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ髙﨑邊邉濵濱齋齊斎澤廣國嶋嶌槗櫻瀨德',
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ高崎辺辺浜浜斉斉斉沢広国島島橋桜瀬徳'),
      '株式会社|有限会社|合同会社|合資会社|合名会社|\((株|有|同|資|名)\)|かぶしきがいしゃ|ゆうげんがいしゃ', '', 'g'),
    ' 　・･ー‐-―−－~〜.,、。''’&/()[]「」『』"', '')
$$;

grant execute on function fold(text), fold_conversion(text), fold_label(text), fold_labels(text, text[]) to hoshitori_app;
