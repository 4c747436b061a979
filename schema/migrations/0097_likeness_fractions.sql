-- Codes that a spreadsheet gave a fraction (12.0) are found to be alike as likeness_code has them now: 12.
set local role hoshitori_engine;

update likeness set key = regexp_replace(key, '\.0+$', '') where key ~ '^code:[0-9]+\.0+$';
