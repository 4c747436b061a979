-- $1 signed checkpoints (JSON).
select hoshitori.checkpoint_put($1::jsonb)
