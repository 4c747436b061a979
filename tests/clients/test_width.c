/* SPDX-License-Identifier: Apache-2.0 */
/* How wide texts are, where lines break, and what never reaches the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "width.h"

static void widths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width;
    } cases[] = {
        {"", 0},       {"abc", 3},    {"星取", 4},           {"★2", 2},
        {"ｶﾞ", 2},     {"（株）", 6}, {"か\xe3\x82\x99", 2}, {"e\xcc\x81", 1},
        {"𠮷野家", 6}, {"A-1001", 6}, {"\xff", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(width_of(cases[i].text), cases[i].width);
}

static void what_fits(void **state)
{
    (void)state;
    int used;
    assert_int_equal(width_fit("星取", 3, &used), strlen("星"));
    assert_int_equal(used, 2);
    assert_int_equal(width_fit("星取", 4, &used), strlen("星取"));
    assert_int_equal(width_fit("abc", 2, NULL), 2);
    assert_int_equal(width_fit("星", 1, &used), 0);
    assert_int_equal(used, 0);
}

static void lines_break_where_they_may(void **state)
{
    (void)state;
    assert_int_equal(width_break("one two three", 9), 8);
    assert_int_equal(width_break("abcdefghij", 4), 4);
    assert_int_equal(width_break("一二三四", 5), strlen("一二"));
    /* 、 and 。 do not begin a line */
    assert_int_equal(width_break("一二三、四", 6), strlen("一二"));
    assert_int_equal(width_break("一二。", 4), strlen("一"));
    assert_int_equal(width_break("短い", 80), strlen("短い"));
    /* an address stays whole, on a line of its own where there is room for a break */
    assert_int_equal(width_break("https://example.jp/a-long-one", 10), 29);
    assert_int_equal(width_break("at https://example.jp/a-long-one or", 12), 3);
    assert_int_equal(width_break("星", 1), strlen("星")); /* always goes on */
}

static void nothing_steers_the_terminal(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(1000);
    width_clean(&out, "a\033[31mb\r\x07\xc2\x9b\xe2\x80\xae星\ncd\xff\te", false);
    assert_string_equal(buf_text(&out), "a?[31mb????星 cd? e");
    buf_clear(&out);
    width_clean(&out, "a\nb", true);
    assert_string_equal(buf_text(&out), "a\nb");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),
        cmocka_unit_test(what_fits),
        cmocka_unit_test(lines_break_where_they_may),
        cmocka_unit_test(nothing_steers_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
