/* SPDX-License-Identifier: Apache-2.0 */
/* An export of chosen suppliers. Which they are is asked for once; their rows follow as those of
 * the whole list. */
#include <string.h>

#include "handlers/body.h"
#include "handlers/exports.h"
#include "handlers/way/read.h"
#include "operations.h"

static err read_chosen_ids(struct request *request, struct exchange *exchange, size_t *index,
                           struct fault *fault)
{
    SCOPED(status_filters_release) struct status_filters filters = {0};
    char expiring[DAY_TEXT_SIZE], marks[MARKS_MAX];
    SCOPED(free_at) char *named = NULL;
    SCOPED(free_at) char *except = NULL;
    TRY(status_filters_read(request, &filters, fault));
    TRY(body_member(request, "suppliers", &named, fault));
    TRY(body_member(request, "except", &except, fault));
    return read_rows(
        request,
        QUERY(suppliers_exported, .statuses = filters.chosen[FILTER_STATUS],
              .waiting_on = filters.chosen[FILTER_WAITING_ON],
              .required_stars = filters.chosen[FILTER_REQUIRED],
              .held_stars = filters.chosen[FILTER_HELD], .states = filters.chosen[FILTER_STATE],
              FROM(category), FROM(tag), FROM(text), FROM(due_by),
              .expiring_by =
                  status_page_day_from_now(request, request->day, "expiring_within", expiring),
              FROM(unchecked_since), .marks = status_page_marks(request, marks), FROM(owner),
              .named = named, .except = except),
        exchange, index, fault);
}

err supplier_export(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(free_at) char *chosen = NULL;
    size_t index = 0;
    TRY(read_chosen_ids(request, &exchange, &index, fault));
    chosen = strdup(q_value_row(&exchange, index, 0).value);
    if (!chosen)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    /* The next exchange must not wait for a connection that this one holds. */
    exchange_release(&exchange);
    return export_begin_of(request, response, &chosen, fault);
}
