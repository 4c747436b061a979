/* SPDX-License-Identifier: Apache-2.0 */
/* What a supplier does towards one of its buyers; its lists and statuses are in statuses.c. */
#include <stdio.h>

#include "handlers/way/pass.h"
#include "operations.h"

PASS(change_plain, buyer_leave,
     QUERY(buyer_leave, .relationship = request_parameter(request, "buyer")))

err response_put(struct request *request, struct response *response, struct fault *fault)
{
    const char *kind = request_text(request, "kind");
    const char *message = request_text(request, "message");
    const json_t *answered = json_object_get(request->json, "revision");
    return change_plain(
        request, response,
        QUERY(response_put, .relationship = request_parameter(request, "buyer"), .kind = kind,
              .message = message,
              .revision = {answered != NULL, (int32_t)json_integer_value(answered)}),
        fault);
}
