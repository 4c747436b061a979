/* SPDX-License-Identifier: Apache-2.0 */
/* Are numbers that people type accepted or refused with the right code? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/spoiled.h"
#include "domain/number.h"
#include "domain/text.h"

static void assert_problem(const char *actual, const char *expected)
{
    if (!expected) {
        assert_null(actual);
        return;
    }
    assert_non_null(actual);
    assert_string_equal(actual, expected);
    assert_non_null(text_find(TEXT_PROBLEM, actual));
}

static void corporate_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *number, *problem;
    } cases[] = {
        {"7000012050002", NULL}, /* the National Tax Agency, which gives out the numbers */
        {"8700110005901", NULL}, /* the example of the agency's own explanation */
        {"7000012050003", "corporate_number_check_digit"},
        {"1700110005901", "corporate_number_check_digit"},
        {"7000012500002", "corporate_number_check_digit"},
        {"700001205000", "corporate_number_format"},
        {"70000120500022", "corporate_number_format"},
        {"7000-01-205000", "corporate_number_format"},
        {"T700001205000", "corporate_number_format"},
        {"", "corporate_number_format"},
        {"7.00001E+12", "number_in_scientific_notation"},
        {"1.18E+12", "number_in_scientific_notation"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_problem(corporate_number_problem(cases[i].number), cases[i].problem);
}

static void every_check_digit_is_1_to_9(void **state)
{
    (void)state;
    char number[14] = "0000000000000";
    for (int i = 0; i < 1000; i++) {
        for (int j = 1; j < 13; j++)
            number[j] = (char)('0' + (i * j * 7 + i / j) % 10);
        number[0] = corporate_number_check_digit(number + 1);
        assert_in_range((unsigned)number[0], '1', '9');
        assert_null(corporate_number_problem(number));
    }
}

static void declaration_numbers(void **state)
{
    (void)state;
    static const struct {
        int star;
        const char *number, *problem;
    } cases[] = {
        {1, "40123456789", NULL},
        {2, "50123456789", NULL},
        {1, "30123456789", "declaration_id_format"},
        {1, "5012345678", "declaration_id_format"},
        {1, "501234567890", "declaration_id_format"},
        {2, "5012345678a", "declaration_id_format"},
        {2, " 50123456789", "declaration_id_format"},
        {2, "5.01E+10", "number_in_scientific_notation"},
        {3, "SCS-3-00042", NULL},
        {4, "4", NULL},
        {3, "2012/3/4", NULL},
        {4, "4月1日", NULL},
        {3, "1E5", NULL},
        {3, "#REF!", "spreadsheet_error"},
        {3, "", "declaration_id_format"},
        {4, "1.18E+12", "number_in_scientific_notation"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_problem(declaration_number_problem(cases[i].star, cases[i].number),
                       cases[i].problem);
}

static void what_a_spreadsheet_makes_of_numbers(void **state)
{
    (void)state;
    static const char *const yes[] = {"1.18E+12", "1E12", "1.2e+9", "-1.5E-3", "+7E1"};
    static const char *const no[] = {"",     "E12", "1.18", "1.E+12", "1.18E", "1.18E+",
                                     "1E1x", "12",  "e",    "-",      "SCS-1E"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(spoiled_is_scientific(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(spoiled_is_scientific(no[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corporate_numbers),
        cmocka_unit_test(every_check_digit_is_1_to_9),
        cmocka_unit_test(declaration_numbers),
        cmocka_unit_test(what_a_spreadsheet_makes_of_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
