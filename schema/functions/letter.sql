-- Invitations for letters: to many suppliers at once, each with a new link; the old ones die.

-- New links for as many of these as links were made (p_made: [{"id", "hash"}]), those left out that have answered meanwhile, or, by
-- mail, that none can reach any more. p_way: by 'mail' alone, 'printed', or by mail where one can go and printed else ('both').
create or replace function letters_give(p_chosen uuid[], p_made jsonb, p_way text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
begin
  perform import_lock(p_chosen);
  -- Whoever answered meanwhile needs no letter. Now that they are locked, contacts stay as they are.
  ids := array(select r.relationship_id from relationship r
    where r.org_id = current_org() and r.relationship_id = any(p_chosen) and r.state = 'invited' and (p_way <> 'mail' or letter_mailable(r, 'invitation'))
    order by array_position(p_chosen, r.relationship_id));
  update relationship set invited_on = request_day(), invitation_expires_on = invitation_last_day(), changed_at = request_now()
  where org_id = current_org() and relationship_id = any(ids);
  insert into relationship_event (org_id, relationship_id, seq, kind, on_day, key_id, recorded_at)
  select current_org(), i, (select max(e.seq) + 1 from relationship_event e where e.org_id = current_org() and e.relationship_id = i),
    'invited_again', request_day(), request_key(), request_now() from unnest(ids) i;
  perform quota_spend(current_org(), 'invitations', cardinality(ids));
  update invitation set superseded_at = request_now(), link = null
  where org_id = current_org() and relationship_id = any(ids) and superseded_at is null;
  insert into invitation (org_id, invitation_id, relationship_id, hash, expires_on, printed_at, recorded_at)
  select current_org(), (m ->> 'id')::bigint, t.id, (m ->> 'hash')::bytea, invitation_last_day(),
    case when p_way = 'printed' or p_way = 'both' and not letter_mailable(r, 'invitation') then request_now() end, request_now()
  from unnest(ids) with ordinality t(id, n) join jsonb_array_elements(p_made) with ordinality u(m, k) on k = n
    join relationship r on r.org_id = current_org() and r.relationship_id = t.id;
  return query select jsonb_build_object('outcome', case when cardinality(ids) > 0 then 'changed' else 'same' end, 'buyer', (select o.name from organisation o where o.org_id = current_org()),
      'body', jsonb_build_object('expires_on', invitation_last_day(), 'next_after', null, 'items', (
          select coalesce(jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'code', r.code, 'name', r.name,
            'contact', r.contacts -> 0, 'refused', letter_refused(r.org_id, r.relationship_id, r.contacts -> 0 ->> 'email'), 'asked_of', invitation_contact(r.owner), 'demand', demand_shape(demand_in_force(r.org_id, r.relationship_id, request_day())))
            order by array_position(p_chosen, r.relationship_id)), '[]')
          from relationship r where r.org_id = current_org() and r.relationship_id = any(ids)))),
    facts_of(array_fill(current_org(), array[cardinality(ids)]), ids),
    case when cardinality(ids) > 0 then jsonb_build_object('object', 'invitations', 'detail',
      jsonb_build_object('suppliers', to_jsonb(ids), 'expires_on', invitation_last_day())) end;
end $$;

-- Suppliers that have not answered, by id after `p_after`; of one category or tag where given, or those named; left out who got a
-- letter lately (letters_recent), unless named or p_include_recent, and how many. p_made: one for each that may come; p_send: mails follow.
-- Called by the server.
create or replace function invitation_letters(p_suppliers jsonb, p_category text, p_tag text, p_after uuid, p_include_recent boolean,
  p_send boolean, p_made jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  most int := jsonb_array_length(p_made);
  ids uuid[];
  due uuid[];
  given record;
begin
  ids := array(
    select r.relationship_id from relationship r
    where r.org_id = current_org() and r.state = 'invited' and (p_after is null or r.relationship_id > p_after)
      and (p_category is null or has_label(r, 'category', fold_label(p_category)))
        and (p_tag is null or has_label(r, 'tag', fold_label(p_tag)))
      and (p_suppliers is null or p_suppliers @> to_jsonb(r.relationship_id::text))
    order by r.relationship_id limit most + 1);
  due := letters_due('invitation', current_org(), ids[1:most], p_include_recent or p_suppliers is not null);
  select * into given from letters_give(due, p_made, case when p_send then 'both' else 'printed' end);
  return query select jsonb_set(given.result, '{body}', given.result -> 'body' || jsonb_build_object(
      'next_after', case when cardinality(ids) > most then ids[most] end,
      'recently_written', cardinality(ids[1:most]) - cardinality(due))), given.facts, given.audit;
end $$;
