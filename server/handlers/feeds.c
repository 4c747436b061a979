/* SPDX-License-Identifier: Apache-2.0 */
/* What goes on in number order and is read by "after": the change feed and the audit log. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/feed_wait.h"
#include "handlers/way/pass.h"
#include "operations.h"

static const char NEXT[] = "\"next_after\" : ";

/* A page without events, and where the next one begins. */
static bool is_empty(const char *page, int64_t *next)
{
    const char *at = strstr(page, NEXT);
    if (!at || !strstr(page, "\"items\" : []"))
        return false;
    *next = strtoll(at + sizeof NEXT - 1, NULL, 10);
    return true;
}

static err read_events(struct request *request, int64_t after, struct exchange *exchange,
                       const char **page, struct fault *fault)
{
    size_t index = 0;
    TRY(read_rows(request,
                  QUERY(event_list, OWN, .after = after, FROM(types),
                        .rows = (int32_t)request_number(request, "limit")),
                  exchange, &index, fault));
    *page = q_value_row(exchange, index, 0).value;
    return OK;
}

err event_list(struct request *request, struct response *response, struct fault *fault)
{
    int64_t after = request_number(request, "after"), next = 0;
    int64_t until = clock_monotonic() + request_number(request, "wait") * 1000000;
    for (;;) {
        SCOPED(exchange_release) struct exchange exchange = {0};
        const char *page = NULL;
        TRY(read_events(request, after, &exchange, &page, fault));
        bool more = is_empty(page, &next) && clock_monotonic() < until;
        /* What came, and is not for this request, is not looked at again. */
        if (more && next == after) {
            SCOPED(free_at) char *kept = strdup(page);
            exchange_release(&exchange);
            app_rest(request);
            if (!kept || !feed_wait_for(app_of(request)->feed_wait, request, after, until)) {
                read_answer(request, response, kept ? kept : "", kept ? strlen(kept) : 0);
                return kept ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
            }
        } else if (!more) {
            read_answer(request, response, page, strlen(page));
            return OK;
        }
        after = next > after ? next : after;
    }
}

PASS(read_json, audit_event_list,
     QUERY(audit_list, .newest = strcmp(request_parameter(request, "order"), "newest") == 0,
           .after = request_number(request, "after"),
           .rows = (int32_t)request_number(request, "limit"),
           .first = request_parameter(request, "from"),
           .last = request_parameter(request, "through"),
           .operation = request_parameter(request, "operation"),
           .by = request_parameter(request, "by"), .object = request_parameter(request, "object")))
