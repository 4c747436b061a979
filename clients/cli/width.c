/* SPDX-License-Identifier: Apache-2.0 */
#include "width.h"

#include "base/text.h"

size_t width_decode(const char *text, unsigned *out)
{
    size_t length = text_character(text);
    *out = 0xfffd;
    if (length == 0)
        return 1;
    *out = text_next(&text);
    return length;
}

int width_of(const char *text)
{
    int width = 0;
    unsigned character;
    while (*text) {
        text += width_decode(text, &character);
        width += text_columns(character);
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
        int wider = width + text_columns(character);
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
        if (at > 0 &&
            (after == ' ' || before == ' ' ||
             ((text_columns(before) == 2 || text_columns(after) == 2) && !sticks_to_line(after))))
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
