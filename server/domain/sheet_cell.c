/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet_cell.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "domain/number.h"
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

static const struct era eras[] = {{"令和", 2018}, {"㋿", 2018}, {"令", 2018},   {"R.", 2018},
                                  {"R", 2018},    {"r", 2018},   {"平成", 1988}, {"㍻", 1988},
                                  {"平", 1988},   {"H", 1988},   {"h", 1988}};

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

static const struct date_form forms[] = {
    {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"・", "・", ""}, {"年", "月", "日"}};

static bool take_rest(const char *at, int year, day *out)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *next = at;
        int month, of_month;
        if (!skip_word(&next, forms[i].year) || !take_number(&next, 2, &month) ||
            !skip_word(&next, forms[i].month) || !take_number(&next, 2, &of_month) ||
            !skip_word(&next, forms[i].end))
            continue;
        static const char *const midnights[] = {"",
                                                ".",
                                                " 0:00",
                                                " 00:00",
                                                " 0:00:00",
                                                " 00:00:00",
                                                " 00:00:00.000",
                                                " 午前0:00:00",
                                                "午前0:00:00",
                                                "T00:00:00",
                                                "T00:00:00Z",
                                                "T00:00:00.000",
                                                "T00:00:00.000Z",
                                                "0時",
                                                "0時0分",
                                                "0時00分",
                                                "T00:00:00+09:00"};
        char text[40];
        snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, of_month);
        for (size_t k = 0; k < sizeof midnights / sizeof *midnights; k++)
            if (strcmp(next, midnights[k]) == 0)
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

/* 46,568: a serial that was formatted as a quantity. */
static bool grouped_serial(const char *narrow, char out[static 6])
{
    bool grouped = strlen(narrow) == 6 && narrow[2] == ',';
    if (grouped)
        snprintf(out, 6, "%.2s%s", narrow, narrow + 3);
    return grouped;
}

/* 46568 and 20270630, also as 46568.0. */
static bool digits_day(const char *narrow, day *out)
{
    char serial_text[6];
    if (grouped_serial(narrow, serial_text))
        narrow = serial_text;
    size_t length = strspn(narrow, "0123456789");
    const char *fraction = narrow + length;
    if (*fraction && (*fraction != '.' || !fraction[1] || fraction[1 + strspn(fraction + 1, "0")]))
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

/* 30-Jun-2027, Jun 30, 2027: with a name for the month and four digits for the year there is one
 * order. The text is closed up, so a blank stands between digits only. */
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
        if (strlen(text) >= sizeof parts ||
            sscanf(parts, " %2d %4d %n", &of_month, &year, &end) != 2 || parts[end] || year < 1000)
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
    char text[64];
    if (strlen(narrow) >= sizeof text)
        return "invalid_date";
    digits_for_kanji(narrow, text, sizeof text);
    close_up(text);
    cut_weekday(text);
    return read_day_cell(text, out);
}

/* Words */

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

static const char *const full_stars[] = {"★", "⭐", "*", "星", NULL};
static const char *const hollow_stars[] = {"☆", NULL};

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

const char *cell_star(const char *narrow, int *out)
{
    static const struct cell_word words[] = {{"対象外", 0}, {"exempt", 0}, {NULL, 0}};
    const char *at = narrow;
    int count, number = 0;
    if (find_word(words, narrow, out))
        return NULL;
    count = take_stars(&at);
    if (text_is_digit(*at) && count <= 1) {
        number = *at++ - '0';
        (void)(skip_word(&at, ".0") || (count == 0 && take_star(&at)) || skip_word(&at, "つ星"));
    } else {
        number = count;
    }
    if (*at || number < 1 || number > 5)
        return "not_allowed_value";
    *out = number;
    return NULL;
}

/* How the levels are written in a hurry. */
static bool is_short_level(const char *narrow, const char *code)
{
    static const char *const others[][2] = {
        {"宣言", "declared"},          {"裏付けあり", "substantiated"},
        {"裏付あり", "substantiated"}, {"裏付資料あり", "substantiated"},
        {"資料あり", "substantiated"}, {"照合済", "confirmed"},
        {"照合ずみ", "confirmed"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i][0], narrow) == 0 && strcmp(others[i][1], code) == 0)
            return true;
    return false;
}

const char *cell_assurance(const char *narrow, const char **out)
{
    const struct text_rows *levels = &vocabulary[TEXT_ASSURANCE];
    for (size_t i = 0; i < levels->count; i++) {
        const struct text *level = &levels->rows[i];
        if (strcasecmp(narrow, level->code) == 0 || strcmp(narrow, level->ja) == 0 ||
            is_short_level(narrow, level->code)) {
            *out = level->code;
            return NULL;
        }
    }
    return "not_allowed_value";
}

const char *cell_flag(const char *narrow, bool *out)
{
    static const struct cell_word words[] = {
        {"true", 1},  {"yes", 1}, {"y", 1},    {"1", 1},      {"1.0", 1},    {"はい", 1},
        {"可", 1},    {"有", 1},  {"○", 1},    {"〇", 1},     {"◯", 1},      {"✓", 1},
        {"✔", 1},     {"☑", 1},   {"する", 1}, {"認める", 1}, {"しない", 0}, {"認めない", 0},
        {"false", 0}, {"no", 0},  {"n", 0},    {"0", 0},      {"0.0", 0},    {"いいえ", 0},
        {"不可", 0},  {"無", 0},  {"×", 0},    {"✕", 0},      {"✖", 0},      {"✗", 0},
        {"☐", 0},     {NULL, 0}};
    int value;
    if (!find_word(words, narrow, &value))
        return "not_allowed_value";
    *out = value != 0;
    return NULL;
}

const char *cell_version(const char *narrow, int *out)
{
    const char *at = narrow;
    return take_number(&at, 9, out) && (!*at || strcmp(at, ".0") == 0) ? NULL : "not_allowed_value";
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
