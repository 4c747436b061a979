/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/banned.h"

static const int64_t MICROSECONDS = 1000000;
static const int64_t DAY_SECONDS = 86400;
static const int64_t TOKYO_SECONDS = 9 * 3600;

struct civil {
    int64_t year;
    int month;
    int day;
};

/* Proleptic Gregorian, counted in eras of 400 years that begin on 1 March. */
static struct civil civil_of_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t march_month = (5 * of_year + 2) / 153;
    int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    return (struct civil){
        .year = year + era * 400 + (month <= 2),
        .month = month,
        .day = (int)(of_year - (153 * march_month + 2) / 5 + 1),
    };
}

static int64_t days_of_civil(struct civil civil)
{
    int64_t year = civil.year - (civil.month <= 2);
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t march_month = civil.month > 2 ? civil.month - 3 : civil.month + 9;
    int64_t of_year = (153 * march_month + 2) / 5 + civil.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

static void number_write(char *out, int64_t number, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

static void civil_write(char *out, struct civil civil)
{
    number_write(out, civil.year, 4);
    out[4] = '-';
    number_write(out + 5, civil.month, 2);
    out[7] = '-';
    number_write(out + 8, civil.day, 2);
}

void clock_format(int64_t instant, char out[static CLOCK_TEXT_SIZE])
{
    int64_t seconds = floor_divide(instant, MICROSECONDS);
    int64_t days = floor_divide(seconds, DAY_SECONDS);
    int64_t of_day = seconds - days * DAY_SECONDS;
    civil_write(out, civil_of_days(days));
    out[10] = 'T';
    number_write(out + 11, of_day / 3600, 2);
    out[13] = ':';
    number_write(out + 14, of_day / 60 % 60, 2);
    out[16] = ':';
    number_write(out + 17, of_day % 60, 2);
    out[19] = '.';
    number_write(out + 20, instant - seconds * MICROSECONDS, 6);
    out[26] = 'Z';
    out[27] = '\0';
}

void clock_tokyo_day(int64_t instant, char out[static CLOCK_DAY_SIZE])
{
    int64_t seconds = floor_divide(instant, MICROSECONDS) + TOKYO_SECONDS;
    civil_write(out, civil_of_days(floor_divide(seconds, DAY_SECONDS)));
    out[10] = '\0';
}

/* Reads exactly `digits` digits at *text and goes past them; -1 when they are not there. */
static int number_read(const char **text, int digits)
{
    int number = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return -1;
        number = number * 10 + (**text - '0');
    }
    return number;
}

static bool skip(const char **text, char expected)
{
    if (**text != expected)
        return false;
    (*text)++;
    return true;
}

static bool date_read(const char **text, struct civil *out)
{
    int year = number_read(text, 4);
    if (year < 1 || !skip(text, '-'))
        return false;
    int month = number_read(text, 2);
    if (month < 1 || month > 12 || !skip(text, '-'))
        return false;
    int day = number_read(text, 2);
    if (day < 1)
        return false;
    *out = (struct civil){year, month, day};
    /* A day that its month does not have comes back as another date. */
    struct civil back = civil_of_days(days_of_civil(*out));
    return back.month == month && back.day == day;
}

static bool time_read(const char **text, int64_t *out)
{
    int hour = number_read(text, 2);
    if (hour < 0 || hour > 23 || !skip(text, ':'))
        return false;
    int minute = number_read(text, 2);
    if (minute < 0 || minute > 59 || !skip(text, ':'))
        return false;
    int second = number_read(text, 2);
    if (second < 0 || second > 59)
        return false;
    int64_t fraction = 0;
    if (skip(text, '.')) {
        int64_t unit = MICROSECONDS / 10;
        if (**text < '0' || **text > '9')
            return false;
        for (; **text >= '0' && **text <= '9'; (*text)++, unit /= 10)
            fraction += unit * (**text - '0');
    }
    *out = ((int64_t)hour * 3600 + minute * 60 + second) * MICROSECONDS + fraction;
    return true;
}

/* Seconds east of Greenwich. */
static bool offset_read(const char **text, int64_t *out)
{
    if (skip(text, 'Z') || skip(text, 'z')) {
        *out = 0;
        return true;
    }
    int sign = **text == '-' ? -1 : 1;
    if (!skip(text, '+') && !skip(text, '-'))
        return false;
    int hours = number_read(text, 2);
    if (hours < 0 || hours > 23 || !skip(text, ':'))
        return false;
    int minutes = number_read(text, 2);
    if (minutes < 0 || minutes > 59)
        return false;
    *out = sign * ((int64_t)hours * 3600 + minutes * 60);
    return true;
}

bool clock_parse(const char *text, int64_t *out)
{
    struct civil date;
    int64_t of_day;
    int64_t offset;
    if (!date_read(&text, &date))
        return false;
    if (!skip(&text, 'T') && !skip(&text, 't'))
        return false;
    if (!time_read(&text, &of_day) || !offset_read(&text, &offset) || *text != '\0')
        return false;
    int64_t instant = (days_of_civil(date) * DAY_SECONDS - offset) * MICROSECONDS + of_day;
    int64_t year = civil_of_days(floor_divide(instant, DAY_SECONDS * MICROSECONDS)).year;
    if (year < 1 || year > 9999)
        return false;
    *out = instant;
    return true;
}

static int64_t microseconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / 1000;
}

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

static err read_test_file(const char *path, int64_t *out, struct fault *fault)
{
    SCOPED(close_file) FILE *file = fopen(path, "re");
    if (!file)
        return fault_log(fault, ERR_INTERNAL, "test clock %s: %s", path, strerror(errno));
    char text[64] = "";
    if (!fgets(text, sizeof text, file))
        text[0] = '\0';
    text[strcspn(text, " \t\r\n")] = '\0';
    if (!clock_parse(text, out))
        return fault_log(fault, ERR_INTERNAL, "test clock %s: not an RFC 3339 instant", path);
    return OK;
}

err clock_now(const char *test_file, int64_t *out, struct fault *fault)
{
    if (test_file && *test_file)
        return read_test_file(test_file, out, fault);
    *out = clock_real();
    return OK;
}

int64_t clock_real(void)
{
    return microseconds_of(CLOCK_REALTIME);
}

int64_t clock_monotonic(void)
{
    return microseconds_of(CLOCK_MONOTONIC);
}

int64_t clock_thread(void)
{
    return microseconds_of(CLOCK_THREAD_CPUTIME_ID);
}
