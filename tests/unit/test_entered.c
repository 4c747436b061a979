/* SPDX-License-Identifier: Apache-2.0 */
/* Do texts and numbers get one form, however they were typed? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/entered.h"
#include "base/memory.h"
#include "base/spoiled.h"
#include "base/text.h"

struct example {
    const char *text;
    const char *stored;
};

static void check(entered_form *form, const struct example *examples, size_t count)
{
    char out[ENTERED_MAX];
    for (size_t i = 0; i < count; i++) {
        assert_true(form(examples[i].text, out));
        assert_string_equal(out, examples[i].stored);
    }
}

#define CHECK(form, ...)                                                                           \
    do {                                                                                           \
        static const struct example examples[] = {__VA_ARGS__};                                    \
        check(form, examples, sizeof examples / sizeof *examples);                                 \
    } while (0)

static void corporate_numbers(void **state)
{
    (void)state;
    CHECK(entered_corporate_number, {"7000012050002", "7000012050002"},
          {"７００００１２０５０００２", "7000012050002"}, {"T7000012050002", "7000012050002"},
          {"Ｔ７０００－０１２０－５０００２", "7000012050002"},
          {"\u00a07000012050002\u200b", "7000012050002"}, {"7,000,012,050,002", "7000012050002"},
          {"7000012050002.0", "7000012050002"}, {"1.18E+12", "1.18E+12"}, {"－", "-"},
          {"700001205000", "700001205000"});
}

static void declaration_ids(void **state)
{
    (void)state;
    CHECK(entered_declaration_id, {"50123456789", "50123456789"},
          {"５０１２３４５６７８９", "50123456789"}, {"50,123,456,789", "50123456789"},
          {"50123456789.0", "50123456789"}, {"501-2345-6789", "50123456789"},
          {"　SCSー3－001　", "SCSー3－001"});
}

static void narrow(void **state)
{
    (void)state;
    CHECK(entered_narrow, {"　 ＡＢ－１２ー３ ", "AB-12-3"}, {"東京ー００１", "東京ー001"},
          {"センター１", "センター1"}, {"A/1", "A/1"},
          {"０３−１２３４−５６７８　内線１２", "03-1234-5678 内線12"},
          {"ｔａｒｏ＠example.jp", "taro@example.jp"}, {"２０２７－０６－３０", "2027-06-30"},
          {"", ""});
    char small[4];
    assert_false(text_narrow("abcd", small, sizeof small));
}

static void suppliers(void **state)
{
    (void)state;
    CHECK(entered_supplier, {"code:Ｔ－００４２", "code:T-0042"},
          {"７００００１２０５０００２", "7000012050002"},
          {"0193a5b0-7c00-7a10-8b20-000000000031", "0193a5b0-7c00-7a10-8b20-000000000031"});
}

static void ends(void **state)
{
    (void)state;
    char text[] = "\u3000\u200b\t葛\U000e0100城 \u00a0\ufeff";
    assert_string_equal(text_trim(text), "葛\U000e0100城");
    char blank[] = " \u3000\u200b";
    assert_string_equal(text_trim(blank), "");
    char selected[] = "葛\U000e0100 ";
    assert_string_equal(text_trim(selected), "葛\U000e0100");
}

static void lost(void **state)
{
    (void)state;
    assert_true(spoiled_is_lost("????") && spoiled_is_lost("〓") && spoiled_is_lost("？ ?"));
    assert_false(spoiled_is_lost("") || spoiled_is_lost(" ") || spoiled_is_lost("何?"));
}

/* A text that was cut within a character, or was none from the start, is no lack of memory, for
 * which a request is told to come again. */
static void no_utf8(void **state)
{
    (void)state;
    static const char *const texts[] = {"\xe4\xbd", "\xf0\xa0\xae", "\xff", "\xed\xa0\x80"};
    char out[TEXT_KEY_SIZE];
    memory_begin();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(text_key(texts[i], out, sizeof out));
        assert_false(text_compatible(texts[i], out, sizeof out));
    }
    assert_false(memory_short());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corporate_numbers),
        cmocka_unit_test(declaration_ids),
        cmocka_unit_test(narrow),
        cmocka_unit_test(suppliers),
        cmocka_unit_test(ends),
        cmocka_unit_test(lost),
        cmocka_unit_test(no_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
