-- Ends the asking session.
select result, facts, audit from hoshitori.session_end()
