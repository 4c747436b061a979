-- query import_row_list
-- What became of each row of a sheet, in their order.
-- returns item jsonb, first text, second uuid
select item, place::text as first, job as second
from hoshitori.import_row_page(:job::uuid, :outcomes::text[], :page_first::int, :page_rows::int)
where :page_second::uuid is null or job = :page_second
