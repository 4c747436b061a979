/* SPDX-License-Identifier: Apache-2.0 */
/* A row of a sheet as a JSON object: its members are the columns, by either heading. */
#ifndef HANDLERS_IMPORT_JSON_H
#define HANDLERS_IMPORT_JSON_H

#include <jansson.h>

#include "base/err.h"
#include "domain/sheet.h"
#include "handlers/left_out.h"

/* What the cells of a row point into. */
struct import_json {
    json_t *object;
    struct buf texts[SHEET_WRITABLE]; /* of values that are no strings */
};

void import_json_release(struct import_json *json);
/* Fills the row's cells. Members that are left out, and those that only tell, as an export has
 * them, are passed over. */
err import_json_read(const char *text, size_t length, struct left_out *columns,
                     struct import_json *json, struct sheet_row *row,
                     struct fault *fault) MUST_CHECK;

#endif
