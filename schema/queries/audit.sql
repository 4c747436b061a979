-- query audit_list
-- A page of the audit chain, from one end or the other (audit_page).
-- returns value json
select hoshitori.audit_page(:newest::boolean, :after::bigint, :rows::int, :first::date, :last::date, :operation::text, :by::text,
  :object::text) as value;

-- query decision_get
-- What decided the status of one relationship on a day, as known at an instant. `facts` are the server's own and are not shown;
-- of each of them `seen` has what the asking side may see.
-- returns relationship_id uuid, side text, recorded_at text, step text, changes_on date, next_status smallint?, next_waiting_on smallint?, counterparty jsonb, facts json, seen jsonb, reads jsonb
select d.relationship_id, d.side, d.recorded_at, d.step, d.changes_on, d.next_status, d.next_waiting_on, d.counterparty, d.facts, d.seen, d.reads
from hoshitori.decision_read(:selector::text, :day::date, :known_at::timestamptz) d;
