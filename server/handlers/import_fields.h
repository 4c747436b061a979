/* SPDX-License-Identifier: Apache-2.0 */
/* The field of the contract that each column of a sheet becomes: a cell is entered and checked as
 * the body of a request is. */
#ifndef HANDLERS_IMPORT_FIELDS_H
#define HANDLERS_IMPORT_FIELDS_H

#include "domain/sheet.h"
#include "http/request.h"

struct import_fields {
    const struct node *fields[SHEET_COLUMN_COUNT]; /* NULL: read by domain/sheet_cell.h alone */
};

err import_fields_open(const struct request *request, struct import_fields *out,
                       struct fault *fault) MUST_CHECK;
/* Whether the value fits; else what is wrong, at least one item. */
bool field_fits(const struct node *field, const json_t *value, struct fault *fault);
/* `fields` must outlive it. */
struct sheet_contract import_fields_contract(const struct import_fields *fields);

#endif
