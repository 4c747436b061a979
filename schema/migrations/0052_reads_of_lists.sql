-- A buyer that reads a list of files reads one thing, whatever number of names it holds: one row, with the files.
set local role hoshitori_owner;
alter table disclosure_read add column files uuid[],
  drop constraint disclosure_read_kind_check,
  add constraint disclosure_read_kind_check check (case kind when 'evidence' then assessment_id is null and (evidence_id is null) <> (files is null)
    else kind in ('readiness', 'gaps', 'answers') and assessment_id is not null and evidence_id is null and files is null end);

-- The files of one thing are found by it, however many there are.
create index evidence_linked on evidence using gin (links jsonb_path_ops);
