select hoshitori.bi_public_close()
