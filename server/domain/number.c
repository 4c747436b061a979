/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/number.h"

#include "base/spoiled.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

static const char *skip_digits(const char *text)
{
    while (text_is_digit(*text))
        text++;
    return text;
}

/* 9 - (sum of digit × weight mod 9), weights 1 and 2 in turn from the last digit on. */
char corporate_number_check_digit(const char twelve[static 12])
{
    int sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (twelve[11 - i] - '0') * (i % 2 == 0 ? 1 : 2);
    return (char)('0' + 9 - sum % 9);
}

static bool all_digits(const char *text, size_t count)
{
    return strlen(text) == count && *skip_digits(text) == '\0';
}

/* Of a number that holds no letter, E+ or not. */
static const char *spoiled_number(const char *text)
{
    return spoiled_is_scientific(text) ? "number_in_scientific_notation" : spoiled_name(text);
}

const char *corporate_number_problem(const char *text)
{
    const char *spoiled = spoiled_number(text);
    if (spoiled)
        return spoiled;
    if (!all_digits(text, 13))
        return "corporate_number_format";
    if (text[0] != corporate_number_check_digit(text + 1))
        return "corporate_number_check_digit";
    return NULL;
}

const char *declaration_number_problem(int star, const char *text)
{
    const char *spoiled = star >= 3 ? spoiled_name(text) : spoiled_number(text);
    bool fits =
        star >= 3 ? *text != '\0' : all_digits(text, 11) && (text[0] == '4' || text[0] == '5');
    return spoiled ? spoiled : fits ? NULL : "declaration_id_format";
}
