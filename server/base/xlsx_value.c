/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_value.h"
#include "base/hex.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/calendar.h"

#include "base/banned.h"

enum {
    SERIAL_LAST = 2958465,
    SERIAL_MARCH_1900 = 61,
    SERIAL_EPOCH = 25569,
    SERIAL_OF_1904 = 1462,
    SECONDS = 86400
};

enum xlsx_shown xlsx_format_builtin(unsigned id)
{
    bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                (id >= 50 && id <= 58);
    return date ? XLSX_DATE : XLSX_GENERAL;
}

/* Behind a text in quotes, an escaped or stretched character, or a colour or locale in brackets;
 * `at` itself where none begins. */
static const char *behind_literal(const char *at)
{
    const char *end = at;
    if (*at == '"')
        end = strchr(at + 1, '"');
    else if (*at == '[')
        end = strchr(at, ']');
    else if ((*at == '\\' || *at == '_' || *at == '*') && at[1])
        return at + 2;
    else
        return at;
    return end ? end + 1 : at + strlen(at);
}

/* The length of the word for a number as it is, which has letters of days in it (General"号"). */
static size_t general_word(const char *at)
{
    static const char *const words[] = {"General", "Standard", "G/標準"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(at, words[i], strlen(words[i])) == 0)
            return strlen(words[i]);
    return 0;
}

static bool is_date_format(const char *code)
{
    while (*code && *code != ';') {
        const char *next = behind_literal(code);
        if (next == code)
            next += general_word(code);
        if (next == code && strchr("yYmMdDhHsSgGeE", *code) &&
            !((*code == 'E' || *code == 'e') && (code[1] == '+' || code[1] == '-')))
            return true;
        code = next == code ? code + 1 : next;
    }
    return false;
}

/* With 0, which shows the same of whole numbers, for the word. False when it does not fit. */
static bool spell_out_general(const char *code, char out[static XLSX_CODE_MAX])
{
    size_t length = 0;
    while (*code) {
        const char *next = behind_literal(code);
        size_t word = next == code ? general_word(code) : 0;
        size_t count = word || next == code ? 1 : (size_t)(next - code);
        if (length + count >= XLSX_CODE_MAX)
            return false;
        memcpy(out + length, word ? "0" : code, count);
        length += count;
        code += word ? word : count;
    }
    out[length] = '\0';
    return true;
}

/* Nothing but places of digits and marks: no fraction, no thousands, no share of a hundred. */
static bool is_digits_format(const char *code)
{
    bool places = false;
    while (*code) {
        const char *next = behind_literal(code);
        bool place = *code == '0' || *code == '#';
        if (next == code && !place && (unsigned char)*code < 0x80 &&
            !strchr("-+ ():;@$!&'~{}<>=^", *code))
            return false;
        places = places || (next == code && place);
        code = next == code ? code + 1 : next;
    }
    return places;
}

struct xlsx_format xlsx_format_of(const char *code)
{
    struct xlsx_format format = {.shown = XLSX_GENERAL};
    if (code[general_word(code)] == '\0')
        return format;
    if (is_date_format(code))
        format.shown = XLSX_DATE;
    else if (spell_out_general(code, format.code) && is_digits_format(format.code))
        format.shown = XLSX_DIGITS;
    return format;
}

/* [<=9999], [>0]: of a section of the format; true where it says nothing. */
static bool section_holds(const char *section, double number)
{
    while (*section == '[' && !strchr("<>=", section[1]))
        section = behind_literal(section);
    if (*section != '[')
        return true;
    size_t signs = strspn(section + 1, "<>=");
    double bound = strtod(section + 1 + signs, NULL);
    bool less = memchr(section + 1, '<', signs), more = memchr(section + 1, '>', signs);
    return (less && number < bound) || (more && number > bound) ||
           (memchr(section + 1, '=', signs) && number == bound);
}

static const char *section_end(const char *section)
{
    while (*section && *section != ';') {
        const char *next = behind_literal(section);
        section = next == section ? section + 1 : next;
    }
    return section;
}

/* The text in quotes, or the escaped character. */
static void add_literal(struct buf *out, const char *from, const char *end)
{
    if (*from == '"')
        buf_add(out, from + 1, (size_t)(end - from) - 1 - (end[-1] == '"' && end - from > 1));
    else if (*from == '\\')
        buf_add(out, from + 1, 1);
}

/* The digits in the places of a section, from the right; those without a place stand in front. */
static void add_places(struct buf *out, const char *section, const char *end, const char *digits)
{
    size_t places = 0, count = strlen(digits);
    for (const char *at = section; at < end;) {
        const char *next = behind_literal(at);
        places += next == at && (*at == '0' || *at == '#');
        at = next == at ? at + 1 : next;
    }
    size_t shown = 0;
    while (section < end) {
        const char *next = behind_literal(section);
        if (next != section) {
            add_literal(out, section, next);
        } else if (*section == '0' || *section == '#') {
            places--;
            if (count > places)
                buf_add(out, digits + shown, count - places - shown), shown = count - places;
            else if (*section == '0')
                buf_char(out, '0');
        } else {
            buf_char(out, *section);
        }
        section = next == section ? section + 1 : next;
    }
}

static void add_digits(struct buf *out, double number, const char *code)
{
    char digits[24];
    const char *end = section_end(code);
    while (*end && !section_holds(code, number)) {
        code = end + 1;
        end = section_end(code);
    }
    snprintf(digits, sizeof digits, "%.0f", number);
    add_places(out, code, end, digits);
}

static void add_day(struct buf *out, long days)
{
    char text[CIVIL_LENGTH];
    calendar_write(calendar_civil(days), text);
    buf_add(out, text, sizeof text);
}

static bool add_date(struct buf *out, double serial, bool from_1904)
{
    double whole = floor(serial);
    long seconds = lround((serial - whole) * SECONDS);
    long days = (long)whole + seconds / SECONDS + (from_1904 ? SERIAL_OF_1904 : 0);
    seconds %= SECONDS;
    /* Excel has a 29th of February 1900, number 60, which no calendar has. */
    if (days < 0 || days > SERIAL_LAST || days == SERIAL_MARCH_1900 - 1)
        return false;
    bool time_alone = days == 0 && !from_1904;
    if (!time_alone)
        add_day(out, days - SERIAL_EPOCH + (days < SERIAL_MARCH_1900));
    if (seconds > 0 || time_alone)
        buf_format(out, "%s%02ld:%02ld:%02ld", time_alone ? "" : " ", seconds / 3600,
                   seconds / 60 % 60, seconds % 60);
    return true;
}

void xlsx_number_add(struct buf *out, const char *stored, const struct xlsx_format *format,
                     bool from_1904)
{
    char *end;
    double number = strtod(stored, &end);
    bool known = end != stored && *end == '\0' && isfinite(number) && fabs(number) < 1e300;
    bool whole = known && number == floor(number) && fabs(number) < 1e15;
    if (known && format->shown == XLSX_DATE && number >= 0 && number <= SERIAL_LAST &&
        add_date(out, number, from_1904))
        return;
    if (!known)
        buf_text_add(out, stored);
    else if (format->shown == XLSX_DIGITS && whole && number >= 0)
        add_digits(out, number, format->code);
    else if (whole)
        buf_format(out, "%.0f", number);
    else
        buf_format(out, "%.15g", number);
}

/* The character of _x000D_; 0 where none begins. */
static unsigned escaped(const char *text, size_t length)
{
    unsigned value = 0;
    if (length < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(text[i]);
        if (digit < 0)
            return 0;
        value = value * 16 + (unsigned)digit;
    }
    return value >= 0xd800 && value <= 0xdfff ? 0 : value;
}

static void add_character(struct buf *out, unsigned value)
{
    if (value < 0x80) {
        buf_char(out, (char)value);
    } else if (value < 0x800) {
        buf_char(out, (char)(0xc0 | value >> 6));
        buf_char(out, (char)(0x80 | (value & 0x3f)));
    } else {
        buf_char(out, (char)(0xe0 | value >> 12));
        buf_char(out, (char)(0x80 | (value >> 6 & 0x3f)));
        buf_char(out, (char)(0x80 | (value & 0x3f)));
    }
}

void xlsx_text_add(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        const char *mark = memchr(text + i, '_', length - i);
        size_t plain = mark ? (size_t)(mark - text) - i : length - i;
        buf_add(out, text + i, plain);
        i += plain;
        if (i == length)
            return;
        unsigned value = escaped(text + i, length - i);
        if (value)
            add_character(out, value);
        else
            buf_char(out, '_');
        i += value ? 7 : 1;
    }
}
