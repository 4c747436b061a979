/* SPDX-License-Identifier: Apache-2.0 */
/* An Excel workbook (.xlsx) written row by row: the sheet, and a second one with the meaning and
 * the choices of each column, or with what the rows are.
 *
 * The memory is that of one row. What is written lies in files without a name in $TMPDIR, /var/tmp
 * without it, about six times the size of the same CSV, and goes with its writer, however that
 * ends. Nothing of it can be read before all is there and was looked at: a workbook is whole, or an
 * error. */
#ifndef BASE_XLSX_OUT_H
#define BASE_XLSX_OUT_H

#include <stdint.h>

#include "base/cells.h"
#include "base/err.h"

enum { XLSX_OUT_ROWS_MAX = 1048575 }; /* without the heading */

struct xlsx_fact {
    const char *name, *value;
};

struct xlsx_out_options {
    const char *sheet;       /* name of the sheet: at most 31 characters without []:*?/\ and ' */
    const char *meanings;    /* of the second one */
    const char *headings[3]; /* of its columns: heading, meaning, choices */
    int64_t created;         /* seconds of Unix time; with the same rows the same bytes */
    bool printed;            /* read and printed, and not filled in: A4, all columns on a page */
    /* What the rows are: in the second one in place of what its columns mean. headings: of names,
     * of values. */
    const struct xlsx_fact *facts;
    size_t fact_count;
};

struct xlsx_out;

/* `options` must stay until it is finished. ERR_INTERNAL without room for files. */
err xlsx_out_open(const struct xlsx_out_options *options, struct xlsx_out **out,
                  struct fault *fault) MUST_CHECK;
/* Has to be given its head. */
struct cells_sink xlsx_out_sink(struct xlsx_out *workbook);
/* No more rows. ERR_INTERNAL when a file could not be written, or a row or cell was too many. */
err xlsx_out_finish(struct xlsx_out *workbook, struct fault *fault) MUST_CHECK;
/* The next bytes of the finished workbook; *count = 0 behind the last. */
err xlsx_out_read(struct xlsx_out *workbook, void *bytes, size_t size, size_t *count,
                  struct fault *fault) MUST_CHECK;
void xlsx_out_close(struct xlsx_out *workbook);
void xlsx_out_close_at(struct xlsx_out **workbook);

#endif
