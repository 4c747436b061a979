/* SPDX-License-Identifier: Apache-2.0 */
/* The schema checker against the cases in schema-suite/, shaped like those of the public
 * JSON-Schema-Test-Suite: [{description, schema, tests: [{description, data, valid}]}]. A schema
 * with "refused": true must not compile. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "contract/schema.h"

static struct schema *compile(const char *text)
{
    struct schema *schema = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    if (schema_compile(text, &schema, &fault).code != ERR_NONE)
        print_error("%s\n", fault.log);
    return schema;
}

/* ---- the suite ---- */

static int try_case(const char *group, const struct schema *schema, const json_t *test)
{
    SCOPED(fault_release) struct fault fault = {0};
    err result = schema_check(schema, json_object_get(test, "data"), "", &fault);
    bool expected = json_is_true(json_object_get(test, "valid"));
    bool valid = result.code == ERR_NONE;
    if (valid == expected && (valid || fault.item_count > 0))
        return 0;
    print_error("%s: %s: expected %s\n", group,
                json_string_value(json_object_get(test, "description")),
                expected ? "valid" : "invalid");
    return 1;
}

static int try_group(const json_t *group)
{
    const char *description = json_string_value(json_object_get(group, "description"));
    SCOPED(free_at)
    char *text =
        json_dumps(json_object_get(group, "schema"), JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
    SCOPED(schema_free) struct schema *schema = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    bool compiles = schema_compile(text, &schema, &fault).code == ERR_NONE;
    if (compiles == json_is_true(json_object_get(group, "refused"))) {
        print_error("%s: %s\n", description, compiles ? "compiles" : fault.log);
        return 1;
    }
    int failures = 0;
    size_t index;
    json_t *test;
    json_array_foreach(compiles ? json_object_get(group, "tests") : NULL, index, test) failures +=
        try_case(description, schema, test);
    return failures;
}

static int try_file(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/schema-suite/%s", TEST_DATA, name);
    json_error_t error;
    json_auto_t *groups = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!groups) {
        print_error("%s:%d: %s\n", path, error.line, error.text);
        return 1;
    }
    int failures = 0;
    size_t index;
    json_t *group;
    json_array_foreach(groups, index, group) failures += try_group(group);
    if (failures)
        print_error("%s: %d failures\n", name, failures);
    return failures;
}

static void test_suite(void **state)
{
    (void)state;
    DIR *directory = opendir(TEST_DATA "/schema-suite");
    assert_non_null(directory);
    int failures = 0, files = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        const char *end = strrchr(entry->d_name, '.');
        if (end && strcmp(end, ".json") == 0) {
            failures += try_file(entry->d_name);
            files++;
        }
    }
    closedir(directory);
    assert_int_equal(failures, 0);
    assert_true(files > 25);
}

/* ---- what is said about a fault ---- */

static void expect_faults(const char *schema_text, const char *value_text, const char *expected)
{
    SCOPED(schema_free) struct schema *schema = compile(schema_text);
    assert_non_null(schema);
    json_auto_t *value = json_loads(value_text, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(schema_check(schema, value, "", &fault).code, ERR_INVALID);
    assert_int_equal(fault.kind, ERR_INVALID);
    char found[2000] = "";
    for (size_t i = 0; i < fault.item_count; i++) {
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%s %s%s%s", i ? "; " : "",
                 fault.items[i].pointer, fault.items[i].code, *fault.items[i].params ? " " : "",
                 fault.items[i].params);
    }
    assert_string_equal(found, expected);
}

static void test_all_faults_at_once(void **state)
{
    (void)state;
    expect_faults(
        "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"name\","
        "\"due_on\"],\"properties\":{\"name\":{\"type\":\"string\"},\"star\":{\"type\":"
        "\"integer\",\"minimum\":1,\"maximum\":5},\"due_on\":{\"type\":\"string\","
        "\"format\":\"date\"},\"tags\":{\"type\":\"array\",\"items\":{\"type\":"
        "\"string\",\"maxLength\":3}}}}",
        "{\"star\":9,\"due_on\":\"2027-02-30\",\"tags\":[\"a\",\"\xe6\x98\x9f\xe5\x8f"
        "\x96\xe8\xa1\xa8\xe3\x81\xae\",7],\"a/b~c\":1}",
        "/name missing_field; /star out_of_range {\"maximum\":5}; /due_on invalid_date; "
        "/tags/1 too_long {\"maxLength\":3}; /tags/2 wrong_type {\"expected\":\"string\"}; "
        "/a~1b~0c unknown_field");
}

static void test_a_schema_names_its_problem(void **state)
{
    (void)state;
    const char *schema =
        "{\"if\":{\"properties\":{\"star\":{\"type\":\"null\"}}},\"then\":{\"required\":"
        "[\"reason\"],\"properties\":{\"reason\":{\"type\":\"string\",\"x-problem\":"
        "\"missing_field\"}}}}";
    expect_faults(schema, "{\"star\":null}", "/reason missing_field");
    expect_faults(schema, "{\"star\":null,\"reason\":null}", "/reason missing_field");
    expect_faults("{\"not\":{\"const\":1},\"x-problem\":\"out_of_range\"}", "1", " out_of_range");
}

static void test_discriminator(void **state)
{
    (void)state;
    const char *schema =
        "{\"oneOf\":[{\"$ref\":\"#/$defs/a\"},{\"$ref\":\"#/$defs/b\"}],\"discriminator\":{"
        "\"propertyName\":\"kind\"},\"$defs\":{\"a\":{\"required\":[\"kind\",\"url\"],"
        "\"properties\":{"
        "\"kind\":{\"const\":\"a\"}}},\"b\":{\"required\":[\"kind\"],\"additionalProperties\":"
        "false,"
        "\"properties\":{\"kind\":{\"const\":\"b\"}}}}}";
    expect_faults(schema, "{}", "/kind missing_field");
    expect_faults(schema, "{\"kind\":1}", "/kind wrong_type {\"expected\":\"string\"}");
    expect_faults(schema, "{\"kind\":\"c\"}",
                  "/kind not_allowed_value {\"allowed\":[\"a\",\"b\"]}");
    expect_faults(schema, "{\"kind\":\"a\"}", "/url missing_field");
    expect_faults(schema, "{\"kind\":\"b\",\"url\":1}", "/url unknown_field");
}

static void test_wrong_type_says_it_all(void **state)
{
    (void)state;
    expect_faults("{\"type\":[\"integer\",\"null\"],\"minimum\":1,\"enum\":[1,2]}", "\"x\"",
                  " wrong_type {\"expected\":[\"integer\",\"null\"]}");
}

static void test_values_are_named(void **state)
{
    (void)state;
    expect_faults("{\"enum\":[\"whole\",\"part\"]}", "\"half\"",
                  " not_allowed_value {\"allowed\":[\"whole\",\"part\"]}");
    expect_faults("{\"pattern\":\"^[45][0-9]{10}$\"}", "\"123\"",
                  " pattern {\"pattern\":\"^[45][0-9]{10}$\"}");
    expect_faults("{\"multipleOf\":0.5}", "0.75", " not_a_multiple {\"of\":0.5}");
    expect_faults("{\"uniqueItems\":true}", "[1,2,1]", "/2 duplicate_items");
}

/* A nullable object that is wrong inside is told what is wrong inside. */
static void test_alternative_that_was_meant(void **state)
{
    (void)state;
    expect_faults("{\"anyOf\":[{\"$ref\":\"#/$defs/p\"},{\"type\":\"null\"}],\"$defs\":{\"p\":{"
                  "\"type\":\"object\",\"required\":[\"x\"]}}}",
                  "{}", "/x missing_field");
    expect_faults("{\"oneOf\":[{\"properties\":{\"kind\":{\"const\":\"a\"}},\"required\":[\"kind\","
                  "\"x\"]},{\"properties\":{\"kind\":{\"const\":\"b\"}},\"required\":[\"kind\","
                  "\"y\"]}]}",
                  "{\"kind\":\"b\"}", "/y missing_field");
    expect_faults("{\"anyOf\":[{\"minimum\":5},{\"maximum\":2}]}", "3", " no_alternative_fits");
    expect_faults("{\"oneOf\":[{\"minimum\":5},{\"maximum\":9}]}", "7",
                  " several_alternatives_fit");
    expect_faults("{\"properties\":{\"a\":false}}", "{\"a\":1}", "/a not_allowed");
}

static void test_more_faults_than_fit(void **state)
{
    (void)state;
    SCOPED(schema_free) struct schema *schema = compile("{\"items\":{\"type\":\"string\"}}");
    json_auto_t *value = json_array();
    for (int i = 0; i < 80; i++)
        json_array_append_new(value, json_integer(i));
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(schema_check(schema, value, "", &fault).code, ERR_INVALID);
    assert_int_equal(fault.item_count, FAULT_ITEMS_MAX);
    assert_true(fault.items_left_out > 0);
}

static void test_long_names_stay_text(void **state)
{
    (void)state;
    SCOPED(schema_free) struct schema *schema = compile("{\"additionalProperties\":false}");
    char name[3 * 99 + 1] = "";
    for (size_t i = 0; i < 99; i++)
        memcpy(name + 3 * i, "\xe6\x98\x9f", 4);
    json_auto_t *value = json_object();
    json_object_set_new(value, name, json_true());
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(schema_check(schema, value, "", &fault).code, ERR_INVALID);
    json_auto_t *pointer = json_string(fault.items[0].pointer);
    assert_non_null(pointer);
}

/* ---- values that come as text ---- */

static void check_text(const char *schema_text, const char *text, bool valid)
{
    SCOPED(schema_free) struct schema *schema = compile(schema_text);
    assert_non_null(schema);
    SCOPED(fault_release) struct fault fault = {0};
    err result = schema_check_text(schema, text, "?limit", &fault);
    if ((result.code == ERR_NONE) != valid)
        fail_msg("%s as %s", text, schema_text);
    if (!valid)
        assert_memory_equal(fault.items[0].pointer, "?limit", 6);
}

static void test_text(void **state)
{
    (void)state;
    const char *limit = "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200}";
    check_text(limit, "50", true);
    static const char *const bad[] = {"0",    "201",  "",    " 5",  "+5",
                                      "5 ",   "0x5",  "1e2", "5.0", "05",
                                      "five", "\xff", "[5]", "--5", "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        check_text(limit, bad[i], false);
    check_text("{\"type\":\"boolean\"}", "true", true);
    check_text("{\"type\":\"boolean\"}", "1", false);
    check_text("{\"type\":\"string\",\"pattern\":\"^[0-9]+$\"}", "007", true);
    check_text("{\"$ref\":\"#/$defs/d\",\"$defs\":{\"d\":{\"type\":\"number\"}}}", "1.5", true);
    check_text("{\"type\":[\"integer\",\"string\"]}", "abc", true);
    const char *list =
        "{\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true,\"items\":{\"enum\":"
        "[\"met\",\"overdue\"]}}";
    check_text(list, "met,overdue", true);
    check_text(list, "met", true);
    check_text(list, "met,met", false);
    check_text(list, "met,", false);
    check_text(list, "", false);
    check_text(list, "unknown", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suite),
        cmocka_unit_test(test_all_faults_at_once),
        cmocka_unit_test(test_a_schema_names_its_problem),
        cmocka_unit_test(test_discriminator),
        cmocka_unit_test(test_wrong_type_says_it_all),
        cmocka_unit_test(test_values_are_named),
        cmocka_unit_test(test_alternative_that_was_meant),
        cmocka_unit_test(test_more_faults_than_fit),
        cmocka_unit_test(test_long_names_stay_text),
        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
