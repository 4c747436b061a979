/* SPDX-License-Identifier: Apache-2.0 */
/* Items of lists as rows of a sheet, whatever file they go to. In Japanese with labels for people,
 * in English with the names of the contract for programs; sheet_row_write reads both. Pure. */
#ifndef DOMAIN_SHEET_OUT_H
#define DOMAIN_SHEET_OUT_H

#include <jansson.h>

#include "base/cells.h"
#include "base/scope.h"
#include "domain/sheet.h"

enum sheet_kind {
    SHEET_OF_SUPPLIERS, /* every column: what a buyer sends back */
    SHEET_OF_STATUSES,  /* as a buyer sees its suppliers */
    SHEET_OF_BUYERS     /* as a supplier sees its buyers */
};

void sheet_head_write(const struct cells_sink *sink, enum sheet_kind kind, enum language language);
/* An item of the list, as the contract shows it; of SHEET_OF_SUPPLIERS with the members that SQL's
 * supplier_sheet adds. False when a cell is too long. */
bool sheet_item_write(const struct cells_sink *sink, enum sheet_kind kind, const json_t *item,
                      enum language language) MUST_CHECK;

#endif
