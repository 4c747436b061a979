-- A way to the provider that a session began, to link the account, ends with it.
set local role hoshitori_owner;

alter table oidc_sign_in add column key_id bigint; -- of the session that began it
