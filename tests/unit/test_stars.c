/* SPDX-License-Identifier: Apache-2.0 */
/* Does the own view show the best star of each day, as the rules of a status have it? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/stars.h"

#define FRAME                                                                                      \
    "\"relationship\":{\"invited_on\":\"0001-01-01\",\"accepted_on\":\"0001-01-01\"},"             \
    "\"revisions\":[{\"revision\":1,\"decided_by\":\"explicit\",\"required_star\":5,"              \
    "\"required_assurance\":\"declared\",\"accept_higher\":true,"                                  \
    "\"effective_from\":\"0001-01-01\",\"due_on\":\"0001-01-01\"}],"                               \
    "\"obtainable_from\":{\"1\":\"2017-01-01\",\"2\":\"2017-01-01\",\"3\":\"2027-03-15\"},"        \
    "\"expiring_days\":0,\"recheck_months\":null"

#define D2                                                                                         \
    "{\"id\":\"two\",\"scheme\":\"security-action\",\"number\":\"50123456789\",\"star\":2,"        \
    "\"declared_on\":\"2027-02-03\",\"valid_from\":\"2027-02-03\",\"scope\":\"whole\"}"
#define D3                                                                                         \
    "{\"id\":\"three\",\"scheme\":\"scs\",\"number\":\"R-1\",\"star\":3,"                          \
    "\"declared_on\":\"2027-05-10\",\"valid_from\":\"2027-05-10\","                                \
    "\"valid_until\":\"2028-05-09\",\"scope\":\"whole\"}"

static json_t *standing(const char *facts, const char *as_of)
{
    json_auto_t *parsed = json_loads(facts, 0, NULL);
    assert_non_null(parsed);
    SCOPED(buf_release) struct buf text = BUF_INIT(65536);
    struct json_out out = JSON_OUT_INIT(&text);
    SCOPED(fault_release) struct fault fault = {0};
    json_out_object(&out, NULL);
    assert_int_equal(stars_write(parsed, as_of, &out, &fault).code, ERR_NONE);
    json_out_object_end(&out);
    json_t *result = json_loads(buf_text(&text), 0, NULL);
    assert_non_null(result);
    return result;
}

static void assert_star(const json_t *value, int star, const char *level, const char *id)
{
    const char *held = json_string_value(json_object_get(value, "held_assurance"));
    const char *declaration = json_string_value(json_object_get(value, "declaration"));
    assert_int_equal(json_integer_value(json_object_get(value, "held_star")), star);
    assert_string_equal(held ? held : "", level);
    assert_string_equal(declaration ? declaration : "", id);
}

static void test_nothing_on_file(void **state)
{
    (void)state;
    json_auto_t *none =
        standing("{\"declarations\":[],\"assessments\":[],\"papers\":[]," FRAME "}", "2027-01-01");
    assert_star(none, 0, "", "");
    assert_int_equal(json_array_size(json_object_get(none, "steps")), 1);
    const json_t *first = json_array_get(json_object_get(none, "steps"), 0);
    assert_true(json_is_null(json_object_get(first, "from")));
}

static void test_best_star_of_each_day(void **state)
{
    (void)state;
    json_auto_t *two =
        standing("{\"declarations\":[" D2 "," D3 "],"
                 "\"assessments\":[{\"star\":2,\"edition\":\"e\",\"assessed_on\":\"2027-02-01\","
                 "\"total\":25,\"unanswered\":0,\"not_met\":9}],"
                 "\"papers\":[{\"kind\":\"policy_publication\",\"on\":\"2027-02-20\"}]," FRAME "}",
                 "2027-06-01");
    assert_star(two, 3, "declared", "three");
    static const struct {
        const char *from;
        int star;
        const char *level, *id;
    } expected[] = {{"", 0, "", ""},
                    {"2027-02-03", 2, "declared", "two"},
                    {"2027-02-20", 2, "substantiated", "two"},
                    {"2027-05-10", 3, "declared", "three"},
                    {"2028-05-10", 2, "substantiated", "two"}};
    const json_t *steps = json_object_get(two, "steps");
    assert_int_equal(json_array_size(steps), sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        const char *from = json_string_value(json_object_get(step, "from"));
        assert_string_equal(from ? from : "", expected[i].from);
        assert_star(step, expected[i].star, expected[i].level, expected[i].id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_on_file),
        cmocka_unit_test(test_best_star_of_each_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
