/* SPDX-License-Identifier: Apache-2.0 */
/* For how long personal data of relationships that ended is kept. */
#include "handlers/way/pass.h"
#include "operations.h"

PASS(read_json, retention_get, q_retention_shape())

err retention_put(struct request *request, struct response *response, struct fault *fault)
{
    const json_t *months = json_object_get(request->json, "months");
    return change_plain(request, response,
                        QUERY(retention_put, .months = {json_is_integer(months),
                                                        (int32_t)json_integer_value(months)}),
                        fault);
}
