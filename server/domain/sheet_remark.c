/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that stand below the suppliers of a sheet and are none. */
#include <string.h>

#include "base/text.h"
#include "domain/sheet.h"

#include "base/banned.h"

enum { FIRST_MAX = 200 };

/* 合計, 合計(2社), 総計 3件 */
static bool is_total(const char *key)
{
    static const char *const totals[] = {"合計",     "総合計", "総計",     "小計",       "集計",
                                         "件数",     "総件数", "社数",     "計",         "以上",
                                         "以下余白", "total",  "subtotal", "grandtotal", "eof"};
    static const char *const units[] = {"", "社", "件", "名", "行", "まで"};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        size_t length = strlen(totals[i]);
        if (strncmp(key, totals[i], length) != 0)
            continue;
        const char *rest = key + length + strspn(key + length, "0123456789");
        for (size_t k = 0; k < sizeof units / sizeof *units; k++)
            if (strcmp(rest, units[k]) == 0)
                return true;
    }
    return false;
}

static bool is_note(const char *text)
{
    static const char *const marks[] = {"※",   "(注",  "（注", "【注", "[注",  "(※",  "（※",
                                        "注)", "注）", "注:",  "注：", "注意", "注記"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

/* 例）A-001, 記入例, which templates show above the first row. */
static bool is_example(const char *text)
{
    static const char *const marks[] = {
        "例)",  "例）", "(例)", "（例）", "(例）",  "【例】", "[例]",    "［例］",   "〔例〕",
        "<例>", "例:",  "例：", "記入例", "入力例", "記載例", "(記入例", "（記入例", "【記入例"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

bool sheet_is_remark(const char *first, bool alone)
{
    char key[FIRST_MAX];
    struct text_span text = text_trimmed(first, strlen(first));
    if (is_example(text.text) || (alone && is_note(text.text)))
        return true;
    return text_key(first, key, sizeof key) && is_total(key);
}
