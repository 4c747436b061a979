/* SPDX-License-Identifier: Apache-2.0 */
/* What goes on in number order and is read by "after": the change feed and the audit log. */
#include <stdio.h>

#include "handlers/way/read.h"
#include "operations.h"

err event_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response,
                     QUERY(event_list, .organisation = request->credential.organisation_id,
                           .after = request_number(request, "after"),
                           .rows = (int32_t)request_number(request, "limit")),
                     fault);
}

err audit_event_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response,
                     QUERY(audit_list, .organisation = request->credential.organisation_id,
                           .after = request_number(request, "after"),
                           .rows = (int32_t)request_number(request, "limit")),
                     fault);
}
