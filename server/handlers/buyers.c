/* SPDX-License-Identifier: Apache-2.0 */
/* What a supplier does towards one of its buyers; its lists and statuses are in statuses.c. */
#include <stdio.h>

#include "handlers/way/change.h"
#include "operations.h"

err buyer_leave(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "buyer")};
    struct change change = {.query = Q_BUYER_LEAVE, .values = values, .count = 1};
    return change_run(&change, request, response, fault);
}

err response_put(struct request *request, struct response *response, struct fault *fault)
{
    const char *kind = request_text(request, "kind");
    const char *message = request_text(request, "message");
    const json_t *answered = json_object_get(request->json, "revision");
    char revision[24];
    snprintf(revision, sizeof revision, "%lld", (long long)json_integer_value(answered));
    const char *values[] = {request_parameter(request, "buyer"), kind, message,
                            answered ? revision : NULL};
    struct change change = {.query = Q_RESPONSE_PUT, .values = values, .count = 4};
    return change_run(&change, request, response, fault);
}

err disclosure_put(struct request *request, struct response *response, struct fault *fault)
{
    bool readiness = json_is_true(json_object_get(request->json, "readiness"));
    const char *values[] = {request_parameter(request, "buyer"), readiness ? "true" : "false"};
    struct change change = {.query = Q_DISCLOSURE_PUT, .values = values, .count = 2};
    return change_run(&change, request, response, fault);
}
