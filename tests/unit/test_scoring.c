/* SPDX-License-Identifier: Apache-2.0 */
/* Do answers to the four editions come to the numbers that their schemes give? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "domain/scoring.h"

#define CATALOGUE TEST_DATA "/../../schema/catalogue/"

static json_t *edition_load(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s%s.json", CATALOGUE, name);
    json_t *edition = json_load_file(path, 0, NULL);
    assert_non_null(edition);
    return edition;
}

static void answer(json_t *answers, const char *criterion, const char *value)
{
    json_object_set_new(answers, criterion, json_pack("{s:s}", "answer", value));
}

/* The same answer to the first `count` criteria of the star. */
static void answer_first(json_t *answers, const json_t *edition, int star, int count,
                         const char *value)
{
    size_t index;
    const json_t *criterion;
    json_array_foreach(json_object_get(edition, "criteria"), index, criterion)
    {
        if (count == 0)
            return;
        if (!scoring_criterion_of_star(criterion, star))
            continue;
        answer(answers, json_string_value(json_object_get(criterion, "id")), value);
        count--;
    }
}

static void test_star_2_points(void **state)
{
    (void)state;
    static const struct {
        int implemented;
        const char *rest;
        int points;
        int band_min;
    } cases[] = {
        {25, "implemented", 100, 100}, {24, "partial", 98, 70}, {10, "partial", 70, 70},
        {9, "partial", 68, 50},        {0, "partial", 50, 50},  {12, "not_implemented", 48, -1},
        {0, "unknown", -25, -1},
    };
    json_auto_t *edition = edition_load("security-action-2-v3");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_auto_t *answers = json_object();
        answer_first(answers, edition, 2, 25, cases[i].rest);
        answer_first(answers, edition, 2, cases[i].implemented, "implemented");
        struct score score = scoring_count(edition, 2, answers);
        assert_true(score.has_points);
        assert_int_equal(score.points, cases[i].points);
        assert_int_equal(score.unanswered, 0);
        assert_int_equal(score.met, cases[i].implemented);
        assert_non_null(score.band);
        const json_t *min = json_object_get(score.band, "min");
        assert_int_equal(json_is_integer(min) ? json_integer_value(min) : -1, cases[i].band_min);
    }
}

static void test_no_band_on_half_a_sheet(void **state)
{
    (void)state;
    json_auto_t *edition = edition_load("security-action-2-v3");
    json_auto_t *answers = json_object();
    answer_first(answers, edition, 2, 24, "implemented");
    struct score score = scoring_count(edition, 2, answers);
    assert_int_equal(score.points, 96);
    assert_int_equal(score.unanswered, 1);
    assert_null(score.band);
}

static void test_star_3(void **state)
{
    (void)state;
    json_auto_t *edition = edition_load("scs-2026-03-27");
    json_auto_t *answers = json_object();
    answer_first(answers, edition, 3, 78, "implemented");
    answer(answers, "1-2-1-1", "partial");
    answer(answers, "1-2-1-2", "not_applicable");
    json_object_set_new(answers, "1-2-1-3",
                        json_pack("{s:s, s:s}", "answer", "not_applicable", "justification",
                                  "該当する部門がないため"));
    struct score score = scoring_count(edition, 3, answers);
    assert_int_equal(score.criteria, 81);
    assert_int_equal(score.official, 81);
    assert_int_equal(score.met, 76);
    assert_int_equal(score.not_met, 2);
    assert_int_equal(score.unanswered, 3);
    assert_false(score.has_points);

    json_auto_t *result = scoring_result(edition, 3, answers);
    assert_int_equal(json_integer_value(json_object_get(result, "total")), 81);
    assert_true(json_is_null(json_object_get(result, "points")));
    assert_true(json_is_null(json_object_get(result, "band")));
    const json_t *gaps = json_object_get(result, "gaps");
    assert_int_equal(json_array_size(gaps), 5);
    const json_t *first = json_array_get(gaps, 0);
    assert_string_equal(json_string_value(json_object_get(first, "criterion")), "1-2-1-1");
    assert_string_equal(json_string_value(json_object_get(first, "answer")), "partial");
    assert_true(json_is_null(json_object_get(json_array_get(gaps, 4), "answer")));
}

static void test_star_4_total_is_unknown(void **state)
{
    (void)state;
    json_auto_t *edition = edition_load("scs-2026-03-27");
    json_auto_t *answers = json_object();
    struct score score = scoring_count(edition, 4, answers);
    assert_int_equal(score.criteria, 81);
    assert_int_equal(score.official, 153);
    json_auto_t *result = scoring_result(edition, 4, answers);
    assert_true(json_is_null(json_object_get(result, "total")));
    assert_int_equal(json_integer_value(json_object_get(result, "unanswered")), 81);
}

static void test_result_in_the_readers_language(void **state)
{
    (void)state;
    json_auto_t *edition = edition_load("security-action-2-v3");
    json_auto_t *answers = json_object();
    answer_first(answers, edition, 2, 25, "partial");
    json_auto_t *result = scoring_result(edition, 2, answers);
    json_auto_t *shown = scoring_result_shown(result, NULL, LANGUAGE_EN);
    assert_int_equal(json_integer_value(json_object_get(shown, "total")), 25);
    assert_int_equal(json_integer_value(json_object_get(shown, "not_met")), 25);
    assert_int_equal(json_integer_value(json_object_get(shown, "unanswered")), 0);
    assert_true(json_is_null(json_object_get(shown, "readiness")));
    const json_t *score = json_object_get(shown, "score");
    assert_int_equal(json_integer_value(json_object_get(score, "points")), 50);
    assert_int_equal(json_integer_value(json_object_get(score, "maximum")), 100);
    assert_string_equal(json_string_value(json_object_get(score, "advice")),
                        "There are clear shortcomings; start with the items that score low.");
}

static void test_star_1_editions(void **state)
{
    (void)state;
    static const char *const names[] = {"security-action-1-5ka", "security-action-1-6ka"};
    for (int i = 0; i < 2; i++) {
        json_auto_t *edition = edition_load(names[i]);
        json_auto_t *answers = json_object();
        answer_first(answers, edition, 1, 99, "not_implemented");
        struct score score = scoring_count(edition, 1, answers);
        assert_int_equal(score.criteria, 5 + i);
        assert_int_equal(score.not_met, 5 + i);
        assert_int_equal(score.unanswered, 0);
        assert_int_equal(scoring_count(edition, 3, answers).criteria, 0);
    }
}

static void test_unknown_names(void **state)
{
    (void)state;
    json_auto_t *edition = edition_load("scs-2026-03-27");
    assert_null(scoring_criterion(edition, 3, "9-9-9-9"));
    assert_null(scoring_criterion(edition, 2, "1-2-1-1"));
    assert_non_null(scoring_criterion(edition, 4, "1-2-1-1"));
    assert_null(scoring_answer(edition, "unknown"));
    assert_true(scoring_answer_needs_justification(scoring_answer(edition, "not_applicable")));
    assert_false(scoring_answer_needs_justification(scoring_answer(edition, "partial")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_star_2_points),
        cmocka_unit_test(test_no_band_on_half_a_sheet),
        cmocka_unit_test(test_star_3),
        cmocka_unit_test(test_star_4_total_is_unknown),
        cmocka_unit_test(test_result_in_the_readers_language),
        cmocka_unit_test(test_star_1_editions),
        cmocka_unit_test(test_unknown_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
