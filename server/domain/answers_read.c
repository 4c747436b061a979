/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/spoiled.h"
#include "base/text.h"
#include "domain/answers_column.h"
#include "domain/answers_given.h"
#include "domain/heading.h"
#include "domain/sheet_cell.h"

enum { NARROW_MAX = 512 };

struct sheet {
    const struct questionnaire *questionnaire;
    const struct answer_fields *fields;
    struct cells row;
    size_t places[ANSWERS_COUNT]; /* of the columns in a row; CELLS_MAX = not there */
    bool unheaded[CELLS_MAX];
    json_t *seen;
    json_t *answers;
};

static void row_fault(const struct sheet *sheet, enum answers_column column, const char *code,
                      const char *params, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "/rows/%zu/%s", sheet->row.line, answers_column_name(column));
    fault_add(fault, pointer, code, params);
}

/* `params` is taken over. */
static void place_fault(const struct sheet *sheet, size_t place, json_t *params, const char *code,
                        struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    json_auto_t *owned = params;
    SCOPED(free_at) char *text = owned ? json_dumps(owned, JSON_COMPACT) : NULL;
    snprintf(pointer, sizeof pointer, "/rows/%zu/%zu", sheet->row.line, place + 1);
    fault_add(fault, pointer, code, text);
}

/* *more: there is one. */
static err next_row(const struct cells_source *rows, struct sheet *sheet, bool *more,
                    struct fault *fault)
{
    const char *problem = rows->next(rows->context, &sheet->row, more);
    if (!problem)
        return OK;
    place_fault(sheet, sheet->row.count, NULL, problem, fault);
    return fault_invalid(fault);
}

/* Headings */

static bool has_column(const struct sheet *sheet, enum answers_column column)
{
    return sheet->places[column] != CELLS_MAX;
}

static bool has_headings(const struct sheet *sheet)
{
    return has_column(sheet, ANSWERS_CRITERION) && has_column(sheet, ANSWERS_ANSWER);
}

static enum answers_column column_near(const char *heading, enum language language)
{
    enum answers_column nearest = ANSWERS_COUNT;
    size_t best = heading_likeness_begin(heading);
    for (int i = 0; i < ANSWERS_COUNT; i++)
        if (heading_is_nearer(heading, answers_heading((enum answers_column)i, language), &best))
            nearest = (enum answers_column)i;
    return nearest;
}

static void heading_fault(const struct sheet *sheet, size_t place, const char *heading,
                          const char *code, struct fault *fault)
{
    enum language language = sheet->questionnaire->language;
    enum answers_column near = column_near(heading, language);
    json_t *params = json_pack("{s:o}", "heading", heading_shown(heading));
    if (near != ANSWERS_COUNT)
        json_object_set_new(params, "nearest", json_string(answers_heading(near, language)));
    place_fault(sheet, place, params, code, fault);
}

static void read_heading(struct sheet *sheet, size_t place, struct fault *fault)
{
    const char *heading = text_trim(sheet->row.fields[place]);
    enum answers_column column = answers_column_of(heading);
    sheet->unheaded[place] = !*heading;
    if (!*heading || sheet->fields->left_out(sheet->fields->context, heading))
        return;
    if (column == ANSWERS_COUNT)
        heading_fault(sheet, place, heading, "unknown_column", fault);
    else if (has_column(sheet, column))
        heading_fault(sheet, place, heading, "repeated_column", fault);
    else
        sheet->places[column] = place;
}

/* The row as headings; true when it has some. */
static bool read_answer_headings(struct sheet *sheet, struct fault *fault)
{
    bool any = false;
    for (int column = 0; column < ANSWERS_COUNT; column++)
        sheet->places[column] = CELLS_MAX;
    for (size_t i = 0; i < CELLS_MAX; i++)
        sheet->unheaded[i] = true;
    for (size_t i = 0; i < sheet->row.count; i++)
        read_heading(sheet, i, fault);
    for (int column = 0; column < ANSWERS_COUNT; column++)
        any = any || has_column(sheet, (enum answers_column)column);
    if (!has_column(sheet, ANSWERS_CRITERION))
        row_fault(sheet, ANSWERS_CRITERION, "column_missing", NULL, fault);
    if (!has_column(sheet, ANSWERS_ANSWER))
        row_fault(sheet, ANSWERS_ANSWER, "column_missing", NULL, fault);
    return any;
}

/* All headings in one cell, between marks that divide no columns. */
static void note_undivided_head(const struct sheet *sheet, struct fault *fault)
{
    const char *mark = csv_foreign_separator(&sheet->row, answers_sheet_is_heading);
    if (mark)
        place_fault(sheet, 0, json_pack("{s:s}", "separator", mark), "separator_unknown", fault);
}

/* What stands above is passed over, also where a title is the name of a column (評価). Without a
 * row that has both columns, the first that has all of them in one cell is told of, or that has any
 * heading. */
static err find_headings(const struct cells_source *rows, struct sheet *sheet, struct fault *fault)
{
    enum { TITLE_LINES_MAX = 10 };
    SCOPED(fault_release) struct fault nearly = {0};
    SCOPED(fault_release) struct fault undivided = {0};
    bool more = true, found = false;
    while (more && !found) {
        SCOPED(fault_release) struct fault row = {0};
        TRY(next_row(rows, sheet, &more, fault));
        bool any = more && read_answer_headings(sheet, &row);
        if (more && !any && undivided.item_count == 0)
            note_undivided_head(sheet, &undivided);
        found = any && has_headings(sheet);
        if (found || (any && nearly.item_count == 0))
            fault_move(&row, &nearly);
        more = more && sheet->row.line < TITLE_LINES_MAX;
    }
    if (!found && nearly.item_count == 0) {
        sheet->row = (struct cells){.line = 1};
        (void)read_answer_headings(sheet, &nearly);
    }
    fault_move(!found && undivided.item_count > 0 ? &undivided : &nearly, fault);
    return fault_invalid(fault);
}

/* Rows */

static const char *cell_at(const struct sheet *sheet, enum answers_column column)
{
    size_t place = sheet->places[column];
    return place < sheet->row.count ? text_trim(sheet->row.fields[place]) : "";
}

/* NULL where there is no such column. */
static const char *text_cell(const struct sheet *sheet, enum answers_column column)
{
    return has_column(sheet, column) ? cell_at(sheet, column) : NULL;
}

/* A cell under no heading would be lost. */
static void check_answer_width(const struct sheet *sheet, struct fault *fault)
{
    for (size_t i = 0; i < sheet->row.count; i++)
        if (sheet->unheaded[i] && !text_is_empty(sheet->row.fields[i]))
            place_fault(sheet, i, json_pack("{s:I}", "line", (json_int_t)sheet->row.line),
                        "too_many_cells", fault);
}

static void check_sheet_edition(const struct sheet *sheet, struct fault *fault)
{
    char narrow[NARROW_MAX];
    const char *edition = cell_at(sheet, ANSWERS_EDITION);
    const char *expected = json_string_value(json_object_get(sheet->questionnaire->edition, "id"));
    if (*edition &&
        (!text_narrow(edition, narrow, sizeof narrow) || strcasecmp(narrow, expected) != 0))
        row_fault(sheet, ANSWERS_EDITION, "edition_mismatch", NULL, fault);
}

/* What a spreadsheet could not calculate is no value, and says so. */
static bool check_calculated(const struct sheet *sheet, struct fault *fault)
{
    static const enum answers_column read[] = {ANSWERS_CRITERION, ANSWERS_ANSWER,
                                               ANSWERS_JUSTIFICATION, ANSWERS_NOTE};
    bool calculated = true;
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        if (!spoiled_is_error(cell_at(sheet, read[i])))
            continue;
        row_fault(sheet, read[i], "spreadsheet_error", NULL, fault);
        calculated = false;
    }
    return calculated;
}

static void check_text(const struct sheet *sheet, enum answers_column column, struct fault *fault)
{
    const char *text = cell_at(sheet, column);
    SCOPED(fault_release) struct fault problem = {0};
    if (!*text ||
        sheet->fields->fits(sheet->fields->context, answers_column_name(column), text, &problem))
        return;
    struct fault_item first = fault_first(&problem);
    row_fault(sheet, column, first.code, first.params, fault);
}

/* Titles of sections, criteria of another star, what is not answered yet. */
static bool asks_for_nothing(const struct sheet *sheet)
{
    return !*cell_at(sheet, ANSWERS_ANSWER) && !*cell_at(sheet, ANSWERS_JUSTIFICATION) &&
           !*cell_at(sheet, ANSWERS_NOTE);
}

/* As spreadsheets repeat them on every page. */
static bool is_headings_again(const struct sheet *sheet)
{
    for (int column = 0; column < ANSWERS_COUNT; column++) {
        const char *cell = cell_at(sheet, (enum answers_column)column);
        if (*cell && answers_column_of(cell) != (enum answers_column)column)
            return false;
    }
    return *cell_at(sheet, ANSWERS_CRITERION);
}

static void read_row(const struct sheet *sheet, struct fault *fault)
{
    const char *answer = cell_at(sheet, ANSWERS_ANSWER);
    if (is_headings_again(sheet))
        return;
    check_sheet_edition(sheet, fault);
    check_answer_width(sheet, fault);
    if (asks_for_nothing(sheet) || !check_calculated(sheet, fault))
        return;
    check_text(sheet, ANSWERS_JUSTIFICATION, fault);
    check_text(sheet, ANSWERS_NOTE, fault);
    const struct given given = {
        .place = "rows",
        .number = sheet->row.line,
        .criterion = cell_at(sheet, ANSWERS_CRITERION),
        .answer = *answer ? answer : NULL,
        .answer_stays = true,
        .justification = text_cell(sheet, ANSWERS_JUSTIFICATION),
        .note = text_cell(sheet, ANSWERS_NOTE),
    };
    answers_give(sheet->questionnaire, &given, sheet->seen, sheet->answers, fault);
}

err answers_merge_sheet(const struct questionnaire *questionnaire, const struct cells_source *rows,
                        const struct answer_fields *fields, json_t *lines, json_t *answers,
                        struct fault *fault)
{
    struct sheet sheet = {
        .questionnaire = questionnaire, .fields = fields, .seen = lines, .answers = answers};
    bool more = true;
    TRY(find_headings(rows, &sheet, fault));
    for (;;) {
        TRY(next_row(rows, &sheet, &more, fault));
        if (!more)
            return fault_invalid(fault);
        read_row(&sheet, fault);
    }
}
