/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/memory.h"
#include "base/scope.h"

#include "base/banned.h"

enum { LONG_VOWEL = 0x30fc, HALF_LONG_VOWEL = 0xff70 };

uint32_t text_next(const char **at)
{
    const unsigned char *byte = (const unsigned char *)*at;
    uint32_t point = *byte++;
    int more = point < 0x80 ? 0 : point < 0xe0 ? 1 : point < 0xf0 ? 2 : 3;
    if (more)
        point &= 0x3fU >> more;
    while (more-- && (*byte & 0xc0) == 0x80)
        point = point << 6 | (*byte++ & 0x3f);
    *at = (const char *)byte;
    return point;
}

size_t text_length(const char *text)
{
    size_t length = 0;
    for (; *text; text++)
        length += ((unsigned char)*text & 0xc0) != 0x80;
    return length;
}

void text_cut_whole(char *text)
{
    size_t length = strlen(text);
    size_t last = length;
    while (last > 0 && length - last < 4) {
        unsigned char byte = (unsigned char)text[--last];
        if ((byte & 0xc0) == 0x80)
            continue;
        size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if (whole > length - last)
            text[last] = '\0';
        return;
    }
}

enum { RAGGED = 2 }; /* columns that stay free where words are not broken */

int text_lines(const char *text, int columns)
{
    int lines = 1, filled = 0;
    while (*text) {
        uint32_t point = text_next(&text);
        bool ends = point == '\n';
        filled += ends ? 0 : text_columns(point);
        if (!ends && filled <= columns - RAGGED)
            continue;
        lines++;
        filled = ends ? 0 : text_columns(point);
    }
    return lines;
}

bool text_is_blank(uint32_t point)
{
    return (point >= '\t' && point <= '\r') || point == ' ' || point == 0x85 || point == 0xa0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
           point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x2800 ||
           point == 0x3000 || point == 0x3164 || point == 0xffa0;
}

bool text_is_invisible(uint32_t point)
{
    return point == 0xad || point == 0x34f || point == 0x61c || point == 0x180e ||
           (point >= 0x200b && point <= 0x200f) || (point >= 0x2060 && point <= 0x2064) ||
           (point >= 0xfe00 && point <= 0xfe0f) || point == 0xfeff ||
           (point >= 0xe0000 && point <= 0xe01ef);
}

/* The length up to the last character that is neither blank nor invisible. */
struct text_span text_trimmed(const char *text, size_t length)
{
    struct text_span span = {text, 0};
    bool begun = false;
    for (const char *at = text; at < text + length;) {
        const char *start = at;
        uint32_t point = text_next(&at);
        /* A variation selector belongs to the character before it. */
        bool selector = begun && point >= 0xfe00 && !text_is_blank(point) && point != 0xfeff &&
                        text_is_invisible(point) && start == span.text + span.length;
        if (!selector && (text_is_blank(point) || text_is_invisible(point)))
            continue;
        if (!begun)
            span.text = start;
        begun = true;
        span.length = (size_t)(at - span.text);
    }
    return span;
}

bool text_is_empty(const char *text)
{
    return text_trimmed(text, strlen(text)).length == 0;
}

char *text_trim(char *text)
{
    struct text_span span = text_trimmed(text, strlen(text));
    char *start = text + (span.text - text);
    start[span.length] = '\0';
    return start;
}

static bool is_control(uint32_t point)
{
    return point < ' ' || (point >= 0x7f && point < 0xa0);
}

/* What ends a line, or has the rest of it shown in another order than it is written. */
static bool breaks_line(uint32_t point)
{
    return (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

static bool is_readable(const char *text, bool lines)
{
    bool visible = false;
    while (*text) {
        uint32_t point = text_next(&text);
        bool line_end = point == '\t' || point == '\n' || point == '\r';
        if ((is_control(point) && !(lines && line_end)) || breaks_line(point))
            return false;
        visible = visible || !(text_is_blank(point) || text_is_invisible(point));
    }
    return visible;
}

bool text_is_line(const char *text)
{
    return is_readable(text, false);
}

bool text_is_prose(const char *text)
{
    return is_readable(text, true);
}

int text_columns(uint32_t point)
{
    return utf8proc_charwidth((utf8proc_int32_t)point);
}

/* Width */

static bool is_dash(uint32_t point)
{
    return (point >= 0x2010 && point <= 0x2015) || point == 0x2043 || point == 0x2212 ||
           point == 0x2500 || point == 0xfe58 || point == 0xfe63;
}

/* The ASCII character that it stands for; itself for none. */
static uint32_t narrow_point(uint32_t point)
{
    if (point >= 0xff01 && point <= 0xff5e)
        return point - 0xff01 + '!';
    if (is_dash(point))
        return '-';
    return text_is_blank(point) && point >= ' ' ? ' ' : point;
}

static bool is_ascii_but_long_vowels(const char *text)
{
    while (*text) {
        uint32_t point = text_next(&text);
        if (point != LONG_VOWEL && point != HALF_LONG_VOWEL && !text_is_invisible(point) &&
            narrow_point(point) >= 0x80)
            return false;
    }
    return true;
}

bool text_narrow(const char *text, char *out, size_t size)
{
    struct text_span span = text_trimmed(text, strlen(text));
    bool dashes = is_ascii_but_long_vowels(text);
    size_t length = 0;
    for (const char *at = span.text; at < span.text + span.length;) {
        const char *start = at;
        uint32_t point = text_next(&at);
        if (text_is_invisible(point))
            continue;
        if (dashes && (point == LONG_VOWEL || point == HALF_LONG_VOWEL))
            point = '-';
        uint32_t narrowed = narrow_point(point);
        size_t bytes = narrowed < 0x80 ? 1 : (size_t)(at - start);
        if (length + bytes >= size)
            return false;
        if (narrowed < 0x80)
            out[length] = (char)narrowed;
        else
            memcpy(out + length, start, bytes);
        length += bytes;
    }
    out[length] = '\0';
    return true;
}

/* NULL for what is no UTF-8, and where memory is short, which is remembered. */
static utf8proc_uint8_t *compatible(const char *text, int options)
{
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, 0, &made,
                                           UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                               UTF8PROC_COMPAT | options);
    if (length == UTF8PROC_ERROR_NOMEM)
        memory_failed();
    return made;
}

bool text_compatible(const char *text, char *out, size_t size)
{
    SCOPED(free_at) utf8proc_uint8_t *composed = compatible(text, 0);
    size_t length = composed ? strlen((const char *)composed) : size;
    if (length >= size)
        return false;
    memcpy(out, composed, length + 1);
    return true;
}

static bool is_word(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) ||
           point == 0x2605;
}

bool text_key(const char *text, char *out, size_t size)
{
    enum { KATAKANA_FIRST = 0x30a1, KATAKANA_LAST = 0x30f6, TO_HIRAGANA = 0x60 };
    SCOPED(free_at)
    utf8proc_uint8_t *folded = compatible(text, UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    size_t length = 0;
    for (const char *at = (const char *)folded; at && *at;) {
        utf8proc_uint8_t bytes[4];
        utf8proc_int32_t point = (utf8proc_int32_t)text_next(&at);
        if (!is_word(point))
            continue;
        if (point >= KATAKANA_FIRST && point <= KATAKANA_LAST)
            point -= TO_HIRAGANA;
        size_t count = (size_t)utf8proc_encode_char(point, bytes);
        if (length + count >= size)
            return false;
        memcpy(out + length, bytes, count);
        length += count;
    }
    out[length] = '\0';
    return folded != NULL;
}

bool text_has_key(const char *text, const char *key)
{
    char own[TEXT_KEY_SIZE];
    return text_key(text, own, sizeof own) && strcmp(own, key) == 0;
}

/* Bytes after the first one of a sequence, and the least and greatest second byte; RFC 3629. */
static int continuation(unsigned char first, unsigned char *least, unsigned char *greatest)
{
    *least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first < 0xe0)
        return 1;
    if (first >= 0xe0 && first < 0xf0)
        return 2;
    return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

size_t text_character(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    unsigned char least, greatest;
    int more = continuation(*byte, &least, &greatest);
    for (int i = 1; i <= more; i++) {
        if (byte[i] < least || byte[i] > greatest)
            return 0;
        least = 0x80;
        greatest = 0xbf;
    }
    return (size_t)(more + 1);
}

bool text_is_utf8(const char *text)
{
    for (size_t length; *text; text += length) {
        length = text_character(text);
        if (length == 0)
            return false;
    }
    return true;
}

const char *text_number(long long number, char out[TEXT_NUMBER_SIZE])
{
    char digits[TEXT_NUMBER_SIZE];
    int length = snprintf(digits, sizeof digits, "%lld", number);
    size_t at = 0;
    for (int i = 0; i < length; i++) {
        out[at++] = digits[i];
        int rest = length - 1 - i;
        if (rest > 0 && rest % 3 == 0 && text_is_digit(digits[i]))
            out[at++] = ',';
    }
    out[at] = '\0';
    return out;
}
