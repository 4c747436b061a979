/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    const char *ja;
} columns[SHEET_COLUMN_COUNT] = {
#define X(column, name, ja) [SHEET_##column] = {#name, ja},
    SHEET_COLUMNS(X)
#undef X
};

const char *sheet_name(enum sheet_column column)
{
    return columns[column].name;
}

const char *sheet_heading(enum sheet_column column, enum language language)
{
    return language == LANGUAGE_JA ? columns[column].ja : columns[column].name;
}

enum sheet_column sheet_column_of(const char *heading)
{
    int column = 0;
    while (column < SHEET_COLUMN_COUNT && strcasecmp(heading, columns[column].name) != 0 &&
           strcmp(heading, columns[column].ja) != 0)
        column++;
    return (enum sheet_column)column;
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
