-- $1 id, $2 法人番号. Facts of the relationships that show it, null for an unknown id.
select hoshitori.organisation_vouch($1::uuid, $2::text)
