-- What the organisation has, and may have, of each kind.
select kind, used, most, standard from hoshitori.quota_list()
