-- What every status takes from the editions and the scheme's dates, by the day from which it is so: made by whoever
-- changes them (scheme_steps_put), read with each write.
set local role hoshitori_owner;
create table scheme_step (
  from_day date primary key,
  obtainable_from json not null,
  assessment_max_age_months json not null,
  editions json not null,
  superseded_editions json not null
);
grant all on scheme_step to hoshitori_engine;
grant select on scheme_step to hoshitori_backup;
