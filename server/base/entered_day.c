/* SPDX-License-Identifier: Apache-2.0 */
/* Days as spreadsheets, programs and people write them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/entered.h"
#include "base/scan.h"
#include "base/text.h"

#include "base/banned.h"

enum { SERIAL_FIRST = 36526, SERIAL_LAST = 73050, SERIAL_OF_1970 = 25569 };

struct era {
    const char *name;
    int before; /* year 0 of the era */
};

static const struct era eras[] = {{"令和", 2018}, {"令", 2018},   {"R.", 2018}, {"R", 2018},
                                  {"r", 2018},    {"平成", 1988}, {"平", 1988}, {"H.", 1988},
                                  {"H", 1988},    {"h", 1988}};

/* The separator behind the year, behind the month, and behind the day. */
struct date_form {
    const char *year, *month, *end;
};

static const struct date_form forms[] = {{"-", "-", ""},    {"/", "/", ""}, {".", ".", ""},
                                         {"・", "・", ""},  {" ", " ", ""}, {"⁄", "⁄", ""},
                                         {"年", "月", "日"}};

static bool read_whole(const char *text, struct civil *out)
{
    return calendar_read(&text, out) && !*text;
}

/* Nothing, or a time that says no more than the day: 0:00, T00:00:00.000+09:00, 午前0時,
 * 12:00:00 AM. */
static bool is_midnight(const char *at)
{
    static const char *const noon_names[] = {"AM", "A.M.", "am", "a.m."};
    int number = 0;
    (void)(scan_word(&at, ".") || scan_word(&at, "T"));
    at += strspn(at, " ");
    (void)scan_word(&at, "午前");
    if (!*at)
        return true;
    const char *zero = at;
    bool twelve = scan_number(&zero, 2, &number) && number == 12;
    at = twelve ? zero : at + strspn(at, "0");
    if (at != zero)
        return false;
    for (bool more = true; more;) {
        more = scan_word(&at, ":") || scan_word(&at, "時") || scan_word(&at, "分") ||
               scan_word(&at, "秒");
        at += more ? strspn(at, "0") : 0;
    }
    at = scan_past_fraction(at);
    at += strspn(at, " ");
    bool morning = false;
    for (size_t i = 0; !morning && i < sizeof noon_names / sizeof *noon_names; i++)
        morning = scan_word(&at, noon_names[i]);
    if (twelve && !morning)
        return false;
    (void)(scan_word(&at, "Z") || scan_word(&at, "+09:00") || scan_word(&at, "+0900"));
    return !*at;
}

static bool take_rest(const char *at, int year, struct civil *out)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *next = at;
        int month, of_month;
        if (!scan_word(&next, forms[i].year) || !scan_number(&next, 2, &month) ||
            !scan_word(&next, forms[i].month) || !scan_number(&next, 2, &of_month) ||
            !scan_word(&next, forms[i].end))
            continue;
        char text[40];
        snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, of_month);
        if (is_midnight(next))
            return read_whole(text, out);
    }
    return false;
}

static bool era_day(const char *narrow, struct civil *out)
{
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        const char *at = narrow;
        int year = 1;
        if (!scan_word(&at, eras[i].name))
            continue;
        if ((scan_word(&at, "元") || scan_number(&at, 2, &year)) && year > 0 &&
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
static bool digits_day(const char *narrow, struct civil *out)
{
    char serial_text[SERIAL_TEXT_MAX];
    if (grouped_serial(narrow, serial_text))
        narrow = serial_text;
    size_t length = strspn(narrow, "0123456789");
    if (*scan_past_fraction(narrow + length))
        return false;
    if (length == 8) {
        char text[CIVIL_LENGTH + 1];
        snprintf(text, sizeof text, "%.4s-%.2s-%.2s", narrow, narrow + 4, narrow + 6);
        return read_whole(text, out);
    }
    long serial = length == 5 ? strtol(narrow, NULL, 10) : 0;
    if (serial < SERIAL_FIRST || serial > SERIAL_LAST)
        return false;
    *out = calendar_civil(serial - SERIAL_OF_1970);
    return true;
}

/* 30-Jun-2027, Jun 30, 2027, 2027-Jun-30: with a name for the month and four digits for the year
 * there is one order. The text is closed up, so a blank stands between digits only. */
static bool named_month_day(const char *text, struct civil *out)
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
        return read_whole(written, out);
    }
    return false;
}

/* 6/30 and 6月30日 lack the year; 6/30/27 may be many days. */
static const char *why_no_day(const char *narrow)
{
    const char *at = narrow;
    int number;
    if (!scan_number(&at, 2, &number))
        return "invalid_date";
    bool month = scan_word(&at, "月");
    if (!month && !scan_word(&at, "/") && !scan_word(&at, "-") && !scan_word(&at, "."))
        return "invalid_date";
    if (!scan_number(&at, 2, &number))
        return "date_ambiguous";
    (void)scan_word(&at, "日");
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

enum { NO_WEEKDAY = -1, WEEK = 7 }; /* Monday is 0 */

/* 2027年4月1日木, 2027/4/1木. What ends with 日 is a date. */
static int cut_bare_weekday(char *text)
{
    static const char *const names[] = {"火", "水", "木", "金", "土"};
    for (int i = 0; i < 5; i++)
        if (scan_cut_end(text, names[i]))
            return i + 1;
    return NO_WEEKDAY;
}

/* (木), 木曜日, 木曜, (木・祝), (Thu), (Thursday): the day of the week that it says. */
static int cut_weekday(char *text)
{
    int weekday = NO_WEEKDAY;
    static const char *const names[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        "月",     "火",      "水",        "木",       "金",     "土",       "日",
        "Mon",    "Tue",     "Wed",       "Thu",      "Fri",    "Sat",      "Sun"};
    bool bracket = scan_cut_end(text, ")");
    if (bracket &&
        (scan_cut_end(text, "祝日") || scan_cut_end(text, "祝") || scan_cut_end(text, "休")))
        (void)(scan_cut_end(text, "・") || scan_cut_end(text, "･") || scan_cut_end(text, "/"));
    bool named = scan_cut_end(text, "曜日") || scan_cut_end(text, "曜");
    for (size_t i = 0; weekday == NO_WEEKDAY && i < sizeof names / sizeof *names; i++)
        if ((bracket || named) && scan_cut_end(text, names[i]))
            weekday = (int)i % WEEK;
    if (bracket)
        (void)scan_cut_end(text, "(");
    return bracket || named ? weekday : cut_bare_weekday(text);
}

/* The same before the day: Thursday, April 1, 2027, Thu Apr 1 2027, (木)2027年4月1日, 西暦. */
static int cut_front(char *text)
{
    static const char *const names[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon",
        "Tue",    "Wed",     "Thu",       "Fri",      "Sat",    "Sun",      "(月)",   "(火)",
        "(水)",   "(木)",    "(金)",      "(土)",     "(日)",   "西暦"};
    size_t count = sizeof names / sizeof *names;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(text, names[i], length) == 0) {
            length += strspn(text + length, ",.");
            memmove(text, text + length, strlen(text + length) + 1);
            return i + 1 < count ? (int)i % WEEK : NO_WEEKDAY;
        }
    }
    return NO_WEEKDAY;
}

/* 1st April, April 2nd: of the day of a month that has a name. */
static void cut_ordinals(char *text)
{
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    for (char *at = text; *at; at++)
        for (size_t i = 0; text_is_digit(*at) && i < sizeof ends / sizeof *ends; i++)
            if (strncasecmp(at + 1, ends[i], 2) == 0 && (!at[3] || strchr(" ,.", at[3])))
                memmove(at + 1, at + 3, strlen(at + 3) + 1);
}

static const char *read_day_cell(const char *narrow, struct civil *out)
{
    const char *at = narrow;
    int year;
    if (digits_day(narrow, out) || era_day(narrow, out) || named_month_day(narrow, out))
        return NULL;
    if (strspn(narrow, "0123456789") == 4 && scan_number(&at, 4, &year))
        return take_rest(at, year, out) ? NULL : "invalid_date";
    return why_no_day(narrow);
}

/* 2027年3月31日(火): last year's day, most often. */
static bool differs(struct civil day, int weekday)
{
    return weekday != NO_WEEKDAY && calendar_weekday(day) != weekday;
}

const char *entered_day(const char *narrow, struct civil *out)
{
    char compatible[128], text[128];
    if (strlen(narrow) >= 64 || !text_compatible(narrow, compatible, sizeof compatible))
        return "invalid_date";
    scan_kanji_digits(compatible, text, sizeof text);
    (void)scan_cut_end(text, "。");
    cut_ordinals(text);
    close_up(text);
    int behind = cut_weekday(text), before = cut_front(text);
    struct civil found;
    const char *problem = read_day_cell(text, &found);
    if (!problem && (differs(found, behind) || differs(found, before)))
        problem = "weekday_differs";
    if (!problem)
        *out = found;
    return problem;
}
