-- What is known of an edition's texts grows while the edition stays: each reading of it is a transcription, and none is
-- ever changed. The edition's row repeats what the newest one says.
set local role hoshitori_owner;
create table edition_transcription (
  edition_id text not null references edition,
  number int not null check (number > 0),
  sha256 bytea not null,
  body json not null,
  -- Against the one before (domain/edition.h): "added", by star, and "texts".
  changes jsonb not null default '{}',
  loaded_at timestamptz not null,
  primary key (edition_id, number)
);
grant select, insert on edition_transcription to hoshitori_engine;
grant select on edition_transcription to hoshitori_app, hoshitori_backup, hoshitori_migrate;

insert into edition_transcription (edition_id, number, sha256, body, loaded_at)
select edition_id, 1, sha256, body, recorded_at from edition;

alter table edition alter column title drop expression;
alter table edition alter column stars drop expression;
alter table edition add column transcription int not null default 1;
-- How many criteria of each star are on file; null where the scheme counts more.
alter table edition add column totals jsonb not null default '{}';
-- Since the newest transcription: drafts are to be counted anew, and lines decided, of all relationships or of those
-- whose suppliers answered this edition. Null: it is done.
alter table edition add column unsettled text check (unsettled in ('all', 'own'));
update edition e set totals = (
  select coalesce(jsonb_object_agg(s.star, case when s.on_file = s.official then s.on_file end), '{}')
  from (
    select x.star, coalesce((e.body -> 'criteria_counts' ->> x.star)::int, count(*)) as official, count(*) as on_file
    from json_array_elements(e.body -> 'criteria') c, json_array_elements_text(c -> 'stars') x(star) group by x.star) s);
alter table edition drop column sha256, drop column body;

-- begun_under: the transcription of which a draft was begun; transcription: the one by which its answers were counted
-- last, for a submission for good.
alter table assessment add column begun_under int not null default 1;
alter table assessment add column transcription int not null default 1;
