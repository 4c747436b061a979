/* SPDX-License-Identifier: Apache-2.0 */
/* The sheet that comes in: rows of cells, of CSV and of workbooks, become rows of columns. Titles
 * above the headings, and headings once more below them, are passed over. */
#ifndef HANDLERS_IMPORT_SHEET_H
#define HANDLERS_IMPORT_SHEET_H

#include "base/cells.h"
#include "handlers/import_rows.h"

enum {
    IMPORT_HEAD_MAX = 32 * 1024,
    IMPORT_HELD_MAX = 512 * 1024,
    IMPORT_TITLES_MAX = 10, /* lines above the headings */
};

struct import_sheet {
    struct left_out *left_out;
    enum language language;
    import_row_fn *each;
    void *context;
    struct buf head; /* the headings, else a row that has none; each with its NUL */
    size_t head_line;
    size_t head_known; /* so many of them are ours */
    bool headed;       /* they were read */
    /* What stands between headings that are all in one cell, where none follow; NULL: none such. */
    const char *undivided;
    size_t undivided_line;
    /* Rows behind what may be a title that is called like a column, until better headings come. */
    struct buf held; /* their cells as in `head` */
    struct {
        size_t line, count, from; /* `from`: its place in `held` */
    } held_rows[IMPORT_TITLES_MAX];
    size_t held_count;
    size_t place; /* of the last row that was handed out */
    enum sheet_column columns[CELLS_MAX];
    bool unheaded[CELLS_MAX];
    size_t column_count;
};

bool import_is_heading(const char *text);
err import_take(struct import_sheet *sheet, const struct cells_source *rows,
                struct fault *fault) MUST_CHECK;
err import_hand_out(struct import_sheet *sheet, struct sheet_row *row,
                    struct fault *fault) MUST_CHECK;
/* Behind the last row: a sheet without any is refused. */
err import_end(struct import_sheet *sheet, struct fault *fault) MUST_CHECK;
/* What is wrong with a line, or with the cell or member of it. */
err import_refuse(size_t line, const char *member, const char *code, struct fault *fault);

#endif
