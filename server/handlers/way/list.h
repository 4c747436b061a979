/* SPDX-License-Identifier: Apache-2.0 */
/* The way of every list that is not a list of statuses: one page by keyset. */
#ifndef HANDLERS_WAY_LIST_H
#define HANDLERS_WAY_LIST_H

#include "handlers/way/read.h"

/* Completes one item, parsed. */
typedef err list_fill_fn(struct request *request, json_t *item, struct fault *fault);

/* {"items": […], "next_cursor": …}. The statement's parameters after the `count` given ones are the
 * two keys of the last row shown (null on the first page) and the number of rows; its columns are
 * the item (JSON) and its two keys. */
err list_page(struct request *request, struct response *response, enum query_id query,
              const char *const *values, size_t count, struct fault *fault) MUST_CHECK;
err list_page_filled(struct request *request, struct response *response, enum query_id query,
                     const char *const *values, size_t count, list_fill_fn *fill,
                     struct fault *fault) MUST_CHECK;

#endif
