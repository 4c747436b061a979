/* SPDX-License-Identifier: Apache-2.0 */
/* Does the scanner take what a parser takes, and nothing else? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/json_scan.h"
#include "base/scope.h"

static const char *const values[] = {
    "{}", "[]", "null", "true", "false", "0", "-0", "1", "-12", "1.5", "1e3", "1E-3", "1.5e+10",
    "\"\"", "\"a\"", "\"\\u3042\"", "\"\\ud83c\\udf1f\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "{\"a\":1,\"b\":[1,2,{\"c\":null}]}", " [ 1 , \"x\" ] ", "[[[[]]]]", "{\"\":{}}",
    /* and what is none */
    "", "{", "}", "[", "]", "{]", "[}", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",
    "{\"a\":1,}", "{a:1}", "{1:1}", "nul", "nulll", "tru", "True", "01", "-", "-a", "1.", ".5",
    "1e", "1e+", "+1", "0x1", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
    "\"\\ud83c\"", "\"\\udf1f\"", "\"\\ud83cx\"", "\"\\ud83c\\u0041\"", "\"\\u0000\"", "\"a\nb\"",
    "\"\x01\"", "[1]x", "{} {}"};

static bool scans(const char *text)
{
    struct json_scan scan = JSON_SCAN_INIT(text, strlen(text));
    return json_scan_skip(&scan) && json_scan_done(&scan);
}

static void as_a_parser(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        json_auto_t *parsed = json_loads(values[i], JSON_DECODE_ANY, NULL);
        if (scans(values[i]) != (parsed != NULL))
            fail_msg("%s", values[i]);
    }
}

/* Every text cut off anywhere, in memory that ends there, and with every byte changed. */
static void cut_and_changed(void **state)
{
    (void)state;
    static const char whole[] =
        "{\"sequence\":12,\"entry\":\"{\\\"seq\\\" : 12, \\u00e9}\",\"l\":[1.5e3,true,null]}";
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        char *cut = strndup(whole, length);
        char *exact = malloc(length + 1);
        memcpy(exact, cut, length);
        struct json_scan scan = JSON_SCAN_INIT(exact, length);
        assert_false(json_scan_skip(&scan) && json_scan_done(&scan));
        free(exact);
        free(cut);
    }
    for (size_t i = 0; i < 95 * (sizeof whole - 1); i++) {
        char changed[sizeof whole];
        memcpy(changed, whole, sizeof whole);
        changed[i / 95] = (char)(' ' + i % 95);
        json_auto_t *parsed = json_loads(changed, JSON_DECODE_ANY, NULL);
        /* Names with escapes are more than it takes. */
        if (scans(changed) && !parsed)
            fail_msg("%s", changed);
    }
}

static void texts_are_decoded(void **state)
{
    (void)state;
    static const char *const texts[] = {"\"plain 星\"", "\"\\u3042\\n\\\"x\\\\\"",
                                        "\"\\ud83c\\udf1f\\u00e9\\u007f\"", "\"\""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SCOPED(buf_release) struct buf decoded = BUF_INIT(1000);
        struct json_scan scan = JSON_SCAN_INIT(texts[i], strlen(texts[i]));
        struct json_span found;
        json_auto_t *parsed = json_loads(texts[i], JSON_DECODE_ANY, NULL);
        assert_true(json_scan_text(&scan, &decoded, &found));
        assert_int_equal(found.length, json_string_length(parsed));
        assert_memory_equal(found.data, json_string_value(parsed), found.length);
    }
}

static void integers_only(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool whole;
        int64_t number;
    } cases[] = {{"0", true, 0},
                 {" 42", true, 42},
                 {"-7", true, -7},
                 {"9223372036854775807", true, INT64_MAX},
                 {"9223372036854775808", false, 0},
                 {"1.0", false, 0},
                 {"1e3", false, 0},
                 {"-", false, 0},
                 {"007", false, 0},
                 {"\"1\"", false, 0},
                 {"", false, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json_scan scan = JSON_SCAN_INIT(cases[i].text, strlen(cases[i].text));
        int64_t number = 0;
        bool whole = json_scan_integer(&scan, &number) && json_scan_done(&scan);
        assert_int_equal(whole, cases[i].whole);
        if (whole)
            assert_int_equal(number, cases[i].number);
    }
}

static bool depth_of(size_t depth)
{
    char text[300];
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    text[2 * depth] = '\0';
    return scans(text);
}

static void depth_is_limited(void **state)
{
    (void)state;
    assert_true(depth_of(64));
    assert_false(depth_of(65));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_a_parser),       cmocka_unit_test(cut_and_changed),
        cmocka_unit_test(texts_are_decoded), cmocka_unit_test(integers_only),
        cmocka_unit_test(depth_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
