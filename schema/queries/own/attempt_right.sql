-- Forgets the attempts at the asking user's password.
select hoshitori.own_attempt_right()
