/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/day.h"

#include <stddef.h>

enum { DAYS_PER_ERA = 146097, DAYS_BEFORE_EPOCH = 719468 };

struct civil {
    int year;
    unsigned month;
    unsigned day_of_month;
};

/* Years begin in March, so that the leap day comes last; an era is 400 years. */
day day_of_civil(int year, unsigned month, unsigned day_of_month)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    unsigned year_of_era = (unsigned)(y - era * 400);
    unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day_of_month - 1;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + (int)day_of_era - DAYS_BEFORE_EPOCH;
}

static struct civil civil_of(day on)
{
    int z = on + DAYS_BEFORE_EPOCH;
    int era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    unsigned day_of_era = (unsigned)(z - era * DAYS_PER_ERA);
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned shifted = (5 * day_of_year + 2) / 153;
    struct civil out = {.year = (int)year_of_era + era * 400,
                        .month = shifted < 10 ? shifted + 3 : shifted - 9,
                        .day_of_month = day_of_year - (153 * shifted + 2) / 5 + 1};
    if (out.month <= 2)
        out.year++;
    return out;
}

/* The one place that keeps days among the dates that can be written. */
static day within_calendar(int64_t days)
{
    return (day)(days < DAY_FIRST ? DAY_FIRST : days > DAY_LAST ? DAY_LAST : days);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_in_month(int year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

day day_of_instant(int64_t instant)
{
    const int64_t second = 1000000, tokyo = 9 * 3600 * second, length = 24 * 3600 * second;
    int64_t local = instant > INT64_MAX - tokyo ? INT64_MAX : instant + tokyo;
    int64_t days = local / length;
    return within_calendar(local % length < 0 ? days - 1 : days);
}

static bool digits(const char *text, size_t count, unsigned *out)
{
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    *out = number;
    return true;
}

bool day_parse(const char *text, day *out)
{
    unsigned year, month, day_of_month;
    if (!digits(text, 4, &year) || text[4] != '-' || !digits(text + 5, 2, &month) ||
        text[7] != '-' || !digits(text + 8, 2, &day_of_month) || text[10] != '\0')
        return false;
    if (year < 1 || month < 1 || month > 12 || day_of_month < 1 ||
        day_of_month > days_in_month((int)year, month))
        return false;
    *out = day_of_civil((int)year, month, day_of_month);
    return true;
}

static void put_digits(char *out, unsigned number, int count)
{
    while (count-- > 0) {
        out[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

void day_format(day on, char out[static DAY_TEXT_SIZE])
{
    struct civil civil = civil_of(within_calendar(on));
    put_digits(out, (unsigned)civil.year, 4);
    out[4] = '-';
    put_digits(out + 5, civil.month, 2);
    out[7] = '-';
    put_digits(out + 8, civil.day_of_month, 2);
    out[10] = '\0';
}

void day_text(struct buf *out, day on, enum language language)
{
    if (language == LANGUAGE_JA) {
        struct civil civil = civil_of(within_calendar(on));
        buf_integer(out, civil.year);
        buf_text_add(out, "年");
        buf_integer(out, civil.month);
        buf_text_add(out, "月");
        buf_integer(out, civil.day_of_month);
        buf_text_add(out, "日");
        return;
    }
    char text[DAY_TEXT_SIZE];
    day_format(on, text);
    buf_text_add(out, text);
}

static bool is_end(day on)
{
    return on == DAY_MIN || on == DAY_NONE;
}

day day_add(day from, int days)
{
    return is_end(from) ? from : within_calendar((int64_t)from + days);
}

day day_after(day last)
{
    return last >= DAY_LAST ? DAY_NONE : day_add(last, 1);
}

/* The day before the first of the month that lies `months` after that of `from`, and how many days
 * that month has. */
static int64_t month_before(const struct civil *from, int months, unsigned *length)
{
    int64_t index = (int64_t)from->year * 12 + (int)from->month - 1 + months;
    int64_t first = 12, last = 9999 * 12 + 11; /* the months of the calendar */
    index = index < first ? first - 1 : index > last ? last + 1 : index;
    int year = (int)(index / 12);
    unsigned month = (unsigned)(index % 12) + 1;
    *length = days_in_month(year, month);
    return (int64_t)day_of_civil(year, month, 1) - 1;
}

day day_shift_months(day from, int months)
{
    if (is_end(from))
        return from;
    struct civil civil = civil_of(from);
    unsigned length;
    int64_t before = month_before(&civil, months, &length);
    return within_calendar(before + (civil.day_of_month < length ? civil.day_of_month : length));
}

day day_period_end(day from, int months)
{
    if (is_end(from))
        return from;
    struct civil civil = civil_of(from);
    unsigned length;
    int64_t before = month_before(&civil, months, &length);
    return within_calendar(before +
                           (civil.day_of_month <= length ? civil.day_of_month - 1 : length));
}
