/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet as it comes in, CSV, NDJSON or JSON, read row by row without ever holding the
 * whole, or a workbook. */
#ifndef HANDLERS_IMPORT_ROWS_H
#define HANDLERS_IMPORT_ROWS_H

#include "domain/sheet.h"
#include "handlers/left_out.h"
#include "handlers/way/app.h"

/* Place, line and cells are set, and gone after the call. */
typedef err import_row_fn(void *context, struct sheet_row *row, struct fault *fault);

/* Hands out every row of the request's streamed body, without the columns that are left out. What
 * is no sheet at all is refused with its line: encoding_invalid, csv_malformed, malformed_json,
 * unknown_column. */
err import_rows_read(struct request *request, struct left_out *columns, import_row_fn *each,
                     void *context, struct fault *fault) MUST_CHECK;

#endif
