/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/xlsx_parts.h"
#include "base/xlsx_value.h"

#include "base/banned.h"

enum {
    ROW_MAX = 1024 * 1024,
    VALUE_MAX = 256 * 1024,
    NOT_THERE = -1,
    SEARCHED_ROWS = 15,
    HEADINGS_LEAST = 2
};

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
    int passed_over; /* furigana, extensions */
    bool formula;
    bool valued;
    enum part_kind kind;
    const struct xlsx_format *format;
    size_t formulas;
    struct buf value; /* of the cell */
};

/* Events */

static void begin_row(struct xlsx_in *xlsx, const char **attributes)
{
    const char *number = xml_in_attribute(attributes, "r");
    uint32_t before = xlsx->row++;
    if ((number && !xlsx_number(number, XLSX_ROWS_MAX, &xlsx->row)) || xlsx->row <= before ||
        xlsx->row > XLSX_ROWS_MAX)
        xml_in_stop(xlsx->xml, XML_IN_BROKEN);
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
    uint32_t number = 0;
    uint32_t row;
    if (style)
        (void)xlsx_number(style, XLSX_INDEX_MAX, &number);
    if (place)
        xlsx_place(place, &xlsx->column, &row);
    else
        xlsx->column++;
    xlsx->kind = kind_of_part(xml_in_attribute(attributes, "t"));
    xlsx->format = xlsx_style_format(&xlsx->parts, number);
    xlsx->formula = xlsx->valued = false;
    buf_clear(&xlsx->value);
}

static void add_shared(struct xlsx_in *xlsx)
{
    uint32_t number;
    if (!xlsx_number(buf_text(&xlsx->value), XLSX_INDEX_MAX, &number) ||
        number >= xlsx->parts.string_count) {
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

/* A formula that nobody has calculated is no empty cell. */
static void mark_uncalculated(struct xlsx_in *xlsx)
{
    xlsx->kind = TEXT;
    buf_text_add(&xlsx->value, "#CALC!");
}

static void end_cell(struct xlsx_in *xlsx)
{
    if (xlsx->formula && !xlsx->valued)
        mark_uncalculated(xlsx);
    const char *value = buf_text(&xlsx->value);
    if (!*value)
        return;
    if (xlsx->column >= CELLS_MAX) {
        xlsx->too_wide = xlsx->too_wide || xlsx->kind == SHARED || !text_is_empty(value);
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
    else if (strcmp(name, "f") == 0)
        xlsx->formula = true, xlsx->formulas++;
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->in_value = xlsx->valued = true;
    xlsx->passed_over += xlsx_is_passed_over(name);
}

static void on_sheet_end(void *context, const char *name)
{
    struct xlsx_in *xlsx = context;
    if (strcmp(name, "c") == 0)
        end_cell(xlsx);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->in_value = false;
    xlsx->passed_over -= xlsx_is_passed_over(name);
    if (xlsx->text.failed || xlsx->value.failed)
        xml_in_stop(xlsx->xml, XML_IN_TOO_LARGE);
    else if (strcmp(name, "row") == 0)
        xml_in_pause(xlsx->xml);
}

static void on_sheet_text(void *context, const char *text, size_t length)
{
    struct xlsx_in *xlsx = context;
    if (xlsx->in_value && xlsx->passed_over == 0)
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
        out->line = xlsx->row;
        if (!*more)
            return xlsx_problem(result);
        if (!take_row_cells(xlsx, out))
            return "workbook_too_large";
        if (xlsx->too_wide) {
            out->count = CELLS_MAX;
            return "too_many_columns";
        }
        if (out->count > 0)
            return NULL;
    }
}

/* The sheet */

static const char *begin_sheet(struct xlsx_in *xlsx, size_t sheet)
{
    const struct xml_in_events events = {on_sheet_start, on_sheet_end, on_sheet_text, xlsx};
    xml_in_close(xlsx->xml);
    xlsx->merge = 0;
    xlsx->row = 0;
    xlsx->column = UINT32_MAX;
    xlsx->too_wide = xlsx->in_value = false;
    xlsx->passed_over = 0;
    xlsx->xml = xml_in_open(&xlsx->zip, xlsx->parts.sheets[sheet].part, &events);
    return xlsx->xml ? NULL : xlsx_zip_problem(&xlsx->zip);
}

static size_t headings_in_row(const struct cells *row, cells_heading_fn *known)
{
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++)
        count += *row->fields[i] && known(row->fields[i]);
    return count;
}

/* Whether one of the first rows has several headings; a page of explanations has one in a row. */
static const char *look_for_headings(struct xlsx_in *xlsx, size_t sheet, cells_heading_fn *known,
                                     bool *found)
{
    bool more = true;
    const char *problem = begin_sheet(xlsx, sheet);
    for (int i = 0; i < SEARCHED_ROWS && !problem && more && !*found; i++) {
        struct cells row;
        problem = xlsx_in_row(xlsx, &row, &more);
        *found = !problem && headings_in_row(&row, known) >= HEADINGS_LEAST;
    }
    return problem;
}

/* The one with headings; else the first with something to read. */
static const char *choose_sheet(struct xlsx_in *xlsx, cells_heading_fn *known, size_t *out)
{
    size_t with_headings = 0, count = xlsx->parts.sheet_count;
    *out = count;
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        if (!*xlsx->parts.sheets[i].part)
            continue;
        const char *problem = count > 1 ? look_for_headings(xlsx, i, known, &found) : NULL;
        if (problem && strcmp(problem, "too_many_columns") != 0)
            return problem;
        with_headings += found;
        if (*out == count || (found && with_headings == 1))
            *out = i;
    }
    if (with_headings > 1)
        return "several_sheets";
    return *out == count ? "workbook_not_read" : NULL;
}

/* The whole */

static const char *open_archive(struct xlsx_in *xlsx, const char *bytes, size_t length,
                                cells_heading_fn *known)
{
    size_t sheet;
    const char *problem = NULL;
    if (length > XLSX_IN_MAX)
        return "workbook_too_large";
    if (!zip_in_open(bytes, length, &xlsx->zip))
        return xlsx_zip_problem(&xlsx->zip);
    problem = xlsx_parts_read(&xlsx->zip, &xlsx->parts);
    if (!problem)
        problem = choose_sheet(xlsx, known, &sheet);
    if (!problem)
        problem = xlsx_merges_read(&xlsx->zip, &xlsx->parts, sheet);
    return problem ? problem : begin_sheet(xlsx, sheet);
}

const char *xlsx_in_open(const char *bytes, size_t length, cells_heading_fn *known,
                         struct xlsx_in **out)
{
    const char *problem = xlsx_in_foreign(bytes, length);
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
    return open_archive(xlsx, bytes, length, known);
}

struct xlsx_in_seen xlsx_in_seen(const struct xlsx_in *xlsx)
{
    return (struct xlsx_in_seen){xlsx->formulas, xlsx->parts.merge_count};
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
