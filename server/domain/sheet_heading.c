/* SPDX-License-Identifier: Apache-2.0 */
/* Which column of the suppliers' sheet a heading means. */
#include <string.h>

#include "base/text.h"
#include "domain/heading.h"
#include "domain/sheet.h"

static word none[] = {"", NULL};
static word parties[] = {"取引先",     "仕入先",   "得意先", "顧客",       "発注先", "外注先",
                         "委託先",     "購買先",   "調達先", "相手先",     "支払先", "協力会社",
                         "会社",       "企業",     "法人",   "組織",       "団体",   "さぷらいやー",
                         "さぷらいや", "べんだー", "べんだ", "ぱーとなー", "vendor", "supplier",
                         "company",    "partner",  "bp",     NULL};
static word people[] = {
    "担当者",       "担当",       "窓口担当者",   "窓口担当",       "窓口",       "連絡担当者",
    "連絡先担当者", "先方担当者", "取引先担当者", "取引先ご担当者", "代表担当者", "contactperson",
    "contact",      NULL};
static word places[] = {"",     "担当者の", "担当者様の", "担当者様", "担当者",
                        "担当", "窓口",     "窓口担当者", "連絡先",   "contact",
                        "会社", "取引先",   "代表",       "直通",     NULL};
static word own[] = {"当社", "自社", "社内", "購買", "調達", NULL};
static word demanded[] = {"要求", "要求する", "求める",   "必要", "必要な",
                          "必須", "目標",     "required", NULL};
static word demands[] = {"",     "対応",     "達成", "取得", "要求",
                         "完了", "対応完了", "実施", "遵守", NULL};

/* The first that fits: 法人No is no code of a 法人. */
static const struct heading_form forms[] = {
    {SHEET_CORPORATE_NUMBER, none,
     (word[]){"法人no", "法人なんばー", "国税庁法人番号", "corporateno", NULL}},
    {SHEET_CODE, none, (word[]){"こーど", "こーどno", "業者こーど", "業者cd", "業者番号", NULL}},
    {SHEET_CODE, parties,
     (word[]){"こーど", "こーどno", "cd", "no", "番号", "管理番号", "id", "code", "number", NULL}},
    {SHEET_NAME, none,
     (word[]){"社名", "業者名", "事業者名", "商号", "屋号", "名称", "商号または名称",
              "商号又は名称", "氏名または名称", "氏名又は名称", NULL}},
    {SHEET_NAME, parties, (word[]){"", "名", "名称", "会社名", "企業名", "name", NULL}},
    {SHEET_READING, none,
     (word[]){"かな", "ふりがな", "よみ", "読み", "よみがな", "読みがな", "読み仮名", "かな名",
              "かな名称", "かな氏名", "取引先かな名", "会社かな名", "kana", NULL}},
    {SHEET_CATEGORY, none,
     (word[]){"取引区分", "取引先区分", "分類", "取引先分類", "種別", "かてごり", "かてごりー",
              NULL}},
    {SHEET_TAGS, none, (word[]){"たぐ", "tag", "らべる", "label", "labels", NULL}},
    {SHEET_CONTACT_NAME, people, (word[]){"", "名", "氏名", "様", "様名", "様氏名", "name", NULL}},
    {SHEET_CONTACT_DEPARTMENT, places,
     (word[]){"部署", "部署名", "部門", "部門名", "部課名", "所属", "所属部署", "所属部門",
              "department", "dept", NULL}},
    {SHEET_CONTACT_EMAIL, places,
     (word[]){"めーる", "めーるあどれす", "めーるあどれす1", "eめーる", "eめーるあどれす", "email",
              "emailaddress", "emailあどれす", "mail", "mailaddress", "mailあどれす", "電子めーる",
              "電子めーるあどれす", "めあど", NULL}},
    {SHEET_CONTACT_PHONE, places,
     (word[]){"電話", "電話番号", "電話no", "tel", "tel番号", "telno", "phone", "phonenumber",
              "phoneno", "telephone", "telephonenumber", "telephoneno", NULL}},
    {SHEET_MEMO, none,
     (word[]){"備考", "めも", "社内めも", "社内備考", "摘要", "特記", "特記事項", "補足", "のーと",
              "こめんと", "note", "notes", "remark", "remarks", "comment", "comments", NULL}},
    {SHEET_OWNER, own, (word[]){"担当", "担当者", "担当者名", NULL}},
    {SHEET_REQUIRED_STAR, none, (word[]){"★", "星", "★数", "★の数", "星の数", NULL}},
    {SHEET_REQUIRED_STAR, demanded,
     (word[]){"★", "★数", "★の数", "星", "星数", "星の数", "水準", "れべる", "らんく", "すたー",
              "level", NULL}},
    {SHEET_DUE_ON, demands,
     (word[]){"期限", "期限日", "期日", "締切", "締切日", "締め切り", "〆切", "due", "duedate",
              "deadline", NULL}},
    {SHEET_REASON, none, (word[]){"要求理由", NULL}},
    {SHEET_DECLARATION_ID, none,
     (word[]){"自己宣言id", "宣言id", "securityaction自己宣言id", "sa自己宣言id", "登録番号",
              NULL}},
    {SHEET_DECLARED_ON, none, (word[]){"自己宣言日", NULL}},
};

/* What no hint behind a column's name may tell of its cells: they would be another's. */
static unsigned foreign(int column)
{
    switch (column) {
    case SHEET_CODE:
    case SHEET_NAME:
    case SHEET_READING:
        return HEADING_PERSON | HEADING_LINE | HEADING_VALUE;
    case SHEET_CONTACT_NAME:
    case SHEET_CONTACT_DEPARTMENT:
    case SHEET_OWNER:
        return HEADING_LINE | HEADING_VALUE;
    default:
        return 0;
    }
}

static int behind(int column, const char *rest)
{
    unsigned told;
    if (!heading_is_hints(rest, &told) || told & foreign(column))
        return SHEET_COLUMN_COUNT;
    if (!(told & HEADING_READING) || column == SHEET_READING)
        return column;
    return column == SHEET_NAME ? SHEET_READING : SHEET_COLUMN_COUNT;
}

static int column_by_name(const char *key, enum sheet_column column)
{
    char name[HEADING_KEY_MAX];
    int found = SHEET_COLUMN_COUNT;
    const char *const names[] = {sheet_name(column), sheet_heading(column, LANGUAGE_JA)};
    for (size_t i = 0; i < 2 && found == SHEET_COLUMN_COUNT; i++) {
        size_t length = text_key(names[i], name, sizeof name) ? heading_begins(key, name) : 0;
        found = length ? behind((int)column, key + length) : SHEET_COLUMN_COUNT;
    }
    return found;
}

static int column_of(const char *key)
{
    int found = SHEET_COLUMN_COUNT;
    for (int i = 0; i < SHEET_COLUMN_COUNT && found == SHEET_COLUMN_COUNT; i++)
        found = column_by_name(key, (enum sheet_column)i);
    if (found != SHEET_COLUMN_COUNT)
        return found;
    return heading_by_forms(key, forms, sizeof forms / sizeof *forms, behind, SHEET_COLUMN_COUNT);
}

/* Vendor#, 取引先＃: a number, not the name. */
static bool ends_as_number(const char *heading)
{
    static const char *const signs[] = {"#", "＃", "♯"};
    struct text_span text = text_trimmed(heading, strlen(heading));
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i]);
        if (text.length > length && memcmp(text.text + text.length - length, signs[i], length) == 0)
            return true;
    }
    return false;
}

enum sheet_column sheet_column_of(const char *heading)
{
    char key[HEADING_KEY_MAX];
    if (!text_key(heading, key, sizeof key - strlen("no")) || !*key)
        return SHEET_COLUMN_COUNT;
    if (ends_as_number(heading))
        memcpy(key + strlen(key), "no", sizeof "no");
    return (enum sheet_column)heading_search(key, column_of, SHEET_COLUMN_COUNT);
}

enum sheet_column sheet_column_near(const char *heading)
{
    enum sheet_column nearest = SHEET_COLUMN_COUNT;
    size_t best = heading_likeness_begin(heading);
    for (int i = 0; i < SHEET_WRITABLE; i++) {
        const char *const names[] = {sheet_name((enum sheet_column)i),
                                     sheet_heading((enum sheet_column)i, LANGUAGE_JA)};
        for (size_t k = 0; k < 2; k++)
            if (heading_is_nearer(heading, names[k], &best))
                nearest = (enum sheet_column)i;
    }
    return nearest;
}
