/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"

#include "base/banned.h"

static const int64_t MICROSECONDS = 1000000;
static const int64_t DAY_SECONDS = 86400;
static const int64_t TOKYO_SECONDS = 9 * 3600;

static int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

void clock_format(int64_t instant, char out[static CLOCK_TEXT_SIZE])
{
    int64_t seconds = floor_divide(instant, MICROSECONDS);
    int64_t days = floor_divide(seconds, DAY_SECONDS);
    int64_t of_day = seconds - days * DAY_SECONDS;
    calendar_write(calendar_civil(days), out);
    out[10] = 'T';
    calendar_write_number(of_day / 3600, 2, out + 11);
    out[13] = ':';
    calendar_write_number(of_day / 60 % 60, 2, out + 14);
    out[16] = ':';
    calendar_write_number(of_day % 60, 2, out + 17);
    out[19] = '.';
    calendar_write_number(instant - seconds * MICROSECONDS, 6, out + 20);
    out[26] = 'Z';
    out[27] = '\0';
}

void clock_tokyo_day(int64_t instant, char out[static CLOCK_DAY_SIZE])
{
    int64_t seconds = floor_divide(instant, MICROSECONDS) + TOKYO_SECONDS;
    calendar_write(calendar_civil(floor_divide(seconds, DAY_SECONDS)), out);
    out[10] = '\0';
}

void clock_tokyo_time(int64_t instant, char out[static CLOCK_TEXT_SIZE])
{
    clock_format(instant + TOKYO_SECONDS * MICROSECONDS, out);
    out[10] = ' ';
    out[19] = '\0';
}

static bool skip(const char **text, char expected)
{
    if (**text != expected)
        return false;
    (*text)++;
    return true;
}

static bool time_read(const char **text, int64_t *out)
{
    int hour = calendar_read_number(text, 2);
    if (hour < 0 || hour > 23 || !skip(text, ':'))
        return false;
    int minute = calendar_read_number(text, 2);
    if (minute < 0 || minute > 59 || !skip(text, ':'))
        return false;
    int second = calendar_read_number(text, 2);
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
    int hours = calendar_read_number(text, 2);
    if (hours < 0 || hours > 23 || !skip(text, ':'))
        return false;
    int minutes = calendar_read_number(text, 2);
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
    if (!calendar_read(&text, &date))
        return false;
    if (!skip(&text, 'T') && !skip(&text, 't'))
        return false;
    if (!time_read(&text, &of_day) || !offset_read(&text, &offset) || *text != '\0')
        return false;
    int64_t instant = (calendar_days(date) * DAY_SECONDS - offset) * MICROSECONDS + of_day;
    int64_t year = calendar_civil(floor_divide(instant, DAY_SECONDS * MICROSECONDS)).year;
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

static err read_test_file(const char *path, int64_t *out, struct fault *fault)
{
    SCOPED(fclose_at) FILE *file = fopen(path, "re");
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
