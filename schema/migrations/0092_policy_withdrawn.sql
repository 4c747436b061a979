-- Until when a version of a policy was shown, where it was withdrawn: what was shown again is another version.
set local role hoshitori_owner;

alter table policy_version add column withdrawn_at timestamptz;
