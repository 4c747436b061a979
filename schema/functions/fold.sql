-- One folding for search and stored text: width, case, kana, old and variant characters, company
-- forms, spaces and marks. ㈱ｶﾞﾝﾀﾞﾑ・ハヤシ製作所 and 株式会社ガンダムはやし製作所 are the same.
set local role hoshitori_engine;

create or replace function fold(p_text text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
  select translate(
    regexp_replace(
      translate(lower(normalize(p_text, NFKC)),
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ髙﨑邊邉濵濱齋齊斎澤廣國嶋嶌槗櫻瀨德',
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ高崎辺辺浜浜斉斉斉沢広国島島橋桜瀬徳'),
      '株式会社|有限会社|合同会社|合資会社|合名会社|\((株|有|同|資|名)\)|かぶしきがいしゃ|ゆうげんがいしゃ', '', 'g'),
    ' 　・･ー‐-―−－~〜.,、。''’&/()[]「」『』"', '')
$$;

grant execute on function fold(text) to hoshitori_app;
