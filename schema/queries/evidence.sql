-- Files that prove something.
-- row evidence_file: evidence text, content text, sealed_key text, size bigint, media_type text, name text, digest text

-- query evidence_list
-- The organisation's own, newest first.
-- returns item jsonb, first text, second uuid
select e.item, e.first, e.second
from hoshitori.evidence_list_page(:side::text, :linked_to::text, :page_first::timestamptz, :page_second::uuid, :page_rows::int) e;

-- query evidence_open
-- An own file, with what its pieces are opened by.
-- returns evidence_file
select e.evidence::text as evidence, e.content::text as content, e.sealed_key::text as sealed_key, e.size, e.media_type, e.name, encode(e.digest, 'hex') as digest
from hoshitori.evidence_open(:evidence::uuid) e;

-- query evidence_piece_get
-- One piece of it, sealed.
-- returns value text
select hoshitori.evidence_piece_of(:evidence::uuid, :place::int)::text as value;

-- query disclosed_evidence_list
-- Files that a supplier shows; it writes down what it returns.
-- returns item jsonb, first text, second uuid
select d.item, d.first, d.second
from hoshitori.disclosed_evidence_page(:selector::text, :as_of::date, :known_at::timestamptz, :page_first::timestamptz,
  :page_second::uuid, :page_rows::int) d;

-- query disclosed_evidence_open
-- A file that is shown; it writes down that it is read.
-- returns evidence_file
select e.evidence::text as evidence, e.content::text as content, e.sealed_key::text as sealed_key, e.size, e.media_type, e.name, encode(e.digest, 'hex') as digest
from hoshitori.disclosed_evidence_open(:selector::text, :evidence::uuid) e;

-- query disclosed_evidence_piece
-- One piece of it, sealed.
-- returns value text
select hoshitori.disclosed_evidence_piece_of(:selector::text, :evidence::uuid, :place::int)::text as value;

-- query archive_evidence_next
-- returns evidence_file
select e.evidence::text as evidence, e.content::text as content, e.sealed_key::text as sealed_key, e.size, e.media_type, e.name, encode(e.digest, 'hex') as digest
from hoshitori.archive_evidence_after(:after::uuid) e;

-- query archive_evidence_piece
-- returns value text
select hoshitori.archive_evidence_piece_of(:evidence::uuid, :place::int)::text as value;
