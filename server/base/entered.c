/* SPDX-License-Identifier: Apache-2.0 */
#include "base/entered.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#include "base/banned.h"

static const char CODE[] = "code:";

bool entered_narrow(const char *text, char out[static ENTERED_MAX])
{
    return text_narrow(text, out, ENTERED_MAX);
}

/* "50123456789.0": a number as a spreadsheet's export shows it. */
static size_t without_fraction(const char *digits, size_t length)
{
    const char *point = memchr(digits, '.', length);
    size_t whole = point ? (size_t)(point - digits) : length;
    return point && point[1] && strspn(point + 1, "0") == length - whole - 1 ? whole : length;
}

/* Only when nothing but digits is left. */
static bool take_digits(const char *narrow, size_t count, char out[static ENTERED_MAX])
{
    char digits[ENTERED_MAX];
    size_t length = 0;
    for (const char *c = narrow; *c; c++)
        if (!strchr("- ,", *c))
            digits[length++] = *c;
    digits[length] = '\0';
    length = without_fraction(digits, length);
    digits[length] = '\0';
    if (length != count || strspn(digits, "0123456789") != count)
        return false;
    snprintf(out, ENTERED_MAX, "%s", digits);
    return true;
}

bool entered_corporate_number(const char *text, char out[static ENTERED_MAX])
{
    char narrow[ENTERED_MAX];
    if (!text_narrow(text, narrow, sizeof narrow))
        return false;
    if (!take_digits(narrow + (*narrow == 'T' || *narrow == 't'), 13, out))
        snprintf(out, ENTERED_MAX, "%s", narrow);
    return true;
}

bool entered_declaration_id(const char *text, char out[static ENTERED_MAX])
{
    char narrow[ENTERED_MAX];
    struct text_span span = text_trimmed(text, strlen(text));
    if (span.length >= ENTERED_MAX || !text_narrow(text, narrow, sizeof narrow))
        return false;
    if (!take_digits(narrow, 11, out))
        snprintf(out, ENTERED_MAX, "%.*s", (int)span.length, span.text);
    return true;
}

bool entered_supplier(const char *text, char out[static ENTERED_MAX])
{
    char narrow[ENTERED_MAX];
    if (text_narrow(text, narrow, sizeof narrow) && strncmp(narrow, CODE, strlen(CODE)) != 0)
        return entered_corporate_number(text, out);
    return text_narrow(text, out, ENTERED_MAX);
}

static const struct {
    const char *name;
    entered_form *form;
} forms[] = {{"corporate-number", entered_corporate_number},
             {"declaration-id", entered_declaration_id},
             {"narrow", entered_narrow},
             {"supplier", entered_supplier}};

entered_form *entered_find(const char *name)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(forms[i].name, name) == 0)
            return forms[i].form;
    return NULL;
}

bool entered_is_nothing(const char *narrow)
{
    return strcmp(narrow, "-") == 0 || strcmp(narrow, "--") == 0;
}
