-- $1 {supplier}.
select result, facts, audit from hoshitori.supplier_end($1::text)
