/* SPDX-License-Identifier: Apache-2.0 */
/* Are days the days of Tokyo's calendar, and do periods end where the rules say? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "domain/day.h"

static day at(const char *text)
{
    day on = 0;
    assert_true(day_parse(text, &on));
    return on;
}

static void assert_day(day on, const char *expected)
{
    char text[DAY_TEXT_SIZE];
    day_format(on, text);
    assert_string_equal(text, expected);
}

static void every_day_is_written_and_read(void **state)
{
    (void)state;
    assert_int_equal(at("1970-01-01"), 0);
    assert_int_equal(at("0001-01-01"), DAY_FIRST);
    assert_int_equal(at("9999-12-31"), DAY_LAST);
    for (day on = DAY_FIRST; on <= DAY_LAST; on += 13) {
        char text[DAY_TEXT_SIZE];
        day_format(on, text);
        assert_int_equal(at(text), on);
    }
}

static void only_dates_are_read(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",           "2027-5-10",  "2027-05-1",  "2027-05-100",
                                        "2027/05/10", "2027-13-01", "2027-00-01", "2027-02-29",
                                        "2100-02-29", "2027-04-31", "0000-01-01", "27-05-10",
                                        " 027-05-10", "+027-05-10", "2027-05-1 ", "2027-05-10 ",
                                        "infinity",   "-infinity",  "2027-05-00", "２０２７-05-10"};
    day on = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(day_parse(wrong[i], &on));
    assert_int_equal(on, 42);
    assert_true(day_parse("2000-02-29", &on));
}

static void an_instant_belongs_to_the_day_in_tokyo(void **state)
{
    (void)state;
    static const struct {
        const char *instant, *day;
    } cases[] = {
        {"2027-06-30T15:30:00Z", "2027-07-01"}, {"2027-06-30T14:59:59.999999Z", "2027-06-30"},
        {"2027-06-30T15:00:00Z", "2027-07-01"}, {"2027-07-05T23:59:59+09:00", "2027-07-05"},
        {"1969-12-31T14:59:59Z", "1969-12-31"}, {"1969-12-31T15:00:00Z", "1970-01-01"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t instant;
        assert_true(clock_parse(cases[i].instant, &instant));
        assert_day(day_of_instant(instant), cases[i].day);
        char tokyo[CLOCK_DAY_SIZE];
        clock_tokyo_day(instant, tokyo);
        assert_string_equal(tokyo, cases[i].day);
    }
}

static void a_period_ends_the_day_before(void **state)
{
    (void)state;
    assert_day(day_period_end(at("2027-05-10"), 12), "2028-05-09");
    assert_day(day_period_end(at("2027-03-01"), 12), "2028-02-29");
    assert_day(day_period_end(at("2028-02-29"), 12), "2029-02-28");
    assert_day(day_period_end(at("2027-08-31"), 36), "2030-08-30");
    assert_day(day_period_end(at("2027-08-31"), 1), "2027-09-30");
    assert_day(day_period_end(at("2027-01-31"), 1), "2027-02-28");
    assert_day(day_period_end(at("2027-12-01"), 1), "2027-12-31");
    assert_int_equal(day_period_end(DAY_NONE, 12), DAY_NONE);
}

static void months_are_shifted_within_the_month(void **state)
{
    (void)state;
    assert_day(day_shift_months(at("2027-05-10"), 12), "2028-05-10");
    assert_day(day_shift_months(at("2028-02-29"), 12), "2029-02-28");
    assert_day(day_shift_months(at("2028-02-29"), -12), "2027-02-28");
    assert_day(day_shift_months(at("2027-01-31"), -1), "2026-12-31");
    assert_day(day_shift_months(at("2027-03-31"), -1), "2027-02-28");
    assert_int_equal(day_shift_months(DAY_MIN, 1), DAY_MIN);
}

static void the_ends_stay(void **state)
{
    (void)state;
    assert_int_equal(day_add(DAY_NONE, -60), DAY_NONE);
    assert_int_equal(day_add(DAY_MIN, 1), DAY_MIN);
    assert_int_equal(day_add(0, -1), -1);
    assert_int_equal(day_after(DAY_MIN), DAY_MIN);
    assert_int_equal(day_after(DAY_NONE), DAY_NONE);
}

/* Whatever is added to whichever day, the outcome can be written. */
static void nothing_leaves_the_calendar(void **state)
{
    (void)state;
    static const day days[] = {DAY_FIRST, DAY_FIRST + 1, DAY_FIRST + 58, -1,
                               0,         DAY_LAST - 30, DAY_LAST - 1,   DAY_LAST};
    static const int steps[] = {INT32_MIN, -3652059, -120000, -13,     -1,       0,
                                1,         13,       120000,  3652059, INT32_MAX};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        for (size_t j = 0; j < sizeof steps / sizeof *steps; j++) {
            const day got[] = {day_add(days[i], steps[j]), day_shift_months(days[i], steps[j]),
                               day_period_end(days[i], steps[j])};
            for (size_t k = 0; k < sizeof got / sizeof *got; k++) {
                assert_in_range(got[k] - DAY_FIRST, 0, DAY_LAST - DAY_FIRST);
                if (steps[j] > 0)
                    assert_true(got[k] >= days[i]);
                if (steps[j] < 0)
                    assert_true(got[k] <= days[i]);
            }
        }
    }
    assert_int_equal(day_add(DAY_LAST, 1), DAY_LAST);
    assert_int_equal(day_add(DAY_FIRST, -1), DAY_FIRST);
    assert_int_equal(day_after(DAY_LAST - 1), DAY_LAST);
    assert_int_equal(day_after(DAY_LAST), DAY_NONE);
    assert_int_equal(day_period_end(at("9999-01-31"), 12), DAY_LAST);
    assert_int_equal(day_shift_months(at("9998-12-31"), 12), DAY_LAST);
    assert_int_equal(day_shift_months(at("0001-02-28"), -1), at("0001-01-28"));
    assert_int_equal(day_of_instant(INT64_MAX), DAY_LAST);
    assert_int_equal(day_of_instant(INT64_MIN), DAY_FIRST);
    assert_day(DAY_NONE, "9999-12-31");
    assert_day(DAY_MIN, "0001-01-01");
}

static void people_read_their_own_form(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(300);
    day_text(&out, at("2027-05-10"), LANGUAGE_JA);
    buf_char(&out, '/');
    day_text(&out, at("2027-05-10"), LANGUAGE_EN);
    assert_string_equal(buf_text(&out), "2027年5月10日/2027-05-10");
    buf_clear(&out);
    for (int i = 0; i < 7; i++)
        day_text_weekday(&out, day_add(at("1969-12-29"), i), i % 2 ? LANGUAGE_EN : LANGUAGE_JA);
    assert_string_equal(buf_text(&out),
                        "1969年12月29日（月）1969-12-30 (Tue)1969年12月31日（水）1970-01-01 (Thu)"
                        "1970年1月2日（金）1970-01-03 (Sat)1970年1月4日（日）");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_is_written_and_read),
        cmocka_unit_test(only_dates_are_read),
        cmocka_unit_test(an_instant_belongs_to_the_day_in_tokyo),
        cmocka_unit_test(a_period_ends_the_day_before),
        cmocka_unit_test(months_are_shifted_within_the_month),
        cmocka_unit_test(the_ends_stay),
        cmocka_unit_test(nothing_leaves_the_calendar),
        cmocka_unit_test(people_read_their_own_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
