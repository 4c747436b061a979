/* SPDX-License-Identifier: Apache-2.0 */
/* Are new identifiers of version 7 and sorted by their instant? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/uuid.h"

static void there_and_back(void **state)
{
    (void)state;
    struct uuid uuid;
    char text[UUID_TEXT_SIZE];
    assert_true(uuid_parse("018F2C3E-7A10-7B2C-9D41-0123456789AB", &uuid));
    uuid_format(&uuid, text);
    assert_string_equal(text, "018f2c3e-7a10-7b2c-9d41-0123456789ab");
}

static void other_texts_are_refused(void **state)
{
    (void)state;
    const char *const texts[] = {
        "",
        "018f2c3e",
        "018f2c3e7a107b2c9d410123456789ab",
        "018f2c3e-7a10-7b2c-9d41-0123456789a",
        "018f2c3e-7a10-7b2c-9d41-0123456789abc",
        "018f2c3e-7a10-7b2c-9d41-0123456789ag",
        "{018f2c3e-7a10-7b2c-9d41-0123456789ab}",
        " 018f2c3e-7a10-7b2c-9d41-0123456789ab",
        "018f2c3e-7a10-7b2c-9d41_0123456789ab",
    };
    struct uuid uuid;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(uuid_parse(texts[i], &uuid));
}

static void version_and_variant(void **state)
{
    (void)state;
    char text[UUID_TEXT_SIZE];
    uuid_make_text(1795357830123456, text);
    assert_int_equal(text[14], '7');
    assert_non_null(strchr("89ab", text[19]));
}

static void sorted_by_instant(void **state)
{
    (void)state;
    char last[UUID_TEXT_SIZE] = "";
    for (int64_t instant = 1795357830120000; instant < 1795357830124000; instant++) {
        char text[UUID_TEXT_SIZE];
        uuid_make_text(instant, text);
        assert_true(strcmp(last, text) < 0);
        memcpy(last, text, sizeof last);
    }
}

static void sorted_within_an_instant(void **state)
{
    (void)state;
    char last[UUID_TEXT_SIZE];
    uuid_make_text(1795357840000000, last);
    for (int i = 0; i < 10000; i++) {
        char text[UUID_TEXT_SIZE];
        uuid_make_text(1795357840000000, text);
        assert_true(strcmp(last, text) < 0);
        memcpy(last, text, sizeof last);
    }
}

static void a_clock_set_back_is_followed(void **state)
{
    (void)state;
    char later[UUID_TEXT_SIZE];
    char back[UUID_TEXT_SIZE];
    uuid_make_text(1795357850000000, later);
    uuid_make_text(1795357845000000, back);
    assert_true(strcmp(back, later) < 0);
}

static int start(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    return (int)secret_start(&fault).code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),           cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(version_and_variant),      cmocka_unit_test(sorted_by_instant),
        cmocka_unit_test(sorted_within_an_instant), cmocka_unit_test(a_clock_set_back_is_followed),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
