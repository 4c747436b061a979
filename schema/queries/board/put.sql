-- $1 lines (JSON, see board_put), $2 cause: the operation that changed them.
select hoshitori.board_put($1::jsonb, $2::text)
