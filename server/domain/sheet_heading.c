/* SPDX-License-Identifier: Apache-2.0 */
/* Which column a heading means. A heading is whose (取引先, 会社, vendor, 担当者), what of it
 * (コード, 名, TEL), and hints on how to fill it in (必須, 半角, 13桁). All words here are in the
 * form that text_key gives: hiragana, lower case, neither blanks nor marks. */
#include <string.h>

#include "base/text.h"
#include "domain/sheet.h"

enum { KEY_MAX = 400 };

typedef const char *const word;

static word none[] = {"", NULL};
static word parties[] = {"取引先",   "仕入先", "得意先",     "発注先", "外注先",       "委託先",
                         "購買先",   "調達先", "相手先",     "支払先", "協力会社",     "会社",
                         "企業",     "法人",   "組織",       "団体",   "さぷらいやー", "さぷらいや",
                         "べんだー", "べんだ", "ぱーとなー", "vendor", "supplier",     "company",
                         "partner",  NULL};
static word people[] = {"担当者",       "担当",          "窓口担当者",   "窓口担当",
                        "窓口",         "連絡担当者",    "連絡先担当者", "先方担当者",
                        "取引先担当者", "contactperson", "contact",      NULL};
static word places[] = {"",       "担当者",  "担当", "窓口",   "窓口担当者",
                        "連絡先", "contact", "会社", "取引先", NULL};
static word own[] = {"当社", "自社", "社内", "購買", "調達", NULL};
static word demanded[] = {"要求", "要求する", "求める",   "必要", "必要な",
                          "必須", "目標",     "required", NULL};
static word demands[] = {"", "対応", "達成", "取得", "要求", NULL};

/* The first that fits: 法人No is no code of a 法人. */
static const struct {
    enum sheet_column column;
    word *owners;
    word *words;
} forms[] = {
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
              "かな名称", "かな氏名", "kana", NULL}},
    {SHEET_CATEGORY, none,
     (word[]){"取引区分", "取引先区分", "分類", "取引先分類", "種別", "かてごり", "かてごりー",
              NULL}},
    {SHEET_TAGS, none, (word[]){"たぐ", "tag", "らべる", "label", "labels", NULL}},
    {SHEET_CONTACT_NAME, people, (word[]){"", "名", "氏名", "様", "name", NULL}},
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
     (word[]){"備考", "めも", "摘要", "特記事項", "のーと", "こめんと", "note", "notes", "remark",
              "remarks", "comment", "comments", NULL}},
    {SHEET_OWNER, own, (word[]){"担当", "担当者", NULL}},
    {SHEET_REQUIRED_STAR, none, (word[]){"★", "星", "★数", NULL}},
    {SHEET_REQUIRED_STAR, demanded,
     (word[]){"★", "★数", "星", "星の数", "水準", "れべる", "らんく", "すたー", "level", NULL}},
    {SHEET_DUE_ON, demands,
     (word[]){"期限", "期限日", "期日", "締切", "締切日", "締め切り", "〆切", "due", "duedate",
              "deadline", NULL}},
    {SHEET_REASON, none, (word[]){"要求理由", NULL}},
    {SHEET_DECLARATION_ID, none, (word[]){"自己宣言id", "宣言id", "登録番号", NULL}},
};

static word politeness[] = {"お", "ご", "御", "貴", NULL};
static word hints[] = {
    "必須", "任意",     "入力",     "半角",     "全角",     "英数",           "英",
    "数字", "字",       "文字",     "桁",       "けた",     "以内",           "最大",
    "漢字", "正式名称", "正式",     "西暦",     "和暦",     "日付",           "代表",
    "欄",   "例",       "required", "optional", "yyyymmdd", "yyyy年mm月dd日", NULL};
/* In these a name is its reading. */
static word kana[] = {"ふりがな", "かたかな", "ひらがな", "かな", NULL};

static size_t begins(const char *text, const char *start)
{
    size_t length = strlen(start);
    return strncmp(text, start, length) == 0 ? length : 0;
}

static size_t begins_one(const char *text, word *words)
{
    size_t length = 0;
    for (; !length && *words; words++)
        length = begins(text, *words);
    return length;
}

/* Nothing but hints; *reading: kana among them. A number alone is none: 会社名2 is another column.
 */
static bool is_hints(const char *text, bool *reading)
{
    bool words = !*text;
    while (*text) {
        size_t length = begins_one(text, kana);
        *reading = *reading || length;
        length = length ? length : begins_one(text, hints);
        words = words || length;
        length = length ? length : strspn(text, "0123456789");
        if (length == 0)
            return false;
        text += length;
    }
    return words;
}

static enum sheet_column behind(enum sheet_column column, const char *rest)
{
    bool reading = false;
    if (!is_hints(rest, &reading))
        return SHEET_COLUMN_COUNT;
    if (!reading || column == SHEET_READING)
        return column;
    return column == SHEET_NAME ? SHEET_READING : SHEET_COLUMN_COUNT;
}

static enum sheet_column column_at(const char *key, enum sheet_column column, const char *name)
{
    size_t length = begins(key, name);
    return length ? behind(column, key + length) : SHEET_COLUMN_COUNT;
}

static enum sheet_column column_by_name(const char *key, enum sheet_column column)
{
    char name[KEY_MAX];
    enum sheet_column found = SHEET_COLUMN_COUNT;
    const char *const names[] = {sheet_name(column), sheet_heading(column, LANGUAGE_JA)};
    for (size_t i = 0; i < 2 && found == SHEET_COLUMN_COUNT; i++)
        if (text_key(names[i], name, sizeof name))
            found = column_at(key, column, name);
    return found;
}

static enum sheet_column column_by_form(const char *key, size_t form)
{
    for (word *owner = forms[form].owners; *owner; owner++) {
        size_t length = begins(key, *owner);
        if (**owner && !length)
            continue;
        for (word *name = forms[form].words; *name; name++) {
            size_t more = begins(key + length, *name);
            enum sheet_column column = **name && !more
                                           ? SHEET_COLUMN_COUNT
                                           : behind(forms[form].column, key + length + more);
            if (column != SHEET_COLUMN_COUNT)
                return column;
        }
    }
    return SHEET_COLUMN_COUNT;
}

static enum sheet_column column_of(const char *key)
{
    enum sheet_column found = SHEET_COLUMN_COUNT;
    for (int i = 0; i < SHEET_COLUMN_COUNT && found == SHEET_COLUMN_COUNT; i++)
        found = column_by_name(key, (enum sheet_column)i);
    for (size_t i = 0; i < sizeof forms / sizeof *forms && found == SHEET_COLUMN_COUNT; i++)
        found = column_by_form(key, i);
    return found;
}

enum sheet_column sheet_column_of(const char *heading)
{
    char key[KEY_MAX];
    if (!text_key(heading, key, sizeof key) || !*key)
        return SHEET_COLUMN_COUNT;
    enum sheet_column found = SHEET_COLUMN_COUNT;
    const char *at = key;
    for (size_t hint = 1; found == SHEET_COLUMN_COUNT && hint > 0; at += hint) {
        size_t polite = begins_one(at, politeness);
        found = column_of(at);
        if (found == SHEET_COLUMN_COUNT && polite)
            found = column_of(at + polite);
        hint = begins_one(at, hints);
    }
    return found;
}

enum { NEAR_MAX = 40 };

static size_t points_of(const char *key, uint32_t out[static NEAR_MAX])
{
    size_t count = 0;
    while (*key && count < NEAR_MAX)
        out[count++] = text_next(&key);
    return count;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many characters must be changed, put in or left out (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
    uint32_t left[NEAR_MAX], right[NEAR_MAX];
    size_t left_count = points_of(a, left), right_count = points_of(b, right);
    size_t row[NEAR_MAX + 1];
    for (size_t k = 0; k <= right_count; k++)
        row[k] = k;
    for (size_t i = 1; i <= left_count; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= right_count; k++) {
            size_t changed = diagonal + (left[i - 1] != right[k - 1]);
            diagonal = row[k];
            row[k] = least(changed, 1 + least(row[k], row[k - 1]));
        }
    }
    return row[right_count];
}

enum sheet_column sheet_column_near(const char *heading)
{
    char key[KEY_MAX], other[KEY_MAX];
    enum sheet_column nearest = SHEET_COLUMN_COUNT;
    if (!text_key(heading, key, sizeof key))
        return nearest;
    /* Half of it may be wrong, more is another word. */
    size_t best = text_length(key) / 2 + 1;
    for (int i = 0; i < SHEET_WRITABLE; i++) {
        const char *const names[] = {sheet_name((enum sheet_column)i),
                                     sheet_heading((enum sheet_column)i, LANGUAGE_JA)};
        for (size_t k = 0; k < 2; k++)
            if (text_key(names[k], other, sizeof other) && distance(key, other) < best) {
                best = distance(key, other);
                nearest = (enum sheet_column)i;
            }
    }
    return nearest;
}
