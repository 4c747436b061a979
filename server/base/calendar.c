/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

#include "base/banned.h"

enum { ERA_DAYS = 146097, DAYS_BEFORE_EPOCH = 719468 };

/* Years begin in March, so that the leap day comes last; an era is 400 years. */
int64_t calendar_days(struct civil civil)
{
    int64_t year = civil.year - (civil.month <= 2);
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t march_month = civil.month > 2 ? civil.month - 3 : civil.month + 9;
    int64_t of_year = (153 * march_month + 2) / 5 + civil.day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_BEFORE_EPOCH;
}

int calendar_weekday(struct civil civil)
{
    enum { WEEK = 7, THURSDAY = 3 }; /* 1970-01-01 */
    int64_t days = calendar_days(civil) + THURSDAY;
    return (int)(((days % WEEK) + WEEK) % WEEK);
}

struct civil calendar_civil(int64_t days)
{
    days += DAYS_BEFORE_EPOCH;
    int64_t era = (days >= 0 ? days : days - (ERA_DAYS - 1)) / ERA_DAYS;
    int64_t of_era = days - era * ERA_DAYS;
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

int calendar_month_length(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

int calendar_read_number(const char **text, int digits)
{
    int number = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return -1;
        number = number * 10 + (**text - '0');
    }
    return number;
}

static bool skip_dash(const char **text)
{
    if (**text != '-')
        return false;
    (*text)++;
    return true;
}

bool calendar_read(const char **text, struct civil *out)
{
    int year = calendar_read_number(text, 4);
    if (year < 1 || !skip_dash(text))
        return false;
    int month = calendar_read_number(text, 2);
    if (month < 1 || month > 12 || !skip_dash(text))
        return false;
    int day = calendar_read_number(text, 2);
    *out = (struct civil){year, month, day};
    return day >= 1 && day <= calendar_month_length(year, month);
}

void calendar_write_number(int64_t number, int digits, char *out)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

void calendar_write(struct civil civil, char *out)
{
    calendar_write_number(civil.year, 4, out);
    out[4] = '-';
    calendar_write_number(civil.month, 2, out + 5);
    out[7] = '-';
    calendar_write_number(civil.day, 2, out + 8);
}
