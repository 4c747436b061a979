/* SPDX-License-Identifier: Apache-2.0 */
#include "width.h"

#include <langinfo.h>
#include <locale.h>
#include <wchar.h>

#include "base/text.h"

static bool by_locale;

static bool locale_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void width_choose(void)
{
    setlocale(LC_CTYPE, "");
    if (!locale_is_utf8())
        setlocale(LC_CTYPE, "C.UTF-8");
    by_locale = locale_is_utf8();
}

size_t width_decode(const char *text, unsigned *out)
{
    size_t length = text_character(text);
    *out = 0xfffd;
    if (length == 0)
        return 1;
    *out = text_next(&text);
    return length;
}

struct range {
    unsigned first, last;
};

static bool within(const struct range *ranges, size_t count, unsigned character)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

static bool is_wide(unsigned character)
{
    static const struct range wide[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x33ff}, {0x3400, 0x4dbf},
        {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xac00, 0xd7a3}, {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6}, {0x1f300, 0x1f64f},
        {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
    };
    return within(wide, sizeof wide / sizeof *wide, character);
}

int width_by_range(unsigned character)
{
    static const struct range none[] = {
        {0x0000, 0x001f}, {0x007f, 0x009f}, {0x0300, 0x036f}, {0x200b, 0x200f},
        {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
    };
    if (within(none, sizeof none / sizeof *none, character))
        return 0;
    return is_wide(character) ? 2 : 1;
}

static int width_of_character(unsigned character)
{
    int width = by_locale ? wcwidth((wchar_t)character) : -1;
    return width >= 0 ? width : width_by_range(character);
}

int width_of(const char *text)
{
    int width = 0;
    unsigned character;
    while (*text) {
        text += width_decode(text, &character);
        width += width_of_character(character);
    }
    return width;
}

size_t width_fit(const char *text, int columns, int *used)
{
    size_t fits = 0;
    int width = 0;
    unsigned character;
    while (text[fits]) {
        size_t length = width_decode(text + fits, &character);
        int wider = width + width_of_character(character);
        if (wider > columns)
            break;
        width = wider;
        fits += length;
    }
    if (used != NULL)
        *used = width;
    return fits;
}

/* What may not begin a line in Japanese. */
static bool sticks_to_line(unsigned character)
{
    static const unsigned sticking[] = {0x3001, 0x3002, 0x300d, 0x300f, 0xff09, 0x30fb,
                                        0x30fc, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff01,
                                        0xff1f, ')',    ',',    '.'};
    for (size_t i = 0; i < sizeof sticking / sizeof *sticking; i++)
        if (sticking[i] == character)
            return true;
    return false;
}

static bool is_visible_ascii(char byte)
{
    return byte > 0x20 && byte < 0x7f;
}

/* The end of the address that a break here would cut, else `at`. */
static size_t past_address(const char *text, size_t at)
{
    size_t begin = at, end = at;
    while (begin > 0 && is_visible_ascii(text[begin - 1]))
        begin--;
    while (is_visible_ascii(text[end]))
        end++;
    const char *scheme = strstr(text + begin, "://");
    return scheme != NULL && scheme < text + end ? end : at;
}

size_t width_break(const char *text, int columns)
{
    size_t fits = width_fit(text, columns, NULL);
    unsigned first;
    if (text[fits] == '\0')
        return fits;
    if (fits == 0)
        return width_decode(text, &first);
    size_t good = 0;
    unsigned before = ' ', after;
    for (size_t at = 0; at <= fits; at += width_decode(text + at, &before)) {
        width_decode(text + at, &after);
        if (at > 0 && (after == ' ' || before == ' ' ||
                       ((is_wide(before) || is_wide(after)) && !sticks_to_line(after))))
            good = at;
    }
    return good > 0 ? good : past_address(text, fits);
}

/* Controls, and what turns the direction of writing. */
static bool steers(unsigned character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xfffd;
}

void width_clean(struct buf *out, const char *text, bool keep_lines)
{
    unsigned character;
    for (size_t length; *text; text += length) {
        length = width_decode(text, &character);
        if (character == '\n' || character == '\t')
            buf_char(out, keep_lines ? *text : ' ');
        else if (steers(character))
            buf_char(out, '?');
        else
            buf_add(out, text, length);
    }
}
