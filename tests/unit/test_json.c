/* SPDX-License-Identifier: Apache-2.0 */
/* Is what the streaming writer writes JSON, and does the span reader find what is in it? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json_in.h"
#include "base/json_out.h"
#include "base/scope.h"

static void write_sample(struct json_out *out, const json_t *tree)
{
    json_out_object(out, NULL);
    json_out_text(out, "text", "\"a\\b\"\n\t\r\x01 日本語 €");
    json_out_text(out, "none", NULL);
    json_out_array(out, "numbers");
    json_out_int(out, NULL, 0);
    json_out_int(out, NULL, INT64_MIN);
    json_out_int(out, NULL, INT64_MAX);
    json_out_array_end(out);
    json_out_object(out, "empty");
    json_out_object_end(out);
    json_out_bool(out, "yes", true);
    json_out_bool(out, "no", false);
    json_out_raw(out, "raw", "[1,2]", 5);
    json_out_value(out, "tree", tree);
    json_out_value(out, "nothing", NULL);
    json_out_object_end(out);
}

static void what_is_written_is_json(void **state)
{
    (void)state;
    json_auto_t *tree = json_loads(
        "{\"z\": [1, 2.5, null, true], \"a\\\"b\": {\"x\": \"\\u0000\"}}", JSON_ALLOW_NUL, NULL);
    SCOPED(buf_release) struct buf text = BUF_INIT(10000);
    struct json_out out = JSON_OUT_INIT(&text);
    write_sample(&out, tree);
    json_auto_t *read = json_loads(buf_text(&text), JSON_ALLOW_NUL, NULL);
    assert_non_null(read);
    assert_string_equal(json_string_value(json_object_get(read, "text")),
                        "\"a\\b\"\n\t\r\x01 日本語 €");
    const json_t *numbers = json_object_get(read, "numbers");
    assert_int_equal(json_array_size(numbers), 3);
    assert_true(json_integer_value(json_array_get(numbers, 1)) == INT64_MIN);
    assert_true(json_integer_value(json_array_get(numbers, 2)) == INT64_MAX);
    assert_true(json_equal(json_object_get(read, "tree"), tree));
    assert_true(json_is_null(json_object_get(read, "nothing")));
    assert_int_equal(json_object_size(read), 9);
}

static struct text_span span(const char *text)
{
    return (struct text_span){text, strlen(text)};
}

static void assert_member(const struct json_members *members, const char *name, const char *value)
{
    struct text_span found = json_member(members, name);
    assert_non_null(found.text);
    assert_int_equal(found.length, strlen(value));
    assert_memory_equal(found.text, value, found.length);
}

static void members_are_found(void **state)
{
    (void)state;
    struct json_members members;
    assert_true(json_members_read(
        span(" { \"a\" : \"x\\\"}\" , \"b\":[1,{\"c\":\"]\"}, 2],\"d\": {\"a\": {}} , \"e\":-1.5e3,"
             "\"f\":null}"),
        &members));
    assert_int_equal(members.count, 5);
    assert_member(&members, "a", "\"x\\\"}\"");
    assert_member(&members, "b", "[1,{\"c\":\"]\"}, 2]");
    assert_member(&members, "d", "{\"a\": {}}");
    assert_member(&members, "e", "-1.5e3");
    assert_member(&members, "f", "null");
    assert_null(json_member(&members, "c").text);
    assert_true(json_members_read(span("{}"), &members));
    assert_int_equal(members.count, 0);
}

static void arrays_are_walked(void **state)
{
    (void)state;
    static const char *const expected[] = {"1", "[2, 3]", "{\"a\": 4}", "\"5,6\""};
    const char *at = NULL;
    struct text_span value;
    size_t count = 0;
    while (json_next(span("[ 1, [2, 3],{\"a\": 4} , \"5,6\" ]"), &at, &value)) {
        assert_true(count < 4);
        assert_int_equal(value.length, strlen(expected[count]));
        assert_memory_equal(value.text, expected[count], value.length);
        count++;
    }
    assert_int_equal(count, 4);
    at = NULL;
    assert_false(json_next(span("[]"), &at, &value));
    at = NULL;
    assert_false(json_next((struct text_span){NULL, 0}, &at, &value));
}

static void malformed_text_ends_the_reading(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",         "null",         "[]",           "{",          "{\"a",      "{\"a\"",
        "{\"a\":",  "{\"a\": \"x}", "{\"a\": [1}",  "{\"a\": {}", "{\"a\" 1}", "{a: 1}",
        "{\"a\":}", "{\"a\": \"\\", "{\"a\": 1, 2}"};
    struct json_members members;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(json_members_read(span(wrong[i]), &members));
    const char *at = NULL;
    struct text_span value;
    assert_false(json_next(span("[\"x"), &at, &value));
}

static void too_many_members_are_refused(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf text = BUF_INIT(10000);
    struct json_out out = JSON_OUT_INIT(&text);
    json_out_object(&out, NULL);
    for (int i = 0; i <= JSON_MEMBERS_MAX; i++)
        json_out_int(&out, "a", i);
    json_out_object_end(&out);
    struct json_members members;
    assert_false(json_members_read(span(buf_text(&text)), &members));
}

static void texts_are_copied_to_fit(void **state)
{
    (void)state;
    char small[4];
    json_span_text(span("\"abcdef\""), small, sizeof small);
    assert_string_equal(small, "abc");
    json_span_text(span("null"), small, sizeof small);
    assert_string_equal(small, "");
}

static void assert_decoded(const char *written, const char *expected)
{
    SCOPED(buf_release) struct buf out = BUF_INIT(100);
    json_span_add(span(written), &out);
    assert_string_equal(buf_text(&out), expected);
}

static void texts_are_decoded(void **state)
{
    (void)state;
    assert_decoded("\"日本語\"", "日本語");
    assert_decoded("\"a\\\"b\\\\\\n\\u3042\"", "a\"b\\\nあ");
    assert_decoded("\"\"", "");
    assert_decoded("12", "");
}

static void integers_are_read(void **state)
{
    (void)state;
    assert_int_equal(json_span_integer(span("-12")), -12);
    assert_int_equal(json_span_integer(span("1.5")), 0);
    assert_int_equal(json_span_integer(span("\"3\"")), 0);
    assert_int_equal(json_span_integer((struct text_span){NULL, 0}), 0);
}

static void a_backslash_may_end_a_string(void **state)
{
    (void)state;
    struct json_members members;
    assert_true(
        json_members_read(span("{\"a\": \"x\\\\\", \"b\": [\"\\\"\", \"\\\\\"]}"), &members));
    assert_int_equal(members.count, 2);
    assert_int_equal(json_member(&members, "b").length, strlen("[\"\\\"\", \"\\\\\"]"));
    assert_false(json_members_read(span("{\"a\": \"x\\\"}"), &members));
}

/* Long texts are looked through in blocks: what needs an escape is found at every place. */
static void every_place_is_escaped(void **state)
{
    (void)state;
    enum { LONGEST = 50 };
    for (size_t length = 1; length < LONGEST; length++)
        for (size_t at = 0; at < length; at++) {
            char text[LONGEST] = "";
            memset(text, 'a', length);
            text[at] = '"';
            SCOPED(buf_release) struct buf out = BUF_INIT(1000);
            struct json_out writer = JSON_OUT_INIT(&out);
            json_out_text(&writer, NULL, text);
            assert_int_equal(out.length, length + 3);
            assert_int_equal(buf_text(&out)[at + 1], '\\');
            assert_decoded(buf_text(&out), text);
        }
}

static void a_buffer_ends_at_its_maximum(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf out = BUF_INIT(3);
    buf_text_add(&out, "ab");
    buf_char(&out, 'c');
    assert_true(buf_ok(&out));
    buf_char(&out, 'd');
    assert_false(buf_ok(&out));
    buf_text_add(&out, "");
    assert_string_equal(buf_text(&out), "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_json),
        cmocka_unit_test(members_are_found),
        cmocka_unit_test(arrays_are_walked),
        cmocka_unit_test(malformed_text_ends_the_reading),
        cmocka_unit_test(too_many_members_are_refused),
        cmocka_unit_test(texts_are_copied_to_fit),
        cmocka_unit_test(texts_are_decoded),
        cmocka_unit_test(integers_are_read),
        cmocka_unit_test(a_backslash_may_end_a_string),
        cmocka_unit_test(every_place_is_escaped),
        cmocka_unit_test(a_buffer_ends_at_its_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
