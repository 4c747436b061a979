-- query audit_list
-- The audit chain, oldest first; entry is the text that was hashed, to the byte, or null when it was erased.
-- returns value json
with page as materialized (
  select a, a.seq, a.text, a.hash, a.recorded_at from hoshitori.audit_event a
  where a.org_id = :organisation::uuid and a.seq > :after::bigint order by a.seq limit :rows::int
)
select json_build_object(
  'items', coalesce((select json_agg(json_build_object('sequence', seq,
    'recorded_at', hoshitori.instant_text(recorded_at), 'key', text::json ->> 'key',
    'operation', text::json ->> 'action', 'entry', text,
    'personal', hoshitori.audit_values(page.a), 'hash', encode(hash, 'hex')) order by seq) from page), '[]'),
  'next_after', coalesce((select max(seq) from page), :after)) as value

-- query decision_get
-- What decided the status of one relationship on a day, as known at an instant. `facts` are the server's own and are not shown;
-- of each of them `seen` has what the asking side may see.
-- returns relationship_id uuid, side text, recorded_at text, step text, changes_on date, next_status smallint?, next_waiting_on smallint?, counterparty jsonb, facts json, seen jsonb
select d.relationship_id, d.side, d.recorded_at, d.step, d.changes_on, d.next_status, d.next_waiting_on, d.counterparty, d.facts, d.seen
from hoshitori.decision_read(:selector::text, :day::date, :known_at::timestamptz) d;
