/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet.h"

#include <stdio.h>
#include <string.h>

#include "vocabulary/vocabulary.h"

static const char *const columns[SHEET_COLUMN_COUNT] = {
#define X(column, name, ...) [SHEET_##column] = name,
    VOCABULARY_HEADING(X)
#undef X
};

const char *sheet_name(enum sheet_column column)
{
    return columns[column];
}

const char *sheet_contact_member(enum sheet_column column)
{
    static const char prefix[] = "contact_";
    const char *name = sheet_name(column);
    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : NULL;
}

const char *sheet_heading(enum sheet_column column, enum language language)
{
    return text_word(TEXT_HEADING, columns[column], language);
}

static const char *const separators[] = {"、", ",", ";", "，", "；", "\n"};

/* Bytes of the separator that begins here; 0 for none. */
static size_t separator_at(const char *text)
{
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (strncmp(text, separators[i], strlen(separators[i])) == 0)
            return strlen(separators[i]);
    return 0;
}

static bool has_separator(const char *text)
{
    for (; *text; text++)
        if (separator_at(text))
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
