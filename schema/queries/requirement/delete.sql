-- $1 {supplier}, $2 If-Match as sent.
select result, facts, audit from hoshitori.requirement_delete($1::text, $2::text)
