/* SPDX-License-Identifier: Apache-2.0 */
/* What goes on in number order and is read by "after": the change feed and the audit log. */
#include <stdio.h>

#include "handlers/way/read.h"
#include "operations.h"

static err read_after(struct request *request, struct response *response, enum query_id query,
                      struct fault *fault)
{
    char after[24], rows[24];
    snprintf(after, sizeof after, "%lld", (long long)request_number(request, "after"));
    snprintf(rows, sizeof rows, "%lld", (long long)request_number(request, "limit"));
    const char *values[] = {request->credential.organisation_id, after, rows};
    return read_json(request, response, query, values, 3, fault);
}

err event_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_after(request, response, Q_EVENT_LIST, fault);
}

err audit_event_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_after(request, response, Q_AUDIT_LIST, fault);
}
