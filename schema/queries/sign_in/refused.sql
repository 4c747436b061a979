-- $1 e-mail, $2 organisation or null, $3 address of the network.
select hoshitori.sign_in_refused($1::text, $2::uuid, $3::text)
