-- The organisation and the key of this request. One JSON column; rights as bits.
select hoshitori.me()
