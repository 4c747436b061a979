/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet on its way out, in the kind of file that the request prefers. */
#ifndef HANDLERS_SHEET_FILE_H
#define HANDLERS_SHEET_FILE_H

#include "base/csv.h"
#include "base/xlsx_in.h"
#include "base/xlsx_out.h"
#include "http/response.h"

#define CSV_TYPE "text/csv"

/* Not to be moved: the sink points into it. */
struct sheet_file {
    struct cells_sink sink; /* where the rows go */
    struct csv_writer csv;
    struct xlsx_out_options options;
    struct xlsx_out *workbook; /* NULL: CSV */
};

/* `type` is CSV_TYPE or XLSX_TYPE; `name` tells the workbook's words (kind workbook of
 * the vocabulary). CSV is appended to `out` as it is written. */
err sheet_file_open(struct sheet_file *file, const struct request *request, const char *type,
                    const char *name, enum language language, struct buf *out,
                    struct fault *fault) MUST_CHECK;
/* The same of a workbook that is read and printed. */
err sheet_file_open_printed(struct sheet_file *file, const struct request *request,
                            const char *name, struct fault *fault) MUST_CHECK;
/* Its second sheet tells what its rows are, in place of what its columns mean. `facts` must stay
 * until its head was given. */
err sheet_file_open_record(struct sheet_file *file, const struct request *request, const char *name,
                           const struct xlsx_fact *facts, size_t count,
                           struct fault *fault) MUST_CHECK;
/* All rows are there: completes a workbook, which then may be read. */
err sheet_file_finish(struct sheet_file *file, struct fault *fault) MUST_CHECK;
/* Finishes it with the whole file in `out`. */
err sheet_file_collect(struct sheet_file *file, struct buf *out, struct fault *fault) MUST_CHECK;
void sheet_file_release(struct sheet_file *file);

/* Content-Type, and Content-Disposition with the printf-style name before its ending. */
void sheet_file_head(struct response *response, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
