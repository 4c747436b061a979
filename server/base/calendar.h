/* SPDX-License-Identifier: Apache-2.0 */
/* The proleptic Gregorian calendar, its days counted from 1970-01-01. Pure. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct civil {
    int64_t year;
    int month; /* from 1 */
    int day;   /* of the month, from 1 */
};

enum { CIVIL_LENGTH = 10 };

int64_t calendar_days(struct civil civil);
struct civil calendar_civil(int64_t days);
/* Monday is 0. */
int calendar_weekday(struct civil civil);
int calendar_month_length(int64_t year, int month);

/* "YYYY-MM-DD", a date that there is, from 0001 to 9999; *text is then behind it. */
bool calendar_read(const char **text, struct civil *out);
/* The same form, CIVIL_LENGTH characters without an end. The year has at most four digits. */
void calendar_write(struct civil civil, char *out);

/* `digits` digits at *text, which is then behind them; -1 when they are not there. */
int calendar_read_number(const char **text, int digits);
/* With zeros in front. */
void calendar_write_number(int64_t number, int digits, char *out);

#endif
