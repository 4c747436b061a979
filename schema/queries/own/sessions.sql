-- The asking user's open sessions.
select hoshitori.own_sessions()
