/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/heading.h"

#include <string.h>

#include "base/text.h"

#include "base/banned.h"

static word politeness[] = {"お", "ご", "御", "貴", NULL};
static word hints[] = {"必須",
                       "任意",
                       "入力",
                       "半角",
                       "全角",
                       "英数",
                       "英",
                       "数字",
                       "数値",
                       "文字列",
                       "てきすと",
                       "字",
                       "文字",
                       "桁",
                       "けた",
                       "以内",
                       "最大",
                       "漢字",
                       "正式名称",
                       "正式",
                       "社内用",
                       "欄",
                       "例",
                       "1つ選択",
                       "選択",
                       "記入",
                       "required",
                       "optional",
                       "ー",
                       "敬称略",
                       "国税庁",
                       "複数可",
                       "はいふんなし",
                       "はいふん無し",
                       "はいふん不要",
                       "はいふんあり",
                       "はいふん有り",
                       "t不要",
                       "tなし",
                       "ふるねーむ",
                       NULL};
/* These say also what stands in the column. */
static const struct {
    unsigned told;
    word *words;
} telling[] = {
    {HEADING_READING, (word[]){"ふりがな", "かたかな", "ひらがな", "かな", NULL}},
    {HEADING_PERSON, (word[]){"担当者様", "ご担当者様", "代表", "姓名", NULL}},
    {HEADING_LINE, (word[]){"直通", NULL}},
    {HEADING_VALUE,
     (word[]){"★", "西暦", "和暦", "日付", "yyyymmdd", "yyyy年mm月dd日", "年月日", NULL}},
};

size_t heading_begins(const char *text, const char *start)
{
    size_t length = strlen(start);
    return strncmp(text, start, length) == 0 ? length : 0;
}

static size_t begins_one(const char *text, word *words)
{
    size_t length = 0;
    for (; !length && *words; words++)
        length = heading_begins(text, *words);
    return length;
}

static size_t begins_hint(const char *text, unsigned *told)
{
    size_t length = begins_one(text, hints);
    for (size_t i = 0; !length && i < sizeof telling / sizeof *telling; i++) {
        length = begins_one(text, telling[i].words);
        *told |= length ? telling[i].told : 0;
    }
    return length;
}

/* A number alone tells one of several apart: the first is the column, the others are not. */
bool heading_is_hints(const char *text, unsigned *told)
{
    bool words = !*text || strcmp(text, "1") == 0;
    *told = 0;
    while (*text) {
        size_t length = begins_hint(text, told);
        words = words || length;
        length = length ? length : strspn(text, "0123456789");
        if (length == 0)
            return false;
        text += length;
    }
    return words;
}

bool heading_is_hint(const char *text)
{
    char key[HEADING_KEY_MAX];
    unsigned told;
    if (!text_key(text, key, sizeof key) || !key[strspn(key, "0123456789")])
        return false;
    return heading_is_hints(key, &told);
}

static int by_form(const char *key, const struct heading_form *form, heading_behind_fn *behind,
                   int none)
{
    for (word *owner = form->owners; *owner; owner++) {
        size_t length = heading_begins(key, *owner);
        if (**owner && !length)
            continue;
        for (word *name = form->words; *name; name++) {
            size_t more = heading_begins(key + length, *name);
            int column = **name && !more ? none : behind(form->column, key + length + more);
            if (column != none)
                return column;
        }
    }
    return none;
}

int heading_by_forms(const char *key, const struct heading_form *forms, size_t count,
                     heading_behind_fn *behind, int none)
{
    int found = none;
    for (size_t i = 0; i < count && found == none; i++)
        found = by_form(key, &forms[i], behind, none);
    return found;
}

int heading_search(const char *key, int (*find)(const char *key), int none)
{
    int found = none;
    key += strspn(key, "0123456789"); /* of the column: 1. ① */
    unsigned told = 0;
    for (size_t hint = 1; found == none && hint > 0 && !(told & ~(unsigned)HEADING_VALUE);
         key += hint) {
        size_t polite = begins_one(key, politeness);
        found = find(key);
        if (found == none && polite)
            found = find(key + polite);
        hint = begins_hint(key, &told);
    }
    return found;
}

/* What would end the line, or steer a terminal, is a blank. */
json_t *heading_shown(const char *heading)
{
    enum { SHOWN_MAX = 30 };
    char shown[4 * SHOWN_MAX];
    size_t length = 0;
    for (int i = 0; *heading && i < SHOWN_MAX; i++) {
        const char *start = heading;
        uint32_t point = text_next(&heading);
        bool plain = point >= ' ' && point != 0x7f && (point == 0x3000 || !text_is_blank(point));
        size_t bytes = plain ? (size_t)(heading - start) : 1;
        memcpy(shown + length, plain ? start : " ", bytes);
        length += bytes;
    }
    return json_stringn(shown, length);
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

/* Half of it may be wrong, more is another word. */
size_t heading_likeness_begin(const char *heading)
{
    char key[HEADING_KEY_MAX];
    return text_key(heading, key, sizeof key) ? text_length(key) / 2 + 1 : 0;
}

bool heading_is_nearer(const char *heading, const char *name, size_t *best)
{
    char key[HEADING_KEY_MAX], other[HEADING_KEY_MAX];
    if (!text_key(heading, key, sizeof key) || !text_key(name, other, sizeof other))
        return false;
    size_t apart = distance(key, other);
    if (apart >= *best)
        return false;
    *best = apart;
    return true;
}
