-- What the 国税庁 publishes of each 法人番号, as the operator loaded it. Public, so of nobody; read by functions alone.
set local role hoshitori_owner;

-- name null: it was taken out of the publication, after updated_on. successor: into whom a company that was closed merged.
create table published_number (
  number text collate "C" primary key,
  name text,
  updated_on date not null,
  closed_on date,
  successor text
);
-- Rows of a file that is being read; place: the row of all its files.
create table published_row (
  load_id uuid not null,
  place bigint not null,
  number text collate "C" not null,
  name text,
  updated_on date not null,
  closed_on date,
  successor text,
  primary key (load_id, place)
);
grant all on published_number, published_row to hoshitori_engine;
grant select on published_number, published_row to hoshitori_backup;
