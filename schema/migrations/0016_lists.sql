-- What a supplier searches its buyers by, as a buyer's suppliers: there may be as many.
set local role hoshitori_engine;
insert into board_text (org_id, relationship_id, search, terms)
select b.org_id, b.relationship_id, b.search, array_remove(
  array(select hashtextextended(x, seed) from unnest(string_to_array(b.search, null), string_to_array(substr(b.search, 2), null)) u(a, b),
    unnest(array[u.a, u.a || u.b]) x)
  || array(select hashtextextended(left(r[1], n), seed) from regexp_matches(b.search, '(0{3,})', 'g') r, generate_series(3, length(r[1])) n), null)
from board b cross join lateral hashtextextended(b.org_id::text, 1) seed
where b.side = 'supplier';
