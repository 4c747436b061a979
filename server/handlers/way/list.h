/* SPDX-License-Identifier: Apache-2.0 */
/* The way of every list that is not a list of statuses: one page by keyset. */
#ifndef HANDLERS_WAY_LIST_H
#define HANDLERS_WAY_LIST_H

#include "handlers/way/read.h"

/* Completes one item, parsed. */
typedef err list_fill_fn(struct request *request, json_t *item, struct fault *fault);

/* {"items": […], "next_cursor": …}. The statement is of a query with :page_first, :page_second and
 * :page_rows, which are set here, and whose rows are struct q_item_row. */
err list_page(struct request *request, struct response *response, struct statement statement,
              struct fault *fault) MUST_CHECK;
err list_page_filled(struct request *request, struct response *response, struct statement statement,
                     list_fill_fn *fill, struct fault *fault) MUST_CHECK;

#endif
