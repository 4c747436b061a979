-- Moves the end by idleness of the asking session.
select result, facts, audit from hoshitori.session_extend()
