-- $1 organisation, $2 link id, $3 hash of the link (bytea). Whose link it is, and what a password of theirs is
-- hashed with; refuses a link that does not work.
select email, name, organisation, salt from hoshitori.user_link_look($1::uuid, $2::bigint, $3::bytea)
