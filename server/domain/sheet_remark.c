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

/* 作成日 2026-11-30, 作成：購買部, which reports have at their ends. */
static bool is_imprint(struct text_span text)
{
    static const char *const names[] = {
        "作成日",   "作成日時",   "作成者",       "作成部署",       "作成部門", "作成",
        "更新日",   "更新日時",   "最終更新日",   "更新者",         "出力日",   "出力日時",
        "出力者",   "抽出日",     "抽出日時",     "抽出条件",       "印刷日",   "印刷日時",
        "集計日",   "基準日",     "発行日",       "発行者",         "承認者",   "確認者",
        "問合せ先", "お問合せ先", "問い合わせ先", "お問い合わせ先", "ページ"};
    static const char *const colons[] = {":", "："};
    size_t length = text.length;
    for (size_t i = 0; i < sizeof colons / sizeof *colons; i++) {
        const char *colon = memmem(text.text, length, colons[i], strlen(colons[i]));
        length = colon ? (size_t)(colon - text.text) : length;
    }
    struct text_span name = text_trimmed(text.text, length);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.length == strlen(names[i]) && memcmp(name.text, names[i], name.length) == 0)
            return true;
    return false;
}

bool sheet_is_remark(const char *first, size_t filled)
{
    char key[FIRST_MAX];
    struct text_span text = text_trimmed(first, strlen(first));
    if (is_example(text.text) || (filled == 1 && is_note(text.text)) ||
        (filled <= 2 && is_imprint(text)))
        return true;
    return text_key(first, key, sizeof key) && is_total(key);
}
