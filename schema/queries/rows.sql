-- Columns that several queries have: they share a struct and its reader.

-- One document: what an answer is made of.
-- row json: value jsonb

-- A change of the way that handlers/way/change.h describes.
-- row change: result jsonb, facts jsonb, audit jsonb

-- A line of a list, and by what the next page is found (handlers/way/list.h).
-- row item: item jsonb, first text, second text
