/* SPDX-License-Identifier: Apache-2.0 */
/* One item of a list of statuses, or a single answer: the shared status object and what the viewer
 * sees beside it, from a row of queries/status.sql. */
#ifndef HANDLERS_STATUS_ITEM_H
#define HANDLERS_STATUS_ITEM_H

#include "base/json_out.h"
#include "handlers/way/app.h"
#include "handlers/way/side.h"

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

/* {"status": …} and what the view shows beside it. known_at NULL = now. */
err status_item_add(struct json_out *out, const struct q_status_row *row,
                    const struct request *request, const struct view *view, const char *as_of,
                    const char *known_at, struct fault *fault) MUST_CHECK;

#endif
