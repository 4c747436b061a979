-- Ends all sessions of the asking user but the asking one.
select result, facts, audit from hoshitori.own_sessions_end()
