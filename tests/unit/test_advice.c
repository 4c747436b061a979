/* SPDX-License-Identifier: Apache-2.0 */
/* Is a buyer advised as the rules say, and does an invitation's letter say what it must? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "domain/advice.h"
#include "domain/letter.h"
#include "domain/text.h"

static day on(const char *text)
{
    day out = DAY_NONE;
    assert_true(day_parse(text, &out));
    return out;
}

static struct demand demand_of(int star, const char *due_on)
{
    return (struct demand){.required_star = star,
                           .due_on = on(due_on),
                           .notice_on = DAY_NONE,
                           .recorded_on = on("2026-12-01"),
                           .obtainable_from = on("2017-01-01"),
                           .talks_on = on("2026-11-01"),
                           .reasoned = true};
}

static void assert_advice(const struct demand *demand, const char *first, const char *second)
{
    const char *codes[ADVICE_MAX];
    const char *expected[] = {first, second};
    size_t count = advice_of(demand, on("2026-12-01"), codes);
    size_t wanted = first ? (second ? 2 : 1) : 0;
    assert_int_equal(count, wanted);
    for (size_t i = 0; i < wanted; i++) {
        assert_string_equal(codes[i], expected[i]);
        assert_non_null(text_find(TEXT_ADVISORY, codes[i]));
    }
}

static void notice_is_thirty_days(void **state)
{
    (void)state;
    struct demand demand = demand_of(2, "2026-12-30");
    assert_advice(&demand, "short_notice", NULL);
    demand.due_on = on("2026-12-31");
    assert_advice(&demand, NULL, NULL);
    demand.due_on = on("2026-12-10");
    demand.notice_on = on("2026-11-10");
    assert_advice(&demand, NULL, NULL);
    demand.reasoned = false;
    assert_advice(&demand, "reason_missing", NULL);
}

static void stars_that_cannot_be_had(void **state)
{
    (void)state;
    struct demand demand = demand_of(3, "2027-09-30");
    demand.obtainable_from = on("2027-03-15");
    assert_advice(&demand, "star_not_obtainable", NULL);
    demand.due_on = on("2027-03-14");
    assert_advice(&demand, "star_not_obtainable", "due_before_obtainable");
    demand.obtainable_from = DAY_NONE;
    assert_advice(&demand, "star_not_obtainable", NULL);
}

static void talks_of_the_last_year(void **state)
{
    (void)state;
    struct demand demand = demand_of(3, "2027-09-30");
    demand.talks_on = on("2025-12-01");
    assert_advice(&demand, NULL, NULL);
    demand.talks_on = on("2025-11-30");
    assert_advice(&demand, "consultation_missing", NULL);
    demand.talks_on = DAY_NONE;
    assert_advice(&demand, "consultation_missing", NULL);
    demand.required_star = 2;
    assert_advice(&demand, NULL, NULL);
}

static void many_alike(void **state)
{
    (void)state;
    struct demand demand = demand_of(2, "2027-09-30");
    demand.alike = 9;
    assert_advice(&demand, NULL, NULL);
    demand.alike = 10;
    assert_advice(&demand, "uniform_demand", NULL);
    demand.considered = true;
    assert_advice(&demand, NULL, NULL);
}

static void exempt_needs_no_advice(void **state)
{
    (void)state;
    struct demand demand = {.due_on = DAY_NONE,
                            .notice_on = DAY_NONE,
                            .recorded_on = on("2026-12-01"),
                            .obtainable_from = DAY_NONE};
    assert_advice(&demand, NULL, NULL);
}

static void three_questions(void **state)
{
    (void)state;
    assert_int_equal(advice_star(0, 0, 0), 3);
    assert_int_equal(advice_star(0, 0, 1), 4);
    assert_int_equal(advice_star(1, 1, 1), 4);
    assert_int_equal(advice_star(1, -1, 0), 0);
    assert_non_null(text_find(TEXT_SUGGESTION, "star_3"));
    assert_non_null(text_find(TEXT_SUGGESTION, "star_4"));
}

static void letters(void **state)
{
    (void)state;
    struct letter letter = {.buyer = "東都重工業株式会社",
                            .supplier = "株式会社みなと精密",
                            .url = "https://example.jp/invitations#token=hsi_x",
                            .expires_on = on("2027-02-28")};
    static const char *const expires[] = {"2027年2月28日", "2027-02-28"};
    for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
        SCOPED(buf_release) struct buf out = BUF_INIT(LETTER_MAX);
        letter.required_star = 0;
        letter_write(&letter, (enum language)language, &out);
        assert_true(buf_ok(&out));
        assert_non_null(strstr(buf_text(&out), letter.buyer));
        assert_non_null(strstr(buf_text(&out), letter.supplier));
        assert_non_null(strstr(buf_text(&out), letter.url));
        assert_non_null(strstr(buf_text(&out), expires[language]));
        assert_null(strstr(buf_text(&out), "★2"));
        buf_clear(&out);
        letter.required_star = 2;
        letter.due_on = on("2027-06-30");
        letter_write(&letter, (enum language)language, &out);
        assert_non_null(strstr(buf_text(&out), "★2"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notice_is_thirty_days),
        cmocka_unit_test(stars_that_cannot_be_had),
        cmocka_unit_test(talks_of_the_last_year),
        cmocka_unit_test(many_alike),
        cmocka_unit_test(exempt_needs_no_advice),
        cmocka_unit_test(three_questions),
        cmocka_unit_test(letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
