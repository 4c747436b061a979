-- How the organisation's people sign in.
select hoshitori.sign_in_policy()
