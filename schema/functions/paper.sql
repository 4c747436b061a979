-- Proof besides answers. A paper is never edited: it is withdrawn and another one is filed.

-- The star that asks for the kind.
create or replace function paper_star(p_kind text) returns int
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select case p_kind when 'policy_publication' then 2 when 'expert_confirmation' then 3 when 'management_oath' then 3
    else 4 end
$$;

-- The contract's Paper.
create or replace function paper_shape(p paper) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('paper', p.paper_id, 'kind', p.kind, 'star', paper_star(p.kind), 'dated_on', p.on_day,
    'url', p.detail -> 'url', 'place', p.detail -> 'place', 'person', p.detail -> 'person',
    'position', p.detail -> 'position', 'qualification', p.detail -> 'qualification',
    'organisation', p.detail -> 'organisation', 'report_id', p.detail -> 'report_id', 'note', p.detail -> 'note',
    'withdrawn_on', p.withdrawn_on, 'recorded_at', instant_text(p.recorded_at));
end $$;

-- p_body: the contract's PaperInput, checked for what its kind demands.
-- Called by the server.
create or replace function paper_add(p_paper uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  p paper;
begin
  perform supplier_lock();
  perform quota_require('papers');
  insert into paper (org_id, paper_id, kind, on_day, detail, key_id, recorded_at)
  values (current_org(), p_paper, p_body ->> 'kind', (p_body ->> 'dated_on')::date, p_body - array['kind', 'dated_on'],
    request_key(), request_now())
  returning * into p;
  perform supplier_event_add('paper.added', jsonb_build_object('paper', p.paper_id, 'kind', p.kind));
  return query select jsonb_build_object('outcome', 'created', 'body', paper_shape(p)), supplier_touched(),
    jsonb_build_object('object', 'papers/' || p.paper_id, 'detail', p_body);
end $$;

-- Withdraws a paper, once.
-- Called by the server.
create or replace function paper_withdraw(p_paper uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  p paper;
begin
  perform supplier_lock();
  select * into p from paper x where x.org_id = current_org() and x.paper_id = p_paper;
  if not found then
    perform refuse('not_found');
  end if;
  if p.withdrawn_on is not null then
    perform refuse('already_withdrawn');
  end if;
  update paper x set withdrawn_on = request_day(), withdrawn_at = request_now()
  where x.org_id = p.org_id and x.paper_id = p.paper_id
  returning * into p;
  perform supplier_event_add('paper.withdrawn', jsonb_build_object('paper', p.paper_id, 'kind', p.kind));
  return query select jsonb_build_object('outcome', 'ended', 'body', paper_shape(p)), supplier_touched(),
    jsonb_build_object('object', 'papers/' || p.paper_id, 'detail', jsonb_build_object('withdrawn_on', p.withdrawn_on));
end $$;

grant execute on function paper_star(text), paper_shape(paper) to hoshitori_app;
