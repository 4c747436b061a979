/* SPDX-License-Identifier: Apache-2.0 */
/* Days: dates of the proleptic Gregorian calendar as shown in Tokyo, counted from 1970-01-01.
 *
 * The two ends are values like any other, so that "until when" compares without a special case:
 * DAY_MIN is before every date (SQL -infinity), DAY_NONE after every date (SQL infinity, or null
 * for "not set"). All other days are dates that can be written: arithmetic stops at DAY_FIRST and
 * DAY_LAST, whatever it is given. Instants are base/clock.h. */
#ifndef DOMAIN_DAY_H
#define DOMAIN_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "base/language.h"

typedef int32_t day;

#define DAY_MIN INT32_MIN
#define DAY_NONE INT32_MAX
/* The dates that can be written: 0001-01-01 and 9999-12-31. */
#define DAY_FIRST (-719162)
#define DAY_LAST 2932896

enum { DAY_TEXT_SIZE = 11 };

day day_of_civil(int year, unsigned month, unsigned day_of_month);
/* The Tokyo day of an instant (microseconds since 1970-01-01 UTC), the first or last one for what
 * lies outside. */
day day_of_instant(int64_t instant);

/* Strict "YYYY-MM-DD", years 0001 to 9999, nothing after it. */
bool day_parse(const char *text, day *out);
/* DAY_NONE without a text, or when it is no day. */
day day_of_text(const char *text);
/* "-infinity" and "infinity" do not fit here: the two ends are written as the first and last date.
 */
void day_format(day on, char out[static DAY_TEXT_SIZE]);
/* A member that is null at the two ends. */
void day_json(struct json_out *out, const char *key, day on);
/* For people: 2027年5月10日, or 2027-05-10. */
void day_text(struct buf *out, day on, enum language language);
/* In letters and mails: 2027年5月10日（月）, or 2027-05-10 (Mon). */
void day_text_weekday(struct buf *out, day on, enum language language);

/* Later or earlier by days; the two ends stay where they are. */
day day_add(day from, int days);
/* The first day without what lasts to the end of `last`: DAY_NONE (never) after the last date. */
day day_after(day last);
/* The last day of a period of some months that begins on `from`: the day before `from` + months,
 * or the last day of that month where it lacks the day (2027-05-10 + 12 is 2028-05-09, 2028-02-29
 * + 12 is 2029-02-28). */
day day_period_end(day from, int months);
/* The same day of the month some months later (or earlier), or the last day of that month. */
day day_shift_months(day from, int months);

#endif
