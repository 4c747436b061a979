/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet_cell.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "domain/number.h"

/* Three bytes of UTF-8 that stand for one of ASCII; 0 for none. Only where numbers and words of
 * ours are read: ー is a hyphen there. */
static char narrow(const unsigned char *c)
{
    if (c[0] == 0xef && c[1] == 0xbc && c[2] >= 0x81 && c[2] <= 0xbf)
        return (char)(c[2] - 0x81 + '!');
    if (c[0] == 0xef && c[1] == 0xbd && c[2] >= 0x80 && c[2] <= 0x9e)
        return (char)(c[2] - 0x80 + '`');
    if (c[0] == 0xe3 && c[1] == 0x80 && c[2] == 0x80)
        return ' ';
    if ((c[0] == 0xe2 && c[1] == 0x80 && c[2] >= 0x90 && c[2] <= 0x95) ||
        (c[0] == 0xe2 && c[1] == 0x88 && c[2] == 0x92) ||
        (c[0] == 0xe3 && c[1] == 0x83 && c[2] == 0xbc))
        return '-';
    return 0;
}

bool cell_plain(const char *text, char out[static CELL_PLAIN_MAX])
{
    size_t length = 0;
    const unsigned char *c = (const unsigned char *)text;
    while (*c && length < CELL_PLAIN_MAX - 1) {
        char one = c[1] && c[2] ? narrow(c) : 0;
        if (one)
            c += 3;
        else
            one = (char)*c++;
        if (length > 0 || !isspace((unsigned char)one))
            out[length++] = one;
    }
    while (length > 0 && isspace((unsigned char)out[length - 1]))
        length--;
    out[length] = '\0';
    return *c == 0;
}

bool cell_is_error(const char *plain)
{
    static const char *const errors[] = {"#N/A",   "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
                                         "#NULL!", "#NUM!", "#SPILL!", "#CALC!"};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcasecmp(plain, errors[i]) == 0)
            return true;
    return strlen(plain) > 2 && strspn(plain, "#") == strlen(plain);
}

/* Dates */

enum { SERIAL_FIRST = 36526, SERIAL_LAST = 73050, SERIAL_OF_1970 = 25569 };

struct era {
    const char *name;
    int before; /* year 0 of the era */
};

static const struct era eras[] = {{"令和", 2018}, {"平成", 1988}, {"R", 2018},
                                  {"r", 2018},    {"H", 1988},    {"h", 1988}};

/* Digits, and what may stand between them, a part at a time. */
static bool take_number(const char **at, size_t digits, int *out)
{
    size_t length = strspn(*at, "0123456789");
    if (length == 0 || length > digits)
        return false;
    *out = (int)strtol(*at, NULL, 10);
    *at += length;
    return true;
}

static bool take(const char **at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* The separator behind the year, behind the month, and behind the day. */
struct date_form {
    const char *year, *month, *end;
};

static const struct date_form forms[] = {
    {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}};

static bool take_rest(const char *at, int year, day *out)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *next = at;
        int month, of_month;
        if (!take(&next, forms[i].year) || !take_number(&next, 2, &month) ||
            !take(&next, forms[i].month) || !take_number(&next, 2, &of_month) ||
            !take(&next, forms[i].end))
            continue;
        static const char *const midnights[] = {"",         " 0:00",     " 00:00",
                                                " 0:00:00", " 00:00:00", "T00:00:00"};
        char text[40];
        snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, of_month);
        for (size_t k = 0; k < sizeof midnights / sizeof *midnights; k++)
            if (strcmp(next, midnights[k]) == 0)
                return day_parse(text, out);
    }
    return false;
}

static bool era_day(const char *plain, day *out)
{
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        const char *at = plain;
        int year = 1;
        if (!take(&at, eras[i].name))
            continue;
        if ((take(&at, "元") || take_number(&at, 2, &year)) && year > 0 &&
            take_rest(at, eras[i].before + year, out))
            return true;
    }
    return false;
}

static bool digits_day(const char *plain, day *out)
{
    size_t length = strlen(plain);
    if (strspn(plain, "0123456789") != length)
        return false;
    if (length == 8) {
        char text[DAY_TEXT_SIZE];
        snprintf(text, sizeof text, "%.4s-%.2s-%.2s", plain, plain + 4, plain + 6);
        return day_parse(text, out);
    }
    long serial = length == 5 ? strtol(plain, NULL, 10) : 0;
    if (serial < SERIAL_FIRST || serial > SERIAL_LAST)
        return false;
    *out = (day)(serial - SERIAL_OF_1970);
    return true;
}

/* 6/30 and 6月30日 lack the year; 6/30/27 may be many days. */
static const char *why_no_day(const char *plain)
{
    const char *at = plain;
    int number;
    if (!take_number(&at, 2, &number))
        return "invalid_date";
    bool month = take(&at, "月");
    if (!month && !take(&at, "/") && !take(&at, "-") && !take(&at, "."))
        return "invalid_date";
    if (!take_number(&at, 2, &number))
        return "date_ambiguous";
    (void)take(&at, "日");
    return *at ? "date_ambiguous" : "date_without_year";
}

const char *cell_day(const char *plain, day *out)
{
    const char *at = plain;
    int year;
    if (digits_day(plain, out) || era_day(plain, out))
        return NULL;
    if (strspn(plain, "0123456789") == 4 && take_number(&at, 4, &year))
        return take_rest(at, year, out) ? NULL : "invalid_date";
    return why_no_day(plain);
}

/* Words */

struct word {
    const char *text;
    int value;
};

static bool find(const struct word *words, const char *plain, int *out)
{
    for (; words->text; words++)
        if (strcasecmp(words->text, plain) == 0) {
            *out = words->value;
            return true;
        }
    return false;
}

const char *cell_star(const char *plain, int *out)
{
    static const struct word words[] = {{"対象外", 0}, {"exempt", 0}, {NULL, 0}};
    const char *at = plain;
    if (find(words, plain, out))
        return NULL;
    (void)(take(&at, "★") || take(&at, "☆"));
    if (at[0] < '1' || at[0] > '5' || (at[1] && strcmp(at + 1, ".0") != 0))
        return "not_allowed_value";
    *out = at[0] - '0';
    return NULL;
}

const char *cell_assurance(const char *plain, const char **out)
{
    static const char *const names[] = {"declared", "substantiated", "confirmed"};
    static const struct word words[] = {{"declared", 0},
                                        {"宣言のみ", 0},
                                        {"substantiated", 1},
                                        {"裏付け資料あり", 1},
                                        {"confirmed", 2},
                                        {"照合済み", 2},
                                        {NULL, 0}};
    int index;
    if (!find(words, plain, &index))
        return "not_allowed_value";
    *out = names[index];
    return NULL;
}

const char *cell_flag(const char *plain, bool *out)
{
    static const struct word words[] = {{"true", 1}, {"yes", 1},    {"1", 1},     {"はい", 1},
                                        {"○", 1},    {"〇", 1},     {"false", 0}, {"no", 0},
                                        {"0", 0},    {"いいえ", 0}, {"×", 0},     {NULL, 0}};
    int value;
    if (!find(words, plain, &value))
        return "not_allowed_value";
    *out = value != 0;
    return NULL;
}

const char *cell_version(const char *plain, int *out)
{
    const char *at = plain;
    return take_number(&at, 9, out) && (!*at || strcmp(at, ".0") == 0) ? NULL : "not_allowed_value";
}

/* Numbers */

/* Text that looks like 1.18E+12; a code may well be 1E5. */
static bool is_shortened(const char *plain)
{
    return strchr(plain, '+') && number_is_scientific(plain);
}

static bool is_date(const char *plain)
{
    return strstr(plain, "月") && strstr(plain, "日");
}

const char *cell_corporate_number(const char *plain, char out[static CELL_PLAIN_MAX])
{
    size_t length = 0;
    if (is_shortened(plain))
        return "number_in_scientific_notation";
    /* T before it makes it the number of a qualified invoice issuer. */
    for (const char *c = plain + (*plain == 'T' || *plain == 't'); *c; c++)
        if (!strchr("- ,", *c))
            out[length++] = *c;
    out[length] = '\0';
    if (length > 2 && strcmp(out + length - 2, ".0") == 0)
        out[length - 2] = '\0';
    return corporate_number_problem(out);
}

const char *cell_code(const char *plain)
{
    static const char first[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    size_t length = strlen(plain);
    if (is_shortened(plain))
        return "number_in_scientific_notation";
    if (is_date(plain))
        return "cell_became_date";
    if (length > 40 || !strchr(first, plain[0]))
        return "pattern";
    return strspn(plain + 1, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-") ==
                   length - 1
               ? NULL
               : "pattern";
}

const char *cell_phone(const char *plain)
{
    size_t length = strlen(plain);
    if (is_shortened(plain))
        return "number_in_scientific_notation";
    if (length > 30 || strspn(plain, "-0123456789+(). ") != length)
        return is_date(plain) ? "cell_became_date" : "pattern";
    /* A number of Japan begins with 0, unless a spreadsheet took it for a quantity. */
    bool bare = strspn(plain, "0123456789") == length;
    return bare && (length == 9 || length == 10) && plain[0] != '0' ? "leading_zeros_lost" : NULL;
}

const char *cell_email(const char *plain)
{
    const char *at = strchr(plain, '@');
    if (!at || at == plain || strchr(at + 1, '@') || strlen(plain) > 254)
        return "invalid_email";
    for (const unsigned char *c = (const unsigned char *)plain; *c; c++)
        if (*c <= ' ' || *c >= 0x7f || strchr(",;<>()[]\"\\:", *c))
            return "invalid_email";
    const char *domain = at + 1;
    size_t length = strlen(domain);
    return length > 0 && domain[0] != '.' && domain[length - 1] != '.' && !strstr(plain, "..")
               ? NULL
               : "invalid_email";
}

const char *cell_number(const char *plain)
{
    if (is_shortened(plain))
        return "number_in_scientific_notation";
    return is_date(plain) ? "cell_became_date" : NULL;
}
