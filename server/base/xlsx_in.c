/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/scope.h"
#include "base/xlsx_parts.h"
#include "base/xlsx_value.h"

#include "base/banned.h"

enum { ROW_MAX = 1024 * 1024, VALUE_MAX = 256 * 1024, NOT_THERE = -1 };

enum part_kind { NUMBER, SHARED, TEXT, FLAG, DAY };

/* The value of merged cells, until their last row. */
struct carried {
    uint32_t last;
    char *text; /* owned */
};

struct xlsx_in {
    struct zip_in zip;
    struct xlsx_parts parts;
    struct xml_in *xml;
    struct carried carried[CELLS_MAX];
    size_t merge;           /* the next to begin */
    struct buf text;        /* of the row */
    long places[CELLS_MAX]; /* where each cell begins in it */
    uint32_t row;
    uint32_t column;
    bool too_wide;
    bool in_value;
    bool in_reading; /* furigana */
    enum part_kind kind;
    int format;
    struct buf value; /* of the cell */
};

static bool starts_with(const char *bytes, size_t length, const char *start, size_t start_length)
{
    return length >= start_length && memcmp(bytes, start, start_length) == 0;
}

/* Excel puts what it encrypts into an OLE container, under this name. */
static const char locked_name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

static const char *old_problem(const char *bytes, size_t length)
{
    if (!starts_with(bytes, length, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
        return NULL;
    return memmem(bytes, length, locked_name, sizeof locked_name) ? "workbook_protected"
                                                                  : "xls_not_read";
}

const char *xlsx_in_mistaken(const char *bytes, size_t length)
{
    return starts_with(bytes, length, "PK\x03\x04", 4) ? "workbook_as_text"
                                                       : old_problem(bytes, length);
}

/* Events */

static void begin_row(struct xlsx_in *xlsx, const char **attributes)
{
    const char *number = xml_in_attribute(attributes, "r");
    xlsx->row = number ? (uint32_t)strtoul(number, NULL, 10) : xlsx->row + 1;
    xlsx->column = UINT32_MAX;
    buf_clear(&xlsx->text);
    for (size_t i = 0; i < CELLS_MAX; i++)
        xlsx->places[i] = NOT_THERE;
}

static enum part_kind kind_of_part(const char *type)
{
    static const struct {
        const char *type;
        enum part_kind kind;
    } kinds[] = {{"s", SHARED}, {"str", TEXT}, {"inlineStr", TEXT},
                 {"e", TEXT},   {"b", FLAG},   {"d", DAY}};
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].kind;
    return NUMBER;
}

static void begin_cell(struct xlsx_in *xlsx, const char **attributes)
{
    const char *place = xml_in_attribute(attributes, "r");
    const char *style = xml_in_attribute(attributes, "s");
    size_t number = style ? (size_t)strtoul(style, NULL, 10) : 0;
    uint32_t row;
    if (place)
        xlsx_place(place, &xlsx->column, &row);
    else
        xlsx->column++;
    xlsx->kind = kind_of_part(xml_in_attribute(attributes, "t"));
    xlsx->format = number < xlsx->parts.format_count ? xlsx->parts.formats[number] : XLSX_GENERAL;
    buf_clear(&xlsx->value);
}

static void add_shared(struct xlsx_in *xlsx)
{
    size_t number = (size_t)strtoul(buf_text(&xlsx->value), NULL, 10);
    if (number >= xlsx->parts.string_count) {
        xml_in_stop(xlsx->xml, XML_IN_BROKEN);
        return;
    }
    const char *text = xlsx->parts.strings.data + xlsx->parts.starts[number];
    xlsx_text_add(&xlsx->text, text, strlen(text));
}

/* 2027-06-30T00:00:00 */
static void add_iso_day(struct xlsx_in *xlsx)
{
    const char *text = buf_text(&xlsx->value);
    const char *time = strstr(text, "T00:00:00");
    buf_add(&xlsx->text, text, time ? (size_t)(time - text) : strlen(text));
}

static void end_cell(struct xlsx_in *xlsx)
{
    const char *value = buf_text(&xlsx->value);
    if (!*value)
        return;
    if (xlsx->column >= CELLS_MAX) {
        xlsx->too_wide = true;
        return;
    }
    xlsx->places[xlsx->column] = (long)xlsx->text.length;
    if (xlsx->kind == SHARED)
        add_shared(xlsx);
    else if (xlsx->kind == TEXT)
        xlsx_text_add(&xlsx->text, value, xlsx->value.length);
    else if (xlsx->kind == FLAG)
        buf_text_add(&xlsx->text, strcmp(value, "1") == 0 ? "TRUE" : "FALSE");
    else if (xlsx->kind == DAY)
        add_iso_day(xlsx);
    else
        xlsx_number_add(&xlsx->text, value, xlsx->format, xlsx->parts.from_1904);
    buf_char(&xlsx->text, '\0');
}

static void on_sheet_start(void *context, const char *name, const char **attributes)
{
    struct xlsx_in *xlsx = context;
    if (strcmp(name, "row") == 0)
        begin_row(xlsx, attributes);
    else if (strcmp(name, "c") == 0)
        begin_cell(xlsx, attributes);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->in_value = true;
    else if (strcmp(name, "rPh") == 0)
        xlsx->in_reading = true;
}

static void on_sheet_end(void *context, const char *name)
{
    struct xlsx_in *xlsx = context;
    if (strcmp(name, "c") == 0)
        end_cell(xlsx);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->in_value = false;
    else if (strcmp(name, "rPh") == 0)
        xlsx->in_reading = false;
    if (xlsx->text.failed || xlsx->value.failed)
        xml_in_stop(xlsx->xml, XML_IN_TOO_LARGE);
    else if (strcmp(name, "row") == 0)
        xml_in_pause(xlsx->xml);
}

static void on_sheet_text(void *context, const char *text, size_t length)
{
    struct xlsx_in *xlsx = context;
    if (xlsx->in_value && !xlsx->in_reading)
        buf_add(&xlsx->value, text, length);
}

/* Rows */

static bool carry_merged(struct xlsx_in *xlsx, uint32_t last, size_t column)
{
    struct carried *carried = &xlsx->carried[column];
    long place = xlsx->places[column];
    free(carried->text);
    carried->last = last;
    carried->text = strdup(place == NOT_THERE ? "" : xlsx->text.data + place);
    if (!carried->text)
        memory_failed();
    return carried->text != NULL;
}

static bool fill_merged(struct xlsx_in *xlsx, struct cells *out)
{
    const struct xlsx_parts *parts = &xlsx->parts;
    for (; xlsx->merge < parts->merge_count && parts->merges[xlsx->merge].first <= xlsx->row;
         xlsx->merge++) {
        const struct xlsx_merge *merge = &parts->merges[xlsx->merge];
        if (merge->first == xlsx->row && !carry_merged(xlsx, merge->last, merge->column))
            return false;
    }
    for (size_t i = 0; i < CELLS_MAX; i++)
        if (!*out->fields[i] && xlsx->carried[i].text && xlsx->row <= xlsx->carried[i].last)
            out->fields[i] = xlsx->carried[i].text;
    return true;
}

static bool take_row_cells(struct xlsx_in *xlsx, struct cells *out)
{
    static char empty[1];
    out->line = xlsx->row;
    out->count = 0;
    for (size_t i = 0; i < CELLS_MAX; i++)
        out->fields[i] = xlsx->places[i] == NOT_THERE ? empty : xlsx->text.data + xlsx->places[i];
    bool filled = false;
    for (size_t i = 0; i < CELLS_MAX; i++)
        filled = filled || *out->fields[i];
    if (!fill_merged(xlsx, out))
        return false;
    for (size_t i = 0; filled && i < CELLS_MAX; i++)
        if (*out->fields[i])
            out->count = i + 1;
    return true;
}

const char *xlsx_in_row(void *context, struct cells *out, bool *more)
{
    struct xlsx_in *xlsx = context;
    *out = (struct cells){0};
    for (;;) {
        enum xml_in_result result = xml_in_run(xlsx->xml);
        *more = result == XML_IN_PAUSED;
        if (!*more)
            return xlsx_problem(result);
        if (!take_row_cells(xlsx, out))
            return "workbook_too_large";
        if (xlsx->too_wide) {
            out->count = CELLS_MAX;
            return "too_many_items";
        }
        if (out->count > 0)
            return NULL;
    }
}

/* The whole */

const char *xlsx_in_open(const char *bytes, size_t length, struct xlsx_in **out)
{
    const char *problem = old_problem(bytes, length);
    *out = NULL;
    if (problem)
        return problem;
    struct xlsx_in *xlsx = *out = calloc(1, sizeof *xlsx);
    if (!xlsx) {
        memory_failed();
        return "workbook_too_large";
    }
    xlsx->text = (struct buf)BUF_INIT(ROW_MAX);
    xlsx->value = (struct buf)BUF_INIT(VALUE_MAX);
    xlsx->column = UINT32_MAX;
    if (length > XLSX_IN_MAX)
        return "workbook_too_large";
    if (!zip_in_open(bytes, length, &xlsx->zip))
        return xlsx_problem(xlsx->zip.problem == ZIP_IN_TOO_LARGE ? XML_IN_TOO_LARGE
                                                                  : XML_IN_BROKEN);
    problem = xlsx_parts_read(&xlsx->zip, &xlsx->parts);
    if (problem)
        return problem;
    const struct xml_in_events events = {on_sheet_start, on_sheet_end, on_sheet_text, xlsx};
    xlsx->xml = xml_in_open(&xlsx->zip, xlsx->parts.sheet, &events);
    return xlsx->xml ? NULL : "workbook_not_read";
}

static void xlsx_in_close(struct xlsx_in *xlsx)
{
    if (!xlsx)
        return;
    xml_in_close(xlsx->xml);
    xlsx_parts_release(&xlsx->parts);
    zip_in_close(&xlsx->zip);
    for (size_t i = 0; i < CELLS_MAX; i++)
        free(xlsx->carried[i].text);
    buf_release(&xlsx->text);
    buf_release(&xlsx->value);
    free(xlsx);
}

void xlsx_in_close_at(struct xlsx_in **xlsx)
{
    xlsx_in_close(*xlsx);
}
