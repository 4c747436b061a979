/* SPDX-License-Identifier: Apache-2.0 */
/* Categories and tags in use. */
#include "handlers/way/read.h"
#include "operations.h"

err label_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response,
                     QUERY(label_list, .selector = request_parameter(request, "selector"),
                           .near = request_parameter(request, "near")),
                     fault);
}
