-- A session's person proves itself once more before what changes who gets in, and with which rights.
set local role hoshitori_owner;

alter table api_key add column proven_at timestamptz; -- of a session: when its person last did, at the sign-in first
