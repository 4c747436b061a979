-- The policy that anybody reads at its address.

-- query policy_shown
-- may be null: number
-- returns company text, language text, text text, version int, versions jsonb
select l.company, l.language, l.text, l.number as version, l.versions from hoshitori.policy_look(:code::text, :number::int) l
