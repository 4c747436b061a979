/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet_cell.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "domain/number.h"
#include "domain/reply.h"
#include "vocabulary/vocabulary.h"

bool cell_is_error(const char *narrow)
{
    static const char *const errors[] = {"#N/A",   "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
                                         "#NULL!", "#NUM!", "#SPILL!", "#CALC!"};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcasecmp(narrow, errors[i]) == 0)
            return true;
    return strlen(narrow) > 2 && strspn(narrow, "#") == strlen(narrow);
}

/* Dates */

enum { SERIAL_FIRST = 36526, SERIAL_LAST = 73050, SERIAL_OF_1970 = 25569 };

struct era {
    const char *name;
    int before; /* year 0 of the era */
};

static const struct era eras[] = {{"令和", 2018}, {"令", 2018},   {"R.", 2018}, {"R", 2018},
                                  {"r", 2018},    {"平成", 1988}, {"平", 1988}, {"H.", 1988},
                                  {"H", 1988},    {"h", 1988}};

/* Digits, and what may stand between them, a part at a time. */
static bool take_number(const char **at, size_t digits, int *out)
{
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length > digits)
        return false;
    *out = (int)strtol(*at, NULL, 10);
    *at += length;
    return true;
}

/* ".0", ".00": what a spreadsheet shows behind a whole number. */
static const char *behind_fraction(const char *at)
{
    size_t zeros = *at == '.' ? strspn(at + 1, "0") : 0;
    return zeros ? at + 1 + zeros : at;
}

static bool skip_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* The separator behind the year, behind the month, and behind the day. */
struct date_form {
    const char *year, *month, *end;
};

static const struct date_form forms[] = {{"-", "-", ""},    {"/", "/", ""}, {".", ".", ""},
                                         {"・", "・", ""},  {" ", " ", ""}, {"⁄", "⁄", ""},
                                         {"年", "月", "日"}};

/* Nothing, or a time that says no more than the day: 0:00, T00:00:00.000+09:00, 午前0時,
 * 12:00:00 AM. */
static bool is_midnight(const char *at)
{
    static const char *const noon_names[] = {"AM", "A.M.", "am", "a.m."};
    int number = 0;
    (void)(skip_word(&at, ".") || skip_word(&at, "T"));
    at += strspn(at, " ");
    (void)skip_word(&at, "午前");
    if (!*at)
        return true;
    const char *zero = at;
    bool twelve = take_number(&zero, 2, &number) && number == 12;
    at = twelve ? zero : at + strspn(at, "0");
    if (at != zero)
        return false;
    for (bool more = true; more;) {
        more = skip_word(&at, ":") || skip_word(&at, "時") || skip_word(&at, "分") ||
               skip_word(&at, "秒");
        at += more ? strspn(at, "0") : 0;
    }
    at = behind_fraction(at);
    at += strspn(at, " ");
    bool morning = false;
    for (size_t i = 0; !morning && i < sizeof noon_names / sizeof *noon_names; i++)
        morning = skip_word(&at, noon_names[i]);
    if (twelve && !morning)
        return false;
    (void)(skip_word(&at, "Z") || skip_word(&at, "+09:00") || skip_word(&at, "+0900"));
    return !*at;
}

static bool take_rest(const char *at, int year, day *out)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *next = at;
        int month, of_month;
        if (!skip_word(&next, forms[i].year) || !take_number(&next, 2, &month) ||
            !skip_word(&next, forms[i].month) || !take_number(&next, 2, &of_month) ||
            !skip_word(&next, forms[i].end))
            continue;
        char text[40];
        snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, of_month);
        if (is_midnight(next))
            return day_parse(text, out);
    }
    return false;
}

static bool era_day(const char *narrow, day *out)
{
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        const char *at = narrow;
        int year = 1;
        if (!skip_word(&at, eras[i].name))
            continue;
        if ((skip_word(&at, "元") || take_number(&at, 2, &year)) && year > 0 &&
            take_rest(at, eras[i].before + year, out))
            return true;
    }
    return false;
}

enum { SERIAL_TEXT_MAX = 16 };

/* 46,568: a serial that was formatted as a quantity. */
static bool grouped_serial(const char *narrow, char out[static SERIAL_TEXT_MAX])
{
    bool grouped = strcspn(narrow, ",") == 2 && strlen(narrow) < SERIAL_TEXT_MAX;
    if (grouped)
        snprintf(out, SERIAL_TEXT_MAX, "%.2s%s", narrow, narrow + 3);
    return grouped;
}

/* 46568 and 20270630, also as 46568.0. */
static bool digits_day(const char *narrow, day *out)
{
    char serial_text[SERIAL_TEXT_MAX];
    if (grouped_serial(narrow, serial_text))
        narrow = serial_text;
    size_t length = strspn(narrow, "0123456789");
    if (*behind_fraction(narrow + length))
        return false;
    if (length == 8) {
        char text[DAY_TEXT_SIZE];
        snprintf(text, sizeof text, "%.4s-%.2s-%.2s", narrow, narrow + 4, narrow + 6);
        return day_parse(text, out);
    }
    long serial = length == 5 ? strtol(narrow, NULL, 10) : 0;
    if (serial < SERIAL_FIRST || serial > SERIAL_LAST)
        return false;
    *out = (day)(serial - SERIAL_OF_1970);
    return true;
}

/* 30-Jun-2027, Jun 30, 2027, 2027-Jun-30: with a name for the month and four digits for the year
 * there is one order. The text is closed up, so a blank stands between digits only. */
static bool named_month_day(const char *text, day *out)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    size_t start = strcspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    size_t length = strspn(text + start, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    for (int month = 1; month <= 12; month++) {
        const char *name = names[month - 1];
        if ((length != 3 && length != strlen(name)) || strncasecmp(text + start, name, length) != 0)
            continue;
        char parts[40], written[40];
        snprintf(parts, sizeof parts, "%.*s %s", (int)start, text, text + start + length);
        for (char *c = parts; *c; c++)
            *c = text_is_digit(*c) ? *c : ' ';
        int of_month, year, end = 0;
        if (strlen(text) >= sizeof parts)
            return false;
        bool year_first = sscanf(parts, " %4d %2d %n", &year, &of_month, &end) == 2 && year >= 1000;
        if (!year_first && sscanf(parts, " %2d %4d %n", &of_month, &year, &end) != 2)
            return false;
        if (parts[end] || year < 1000)
            return false;
        snprintf(written, sizeof written, "%04d-%02d-%02d", year, month, of_month);
        return day_parse(written, out);
    }
    return false;
}

/* 6/30 and 6月30日 lack the year; 6/30/27 may be many days. */
static const char *why_no_day(const char *narrow)
{
    const char *at = narrow;
    int number;
    if (!take_number(&at, 2, &number))
        return "invalid_date";
    bool month = skip_word(&at, "月");
    if (!month && !skip_word(&at, "/") && !skip_word(&at, "-") && !skip_word(&at, "."))
        return "invalid_date";
    if (!take_number(&at, 2, &number))
        return "date_ambiguous";
    (void)skip_word(&at, "日");
    return *at ? "date_ambiguous" : "date_without_year";
}

/* Blanks between the parts say nothing; one between two digits keeps a time apart. */
static void close_up(char *text)
{
    char *out = text;
    for (const char *c = text; *c; c++)
        if (*c != ' ' || (out > text && text_is_digit(out[-1]) && text_is_digit(c[1])))
            *out++ = *c;
    *out = '\0';
}

static bool cut_end(char *text, const char *end)
{
    size_t length = strlen(text), cut = strlen(end);
    if (length <= cut || strcasecmp(text + length - cut, end) != 0)
        return false;
    text[length - cut] = '\0';
    return true;
}

/* 2027年4月1日木, 2027/4/1木. What ends with 日 is a date. */
static void cut_bare_weekday(char *text)
{
    static const char *const names[] = {"火", "水", "木", "金", "土"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cut_end(text, names[i]))
            return;
}

/* (木), 木曜日, 木曜, (木・祝), (Thu), (Thursday): which day of the week it is follows from the
 * day. */
static void cut_weekday(char *text)
{
    static const char *const names[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        "月",     "火",      "水",        "木",       "金",     "土",       "日",
        "Mon",    "Tue",     "Wed",       "Thu",      "Fri",    "Sat",      "Sun"};
    bool bracket = cut_end(text, ")");
    if (bracket && (cut_end(text, "祝日") || cut_end(text, "祝") || cut_end(text, "休")))
        (void)(cut_end(text, "・") || cut_end(text, "･") || cut_end(text, "/"));
    bool named = cut_end(text, "曜日") || cut_end(text, "曜");
    for (size_t i = 0; (bracket || named) && i < sizeof names / sizeof *names; i++)
        if (cut_end(text, names[i]))
            break;
    if (bracket)
        (void)cut_end(text, "(");
    else if (!named)
        cut_bare_weekday(text);
}

/* The same before the day: Thursday, April 1, 2027, (木)2027年4月1日, 西暦. */
static void cut_front(char *text)
{
    static const char *const names[] = {
        "Monday,", "Tuesday,", "Wednesday,", "Thursday,", "Friday,", "Saturday,", "Sunday,", "Mon,",
        "Tue,",    "Wed,",     "Thu,",       "Fri,",      "Sat,",    "Sun,",      "(月)",    "(火)",
        "(水)",    "(木)",     "(金)",       "(土)",      "(日)",    "西暦"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(text, names[i], length) == 0) {
            memmove(text, text + length, strlen(text + length) + 1);
            return;
        }
    }
}

static const char *read_day_cell(const char *narrow, day *out)
{
    const char *at = narrow;
    int year;
    if (digits_day(narrow, out) || era_day(narrow, out) || named_month_day(narrow, out))
        return NULL;
    if (strspn(narrow, "0123456789") == 4 && take_number(&at, 4, &year))
        return take_rest(at, year, out) ? NULL : "invalid_date";
    return why_no_day(narrow);
}

/* 令和九年四月一日 and 二〇二七年四月一日: the numbers of a date in digits; the rest as it is. It
 * never becomes longer. */
static void digits_for_kanji(const char *narrow, char *out, size_t size)
{
    static const char *const numerals[] = {"〇", "一", "二", "三", "四",
                                           "五", "六", "七", "八", "九"};
    size_t length = 0;
    bool within = false; /* behind a numeral */
    for (const char *at = narrow; *at && length + 1 < size;) {
        int digit = skip_word(&at, "零") ? 0 : -1;
        for (int i = 0; digit < 0 && i < 10; i++)
            digit = skip_word(&at, numerals[i]) ? i : -1;
        bool ten = digit < 0 && skip_word(&at, "十");
        if (digit >= 0) {
            out[length++] = (char)('0' + digit);
        } else if (ten) {
            /* 十日 is 10, 二十日 20, 十一 11. */
            if (!within)
                out[length++] = '1';
            const char *next = at;
            bool ends = true;
            for (int i = 0; i < 10; i++)
                ends = ends && !skip_word(&next, numerals[i]);
            if (ends)
                out[length++] = '0';
        } else {
            out[length++] = *at++;
        }
        within = digit >= 0 || ten;
    }
    out[length] = '\0';
}

const char *cell_day(const char *narrow, day *out)
{
    char compatible[128], text[128];
    if (strlen(narrow) >= 64 || !text_compatible(narrow, compatible, sizeof compatible))
        return "invalid_date";
    digits_for_kanji(compatible, text, sizeof text);
    close_up(text);
    cut_weekday(text);
    cut_front(text);
    return read_day_cell(text, out);
}

/* Words */

enum { WORD_MAX = 200 };

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

static bool take_mark(const char **at, const char *const *marks)
{
    bool taken = false;
    *at += strspn(*at, " ");
    for (; !taken && *marks; marks++)
        taken = skip_word(at, *marks);
    *at += strspn(*at, " ");
    return taken;
}

static const char *const full_stars[] = {"★", "⭐", "🌟", "✭", "✮", "✪", "✯", "*", "星", NULL};
static const char *const hollow_stars[] = {"☆", "✩", "✰", NULL};

/* A star of either kind that stands here, and blanks around it. */
static bool take_star(const char **at)
{
    return take_mark(at, full_stars) || take_mark(at, hollow_stars);
}

/* How many stars in a row stand here. Of ★★☆☆☆ the hollow ones are those that are not held. */
static int take_stars(const char **at)
{
    int full = 0, hollow = 0;
    while (take_mark(at, full_stars))
        full++;
    while (take_mark(at, hollow_stars))
        hollow++;
    return full > 0 ? full : hollow;
}

/* 2, 02, 2.0, 2つ, 2つ星, 2 stars. */
static bool take_star_number(const char **at, int *number)
{
    static const char *const units[] = {"つ星", "つ", "stars", "star"};
    if (!take_number(at, 2, number))
        return false;
    *at = behind_fraction(*at);
    *at += strspn(*at, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (skip_word(at, units[i]))
            break;
    return true;
}

const char *cell_star(const char *narrow, int *out)
{
    static const struct cell_word words[] = {
        {"対象外", 0}, {"exempt", 0}, {"免除", 0}, {"除外", 0}, {NULL, 0}};
    char text[64];
    const char *at = text;
    if (find_word(words, narrow, out))
        return NULL;
    if (strlen(narrow) >= sizeof text)
        return "not_allowed_value";
    digits_for_kanji(narrow, text, sizeof text);
    int count = take_stars(&at);
    if (count == 0 && strncasecmp(at, "star", 4) == 0)
        at += strspn(at + 4, " s") + 4;
    int number = count;
    if (count <= 1 && take_star_number(&at, &number) && count == 0)
        (void)take_star(&at);
    if (*at || number < 1 || number > 5)
        return "not_allowed_value";
    *out = number;
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

/* 有り and 有 are あり. */
static void spell_out(char *key, size_t size)
{
    static const char *const ends[] = {"有り", "有"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (cut_end(key, ends[i])) {
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

const char *cell_flag(const char *narrow, bool *out)
{
    static const struct cell_word words[] = {
        {"1", 1},          {"可", 1},     {"可能", 1},     {"有", 1},   {"有り", 1},
        {"あり", 1},       {"認める", 1}, {"認めます", 1}, {"許可", 1}, {"0", 0},
        {"不可", 0},       {"無", 0},     {"無し", 0},     {"なし", 0}, {"認めない", 0},
        {"認めません", 0}, {"不許可", 0}, {NULL, 0}};
    char word[WORD_MAX];
    int value;
    size_t digits = strspn(narrow, "01");
    bool number = digits == 1 && !*behind_fraction(narrow + 1);
    snprintf(word, sizeof word, "%.*s", number ? 1 : WORD_MAX - 1, narrow);
    if (!find_word(words, word, &value)) {
        enum reply reply = reply_of(narrow);
        if (reply != REPLY_YES && reply != REPLY_NO)
            return "not_allowed_value";
        value = reply == REPLY_YES;
    }
    *out = value != 0;
    return NULL;
}

const char *cell_version(const char *narrow, int *out)
{
    const char *at = narrow;
    return take_number(&at, 9, out) && !*behind_fraction(at) ? NULL : "not_allowed_value";
}

/* Numbers */

/* Text that looks like 1.18E+12; a code may well be 1E5. */
static bool is_shortened(const char *narrow)
{
    return strchr(narrow, '+') && number_is_scientific(narrow);
}

static bool is_date(const char *narrow)
{
    return strspn(narrow, "0123456789") > 0 && strstr(narrow, "月") && strstr(narrow, "日");
}

const char *cell_spoiled(const char *narrow)
{
    if (is_shortened(narrow))
        return "number_in_scientific_notation";
    return is_date(narrow) ? "cell_became_date" : NULL;
}

const char *cell_phone_spoiled(const char *narrow)
{
    /* A number of Japan begins with 0, unless a spreadsheet took it for a quantity. */
    size_t length = strlen(narrow);
    bool bare = strspn(narrow, "0123456789") == length;
    bool lost = bare && (length == 9 || length == 10) && narrow[0] != '0';
    return lost ? "leading_zeros_lost" : cell_spoiled(narrow);
}
