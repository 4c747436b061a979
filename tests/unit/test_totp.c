/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/totp.h"

/* RFC 6238 appendix B: the key "12345678901234567890" in base32, the last six of its eight digits.
 */
#define KEY "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

/* Names that the linker gives; what the library answers in place of its own. */
int __real_oath_base32_encode(const char *in, size_t inlen, char **out, size_t *outlen);
int __wrap_oath_base32_encode(const char *in, size_t inlen, char **out, size_t *outlen);
int __real_oath_hotp_generate(const char *secret, size_t secret_length, uint64_t moving_factor,
                              unsigned digits, bool add_checksum, size_t truncation_offset,
                              char *output_otp);
int __wrap_oath_hotp_generate(const char *secret, size_t secret_length, uint64_t moving_factor,
                              unsigned digits, bool add_checksum, size_t truncation_offset,
                              char *output_otp);

static bool broken, shorter;

int __wrap_oath_base32_encode(const char *in, size_t inlen, char **out, size_t *outlen)
{
    return broken ? -1 : __real_oath_base32_encode(in, shorter ? inlen / 2 : inlen, out, outlen);
}

int __wrap_oath_hotp_generate(const char *secret, size_t secret_length, uint64_t moving_factor,
                              unsigned digits, bool add_checksum, size_t truncation_offset,
                              char *output_otp)
{
    return broken ? -1
                  : __real_oath_hotp_generate(secret, secret_length, moving_factor, digits,
                                              add_checksum, truncation_offset, output_otp);
}

static int64_t at(int64_t second)
{
    return second * 1000000;
}

static void vectors_of_the_standard(void **state)
{
    (void)state;
    assert_int_equal(totp_step(KEY, "287082", at(59), 0), 1);
    assert_int_equal(totp_step(KEY, "081804", at(1111111109), 0), 1111111109 / 30);
    assert_int_equal(totp_step(KEY, "005924", at(1234567890), 0), 1234567890 / 30);
    assert_int_equal(totp_step(KEY, "353130", at(20000000000), 0), 20000000000 / 30);
}

static void one_step_of_slack(void **state)
{
    (void)state;
    assert_int_equal(totp_step(KEY, "287082", at(60 + 29), 0), 1);
    assert_int_equal(totp_step(KEY, "287082", at(60 + 30), 0), 0);
    assert_int_equal(totp_step(KEY, "287082", at(0), 0), 1);
}

static void a_code_counts_once(void **state)
{
    (void)state;
    assert_int_equal(totp_step(KEY, "287082", at(59), 1), 0);
}

static void what_is_no_code(void **state)
{
    (void)state;
    assert_int_equal(totp_step(KEY, "", at(59), 0), 0);
    assert_int_equal(totp_step(KEY, "28708", at(59), 0), 0);
    assert_int_equal(totp_step(KEY, "2870820", at(59), 0), 0);
    assert_int_equal(totp_step("nothing", "287082", at(59), 0), 0);
}

static void new_keys(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char one[TOTP_TEXT_SIZE], other[TOTP_TEXT_SIZE];
    assert_int_equal(totp_make(one, &fault).code, ERR_NONE);
    assert_int_equal(totp_make(other, &fault).code, ERR_NONE);
    assert_true(totp_valid(one));
    assert_string_not_equal(one, other);
    one[5] = '1';
    assert_false(totp_valid(one));
    assert_false(totp_valid(""));
    assert_true(totp_valid(KEY));
    assert_false(totp_valid("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQ===")); /* as long, but 18 bytes */
}

static void what_the_library_does_not_make(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char text[TOTP_TEXT_SIZE] = "";
    shorter = true;
    assert_int_equal(totp_make(text, &fault).code, ERR_INTERNAL);
    shorter = false;
    broken = true;
    assert_int_equal(totp_make(text, &fault).code, ERR_INTERNAL);
    assert_int_equal(totp_step(KEY, "287082", at(59), 0), 0);
    broken = false;
    assert_string_equal(text, "");
    assert_int_equal(totp_step(KEY, "287082", at(59), 0), 1);
}

int main(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    if (secret_start(&fault).code != ERR_NONE)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_of_the_standard),
        cmocka_unit_test(one_step_of_slack),
        cmocka_unit_test(a_code_counts_once),
        cmocka_unit_test(what_is_no_code),
        cmocka_unit_test(new_keys),
        cmocka_unit_test(what_the_library_does_not_make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
