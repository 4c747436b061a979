# SPDX-License-Identifier: Apache-2.0
"""What people and their programs leave in a cell or a field, and what is stored of it: the same at
every door. To add an example, add a line: the text as it was entered, and what is stored, or the
code of the problem that names it.

    CELLS[field] = [(entered, stored or Problem(code)), …]

A field is named as in the contract: of the supplier's record, or of its first contact."""


class Problem(str):
    """The code with which a text is refused."""


CODES = [
    ("A-001", "A-001"),
    ("Ａ－００１", "A-001"),
    ("Aー001", "A-001"),
    ("\u00a0A-002\u200b", "A-002"),
    ("　A-003　", "A-003"),
    ("A/1", "A/1"),
    ("東京-001", "東京-001"),
    ("センターー1", "センターー1"),
    ("00123", "00123"),
    ("1E5", "1E5"),
    ("(株)7#8", "(株)7#8"),
    ("A\u202eB", Problem("invalid_text")),
    ("A" * 41, Problem("too_long")),
]

CORPORATE_NUMBERS = [
    ("7000012050002", "7000012050002"),
    ("７０００－０１２０－５０００２", "7000012050002"),
    ("T7000012050002", "7000012050002"),
    ("7,000,012,050,002", "7000012050002"),
    ("7000012050002.0", "7000012050002"),
    ("\u00a07000012050002\ufeff", "7000012050002"),
    ("1.18E+12", Problem("number_in_scientific_notation")),
    ("700001205000", Problem("corporate_number_format")),
    ("8000012050002", Problem("corporate_number_check_digit")),
]

NAMES = [
    ("株式会社鷗印刷", "株式会社鷗印刷"),
    ("𠮷田製作所", "𠮷田製作所"),
    ("????", Problem("characters_lost")),
    ("〓〓商店", Problem("characters_lost")),
    ("甲\ufffd製作所", Problem("characters_lost")),
    ("甲\u0007", Problem("invalid_text")),
    ("何屋?", "何屋?"),
]

EMAILS = [
    ("sato@example.co.jp", "sato@example.co.jp"),
    ("abc..d.@docomo.ne.jp", "abc..d.@docomo.ne.jp"),
    ("ｓａｔｏ＠example.jp", "sato@example.jp"),
    (" sato@example.jp\u200b", "sato@example.jp"),
    ("foo@a_b.jp", Problem("invalid_email")),
    ("sato@", Problem("invalid_email")),
    ("sato@example..jp", Problem("invalid_email")),
]

PHONES = [
    ("03-1234-5678", "03-1234-5678"),
    ("０３－１２３４－５６７８", "03-1234-5678"),
    ("03-1234-5678 内線12", "03-1234-5678 内線12"),
    ("＋81 3 1234 5678", "+81 3 1234 5678"),
    ("代表", Problem("pattern")),
]

DEPARTMENTS = [
    ("総務部", "総務部"),
    ("総務\u0007部", Problem("invalid_text")),
    ("部" * 101, Problem("too_long")),
]

MEMOS = [
    ("一行目\n二行目", "一行目\n二行目"),
    ("a\u0007", Problem("invalid_text")),
    ("メ" * 2001, Problem("too_long")),
]

# field: (heading, examples)
RECORD = {
    "code": ("取引先コード", CODES),
    "corporate_number": ("法人番号", CORPORATE_NUMBERS),
    "name": ("取引先名", NAMES),
    "memo": ("メモ", MEMOS),
}
CONTACT = {
    "email": ("メールアドレス", EMAILS),
    "phone": ("電話番号", PHONES),
    "department": ("担当部署", DEPARTMENTS),
}
