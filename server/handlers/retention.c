/* SPDX-License-Identifier: Apache-2.0 */
/* For how long personal data of relationships that ended is kept. */
#include "handlers/way/pass.h"
#include "operations.h"

static const char *const retention_members[] = {"months", NULL};

PASS(read_replaced, retention_get, q_retention_shape(), retention_members, NULL)

err retention_put(struct request *request, struct response *response, struct fault *fault)
{
    const json_t *months = json_object_get(request->json, "months");
    return change_replaced(request, response,
                           QUERY(retention_put, .months = {json_is_integer(months),
                                                           (int32_t)json_integer_value(months)}),
                           retention_members, fault);
}
