/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/recovery.h"
#include "base/secret.h"

static void made_ones_are_read(void **state)
{
    (void)state;
    char before[RECOVERY_PLAIN_SIZE] = "";
    for (int i = 0; i < 100; i++) {
        char code[RECOVERY_CODE_SIZE], plain[RECOVERY_PLAIN_SIZE];
        recovery_code_make(code);
        assert_int_equal(strlen(code), RECOVERY_CODE_SIZE - 1);
        assert_true(recovery_code_plain(code, plain));
        assert_int_equal(strlen(plain), RECOVERY_PLAIN_SIZE - 1);
        assert_string_not_equal(plain, before);
        memcpy(before, plain, sizeof before);
    }
}

/* 24 digits of 32, 120 bits: none is fixed. */
static void they_are_random(void **state)
{
    (void)state;
    enum { CODES = 500, DIGITS = 24, BASE = 32 };
    static char plain[CODES][RECOVERY_PLAIN_SIZE];
    for (size_t i = 0; i < CODES; i++) {
        char code[RECOVERY_CODE_SIZE];
        recovery_code_make(code);
        assert_true(recovery_code_plain(code, plain[i]));
    }
    for (size_t at = 0; at < DIGITS; at++) {
        bool seen[128] = {false};
        int different = 0;
        for (size_t i = 0; i < CODES; i++) {
            different += !seen[(unsigned char)plain[i][at]];
            seen[(unsigned char)plain[i][at]] = true;
        }
        assert_int_equal(different, BASE);
    }
}

static void as_people_type_them(void **state)
{
    (void)state;
    static const char *const same[] = {"7KQ2-M9XD-04HT-1B3W-E6NC-81VJ", "7kq2m9xd04ht1b3we6nc81vj",
                                       "7KQ2-M9XD-O4HT-IB3W-E6NC-8IVJ",
                                       "7KQ2-M9XD-o4ht-lb3w-e6nc-8lvj"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char plain[RECOVERY_PLAIN_SIZE];
        assert_true(recovery_code_plain(same[i], plain));
        assert_string_equal(plain, "7KQ2M9XD04HT1B3WE6NC81VJ");
    }
}

static void what_is_none(void **state)
{
    (void)state;
    static const char *const none[] = {"",
                                       "123456",
                                       "7KQ2-M9XD-04HT-1B3W",
                                       "7KQ2-M9XD-04HT-1B3W-E6NC-81V",
                                       "7KQ2-M9XD-04HT-1B3W-E6NC-81VJX",
                                       "7KQ2-M9XD-04HT-1B3W-E6NC-81VU",
                                       "7KQ2 M9XD 04HT 1B3W E6NC 81VJ"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char plain[RECOVERY_PLAIN_SIZE];
        assert_false(recovery_code_plain(none[i], plain));
    }
}

int main(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    if (secret_start(&fault).code != ERR_NONE)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_ones_are_read),
        cmocka_unit_test(they_are_random),
        cmocka_unit_test(as_people_type_them),
        cmocka_unit_test(what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
