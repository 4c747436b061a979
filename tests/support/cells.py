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
    ("'00123", "00123"),
    ("'A1", "'A1"),
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
    ("'7000012050002", "7000012050002"),
    ("法人番号：7000012050002", "7000012050002"),
    ("7000‐0120‐50002.00", "7000012050002"),
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
    ("株式会社??", Problem("characters_lost")),
    ("？？(株)", Problem("characters_lost")),
    ("医療法人??", Problem("characters_lost")),
    ("(一社)???", Problem("characters_lost")),
    ("NPO法人？？", Problem("characters_lost")),
    ("?・?", Problem("characters_lost")),
    ("???株式会社 ??支店", Problem("characters_lost")),
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
    ("03-1234-5678（内12）", "03-1234-5678(内12)"),
    ("03-1234-5678 ext.12", "03-1234-5678 ext.12"),
    ("03(1234)5678 #12", "03(1234)5678 #12"),
    ("0120−123−456（代表）", "0120-123-456(代表)"),
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

# What the cells of a sheet's demand say, one day or one word in many spellings; None: refused by name.
DAYS = {
    "2027-04-01": [
        "令和9年4月1日(木)",
        "令和 9年 4月 1日",
        "㋿9年4月1日",
        "令和九年四月一日",
        "二〇二七年四月一日",
        "R.9.4.1",
        "R09/04/01",
        "令９．４．１",
        "46478.0",
        "46,478",
        "２０２７／４／１",
        "2027・4・1",
        "2027年4月1日（木・祝）",
        "2027年4月1日木曜",
        "2027/04/01 (Thursday)",
        "1-Apr-2027",
        "April 1, 2027",
        "2027-04-01 00:00:00.000",
        "2027/4/1 午前0:00:00",
        "2027/4/1 12:00:00 AM",
        "2027-04-01T00:00:00+0900",
        "2027-04-01T00:00:00.000+09:00",
        "2027年4月1日 0時00分",
        "R9/4/1 0:00:00",
        "46,478.0",
        "46478.00",
        "Thursday, April 1, 2027",
        "Thu, 1 Apr 2027",
        "2027-Apr-01",
        "(木)2027年4月1日",
        "西暦2027年4月1日",
        "2027年4月1日㈭",
        "2027年4月1日㊍",
        "2027年4⽉1⽇",
        "2027 4 1",
        "2027⁄4⁄1",
        "'2027-04-01",
    ],
    "2027-10-20": ["令和九年十月二十日", "㋿9年10月20日", "20-Oct-2027"],
    None: [
        "4/1",
        "4/1/2027",
        "27/4/1",
        "2027年4月末日",
        "2027年4月1日～",
        "1-Apr-27",
        "2027-04-01 09:00",
        "2027/4/1 12:00",
        "2027/4/1 24:00",
        "46478.5",
        "2027/4/1 PM",
        "270401",
        "2027/2/29",
    ],
}
STARS = {
    2: [
        "★★",
        "★ 2",
        "2★",
        "２",
        "2.0",
        "★★☆☆☆",
        "☆2",
        "⭐⭐",
        "＊＊",
        "星2",
        "2つ星",
        "2つ",
        "二つ星",
        "星２つ",
        "2.00",
        "02",
        "2 stars",
        "STAR2",
        "⭐️⭐️",
        "★️2",
        "✩2",
        "✭✭",
        "🌟🌟",
    ],
    3: ["三つ星", "★三つ", "★★★☆☆"],
    None: ["★2以上", "②", "6", "★0", "レベル2", "★★★★★★", "2/5", "0", "-2", "★2★2"],
}
ASSURANCES = {
    "declared": ["宣言のみ", "宣言", "Declared", "自己宣言", "自己宣言のみ", "宣言 のみ。"],
    "substantiated": ["裏付け資料あり", "裏付けあり", "裏付資料あり", "裏付け資料有り", "裏付資料有", "裏づけあり", "裏付け"],
    "confirmed": ["照合済み", "照合済", "照合ずみ", "照合 済み", "確認済み"],
    None: ["認証済み"],
}
FLAGS = {
    True: ["○", "〇", "◯", "はい", "可", "認める", "TRUE", "✔", "◎", "⭕", "✅", "レ", "OK", "はい。", "ハイ", "有り", "あり", "Ｙ", "1.00", "認めます"],
    False: ["×", "✕", "✖", "いいえ", "不可", "認めない", "0", "✖️", "❌", "☓", "ｘ", "NG", "なし", "無し", "認めません", "ＮＯ"],
    None: ["△", "要相談", "要", "2", "-1"],
}
# Marks of the official workbook and people's words for an answer.
ANSWERS = {
    "implemented": ["○", "〇", "◯", "◎", "⭕", "✓", "✅", "レ", "はい", "ＯＫ", "実施済", "実施済み。", "対応済み", "できている", "Yes", "implemented"],
    "partial": ["△", "▲", "一部", "一部実施", "一部対応", "部分的", "一部済み", "partly"],
    "not_implemented": ["×", "✖", "✖️", "❌", "ｘ", "X", "いいえ", "未実施", "未対応。", "ＮＧ", "No", "できていない"],
    "not_applicable": ["ー", "－", "―", "-", "N/A", "該当なし", "該当無し", "対象外", "非該当"],
    "unknown": ["?", "？", "不明", "わからない", "分かりません"],
    None: ["確認中", "80%", "○△", "要相談", "3"],
}
# Headings of the same column: as they are typed, in other words, with what tells how to fill it in.
HEADINGS = {
    "code": [
        "取引先コード",
        "取引先ｺｰﾄﾞ",
        "ｃｏｄｅ",
        "取引先コード　",
        "取引先\nコード",
        "取引先コード（必須）",
        "※取引先コード",
        "取引先CD",
        "取引先Ｎｏ．",
        "仕入先ｺｰﾄﾞ",
        "ベンダーコード",
        "supplier_code",
        "Vendor ID",
        "【必須】取引先コード",
        "取引先コード(半角英数20桁以内)",
        "お取引先コード",
        "得意先コード",
        "外注先ＣＤ",
        "ｻﾌﾟﾗｲﾔｰｺｰﾄﾞ",
        "協力会社No.",
        "VENDOR_CD",
        "Vendor Number",
        "取引先管理番号",
        "企業コード",
    ],
    "name": [
        "取引先名",
        "会社名",
        "貴社名",
        "取引先名（正式名称）",
        "Supplier Name",
        "company",
        "お取引先名",
        "サプライヤー名",
        "委託先",
        "商号又は名称",
        "会社名(漢字)",
        "企業名（正式）",
        "御社名",
        "団体名",
    ],
    "reading": ["フリガナ", "ﾌﾘｶﾞﾅ（全角カナ）", "会社名（カナ）", "取引先名(全角ｶﾅ)", "企業名フリガナ", "読み仮名", "よみがな"],
    "contact_name": ["担当者名", "ご担当者様", "御担当者名", "窓口担当者", "先方担当者", "担当", "担当者名（漢字）"],
    "contact_department": ["担当部署", "所属部署", "部門名", "担当部門", "Dept."],
    "required_star": ["要求水準", "要求★", "求める★", "必要★数", "required level", "★"],
    "due_on": ["対応期限", "期限", "〆切", "達成期限", "Due Date"],
    "tags": ["タグ", "ＴＡＧ", "ラベル"],
    "category": ["区分", "取引区分", "取引先分類", "カテゴリー"],
    "corporate_number": ["法人番号", "法人番号（13桁）", "法人No.", "法人番号 13桁", "法人番号(13ケタ)", "国税庁法人番号", "法人№"],
    "contact_phone": ["電話番号", "ＴＥＬ", "電話", "Phone Number", "℡", "代表電話番号", "TEL（代表）", "担当者TEL", "電話番号(半角)"],
    "contact_email": ["メールアドレス", "E-mail", "ﾒｰﾙ", "担当者メール", "電子メールアドレス", "MailAddress", "E-mailアドレス", "連絡先メール"],
    "memo": ["メモ", "備考", "備　考", "remarks", "備考欄", "コメント", "摘要欄"],
    None: ["電話番号（FAX）", "住所", "会社名２", "担当者名（カナ）", "法人番号の有無", "取引先名称変更日", "業種", "有効期限日"],
}
# Two texts that programs make of one; and a text with what a conversion left of it.
SAME = [
    ("東京\u301c大阪運輸", "東京\uff5e大阪運輸"),
    ("甲\u2212乙", "甲\uff0d乙"),
    ("甲\u2014乙", "甲\u2015乙"),
    ("甲\u2016乙", "甲\u2225乙"),
    ("葛\U000e0100城工業", "葛城工業"),
    ("か\u3099くらん", "がくらん"),
    ("甲乙商事 ", "甲乙商事"),
    ("甲\u200b丙", "甲丙"),
    ("甲\u00a6乙", "甲\uffe4乙"),
    ("甲\u00a5乙", "甲\\乙"),
    ("甲\u203e乙", "甲~乙"),
    ("甲\u00b7乙", "甲・乙"),
    ("神\ufa19社", "神\u795e社"),
    ("\u00ac甲", "\uffe2甲"),
]
OTHER = [("斎藤製作所", "齋藤製作所"), ("甲-乙", "甲\u2010乙"), ("㈱甲", "(株)甲"), ("ｶﾌﾞ甲", "カブ甲"), ("何屋", "何屋?")]
LOST = [
    ("株式会社鷗印刷", "株式会社?印刷"),
    ("𠮷田", "??田"),
    ("𠮷田", "〓田"),
    ("髙島屋", "\ufffd島屋"),
    ("葛\U000e0100城", "葛?城"),
    ("葛\U000e0100城", "葛??城"),
    ("あ鷗い𠮷", "あ?い?"),
    ("Café", "Caf?"),
    ("鷗外", "・外"),
    ("鷗外", "□外"),
    ("鷗外", "&#40407;外"),
    ("鷗外", "&#x9DD7;外"),
    ("東京\u301c大阪", "東京?大阪"),
]
