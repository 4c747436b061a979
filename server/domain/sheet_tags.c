/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "domain/sheet.h"

/* Bytes of the separator that begins here; 0 for none. */
static size_t separator_at(const char *text, bool lines)
{
    static const char *const marks[] = {"、", ",", ";", "，", "；", "､"};
    if (*text == '\n' || *text == '\r')
        return 1;
    for (size_t i = 0; !lines && i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

static bool seen_before(const struct text_span *tags, size_t count, const struct text_span *tag)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i].length == tag->length && memcmp(tags[i].text, tag->text, tag->length) == 0)
            return true;
    return false;
}

/* A cell with line ends has one tag on each line, whatever else stands in them. */
size_t sheet_tags_read(const char *cell, struct text_span tags[static SHEET_TAGS_MAX])
{
    size_t count = 0;
    bool lines = strpbrk(cell, "\r\n") != NULL;
    const char *from = cell;
    for (const char *at = cell; count < SHEET_TAGS_MAX; at++) {
        size_t length = *at ? separator_at(at, lines) : 0;
        if (*at && !length)
            continue;
        struct text_span tag = text_trimmed(from, (size_t)(at - from));
        if (tag.length > 0 && !seen_before(tags, count, &tag))
            tags[count++] = tag;
        if (!*at)
            break;
        at += length - 1;
        from = at + 1;
    }
    return count;
}

static bool has_separator(const char *text)
{
    for (; *text; text++)
        if (separator_at(text, false))
            return true;
    return false;
}

void sheet_tags_write(struct buf *out, const char *const *tags, size_t count)
{
    bool lines = false;
    for (size_t i = 0; i < count; i++)
        lines = lines || has_separator(tags[i]);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && !lines)
            buf_text_add(out, "、");
        buf_text_add(out, tags[i]);
        if (lines)
            buf_char(out, '\n');
    }
}
