/* SPDX-License-Identifier: Apache-2.0 */
/* Is JSON refused that is broken, says a thing twice, or would take much memory? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/json_body.h"

static void refused(const char *text, size_t length, const char *code)
{
    SCOPED(fault_release) struct fault fault = {0};
    json_t *value = NULL;
    assert_int_equal(json_body_read(text, length, &value, &fault).code, ERR_MALFORMED);
    assert_string_equal(fault.code, code);
    assert_null(value);
}

static void accepted(const char *text, size_t length)
{
    SCOPED(fault_release) struct fault fault = {0};
    json_auto_t *value = NULL;
    assert_int_equal(json_body_read(text, length, &value, &fault).code, ERR_NONE);
    assert_non_null(value);
}

static void texts(void **state)
{
    (void)state;
    const char *const right[] = {
        "{}", "[]", "null", "\"{[[[[\\\"[[[\"", " {\"a\":[1,2,{\"b\":null}]} ", "\xef\xbb\xbf{}"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        accepted(right[i], strlen(right[i]));
    const char *const wrong[] = {
        "",
        " ",
        "{",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":1}x",
        "{\"a\":NaN}",
        "]",
        "\"a",
        "\"a\\",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\xff\"}",
        "{\"a\":\"\\ud800\"}",
        "\xef\xbb\xbf",
        "\xef\xbb\xbf\xef\xbb\xbf{}",
        "{\"a\":99999999999999999999}",
        "{\"a\":1e999}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(wrong[i], strlen(wrong[i]), "malformed_json");
    refused("{}\0{}", 5, "malformed_json");
    refused("[1\0,2]", 6, "malformed_json"); /* after a number jansson does not see it */
    refused("true\0", 5, "malformed_json");
}

static void place_of_the_mistake(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    json_t *value = NULL;
    const char *text = "{\n \"a\": ?}";
    assert_int_equal(json_body_read(text, strlen(text), &value, &fault).code, ERR_MALFORMED);
    assert_string_equal(fault.params, "{\"line\":2,\"column\":7}");
}

static void duplicate_keys(void **state)
{
    (void)state;
    refused("{\"a\":1,\"a\":2}", 13, "duplicate_json_key");
    refused("{\"a\":1,\"\\u0061\":2}", 18, "duplicate_json_key");
    refused("{\"x\":[{\"a\":1,\"a\":2}]}", 21, "duplicate_json_key");
}

static void depth(void **state)
{
    (void)state;
    for (int depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
        SCOPED(buf_release) struct buf text = BUF_INIT(1000);
        for (int i = 0; i < depth; i++)
            buf_char(&text, '[');
        for (int i = 0; i < depth; i++)
            buf_char(&text, ']');
        if (depth <= JSON_DEPTH_MAX)
            accepted(text.data, text.length);
        else
            refused(text.data, text.length, "too_deep");
    }
}

static void structure(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf text = BUF_INIT(100000);
    buf_text_add(&text, "[0");
    for (int i = 0; i < JSON_STRUCTURE_MAX - 2; i++)
        buf_text_add(&text, ",0");
    buf_char(&text, ']');
    accepted(text.data, text.length);
    text.data[text.length - 1] = ',';
    buf_text_add(&text, "0]");
    refused(text.data, text.length, "json_too_complex");
}

/* 2.0 is an integer to whoever reads it; what has a fraction, or no exact integer, is not. */
static void whole_numbers(void **state)
{
    (void)state;
    static const char text[] = "{\"a\":[2.0,1e3,-0.0,2.5,1e300],\"b\":{\"c\":480000.0}}";
    SCOPED(fault_release) struct fault fault = {0};
    json_auto_t *value = NULL;
    assert_int_equal(json_body_read(text, sizeof text - 1, &value, &fault).code, ERR_NONE);
    char *out = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(out, "{\"a\":[2,1000,0,2.5,1.0000000000000001e300],\"b\":{\"c\":480000}}");
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(place_of_the_mistake),
        cmocka_unit_test(duplicate_keys),
        cmocka_unit_test(depth),
        cmocka_unit_test(structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
