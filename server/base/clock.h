/* SPDX-License-Identifier: Apache-2.0 */
/* Instants: microseconds since 1970-01-01 UTC in an int64_t, RFC 3339 in text. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#include "base/err.h"

enum {
    CLOCK_TEXT_SIZE = 28, /* "2027-05-10T01:02:03.123456Z" and its NUL */
    CLOCK_DAY_SIZE = 11,
};

/* The instant now, or the one written in test_file (read at each call) when that is set. */
err clock_now(const char *test_file, int64_t *out, struct fault *fault) MUST_CHECK;
/* The instant now, whatever a test says: for the log. */
int64_t clock_real(void);
/* Microseconds that only ever grow, for measuring and deadlines. */
int64_t clock_monotonic(void);
static inline int64_t clock_monotonic_seconds(void)
{
    return clock_monotonic() / 1000000;
}
/* Microseconds that the calling thread has kept a processor busy. */
int64_t clock_thread(void);

/* Strict RFC 3339 with "Z" or an offset; years 0001 to 9999, also in UTC; no leap second. Digits
 * behind the microsecond are dropped. */
bool clock_parse(const char *text, int64_t *out);
void clock_format(int64_t instant, char out[static CLOCK_TEXT_SIZE]);
/* The civil day in Tokyo (UTC+9, no daylight saving) on which the instant lies: "2027-05-10". */
void clock_tokyo_day(int64_t instant, char out[static CLOCK_DAY_SIZE]);
/* The day with the time there: "2027-05-10 09:00:00". */
void clock_tokyo_time(int64_t instant, char out[static CLOCK_TEXT_SIZE]);

#endif
