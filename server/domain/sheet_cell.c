/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet_cell.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/calendar.h"
#include "base/entered.h"
#include "base/scan.h"
#include "base/text.h"
#include "domain/reply.h"
#include "vocabulary/vocabulary.h"

enum { WORD_MAX = 200 };

bool cell_says_nothing(const char *narrow)
{
    static const char *const words[] = {"なし", "無し", "無", "該当なし", "該当無し", "特になし"};
    static const char *const codes[] = {"n/a", "null", "none"};
    char key[WORD_MAX];
    bool found = false;
    for (size_t i = 0; !found && i < sizeof codes / sizeof *codes; i++)
        found = strcasecmp(codes[i], narrow) == 0;
    bool short_text = text_key(narrow, key, sizeof key);
    for (size_t i = 0; short_text && !found && i < sizeof words / sizeof *words; i++)
        found = text_has_key(words[i], key);
    return found;
}

struct cell_word {
    const char *text;
    int value;
};

static bool find_word(const struct cell_word *words, const char *narrow, int *out)
{
    for (; words->text; words++)
        if (strcasecmp(words->text, narrow) == 0) {
            *out = words->value;
            return true;
        }
    return false;
}

/* The mark that stands here, and blanks around it. NULL = none. */
static const char *take_mark(const char **at, const char *const *marks)
{
    *at += strspn(*at, " ");
    for (; *marks; marks++)
        if (scan_word(at, *marks)) {
            *at += strspn(*at, " ");
            return *marks;
        }
    return NULL;
}

static const char *const full_stars[] = {"★", "⭐", "🌟", "✭", "✮", "✪", "✯", "*", "星", NULL};
static const char *const hollow_stars[] = {"☆", "✩", "✰", NULL};

/* A star of either kind that stands here, and blanks around it. */
static bool take_star(const char **at)
{
    return take_mark(at, full_stars) || take_mark(at, hollow_stars);
}

/* How many times the mark that stands here stands in a row: another one is not counted with it. */
static int take_same(const char **at, const char *const *marks)
{
    const char *mark = take_mark(at, marks);
    int count = mark != NULL;
    while (mark && take_mark(at, (const char *const[]){mark, NULL}))
        count++;
    return count;
}

/* How many stars in a row stand here. Of ★★☆☆☆ the hollow ones are those that are not held. */
static int take_stars(const char **at)
{
    int full = take_same(at, full_stars), hollow = take_same(at, hollow_stars);
    return full > 0 ? full : hollow;
}

/* 2, 02, 2.0, 2つ, 2つ星, 2 stars. */
static bool take_star_number(const char **at, int *number)
{
    static const char *const units[] = {"つ星", "ツ星", "つ", "stars", "star"};
    if (!scan_number(at, 2, number))
        return false;
    *at = scan_past_fraction(*at);
    *at += strspn(*at, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (scan_word(at, units[i]))
            break;
    return true;
}

enum { NO_WORD = -1 };

/* ★2, 2★, ★★, ★×2, 2つ星; 0 = no demand. */
static int star_said(const char *narrow)
{
    static const struct cell_word words[] = {
        {"対象外", 0}, {"exempt", 0}, {"免除", 0}, {"除外", 0}, {NULL, 0}};
    char text[64];
    const char *at = text;
    int number = NO_WORD;
    if (find_word(words, narrow, &number) || strlen(narrow) >= sizeof text)
        return number;
    scan_kanji_digits(narrow, text, sizeof text);
    int count = take_stars(&at);
    if (count == 0 && strncasecmp(at, "star", 4) == 0)
        at += strspn(at + 4, " s") + 4;
    if (count == 1)
        (void)(scan_word(&at, "×") || scan_word(&at, "x") || scan_word(&at, "X"));
    number = count;
    if (count <= 1 && take_star_number(&at, &number) && count == 0)
        (void)take_star(&at);
    return *at || number < 1 || number > 5 ? NO_WORD : number;
}

const char *cell_star(const char *narrow, int *out)
{
    int star = scan_agreed(narrow, star_said, NO_WORD);
    if (star == NO_WORD)
        return "not_allowed_value";
    *out = star;
    return NULL;
}

/* The levels in other words; kana, width, blanks and marks make no difference. */
static bool is_other_word(const char *key, const char *code)
{
    static const char *const others[][2] = {{"宣言", "declared"},
                                            {"自己宣言", "declared"},
                                            {"自己宣言のみ", "declared"},
                                            {"裏付け", "substantiated"},
                                            {"裏付", "substantiated"},
                                            {"裏付けあり", "substantiated"},
                                            {"裏付あり", "substantiated"},
                                            {"裏付資料あり", "substantiated"},
                                            {"裏付け資料", "substantiated"},
                                            {"裏付資料", "substantiated"},
                                            {"裏づけあり", "substantiated"},
                                            {"うらづけ", "substantiated"},
                                            {"うらづけあり", "substantiated"},
                                            {"えびでんすあり", "substantiated"},
                                            {"証憑あり", "substantiated"},
                                            {"証跡あり", "substantiated"},
                                            {"裏づけ資料あり", "substantiated"},
                                            {"資料あり", "substantiated"},
                                            {"照合", "confirmed"},
                                            {"照合済", "confirmed"},
                                            {"照合ずみ", "confirmed"},
                                            {"照合完了", "confirmed"},
                                            {"確認済", "confirmed"},
                                            {"確認済み", "confirmed"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i][1], code) == 0 && text_has_key(others[i][0], key))
            return true;
    return false;
}

/* 有り and 有 are あり; 宣言でよい and 宣言だけ say no more than 宣言. */
static void spell_out(char *key, size_t size)
{
    static const char *const ends[] = {"有り", "有"};
    static const char *const more[] = {"であること", "でよい", "でも可", "で可", "だけ"};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        (void)scan_cut_end(key, more[i]);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (scan_cut_end(key, ends[i])) {
            snprintf(key + strlen(key), size - strlen(key), "あり");
            return;
        }
}

const char *cell_assurance(const char *narrow, const char **out)
{
    const struct text_rows *levels = &vocabulary[TEXT_ASSURANCE];
    char key[WORD_MAX];
    if (!text_key(narrow, key, sizeof key - strlen("あり")))
        return "not_allowed_value";
    spell_out(key, sizeof key);
    for (size_t i = 0; i < levels->count; i++) {
        const struct text *level = &levels->rows[i];
        if (strcmp(key, level->code) == 0 || is_other_word(key, level->code) ||
            text_has_key(level->ja, key)) {
            *out = level->code;
            return NULL;
        }
    }
    return "not_allowed_value";
}

static int flag_said(const char *narrow)
{
    static const struct cell_word words[] = {
        {"1", 1},          {"可", 1},         {"可能", 1},       {"可とする", 1}, {"有", 1},
        {"有り", 1},       {"あり", 1},       {"認める", 1},     {"認めます", 1}, {"許可", 1},
        {"許可する", 1},   {"許可します", 1}, {"0", 0},          {"不可", 0},     {"不可能", 0},
        {"不可とする", 0}, {"否", 0},         {"無", 0},         {"無し", 0},     {"なし", 0},
        {"認めない", 0},   {"認めません", 0}, {"許可しない", 0}, {"不許可", 0},   {"on", 1},
        {"off", 0},        {NULL, 0}};
    char word[WORD_MAX];
    int value = NO_WORD;
    size_t digits = strspn(narrow, "01");
    bool number = digits == 1 && !*scan_past_fraction(narrow + 1);
    snprintf(word, sizeof word, "%.*s", number ? 1 : WORD_MAX - 1, narrow);
    (void)scan_cut_end(word, "。");
    if (find_word(words, word, &value))
        return value;
    enum reply reply = reply_of(narrow);
    return reply == REPLY_YES ? 1 : reply == REPLY_NO ? 0 : NO_WORD;
}

const char *cell_flag(const char *narrow, bool *out)
{
    int value = scan_agreed(narrow, flag_said, NO_WORD);
    if (value == NO_WORD)
        return "not_allowed_value";
    *out = value != 0;
    return NULL;
}

const char *cell_version(const char *narrow, int *out)
{
    const char *at = narrow;
    return scan_number(&at, 9, out) && !*scan_past_fraction(at) ? NULL : "not_allowed_value";
}

const char *cell_day(const char *narrow, day *out)
{
    struct civil civil;
    const char *problem = entered_day(narrow, &civil);
    if (!problem)
        *out = (day)calendar_days(civil);
    return problem;
}

/* Numbers */

bool cell_lost_zero(const char *narrow)
{
    size_t length = strspn(narrow, "0123456789");
    bool bare = !*scan_past_fraction(narrow + length);
    return bare && (length == 9 || length == 10) && narrow[0] != '0';
}
