-- $1 lines, $2 cause. Writes only what is seen to change.
select hoshitori.board_put($1::jsonb, $2::text, true)
