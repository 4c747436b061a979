/* SPDX-License-Identifier: Apache-2.0 */
/* One item of a list of statuses, or a single answer: the shared status object and what the viewer
 * sees beside it, from a row of queries/status/. */
#ifndef HANDLERS_STATUS_ITEM_H
#define HANDLERS_STATUS_ITEM_H

#include "base/json_out.h"
#include "handlers/way/app.h"
#include "handlers/way/side.h"

/* Columns that queries/status/get*.sql and list*.sql have in common, from `first` on. */
enum {
    COLUMN_RELATIONSHIP,
    COLUMN_VERSION,
    COLUMN_STEP,
    COLUMN_CHANGES_ON,
    COLUMN_NEXT_STATUS,
    COLUMN_NEXT_WAITING_ON,
    COLUMN_NAME,
    COLUMN_READING,
    COLUMN_NUMBER,
    COLUMN_REGISTERED_NAME,
    COLUMN_NUMBER_PROVEN,
    COLUMN_CODE,
    COLUMN_CATEGORY,
    COLUMN_TAGS,
    COLUMN_MEMO,
    COLUMN_RECORD,
    COLUMN_SORT /* lists only */
};

/* What a list or a single answer shows of each relationship beside its status. */
struct view {
    enum side side;
    const char *record; /* SQL's name of the record, or NULL: the viewer's part alone */
};

enum status_view_kind {
    STATUS_OF_SUPPLIER,
    STATUS_OF_BUYER,
    STATUS_SUPPLIER_RECORD,
    STATUS_BUYER_RECORD,
    STATUS_SUPPLIER_SHEET /* the record with all that a sheet carries */
};

const struct view *status_view_of(enum status_view_kind kind);

struct row {
    const struct exchange *exchange;
    size_t statement;
    size_t index;
    size_t first; /* column of the relationship */
};

const char *row_cell(const struct row *row, size_t column);

/* {"status": …} and what the view shows beside it. known_at NULL = now. */
err status_item_add(struct json_out *out, const struct row *row, const struct request *request,
                    const struct view *view, const char *as_of, const char *known_at,
                    struct fault *fault) MUST_CHECK;

#endif
