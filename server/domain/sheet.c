/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet.h"

#include <stdio.h>
#include <string.h>

#include "vocabulary/vocabulary.h"

static const char *const columns[SHEET_COLUMN_COUNT] = {
#define X(column, name, ...) [SHEET_##column] = name,
    VOCABULARY_HEADING(X)
#undef X
};

const char *sheet_name(enum sheet_column column)
{
    return columns[column];
}

const char *sheet_contact_member(enum sheet_column column)
{
    static const char prefix[] = "contact_";
    const char *name = sheet_name(column);
    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : NULL;
}

const char *sheet_heading(enum sheet_column column, enum language language)
{
    return text_word(TEXT_HEADING, columns[column], language);
}

/* What other sheets call a column. */
static const struct {
    const char *heading;
    enum sheet_column column;
} others[] = {
    {"コード", SHEET_CODE},
    {"仕入先コード", SHEET_CODE},
    {"取引先番号", SHEET_CODE},
    {"業者コード", SHEET_CODE},
    {"発注先コード", SHEET_CODE},
    {"会社コード", SHEET_CODE},
    {"取引先CD", SHEET_CODE},
    {"取引先No", SHEET_CODE},
    {"取引先ID", SHEET_CODE},
    {"仕入先CD", SHEET_CODE},
    {"仕入先No", SHEET_CODE},
    {"仕入先番号", SHEET_CODE},
    {"業者CD", SHEET_CODE},
    {"業者番号", SHEET_CODE},
    {"発注先CD", SHEET_CODE},
    {"発注先番号", SHEET_CODE},
    {"会社CD", SHEET_CODE},
    {"購買先コード", SHEET_CODE},
    {"相手先コード", SHEET_CODE},
    {"支払先コード", SHEET_CODE},
    {"ベンダーコード", SHEET_CODE},
    {"ベンダCD", SHEET_CODE},
    {"vendor code", SHEET_CODE},
    {"vendor id", SHEET_CODE},
    {"supplier code", SHEET_CODE},
    {"supplier id", SHEET_CODE},
    {"supplier no", SHEET_CODE},
    {"会社名", SHEET_NAME},
    {"企業名", SHEET_NAME},
    {"社名", SHEET_NAME},
    {"名称", SHEET_NAME},
    {"取引先", SHEET_NAME},
    {"取引先名称", SHEET_NAME},
    {"仕入先名", SHEET_NAME},
    {"業者名", SHEET_NAME},
    {"発注先名", SHEET_NAME},
    {"法人名", SHEET_NAME},
    {"商号", SHEET_NAME},
    {"貴社名", SHEET_NAME},
    {"御社名", SHEET_NAME},
    {"会社名称", SHEET_NAME},
    {"企業名称", SHEET_NAME},
    {"法人名称", SHEET_NAME},
    {"事業者名", SHEET_NAME},
    {"屋号", SHEET_NAME},
    {"仕入先名称", SHEET_NAME},
    {"発注先名称", SHEET_NAME},
    {"購買先名", SHEET_NAME},
    {"相手先名", SHEET_NAME},
    {"支払先名", SHEET_NAME},
    {"ベンダー名", SHEET_NAME},
    {"company", SHEET_NAME},
    {"company name", SHEET_NAME},
    {"vendor", SHEET_NAME},
    {"vendor name", SHEET_NAME},
    {"supplier", SHEET_NAME},
    {"supplier name", SHEET_NAME},
    {"カナ", SHEET_READING},
    {"会社名カナ", SHEET_READING},
    {"取引先名カナ", SHEET_READING},
    {"取引先名フリガナ", SHEET_READING},
    {"よみ", SHEET_READING},
    {"読み", SHEET_READING},
    {"よみがな", SHEET_READING},
    {"カナ名", SHEET_READING},
    {"カナ名称", SHEET_READING},
    {"会社名フリガナ", SHEET_READING},
    {"名称カナ", SHEET_READING},
    {"カテゴリ", SHEET_CATEGORY},
    {"カテゴリー", SHEET_CATEGORY},
    {"分類", SHEET_CATEGORY},
    {"取引区分", SHEET_CATEGORY},
    {"ラベル", SHEET_TAGS},
    {"担当者", SHEET_CONTACT_NAME},
    {"担当者氏名", SHEET_CONTACT_NAME},
    {"ご担当者", SHEET_CONTACT_NAME},
    {"ご担当者名", SHEET_CONTACT_NAME},
    {"窓口", SHEET_CONTACT_NAME},
    {"部署", SHEET_CONTACT_DEPARTMENT},
    {"部署名", SHEET_CONTACT_DEPARTMENT},
    {"部門", SHEET_CONTACT_DEPARTMENT},
    {"所属", SHEET_CONTACT_DEPARTMENT},
    {"メール", SHEET_CONTACT_EMAIL},
    {"Eメール", SHEET_CONTACT_EMAIL},
    {"Eメールアドレス", SHEET_CONTACT_EMAIL},
    {"email", SHEET_CONTACT_EMAIL},
    {"mail", SHEET_CONTACT_EMAIL},
    {"担当者メールアドレス", SHEET_CONTACT_EMAIL},
    {"電話", SHEET_CONTACT_PHONE},
    {"TEL", SHEET_CONTACT_PHONE},
    {"連絡先電話番号", SHEET_CONTACT_PHONE},
    {"TEL番号", SHEET_CONTACT_PHONE},
    {"電話No", SHEET_CONTACT_PHONE},
    {"連絡先電話", SHEET_CONTACT_PHONE},
    {"担当者電話番号", SHEET_CONTACT_PHONE},
    {"phone", SHEET_CONTACT_PHONE},
    {"phone number", SHEET_CONTACT_PHONE},
    {"telephone", SHEET_CONTACT_PHONE},
    {"メアド", SHEET_CONTACT_EMAIL},
    {"メールアドレス1", SHEET_CONTACT_EMAIL},
    {"担当者メール", SHEET_CONTACT_EMAIL},
    {"e-mail address", SHEET_CONTACT_EMAIL},
    {"contact", SHEET_CONTACT_NAME},
    {"contact person", SHEET_CONTACT_NAME},
    {"担当者様", SHEET_CONTACT_NAME},
    {"ご担当者様", SHEET_CONTACT_NAME},
    {"備考", SHEET_MEMO},
    {"摘要", SHEET_MEMO},
    {"特記事項", SHEET_MEMO},
    {"note", SHEET_MEMO},
    {"notes", SHEET_MEMO},
    {"remarks", SHEET_MEMO},
    {"comment", SHEET_MEMO},
    {"当社担当者", SHEET_OWNER},
    {"社内担当者", SHEET_OWNER},
    {"購買担当者", SHEET_OWNER},
    {"調達担当者", SHEET_OWNER},
    {"自社担当", SHEET_OWNER},
    {"法人No", SHEET_CORPORATE_NUMBER},
    {"法人ナンバー", SHEET_CORPORATE_NUMBER},
    {"corporate no", SHEET_CORPORATE_NUMBER},
    {"要求★", SHEET_REQUIRED_STAR},
    {"求める★", SHEET_REQUIRED_STAR},
    {"必要な★", SHEET_REQUIRED_STAR},
    {"必要★", SHEET_REQUIRED_STAR},
    {"必須★", SHEET_REQUIRED_STAR},
    {"★", SHEET_REQUIRED_STAR},
    {"星", SHEET_REQUIRED_STAR},
    {"要求レベル", SHEET_REQUIRED_STAR},
    {"求める水準", SHEET_REQUIRED_STAR},
    {"期限", SHEET_DUE_ON},
    {"対応期日", SHEET_DUE_ON},
    {"期日", SHEET_DUE_ON},
    {"期限日", SHEET_DUE_ON},
    {"対応期限日", SHEET_DUE_ON},
    {"due", SHEET_DUE_ON},
    {"due date", SHEET_DUE_ON},
    {"deadline", SHEET_DUE_ON},
    {"要求理由", SHEET_REASON},
    {"自己宣言ID", SHEET_DECLARATION_ID},
    {"宣言ID", SHEET_DECLARATION_ID},
    {"登録番号", SHEET_DECLARATION_ID},
};

enum { KEY_MAX = 400 };

/* What stands in brackets behind a heading and says how to fill it in; (FAX) would be another
 * column. */
static const char *const hints[] = {
    "必須",     "任意",       "13桁",           "半角",     "全角",     "半角数字", "数字13桁",
    "半角英数", "半角英数字", "半角数字13桁",   "全角カナ", "カタカナ", "正式名称", "required",
    "optional", "yyyymmdd",   "yyyy年mm月dd日", "西暦",     "日付"};

/* The heading without such a hint behind it; false when there is none. */
static bool without_hint(const char *heading, char out[static KEY_MAX])
{
    struct text_span span = text_trimmed(heading, strlen(heading));
    const char *open = NULL;
    char hint[KEY_MAX], key[KEY_MAX], other[KEY_MAX];
    for (const char *at = span.text; at < span.text + span.length;) {
        const char *here = at;
        uint32_t point = text_next(&at);
        if (point == '(' || point == '[' || point == 0xff08 || point == 0x3010 || point == 0x3014)
            open = here;
    }
    if (!open || open == span.text || span.length >= KEY_MAX)
        return false;
    snprintf(hint, sizeof hint, "%.*s", (int)(span.text + span.length - open), open);
    snprintf(out, KEY_MAX, "%.*s", (int)(open - span.text), span.text);
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (text_key(hint, key, sizeof key) && text_key(hints[i], other, sizeof other) &&
            strcmp(key, other) == 0)
            return true;
    return false;
}

static enum sheet_column column_of(const char *heading)
{
    char key[KEY_MAX];
    for (int i = 0; i < SHEET_COLUMN_COUNT; i++)
        if (strcmp(heading, columns[i]) == 0 ||
            strcmp(heading, sheet_heading((enum sheet_column)i, LANGUAGE_JA)) == 0)
            return (enum sheet_column)i;
    if (!text_key(heading, key, sizeof key))
        return SHEET_COLUMN_COUNT;
    for (int i = 0; i < SHEET_COLUMN_COUNT; i++)
        if (text_has_key(columns[i], key) ||
            text_has_key(sheet_heading((enum sheet_column)i, LANGUAGE_JA), key))
            return (enum sheet_column)i;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (text_has_key(others[i].heading, key))
            return others[i].column;
    return SHEET_COLUMN_COUNT;
}

enum sheet_column sheet_column_of(const char *heading)
{
    char plain[KEY_MAX];
    enum sheet_column column = column_of(heading);
    if (column == SHEET_COLUMN_COUNT && without_hint(heading, plain))
        column = column_of(plain);
    return column;
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
        const char *const names[] = {columns[i], sheet_heading((enum sheet_column)i, LANGUAGE_JA)};
        for (size_t k = 0; k < 2; k++)
            if (text_key(names[k], other, sizeof other) && distance(key, other) < best) {
                best = distance(key, other);
                nearest = (enum sheet_column)i;
            }
    }
    return nearest;
}

static const char *const separators[] = {"、", ",", ";", "，", "；", "\n"};

/* Bytes of the separator that begins here; 0 for none. */
static size_t separator_at(const char *text)
{
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (strncmp(text, separators[i], strlen(separators[i])) == 0)
            return strlen(separators[i]);
    return 0;
}

static bool has_separator(const char *text)
{
    for (; *text; text++)
        if (separator_at(text))
            return true;
    return false;
}

void sheet_tags_write(struct buf *out, const char *const *tags, size_t count)
{
    bool lines = false;
    for (size_t i = 0; i < count; i++)
        lines = lines || has_separator(tags[i]);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && !lines)
            buf_text_add(out, "、");
        buf_text_add(out, tags[i]);
        if (lines)
            buf_char(out, '\n');
    }
}
