/* SPDX-License-Identifier: Apache-2.0 */
#include "base/entered.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#include "base/banned.h"

static const char CODE[] = "code:";

/* An apostrophe before a digit told a spreadsheet that it is text, as ="…" did. */
static bool narrow_bare(const char *text, char out[static ENTERED_MAX])
{
    if (!text_narrow(text, out, ENTERED_MAX))
        return false;
    size_t length = strlen(out);
    if (length > 3 && strncmp(out, "=\"", 2) == 0 && out[length - 1] == '"') {
        out[length - 1] = '\0';
        memmove(out, out + 2, length - 2);
    }
    if (out[0] == '\'' && text_is_digit(out[1]))
        memmove(out, out + 1, strlen(out));
    return true;
}

bool entered_trimmed(const char *text, char out[static ENTERED_MAX])
{
    struct text_span span = text_trimmed(text, strlen(text));
    if (span.length == 0 || span.length >= ENTERED_MAX)
        return false;
    snprintf(out, ENTERED_MAX, "%.*s", (int)span.length, span.text);
    return true;
}

bool entered_narrow(const char *text, char out[static ENTERED_MAX])
{
    return narrow_bare(text, out);
}

/* The full stop of a Japanese keyboard between the names of an address. */
static void point_stops(char *text)
{
    static const char *const stops[] = {"。", "｡"};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        for (char *at = strstr(text, stops[i]); at; at = strstr(at, stops[i])) {
            size_t length = strlen(stops[i]);
            *at++ = '.';
            memmove(at, at + length - 1, strlen(at + length - 1) + 1);
        }
}

/* What stands around an address: an apostrophe, mailto:, <>, and what kept it apart from another.
 */
bool entered_email(const char *text, char out[static ENTERED_MAX])
{
    static const char MAILTO[] = "mailto:";
    if (!text_narrow(text, out, ENTERED_MAX))
        return false;
    size_t from = *out == '\'' || *out == '"' || *out == '<';
    if (strncasecmp(out + from, MAILTO, strlen(MAILTO)) == 0)
        from += strlen(MAILTO);
    size_t length = strlen(out + from);
    while (length > 0 && strchr("'\">;, ", out[from + length - 1]))
        length--;
    memmove(out, out + from, length);
    out[length] = '\0';
    point_stops(out);
    return true;
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
        if (!strchr("- ,\"", *c))
            digits[length++] = *c;
    digits[length] = '\0';
    length = without_fraction(digits, length);
    digits[length] = '\0';
    if (length != count || strspn(digits, "0123456789") != count)
        return false;
    snprintf(out, ENTERED_MAX, "%s", digits);
    return true;
}

/* T7000012050002, 法人番号: 7000012050002, インボイス登録番号 T7000012050002 */
static const char *behind_name(const char *plain)
{
    static const char *const names[] = {"国税庁",   "インボイス", "適格請求書発行事業者",
                                        "法人",     "登録",       "番号",
                                        "ナンバー", "No.",        "No",
                                        "№",        "T",          "t"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(plain, names[i], strlen(names[i])) == 0) {
            plain += strlen(names[i]);
            plain += strspn(plain, ": ");
        }
    return plain;
}

bool entered_corporate_number(const char *text, char out[static ENTERED_MAX])
{
    char plain[ENTERED_MAX];
    if (!narrow_bare(text, plain))
        return false;
    if (!take_digits(behind_name(plain), 13, out))
        snprintf(out, ENTERED_MAX, "%s", plain);
    return true;
}

bool entered_declaration_id(const char *text, char out[static ENTERED_MAX])
{
    char plain[ENTERED_MAX];
    struct text_span span = text_trimmed(text, strlen(text));
    if (span.length >= ENTERED_MAX || !narrow_bare(text, plain))
        return false;
    if (!take_digits(plain, 11, out))
        snprintf(out, ENTERED_MAX, "%.*s", (int)span.length, span.text);
    return true;
}

bool entered_supplier(const char *text, char out[static ENTERED_MAX])
{
    char plain[ENTERED_MAX];
    if (narrow_bare(text, plain) && strncmp(plain, CODE, strlen(CODE)) != 0)
        return entered_corporate_number(text, out);
    return narrow_bare(text, out);
}

static const struct {
    const char *name;
    entered_form *form;
} forms[] = {{"corporate-number", entered_corporate_number},
             {"declaration-id", entered_declaration_id},
             {"email", entered_email},
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
    return *narrow && narrow[strspn(narrow, "-")] == '\0';
}
