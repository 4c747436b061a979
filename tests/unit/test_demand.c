/* SPDX-License-Identifier: Apache-2.0 */
/* Is a demand judged and advised on as the rules say, and does an invitation's letter say what it
 * must? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "domain/demand.h"
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
                           .effective_from = DAY_NONE,
                           .due_on = on(due_on),
                           .notice_on = DAY_NONE,
                           .reasoned = true};
}

static struct demand_file file_of_today(void)
{
    return (struct demand_file){.recorded_on = on("2026-12-01"),
                                .obtainable_from = on("2017-01-01"),
                                .talks_on = on("2026-11-01")};
}

static void assert_advice(const struct demand *demand, const struct demand_file *file,
                          const char *first, const char *second)
{
    struct demand_findings findings;
    const char *expected[] = {first, second};
    size_t wanted = first ? (second ? 2 : 1) : 0;
    demand_judge(demand, file, on("2026-12-01"), &findings);
    assert_int_equal(findings.advisory_count, wanted);
    for (size_t i = 0; i < wanted; i++) {
        assert_string_equal(findings.advisories[i], expected[i]);
        assert_non_null(text_find(TEXT_ADVISORY, findings.advisories[i]));
    }
}

/* Problems as "member code, member code", as of 2026-12-01. */
static void assert_problems(const char *json, const char *expected, bool may_stand)
{
    char found[400] = "";
    struct demand_findings findings;
    json_auto_t *read = json_loads(json, 0, NULL);
    struct demand demand = demand_read(read);
    demand_judge(&demand, &(struct demand_file){0}, on("2026-12-01"), &findings);
    for (size_t i = 0; i < findings.problem_count; i++) {
        size_t length = strlen(found);
        snprintf(found + length, sizeof found - length, "%s%s %s", i ? ", " : "",
                 findings.problems[i].member, findings.problems[i].code);
        assert_non_null(text_find(TEXT_PROBLEM, findings.problems[i].code));
    }
    assert_string_equal(found, expected);
    assert_int_equal(demand_may_stand(&findings), may_stand);
}

static void problems(void **state)
{
    (void)state;
    assert_problems("{\"required_star\": 2, \"due_on\": \"2026-12-01\"}", "", true);
    assert_problems("{\"required_star\": 2, \"due_on\": \"9999-12-31\", \"effective_from\": "
                    "\"9999-12-31\"}",
                    "", true);
    assert_problems("{\"required_star\": 2, \"due_on\": \"2026-11-30\"}",
                    "due_on due_on_before_effective_from", false);
    assert_problems("{\"required_star\": 2, \"due_on\": null}", "due_on missing_field", false);
    assert_problems("{\"required_star\": 2, \"due_on\": \"2027-01-01\", \"effective_from\": "
                    "\"2026-11-30\"}",
                    "effective_from effective_from_in_past", true);
    assert_problems("{\"required_star\": 2, \"due_on\": \"0001-01-01\", \"effective_from\": "
                    "\"2026-11-30\", \"notice_on\": \"2026-12-02\"}",
                    "effective_from effective_from_in_past, due_on due_on_before_effective_from, "
                    "notice_on date_in_future",
                    false);
    assert_problems("{\"required_star\": null, \"reason\": \"x\"}", "", true);
    assert_problems("{\"required_star\": null, \"reason\": \"x\", \"due_on\": \"2027-01-01\"}",
                    "due_on not_allowed", false);
    assert_problems("{\"required_star\": null, \"effective_from\": \"0001-01-01\"}",
                    "effective_from effective_from_in_past, reason missing_field", false);
}

/* What a rule demands begins today and is due later, up to the last day that can be written. */
static void rules_have_no_problem(void **state)
{
    (void)state;
    static const char *const days[] = {"2026-12-01", "0001-01-01", "9999-12-31"};
    json_auto_t *rule = json_loads("{\"required_star\": 2, \"due_in_days\": 3660}", 0, NULL);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct demand_findings findings;
        struct demand demand = demand_of_rule(rule, on(days[i]));
        demand_judge(&demand, &(struct demand_file){0}, on(days[i]), &findings);
        assert_int_equal(findings.problem_count, 0);
        assert_true(demand.due_on <= DAY_LAST);
    }
}

static void notice_is_thirty_days(void **state)
{
    (void)state;
    struct demand demand = demand_of(2, "2026-12-30");
    struct demand_file file = file_of_today();
    assert_advice(&demand, &file, "short_notice", NULL);
    demand.due_on = on("2026-12-31");
    assert_advice(&demand, &file, NULL, NULL);
    demand.due_on = on("2026-12-10");
    demand.notice_on = on("2026-11-10");
    assert_advice(&demand, &file, NULL, NULL);
    demand.reasoned = false;
    assert_advice(&demand, &file, "reason_missing", NULL);
}

static void stars_that_cannot_be_had(void **state)
{
    (void)state;
    struct demand demand = demand_of(3, "2027-09-30");
    struct demand_file file = file_of_today();
    file.obtainable_from = on("2027-03-15");
    assert_advice(&demand, &file, "star_not_obtainable", NULL);
    demand.due_on = on("2027-03-14");
    assert_advice(&demand, &file, "star_not_obtainable", "due_before_obtainable");
    file.obtainable_from = DAY_NONE;
    assert_advice(&demand, &file, "star_not_obtainable", NULL);
}

static void talks_of_the_last_year(void **state)
{
    (void)state;
    struct demand demand = demand_of(3, "2027-09-30");
    struct demand_file file = file_of_today();
    file.talks_on = on("2025-12-01");
    assert_advice(&demand, &file, NULL, NULL);
    file.talks_on = on("2025-11-30");
    assert_advice(&demand, &file, "consultation_missing", NULL);
    file.talks_on = DAY_NONE;
    assert_advice(&demand, &file, "consultation_missing", NULL);
    demand.required_star = 2;
    assert_advice(&demand, &file, NULL, NULL);
}

static void many_alike(void **state)
{
    (void)state;
    struct demand demand = demand_of(2, "2027-09-30");
    struct demand_file file = file_of_today();
    file.alike = 9;
    assert_advice(&demand, &file, NULL, NULL);
    file.alike = 10;
    assert_advice(&demand, &file, "uniform_demand", NULL);
    demand.considered = true;
    assert_advice(&demand, &file, NULL, NULL);
}

static void exempt_needs_no_advice(void **state)
{
    (void)state;
    struct demand demand = {.effective_from = DAY_NONE, .due_on = DAY_NONE, .notice_on = DAY_NONE};
    struct demand_file file = {.recorded_on = on("2026-12-01"), .obtainable_from = DAY_NONE};
    assert_advice(&demand, &file, NULL, NULL);
}

static void three_questions(void **state)
{
    (void)state;
    static const char names[] = "{s:b, s:b, s:b}";
    static const int answers[][4] = {{0, 0, 0, 3}, {0, 0, 1, 4}, {1, 1, 1, 4}};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        json_auto_t *all =
            json_pack(names, "important_information", answers[i][0], "unacceptable_interruption",
                      answers[i][1], "internal_access", answers[i][2]);
        assert_int_equal(demand_suggested_star(all), answers[i][3]);
        json_object_set_new(all, "unacceptable_interruption", json_null());
        assert_int_equal(demand_suggested_star(all), 0);
    }
    assert_int_equal(demand_suggested_star(NULL), 0);
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
        cmocka_unit_test(problems),
        cmocka_unit_test(rules_have_no_problem),
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
