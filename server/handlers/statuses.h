/* SPDX-License-Identifier: Apache-2.0 */
/* One status and pages of statuses, shared by /v1/statuses, /v1/suppliers and /v1/buyers. */
#ifndef HANDLERS_STATUSES_H
#define HANDLERS_STATUSES_H

#include "handlers/app.h"
#include "http/response.h"

enum status_list {
    STATUS_LIST_SUPPLIERS,    /* the buyer's supplier records, each with its status */
    STATUS_LIST_BUYER_SIDE,   /* statuses, seen as buyer */
    STATUS_LIST_SUPPLIER_SIDE /* statuses, seen as supplier */
};

/* Reads as_of and known_at. `selector`: {supplier} or {buyer} of the URL; `side`: of the viewer. */
err status_of_one(struct request *request, struct response *response, const char *side,
                  const char *selector, struct fault *fault) MUST_CHECK;
/* Reads the filters, sort, limit, cursor and as_of. */
err status_page(struct request *request, struct response *response, enum status_list kind,
                struct fault *fault) MUST_CHECK;

#endif
