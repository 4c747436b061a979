-- id, name, 法人番号, proven.
select org_id, name, corporate_number, proven from hoshitori.organisation_list()
