/* SPDX-License-Identifier: Apache-2.0 */
/* Do instants and their texts agree, and does the day turn in Tokyo at 15:00 UTC? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

static void reads_and_writes(void **state)
{
    (void)state;
    const struct {
        const char *text;
        const char *same;
    } cases[] = {
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"},
        {"2027-05-10T01:02:03.123456Z", "2027-05-10T01:02:03.123456Z"},
        {"2027-05-10T01:02:03.1Z", "2027-05-10T01:02:03.100000Z"},
        {"2027-05-10t10:02:03+09:00", "2027-05-10T01:02:03.000000Z"},
        {"2027-01-01T00:00:00+09:00", "2026-12-31T15:00:00.000000Z"},
        {"2028-02-29T23:59:59.999999Z", "2028-02-29T23:59:59.999999Z"},
        {"2100-03-01T00:00:00Z", "2100-03-01T00:00:00.000000Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"},
        {"2027-05-09T21:02:03-04:00", "2027-05-10T01:02:03.000000Z"},
        {"2027-05-11T01:01:03+23:59", "2027-05-10T01:02:03.000000Z"},
        {"2027-05-10T01:02:03.123456789Z", "2027-05-10T01:02:03.123456Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t instant;
        char text[CLOCK_TEXT_SIZE];
        assert_true(clock_parse(cases[i].text, &instant));
        clock_format(instant, text);
        assert_string_equal(text, cases[i].same);
    }
}

static void other_texts_are_refused(void **state)
{
    (void)state;
    const char *const texts[] = {
        "",
        "2027-05-10",
        "2027-05-10T01:02:03",
        "2027-05-10 01:02:03Z",
        "2027-02-29T00:00:00Z",
        "2027-04-31T00:00:00Z",
        "2027-13-01T00:00:00Z",
        "2027-00-01T00:00:00Z",
        "2027-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2027-01-01T24:00:00Z",
        "2027-01-01T00:60:00Z",
        "2027-01-01T00:00:60Z",
        "2027-01-01T00:00:00.Z",
        "2027-01-01T00:00:00+0900",
        "2027-01-01T00:00:00+24:00",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2027-01-01T00:00:00Z ",
        "27-01-01T00:00:00Z",
        "+2027-01-01T00:00:00Z",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t instant;
        assert_false(clock_parse(texts[i], &instant));
    }
}

static void the_day_turns_in_tokyo(void **state)
{
    (void)state;
    const struct {
        const char *instant;
        const char *day;
    } cases[] = {
        {"2027-05-09T14:59:59.999999Z", "2027-05-09"}, {"2027-05-09T15:00:00Z", "2027-05-10"},
        {"2027-12-31T15:00:00Z", "2028-01-01"},        {"2028-02-28T15:00:00Z", "2028-02-29"},
        {"1969-12-31T14:59:59Z", "1969-12-31"},        {"1969-12-31T15:00:00Z", "1970-01-01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t instant;
        char day[CLOCK_DAY_SIZE];
        assert_true(clock_parse(cases[i].instant, &instant));
        clock_tokyo_day(instant, day);
        assert_string_equal(day, cases[i].day);
    }
}

/* Every day of four centuries comes back from its text. */
static void every_day(void **state)
{
    (void)state;
    const int64_t day = INT64_C(86400000000);
    for (int64_t instant = -day * 146097 / 2; instant < day * 146097 / 2; instant += day) {
        char text[CLOCK_TEXT_SIZE];
        int64_t back;
        clock_format(instant, text);
        assert_true(clock_parse(text, &back));
        assert_true(back == instant);
    }
}

static void the_test_clock_rules(void **state)
{
    (void)state;
    char path[] = "/tmp/hoshitori-clock-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    SCOPED(fault_release) struct fault fault = {0};
    int64_t now = 7;
    assert_int_equal(clock_now(path, &now, &fault).code, ERR_INTERNAL);
    assert_int_equal(now, 7);
    assert_true(write(file, "2030-01-02T03:04:05Z\n", 21) == 21);
    close(file);
    fault_clear(&fault);
    assert_int_equal(clock_now(path, &now, &fault).code, ERR_NONE);
    char text[CLOCK_TEXT_SIZE];
    clock_format(now, text);
    assert_string_equal(text, "2030-01-02T03:04:05.000000Z");
    unlink(path);
    assert_int_equal(clock_now(path, &now, &fault).code, ERR_INTERNAL);
    fault_clear(&fault);
    assert_int_equal(clock_now(NULL, &now, &fault).code, ERR_NONE);
    assert_int_equal(clock_now("", &now, &fault).code, ERR_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes),       cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(the_day_turns_in_tokyo), cmocka_unit_test(every_day),
        cmocka_unit_test(the_test_clock_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
