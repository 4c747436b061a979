/* SPDX-License-Identifier: Apache-2.0 */
/* Do the names of rights and their bits agree? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/rights.h"
#include "base/scope.h"

static void names_and_bits(void **state)
{
    (void)state;
    unsigned rights = 0;
    assert_true(rights_parse("keys:write,buyer:read", &rights));
    assert_int_equal(rights, RIGHT_KEYS_WRITE | RIGHT_BUYER_READ);
    SCOPED(buf_release) struct buf out = BUF_INIT(1000);
    rights_write(rights, &out);
    assert_string_equal(buf_text(&out), "buyer:read,keys:write");
    assert_int_equal(right_of("audit:read"), RIGHT_AUDIT_READ);
    assert_string_equal(right_name(RIGHT_SUPPLIER_WRITE), "supplier:write");
    assert_null(right_name(3));
}

static void unknown_names(void **state)
{
    (void)state;
    unsigned rights = 5;
    const char *const names[] = {"", ",", "buyer", "buyer:read,", "buyer:read,x", "buyer:read "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_false(rights_parse(names[i], &rights));
    assert_int_equal(rights, 5);
    assert_int_equal(right_of("buyer:rea"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_bits),
        cmocka_unit_test(unknown_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
