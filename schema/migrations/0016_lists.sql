-- What lists are read by, each in its order through each of its filters, however much was replaced, withdrawn or ended
-- since; and what a supplier searches its buyers by, as a buyer its suppliers.
set local role hoshitori_owner;
create index assessment_listed on assessment (org_id, state, edition_id, recorded_at, assessment_id);
create index assessment_replaced on assessment (org_id, star, scope, coalesce(md5(scope_text), ''), submission)
  where submission is not null;
create index job_listed on job (org_id, kind, state, recorded_at, job_id);
drop index job_recorded;
create index import_row_listed on import_row (org_id, job_id, outcome, place);
create index paper_listed on paper (org_id, kind, recorded_at, paper_id);
create index declaration_own on declaration (org_id, recorded_at, declaration_id) where relationship_id is null;
create index declaration_standing on declaration (org_id, recorded_at, declaration_id)
  where relationship_id is null and superseded_at is null;
create index declaration_replaced on declaration (org_id, replaces) where replaces is not null;
create index declaration_check_listed on declaration_check (org_id, relationship_id, declaration_id, recorded_at, check_id);
create index declaration_check_newest on declaration_check (org_id, relationship_id, declaration_id, checked_on, recorded_at, check_id)
  where withdrawn_at is null and result <> 'inconclusive';
drop index declaration_check_relationship;
create index rule_listed on rule_revision (org_id, selector, name collate "C") where superseded_at is null and not removed;
create index api_key_listed on api_key (org_id, recorded_at, key_id) where user_id is null;
create index user_listed on user_account (org_id, recorded_at, user_id) where removed_at is null;
create index event_side on event (org_id, side, seq) where seq is not null;
create index board_active on board (org_id, relationship_id) where state = 'active';
-- Last, as at the beginning: before the first ANALYZE the newest index is taken for a look-up by key.
alter table declaration_end drop constraint declaration_end_org_id_declaration_id_fkey;
do $$
declare
  t text;
  key text;
begin
  foreach t in array array['assessment', 'bi_reader', 'board_version', 'consultation', 'declaration', 'declaration_check', 'import',
    'import_row', 'invitation', 'job', 'paper', 'scope_decision', 'user_device']
  loop
    select pg_get_constraintdef(c.oid) into strict key from pg_constraint c where c.conrelid = t::regclass and c.contype = 'p';
    execute format('alter table %I drop constraint %I', t, t || '_pkey');
    execute format('alter table %I add %s', t, key);
  end loop;
end $$;
alter table declaration_end add foreign key (org_id, declaration_id) references declaration(org_id, declaration_id);

set local role hoshitori_engine;
insert into board_text (org_id, relationship_id, search, sort_key, terms)
select b.org_id, b.relationship_id, b.search, b.sort_key, array_remove(
  array(select hashtextextended(x, seed) from unnest(string_to_array(b.search, null), string_to_array(substr(b.search, 2), null)) u(a, b),
    unnest(array[u.a, u.a || u.b]) x)
  || array(select hashtextextended(left(r[1], n), seed) from regexp_matches(b.search, '(0{3,})', 'g') r, generate_series(3, length(r[1])) n), null)
from board b cross join lateral hashtextextended(b.org_id::text, 1) seed
where b.side = 'supplier';
