/* SPDX-License-Identifier: Apache-2.0 */
/* The buyer's settings; they decide all its relationships. */
#include <stdio.h>

#include "handlers/way/pass.h"
#include "operations.h"

static const char *const settings_members[] = {"expiring_days", "recheck_months", NULL};

PASS(read_replaced, settings_get, q_settings_shape(), settings_members, NULL)

err settings_put(struct request *request, struct response *response, struct fault *fault)
{
    const json_t *days = json_object_get(request->json, "expiring_days");
    const json_t *months = json_object_get(request->json, "recheck_months");
    /* Without months a check never grows stale. */
    return change_replaced(
        request, response,
        QUERY(settings_put, .expiring_days = (int32_t)json_integer_value(days),
              .recheck_months = {json_is_integer(months), (int32_t)json_integer_value(months)}),
        settings_members, fault);
}
