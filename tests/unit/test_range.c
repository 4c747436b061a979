/* SPDX-License-Identifier: Apache-2.0 */
/* Is a part of an answer what was asked for, and the whole where that cannot be told? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "http/range.h"

static const struct {
    const char *header;
    const char *if_range;
    enum range_asked asked;
    int64_t from, to; /* of 100 bytes */
} cases[] = {
    {NULL, NULL, RANGE_WHOLE, 0, 100},
    {"bytes=0-0", NULL, RANGE_PART, 0, 1},
    {"BYTES=0-", NULL, RANGE_PART, 0, 100},
    {"bytes=99-", NULL, RANGE_PART, 99, 100},
    {"bytes=50-999999999999999999", NULL, RANGE_PART, 50, 100},
    {"bytes=-1", NULL, RANGE_PART, 99, 100},
    {"bytes=-100", NULL, RANGE_PART, 0, 100},
    {"bytes=-101", NULL, RANGE_PART, 0, 100},
    {"bytes=100-", NULL, RANGE_BEYOND, 0, 100},
    {"bytes=100-200", NULL, RANGE_BEYOND, 0, 100},
    {"bytes=-0", NULL, RANGE_BEYOND, 0, 100},
    {"bytes=", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=-", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=5", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=5-4", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=0-1,3-4", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=+1-2", NULL, RANGE_WHOLE, 0, 100},
    {"bytes= 1-2", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=1-2 ", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=9999999999999999999-", NULL, RANGE_WHOLE, 0, 100},
    {"items=0-1", NULL, RANGE_WHOLE, 0, 100},
    {"bytes=0-1", "\"tag\"", RANGE_PART, 0, 2},
    {"bytes=0-1", "\"tags\"", RANGE_WHOLE, 0, 100},
    {"bytes=0-1", "W/\"tag\"", RANGE_WHOLE, 0, 100},
    {"bytes=0-1", "tag", RANGE_WHOLE, 0, 100},
    {"bytes=0-1", "\"tag", RANGE_WHOLE, 0, 100},
    {"bytes=0-1", "\"", RANGE_WHOLE, 0, 100},
    {"bytes=0-1", "", RANGE_WHOLE, 0, 100},
    {"bytes=100-", "\"other\"", RANGE_WHOLE, 0, 100},
};

static void parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct range range = {-1, -1};
        enum range_asked asked = range_read(cases[i].header, cases[i].if_range, "tag", 100, &range);
        if (asked != cases[i].asked || range.from != cases[i].from || range.to != cases[i].to)
            fail_msg("%s %s: %d, %lld to %lld", cases[i].header, cases[i].if_range, (int)asked,
                     (long long)range.from, (long long)range.to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
