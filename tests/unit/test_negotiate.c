/* SPDX-License-Identifier: Apache-2.0 */
/* Are media types, languages and tags read as RFC 9110 means them? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/negotiate.h"

static void media_types(void **state)
{
    (void)state;
    const struct {
        const char *text;
        const char *type;
        const char *charset;
    } cases[] = {
        {"application/json", "application/json", ""},
        {"Application/JSON; charset=UTF-8", "application/json", "utf-8"},
        {"text/csv;header=present;charset=\"Shift_JIS\"", "text/csv", "shift_jis"},
        {"text/csv ; charset=utf-8 ; x=y", "text/csv", "utf-8"},
        {"application/json; charset=UTF8", "application/json", "utf-8"},
        {"application/json; charset='utf_8'", "application/json", "utf-8"},
        {"application/json; charset=US-ASCII", "application/json", "utf-8"},
    };
    struct media_type media;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(media_type_read(cases[i].text, &media));
        assert_string_equal(media.type, cases[i].type);
        assert_string_equal(media.charset, cases[i].charset);
    }
    const char *const wrong[] = {"",         "json",         "/json", "application/",
                                 "a/b, c/d", "a/b;charset=", ";",     "a/b x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(media_type_read(wrong[i], &media));
    assert_true(media_type_json("application/merge-patch+json"));
    assert_false(media_type_json("text/json"));
    assert_false(media_type_json("+json"));
}

static void accept(void **state)
{
    (void)state;
    assert_int_equal(accept_quality(NULL, "text/csv"), 1000);
    assert_int_equal(accept_quality("", "text/csv"), 1000);
    assert_int_equal(accept_quality("*/*", "text/csv"), 1000);
    assert_int_equal(accept_quality("text/*;q=0.5", "text/csv"), 500);
    assert_int_equal(accept_quality("text/*;q=0.5, text/csv;q=0.25", "text/csv"), 250);
    assert_int_equal(accept_quality("text/csv;q=0, */*", "text/csv"), 0);
    assert_int_equal(accept_quality("application/json", "text/csv"), 0);
    assert_int_equal(accept_quality("Text/CSV ; charset=utf-8 ; q=0.333", "text/csv"), 333);
    assert_int_equal(accept_quality("text/c", "text/csv"), 0);
}

static void languages(void **state)
{
    (void)state;
    const struct {
        const char *header;
        enum language language;
    } cases[] = {
        {NULL, LANGUAGE_JA},
        {"", LANGUAGE_JA},
        {"en", LANGUAGE_EN},
        {"en-US,en;q=0.9", LANGUAGE_EN},
        {"ja,en-US;q=0.9,en;q=0.8", LANGUAGE_JA},
        {"en;q=0.4, ja-JP;q=0.5", LANGUAGE_JA},
        {"de, en;q=0.5", LANGUAGE_EN},
        {"de", LANGUAGE_JA},
        {"*", LANGUAGE_JA},
        {"en;q=0", LANGUAGE_JA},
        {"ja;q=0, *", LANGUAGE_EN},
        {"english", LANGUAGE_JA},
        {",,;q=,", LANGUAGE_JA},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(language_wanted(cases[i].header), cases[i].language);
}

static void tags(void **state)
{
    (void)state;
    assert_true(etag_listed("\"a\"", "a"));
    assert_true(etag_listed("\"x\", W/\"a\"", "a"));
    assert_true(etag_listed("*", "a"));
    assert_true(etag_listed(" * ", "a"));
    assert_false(etag_listed("\"x\", *", "a"));
    assert_false(etag_listed("**", "a"));
    assert_true(etag_listed("\"x\" ,, \"a\"", "a"));
    assert_false(etag_listed("\"a\"x", "a"));
    assert_false(etag_listed(NULL, "a"));
    assert_false(etag_listed("", "a"));
    assert_false(etag_listed("a", "a"));
    assert_false(etag_listed("\"ab\"", "a"));
    assert_false(etag_listed("\"a", "a"));
    assert_false(etag_listed("W/a", "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(media_types),
        cmocka_unit_test(accept),
        cmocka_unit_test(languages),
        cmocka_unit_test(tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
