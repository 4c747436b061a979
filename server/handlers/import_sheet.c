/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/import_sheet.h"

#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "domain/heading.h"

/* `params` is taken over; it may be NULL. */
static err refuse_cell(size_t line, const char *member, const char *code, json_t *params,
                       struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    SCOPED(free_at) char *text = params ? json_dumps(params, JSON_COMPACT) : NULL;
    snprintf(pointer, sizeof pointer, "/rows/%zu%s%s", line, *member ? "/" : "", member);
    fault_add(fault, pointer, code, text);
    json_decref(params);
    return fault_invalid(fault);
}

err import_refuse(size_t line, const char *member, const char *code, struct fault *fault)
{
    return refuse_cell(line, member, code, json_pack("{s:I}", "line", (json_int_t)line), fault);
}

err import_hand_out(struct import_sheet *sheet, struct sheet_row *row, struct fault *fault)
{
    row->place = ++sheet->place;
    return sheet->each(sheet->context, row, fault);
}

static err wrong_row(const struct cells *row, const char *problem, struct fault *fault)
{
    char member[24];
    snprintf(member, sizeof member, "%zu", row->count + 1);
    return refuse_cell(row->line, member, problem,
                       json_pack("{s:I, s:I, s:I}", "line", (json_int_t)row->line, "column",
                                 (json_int_t)row->count + 1, "maxItems", (json_int_t)CELLS_MAX),
                       fault);
}

static void refuse_heading(const struct import_sheet *sheet, size_t line, size_t place,
                           const char *heading, const char *code, struct fault *fault)
{
    char member[24];
    enum sheet_column near = sheet_column_near(heading);
    snprintf(member, sizeof member, "%zu", place);
    json_t *params = json_pack("{s:I, s:I, s:o}", "line", (json_int_t)line, "column",
                               (json_int_t)place, "heading", heading_shown(heading));
    if (near != SHEET_COLUMN_COUNT)
        json_object_set_new(params, "nearest", json_string(sheet_heading(near, sheet->language)));
    (void)refuse_cell(line, member, code, params, fault);
}

static void add_cells(struct buf *out, const struct cells *row)
{
    for (size_t i = 0; i < row->count; i++)
        buf_add(out, text_trim(row->fields[i]), strlen(text_trim(row->fields[i])) + 1);
}

static void keep_head(struct import_sheet *sheet, const struct cells *row, size_t known)
{
    buf_clear(&sheet->head);
    sheet->head_line = row->line;
    sheet->head_known = known;
    sheet->column_count = row->count;
    add_cells(&sheet->head, row);
}

static void hold_row(struct import_sheet *sheet, const struct cells *row)
{
    size_t place = sheet->held_count++;
    sheet->held_rows[place].line = row->line;
    sheet->held_rows[place].count = row->count;
    sheet->held_rows[place].from = sheet->held.length;
    add_cells(&sheet->held, row);
}

static void drop_held(struct import_sheet *sheet)
{
    sheet->held_count = 0;
    buf_clear(&sheet->held);
}

/* A heading that is not ours is a typing error, which must not pass for a column that is absent. */
static err read_headings(struct import_sheet *sheet, struct fault *fault)
{
    bool seen[SHEET_COLUMN_COUNT] = {false};
    const char *heading = buf_text(&sheet->head);
    for (size_t i = 0; i < sheet->column_count; i++, heading += strlen(heading) + 1) {
        enum sheet_column column = sheet_column_of(heading);
        if (left_out(sheet->left_out, heading))
            column = SHEET_COLUMN_COUNT;
        else if (column == SHEET_COLUMN_COUNT && *heading)
            refuse_heading(sheet, sheet->head_line, i + 1, heading, "unknown_column", fault);
        else if (column != SHEET_COLUMN_COUNT && seen[column])
            refuse_heading(sheet, sheet->head_line, i + 1, heading, "repeated_column", fault);
        sheet->columns[i] = column;
        sheet->unheaded[i] = !*heading;
        if (column != SHEET_COLUMN_COUNT)
            seen[column] = true;
    }
    sheet->headed = true;
    return fault_invalid(fault);
}

static size_t filled_cells(const struct cells *row)
{
    size_t filled = 0;
    for (size_t i = 0; i < row->count; i++)
        filled += !text_is_empty(row->fields[i]);
    return filled;
}

bool import_is_heading(const char *text)
{
    return sheet_column_of(text) != SHEET_COLUMN_COUNT;
}

static size_t known_headings(const struct cells *row)
{
    size_t known = 0;
    for (size_t i = 0; i < row->count; i++)
        known += !text_is_empty(row->fields[i]) && import_is_heading(row->fields[i]);
    return known;
}

/* A word alone below a heading may be a value (会社); a row of words that all mean their columns is
 * none. */
static bool names_column(const char *cell, enum sheet_column column, bool alone)
{
    if (column == SHEET_COLUMN_COUNT)
        return false;
    return strcmp(cell, sheet_heading(column, LANGUAGE_EN)) == 0 ||
           strcmp(cell, sheet_heading(column, LANGUAGE_JA)) == 0 ||
           (!alone && sheet_column_of(cell) == column);
}

/* Headings once more: in the other language below the first ones, or on each printed page. */
static bool repeats_head(const struct import_sheet *sheet, const struct cells *row)
{
    const char *heading = buf_text(&sheet->head);
    bool alone = filled_cells(row) == 1;
    for (size_t i = 0; i < sheet->column_count; i++, heading += strlen(heading) + 1) {
        const char *cell = cells_at(row, i);
        if (!text_is_empty(cell) && strcmp(cell, heading) != 0 &&
            !names_column(cell, sheet->columns[i], alone))
            return false;
    }
    return true;
}

/* A second table below the first, with its columns in another order. */
static bool begins_another(const struct cells *row)
{
    size_t known = known_headings(row);
    return known > 1 && known == filled_cells(row);
}

/* A cell under no heading would be lost. */
static err check_width(const struct import_sheet *sheet, const struct cells *row,
                       struct fault *fault)
{
    char member[24];
    for (size_t i = 0; i < row->count; i++) {
        bool headed = i < sheet->column_count && !sheet->unheaded[i];
        snprintf(member, sizeof member, "%zu", i + 1);
        if (!headed && !text_is_empty(row->fields[i]))
            return import_refuse(row->line, member, "too_many_cells", fault);
    }
    return OK;
}

/* 必須, 任意, 半角英数: how the columns are to be filled in. */
static bool is_instruction(const struct cells *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!text_is_empty(row->fields[i]) && !heading_is_hint(row->fields[i]))
            return false;
    return filled_cells(row) > 1;
}

enum { NUMBERED_LEAST = 3, NUMBER_MAX = 16 };

/* ① ② ③ or 1 2 3 below the headings number the columns; 0 0 is what formulas show of cells with
 * nothing in them. */
static bool is_numbering(const struct cells *row)
{
    char number[NUMBER_MAX], found[NUMBER_MAX];
    size_t count = 0, zeros = 0;
    for (size_t i = 0; i < row->count; i++) {
        if (text_is_empty(row->fields[i]))
            continue;
        snprintf(number, sizeof number, "%zu", ++count - zeros);
        if (!text_key(row->fields[i], found, sizeof found))
            return false;
        bool zero = strcmp(found, "0") == 0;
        zeros += zero;
        if (!zero && (zeros > 0 || strcmp(found, number) != 0))
            return false;
    }
    return count == zeros ? count > 1 : zeros == 0 && count >= NUMBERED_LEAST;
}

/* ---- and nothing else, as reports and Markdown draw tables. */
static bool is_drawn(const struct cells *row)
{
    enum { RULED_LEAST = 3 };
    for (size_t i = 0; i < row->count; i++) {
        struct text_span span = text_trimmed(row->fields[i], strlen(row->fields[i]));
        if (span.length > 0 &&
            (span.length < RULED_LEAST || strspn(span.text, "-=_+:") < span.length))
            return false;
    }
    return true;
}

static bool is_remark(const struct cells *row)
{
    size_t first = 0;
    if (is_instruction(row) || is_numbering(row) || is_drawn(row))
        return true;
    while (first < row->count && text_is_empty(row->fields[first]))
        first++;
    return first < row->count && sheet_is_remark(row->fields[first], filled_cells(row));
}

/* Between the lines of a table; one such cell alone, but where a line begins, is a value that is
 * none. */
static bool is_ruler(const struct cells *row)
{
    return is_drawn(row) && (filled_cells(row) > 1 || !text_is_empty(row->fields[0]));
}

static err take_data(struct import_sheet *sheet, const struct cells *row, struct fault *fault)
{
    if (is_ruler(row))
        return OK;
    TRY(check_width(sheet, row, fault));
    if (repeats_head(sheet, row))
        return OK;
    if (begins_another(row))
        return import_refuse(row->line, "", "headings_again", fault);
    struct sheet_row out = {.line = row->line, .remark = is_remark(row)};
    for (size_t i = 0; i < sheet->column_count; i++)
        if (sheet->columns[i] < SHEET_WRITABLE)
            out.cells[sheet->columns[i]] = cells_at(row, i);
    return import_hand_out(sheet, &out, fault);
}

static void note_undivided(struct import_sheet *sheet, const struct cells *row)
{
    sheet->undivided = csv_foreign_separator(row, import_is_heading);
    sheet->undivided_line = row->line;
}

static err refuse_undivided(const struct import_sheet *sheet, struct fault *fault)
{
    return refuse_cell(sheet->undivided_line, "", "separator_unknown",
                       json_pack("{s:I, s:s}", "line", (json_int_t)sheet->undivided_line,
                                 "separator", sheet->undivided),
                       fault);
}

/* The headings are those that were kept, and what was held is data. */
static err settle_head(struct import_sheet *sheet, struct fault *fault)
{
    if (sheet->undivided && sheet->head_known == 0)
        return refuse_undivided(sheet, fault);
    TRY(read_headings(sheet, fault));
    for (size_t i = 0; i < sheet->held_count; i++) {
        struct cells row = {.line = sheet->held_rows[i].line, .count = sheet->held_rows[i].count};
        char *cell = sheet->held.data + sheet->held_rows[i].from;
        for (size_t k = 0; k < row.count; k++, cell += strlen(cell) + 1)
            row.fields[k] = cell;
        TRY(take_data(sheet, &row, fault));
    }
    drop_held(sheet);
    return OK;
}

/* One column's name alone, or beside its value, may be a title (取引先, 会社名：東都重工業). */
static bool may_be_title(const struct import_sheet *sheet)
{
    size_t filled = 0;
    const char *heading = buf_text(&sheet->head);
    for (size_t i = 0; i < sheet->column_count; i++, heading += strlen(heading) + 1)
        filled += *heading && !left_out(sheet->left_out, heading);
    return sheet->head_known <= 1 && filled <= 2;
}

/* Titles, days and notes above the headings are passed over. The first row that could have been
 * headings is kept: when no better ones come it is what is wrong. */
static err take_head(struct import_sheet *sheet, const struct cells *row, struct fault *fault)
{
    size_t known = known_headings(row);
    if (known == 0 && !sheet->undivided)
        note_undivided(sheet, row);
    bool early = row->line < IMPORT_TITLES_MAX;
    if (known > sheet->head_known) {
        drop_held(sheet);
        keep_head(sheet, row, known);
    } else if (sheet->head_known == 0) {
        if (sheet->column_count == 0 && filled_cells(row) > 1)
            keep_head(sheet, row, 0);
    } else if (early && may_be_title(sheet)) {
        hold_row(sheet, row);
    } else {
        TRY(settle_head(sheet, fault));
        return take_data(sheet, row, fault);
    }
    if (!buf_ok(&sheet->head) || !buf_ok(&sheet->held))
        return import_refuse(row->line, "", "row_too_long", fault);
    return early || sheet->column_count == 0 || sheet->head_known > 0 ? OK
                                                                      : settle_head(sheet, fault);
}

static err take_sheet_cells(struct import_sheet *sheet, const struct cells *row,
                            struct fault *fault)
{
    if (filled_cells(row) == 0)
        return OK;
    return sheet->headed ? take_data(sheet, row, fault) : take_head(sheet, row, fault);
}

err import_take(struct import_sheet *sheet, const struct cells_source *rows, struct fault *fault)
{
    for (;;) {
        struct cells row;
        bool more;
        const char *problem = rows->next(rows->context, &row, &more);
        if (problem)
            return wrong_row(&row, problem, fault);
        if (!more)
            return OK;
        TRY(take_sheet_cells(sheet, &row, fault));
    }
}

err import_end(struct import_sheet *sheet, struct fault *fault)
{
    if (!sheet->headed && (sheet->column_count > 0 || sheet->undivided))
        TRY(settle_head(sheet, fault));
    return sheet->place > 0 ? OK : import_refuse(1, "", "sheet_empty", fault);
}
