/* SPDX-License-Identifier: Apache-2.0 */
/* CSV (RFC 4180) over memory, as spreadsheets write and read it; commas may be tabs, semicolons or
 * bars.
 * ="00123", which keeps a spreadsheet from reading a number, is the text inside. A byte 0x1A, the
 * end of a file to old programs, ends it when nothing but blanks and NUL comes behind.
 *
 * A cell that a spreadsheet would run as a formula (it starts with = + - @, of full width too, also
 * behind spaces and what has no width, or with a tab or a line's end) is written with an apostrophe
 * before it; reading takes that apostrophe away, so a sheet that was downloaded and sent back says
 * what it said. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/cells.h"

/* Byte order mark: without it Excel takes UTF-8 for the system's own encoding. */
#define CSV_BOM "\xef\xbb\xbf"

enum csv_read_result {
    CSV_ROW,
    CSV_END,
    CSV_QUOTE_OPEN,  /* a quoted cell that does not end */
    CSV_QUOTE_STRAY, /* text after the closing quote, or a quote inside a bare cell */
    CSV_TOO_WIDE,    /* something beyond CELLS_MAX cells */
    CSV_CONTROL,     /* NUL inside the text */
};

/* `text` is changed in place and must outlive the rows; text[length] must be NUL. Its first line
 * is number `line`: 1, or that of a piece of a longer text. */
struct csv_reader {
    char *next;
    char *end;
    size_t line;
    char separator;
};

/* Cells lie between commas until reader.separator is set to another character. */
struct csv_reader csv_reader_of(char *text, size_t length, size_t line);
/* ',', '\t', ';' or '|': what stands between headings (`known` tells them) in the first lines;
 * without any, what the first line has most of outside quotes, a comma when it has none. */
char csv_separator(const char *text, size_t length, cells_heading_fn *known);
/* What stands between the headings of a row that are all in one cell, and divides none: "，" "、"
 * "^" …; NULL for nothing of that kind. A note above the headings may look the same: it is an error
 * only where none follow. */
const char *csv_foreign_separator(const struct cells *row, cells_heading_fn *known);
/* Blank lines are skipped. Anything but CSV_ROW ends the reading. */
enum csv_read_result csv_read(struct csv_reader *reader, struct cells *out);
/* The same for a cells_source: "csv_malformed" or "too_many_items". */
const char *csv_next(void *reader, struct cells *out, bool *more);
/* For a text that arrives in pieces: where the last whole row ends among the bytes from `from` on,
 * or 0 for none. *quoted is false at the text's beginning and goes on with it. A carriage return
 * that is the last byte so far ends nothing yet. */
size_t csv_rows_end(const char *text, size_t from, size_t length, bool *quoted);

/* Writing: a sink with a head, which begins with the byte order mark; cells and rows go without one
 * too. */
struct csv_writer {
    struct buf *out;
    bool within_row;
};

struct cells_sink csv_sink(struct csv_writer *writer);

#endif
