/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/xlsx_text.h"
#include "base/xlsx_whole.h"

#include "base/banned.h"

enum {
    CELL_CHARACTERS_MAX = 32767, /* Excel's */
    CELL_MAX = 4 * CELL_CHARACTERS_MAX + 1,
    CHOICES_LENGTH_MAX = 255,
    LINE_POINTS = 15,
    LINES_MAX = 27, /* of a row: 409 points are Excel's most */
    MEANING_WIDTH = 80,
    KIND_COUNT = CELLS_DAY + 1,
};

struct xlsx_out {
    const struct xlsx_out_options *options;
    int file;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_worksheet *meanings;
    lxw_format *heading;
    lxw_format *formats[KIND_COUNT];
    enum cells_kind kinds[CELLS_MAX];
    double widths[CELLS_MAX];
    size_t column_count;
    lxw_row_t row;
    lxw_col_t column;
    int lines;         /* of the row that is written */
    lxw_error problem; /* the first */
    struct buf cell;
};

static const struct {
    const char *number_format;
    double width, printed; /* where it is filled in, and where it is read on paper */
    bool wraps;
} kinds[KIND_COUNT] = {
    [CELLS_TEXT] = {"@", 20, 15, false},
    [CELLS_LONG] = {"@", 60, 30, true},
    [CELLS_NUMBER] = {"0", 12, 12, false},
    [CELLS_DAY] = {"yyyy-mm-dd", 12, 12, false},
};

static void note_problem(struct xlsx_out *out, lxw_error problem)
{
    if (out->problem == LXW_NO_ERROR)
        out->problem = problem;
}

static const char *directory(void)
{
    const char *wanted = getenv("TMPDIR");
    return wanted && *wanted ? wanted : "/var/tmp";
}

/* Opening */

static err open_file(struct xlsx_out *out, struct fault *fault)
{
    SCOPED(buf_release) struct buf path = BUF_INIT(4096);
    buf_format(&path, "%s/hoshitori-XXXXXX", directory());
    if (!buf_ok(&path))
        return fault_log(fault, ERR_INTERNAL, "TMPDIR is too long");
    out->file = mkostemp(path.data, O_CLOEXEC);
    if (out->file < 0)
        return fault_log(fault, ERR_INTERNAL, "no file in %s: %s", directory(), strerror(errno));
    unlink(path.data);
    return OK;
}

static bool add_formats(struct xlsx_out *out)
{
    out->heading = workbook_add_format(out->workbook);
    if (!out->heading)
        return false;
    format_set_bold(out->heading);
    format_set_bg_color(out->heading, 0xe6e6e6);
    format_set_num_format(out->heading, "@");
    if (out->options->printed)
        format_set_text_wrap(out->heading);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        out->formats[i] = workbook_add_format(out->workbook);
        if (!out->formats[i])
            return false;
        format_set_num_format(out->formats[i], kinds[i].number_format);
        format_set_align(out->formats[i], LXW_ALIGN_VERTICAL_TOP);
        if (out->options->printed && i == CELLS_DAY)
            format_set_align(out->formats[i], LXW_ALIGN_CENTER);
        if (kinds[i].wraps || (out->options->printed && i == CELLS_TEXT))
            format_set_text_wrap(out->formats[i]);
    }
    return true;
}

/* The library opens by name what has none any more. */
static bool open_workbook(struct xlsx_out *out)
{
    char name[40];
    lxw_workbook_options options = {.constant_memory = 1, .tmpdir = (char *)directory()};
    lxw_doc_properties properties = {.created = (time_t)out->options->created};
    snprintf(name, sizeof name, "/proc/self/fd/%d", out->file);
    out->workbook = workbook_new_opt(name, &options);
    if (!out->workbook)
        return false;
    out->sheet = workbook_add_worksheet(out->workbook, out->options->sheet);
    out->meanings = workbook_add_worksheet(out->workbook, out->options->meanings);
    return out->sheet && out->meanings && add_formats(out) &&
           workbook_set_properties(out->workbook, &properties) == LXW_NO_ERROR;
}

err xlsx_out_open(const struct xlsx_out_options *options, struct xlsx_out **out,
                  struct fault *fault)
{
    SCOPED(xlsx_out_close_at) struct xlsx_out *made = calloc(1, sizeof *made);
    if (!made)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    made->options = options;
    made->file = -1;
    made->cell = (struct buf)BUF_INIT(2 * CELL_MAX);
    TRY(open_file(made, fault));
    if (!open_workbook(made))
        return fault_log(fault, ERR_INTERNAL, "no workbook: %s", strerror(errno));
    *out = steal(&made);
    return OK;
}

/* Cells */

static void write_escaped(struct xlsx_out *out, lxw_worksheet *sheet, lxw_row_t row,
                          lxw_col_t column, const char *text, lxw_format *format)
{
    if (!strstr(text, "_x")) {
        note_problem(out, worksheet_write_string(sheet, row, column, text, format));
        return;
    }
    buf_clear(&out->cell);
    for (const char *c = text; *c; c++) {
        if (xlsx_text_is_escape(c))
            buf_text_add(&out->cell, "_x005F");
        buf_char(&out->cell, *c);
    }
    note_problem(out, buf_ok(&out->cell)
                          ? worksheet_write_string(sheet, row, column, buf_text(&out->cell), format)
                          : LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
}

static bool datetime_of(const char *text, lxw_datetime *out)
{
    int year, month, day_of_month;
    char end;
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
        sscanf(text, "%4d-%2d-%2d%c", &year, &month, &day_of_month, &end) != 3)
        return false;
    /* Before, Excel's days are those of a year that had no 29 February. */
    if (year < 1901)
        return false;
    *out = (lxw_datetime){.year = year, .month = month, .day = day_of_month};
    return true;
}

static void write_typed_cell(struct xlsx_out *out, lxw_worksheet *sheet, lxw_row_t row,
                             lxw_col_t column, const char *text, enum cells_kind kind)
{
    lxw_datetime moment;
    lxw_format *format = out->formats[kind];
    if (kind == CELLS_DAY && datetime_of(text, &moment))
        note_problem(out, worksheet_write_datetime(sheet, row, column, &moment, format));
    else if (kind == CELLS_NUMBER && xlsx_text_is_number(text))
        note_problem(out, worksheet_write_number(sheet, row, column,
                                                 (double)strtoll(text, NULL, 10), format));
    else if (*text)
        write_escaped(out, sheet, row, column, text, format);
}

/* On paper a row is as high as it is told: not every program looks at what is in it. */
static void set_height(struct xlsx_out *out, lxw_worksheet *sheet, lxw_row_t row, int lines)
{
    if (out->options->printed && lines > 1)
        note_problem(out, worksheet_set_row(sheet, row,
                                            LINE_POINTS * (lines < LINES_MAX ? lines : LINES_MAX),
                                            NULL));
}

/* The head, and the sheet that explains it */

/* A list in the cells' own rule: one that refers to cells of the other sheet would leak in this
 * library. Excel takes no more than 255 characters, separated by commas. */
static void add_choice_rule(struct xlsx_out *out, lxw_col_t column, const char *const *choices)
{
    size_t length = 0;
    for (size_t i = 0; i < CELLS_CHOICES_MAX && choices[i]; i++) {
        length += strlen(choices[i]) + 1;
        if (strpbrk(choices[i], ",\""))
            return;
    }
    char *list[CELLS_CHOICES_MAX + 1] = {NULL}; /* only read, whatever the library's type says */
    memcpy(list, choices, CELLS_CHOICES_MAX * sizeof *choices);
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = list};
    if (length > 0 && length <= CHOICES_LENGTH_MAX)
        note_problem(out, worksheet_data_validation_range(out->sheet, 1, column, XLSX_OUT_ROWS_MAX,
                                                          column, &rule));
}

static void explain(struct xlsx_out *out, const struct cells_column *column, size_t index)
{
    lxw_row_t row = (lxw_row_t)index + 1;
    const char *meaning = column->meaning ? column->meaning : "";
    write_typed_cell(out, out->meanings, row, 0, column->heading, CELLS_TEXT);
    write_typed_cell(out, out->meanings, row, 1, meaning, CELLS_LONG);
    set_height(out, out->meanings, row, text_lines(meaning, MEANING_WIDTH));
    for (size_t i = 0; i < CELLS_CHOICES_MAX && column->choices[i]; i++)
        write_typed_cell(out, out->meanings, row, (lxw_col_t)(2 + i), column->choices[i],
                         column->kind);
    add_choice_rule(out, (lxw_col_t)index, column->choices);
}

static void explain_all(struct xlsx_out *out, const struct cells_column *columns)
{
    static const double widths[] = {30, MEANING_WIDTH, 20};
    for (lxw_col_t i = 0; i < 3; i++) {
        if (out->options->headings[i])
            write_escaped(out, out->meanings, 0, i, out->options->headings[i], out->heading);
        note_problem(out, worksheet_set_column(out->meanings, i, i == 2 ? 2 + CELLS_CHOICES_MAX : i,
                                               widths[i], NULL));
    }
    worksheet_freeze_panes(out->meanings, 1, 0);
    for (size_t i = 0; !out->options->facts && i < out->column_count; i++)
        explain(out, &columns[i], i);
    for (size_t i = 0; i < out->options->fact_count; i++) {
        const struct xlsx_fact *fact = &out->options->facts[i];
        write_typed_cell(out, out->meanings, (lxw_row_t)i + 1, 0, fact->name, CELLS_TEXT);
        write_typed_cell(out, out->meanings, (lxw_row_t)i + 1, 1, fact->value, CELLS_LONG);
        set_height(out, out->meanings, (lxw_row_t)i + 1, text_lines(fact->value, MEANING_WIDTH));
    }
}

/* Each row whole on a page of A4, below the headings. */
static void set_paper(struct xlsx_out *out)
{
    lxw_worksheet *const sheets[] = {out->sheet, out->meanings};
    enum { A4 = 9 };
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        worksheet_set_paper(sheets[i], A4);
        worksheet_set_landscape(sheets[i]);
        worksheet_fit_to_pages(sheets[i], 1, 0);
        note_problem(out, worksheet_repeat_rows(sheets[i], 0, 0));
        note_problem(out, worksheet_set_footer(sheets[i], "&L&A&R&P / &N"));
    }
}

static double column_width(const struct xlsx_out *out, const struct cells_column *column)
{
    double printed = column->width > 0 ? column->width : kinds[column->kind].printed;
    return out->options->printed ? printed : kinds[column->kind].width;
}

static void note_lines(struct xlsx_out *out, const char *text, size_t column)
{
    int lines = out->options->printed ? text_lines(text, (int)out->widths[column]) : 1;
    out->lines = lines > out->lines ? lines : out->lines;
}

static void put_head(void *context, const struct cells_column *columns, size_t count)
{
    struct xlsx_out *out = context;
    out->column_count = count;
    for (size_t i = 0; i < count; i++) {
        lxw_col_t column = (lxw_col_t)i;
        enum cells_kind kind = out->kinds[i] = columns[i].kind;
        write_escaped(out, out->sheet, 0, column, columns[i].heading, out->heading);
        out->widths[i] = column_width(out, &columns[i]);
        note_lines(out, columns[i].heading, i);
        /* Cells that are still empty are of the column's kind too. */
        note_problem(out, worksheet_set_column(out->sheet, column, column, out->widths[i],
                                               out->formats[kind]));
    }
    set_height(out, out->sheet, 0, out->lines);
    out->lines = 1;
    if (out->options->printed)
        set_paper(out);
    worksheet_freeze_panes(out->sheet, 1, 0);
    note_problem(out, worksheet_ignore_errors(out->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT,
                                              "A1:XFD1048576"));
    explain_all(out, columns);
    out->row = 1;
}

static void write_next_cell(void *context, const char *text)
{
    struct xlsx_out *out = context;
    if (out->column < out->column_count) {
        enum cells_kind kind = out->kinds[out->column];
        write_typed_cell(out, out->sheet, out->row, out->column, text, kind);
        note_lines(out, text, out->column);
    }
    out->column++;
}

static void end_row(void *context)
{
    struct xlsx_out *out = context;
    set_height(out, out->sheet, out->row, out->lines);
    out->row++;
    out->column = 0;
    out->lines = 1;
}

struct cells_sink xlsx_out_sink(struct xlsx_out *workbook)
{
    return (struct cells_sink){put_head, write_next_cell, end_row, workbook};
}

/* The file */

/* The library looks at none of its writes into the files between. */
static int64_t written(lxw_worksheet *sheet)
{
    FILE *file = sheet->optimize_tmpfile;
    lxw_worksheet_write_single_row(sheet);
    return fflush(file) == 0 && !ferror(file) ? ftell(file) : -1;
}

err xlsx_out_finish(struct xlsx_out *out, struct fault *fault)
{
    if (out->row > 0)
        note_problem(out, worksheet_autofilter(out->sheet, 0, 0, out->row - 1,
                                               (lxw_col_t)(out->column_count - 1)));
    if (out->problem != LXW_NO_ERROR)
        return fault_log(fault, ERR_INTERNAL, "workbook: %s", lxw_strerror(out->problem));
    const int64_t sizes[] = {written(out->sheet), written(out->meanings)};
    if (sizes[0] < 0 || sizes[1] < 0)
        return fault_log(fault, ERR_INTERNAL, "workbook: %s", strerror(errno));
    lxw_error closed = workbook_close(out->workbook);
    out->workbook = NULL;
    if (closed != LXW_NO_ERROR)
        return fault_log(fault, ERR_INTERNAL, "workbook: %s", lxw_strerror(closed));
    if (!xlsx_whole(out->file, sizes, 2))
        return fault_log(fault, ERR_INTERNAL, "workbook: its files were cut off, is %s full?",
                         directory());
    return OK;
}

err xlsx_out_read(struct xlsx_out *out, void *bytes, size_t size, size_t *count,
                  struct fault *fault)
{
    ssize_t length = read(out->file, bytes, size);
    if (length < 0)
        return fault_log(fault, ERR_INTERNAL, "workbook: %s", strerror(errno));
    *count = (size_t)length;
    return OK;
}

static void abandon(lxw_workbook *workbook)
{
    lxw_sheet *sheet;
    STAILQ_FOREACH(sheet, workbook->sheets, list_pointers)
    if (sheet->u.worksheet->optimize_tmpfile)
        fclose(sheet->u.worksheet->optimize_tmpfile);
    lxw_workbook_free(workbook);
}

void xlsx_out_close(struct xlsx_out *out)
{
    if (!out)
        return;
    if (out->workbook)
        abandon(out->workbook);
    if (out->file >= 0)
        close(out->file);
    buf_release(&out->cell);
    free(out);
}

void xlsx_out_close_at(struct xlsx_out **workbook)
{
    xlsx_out_close(*workbook);
}
