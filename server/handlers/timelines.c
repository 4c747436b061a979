/* SPDX-License-Identifier: Apache-2.0 */
/* One relationship's steps over time, the same for both sides. */
#include "handlers/way/read.h"
#include "handlers/way/side.h"
#include "operations.h"

static err timeline(struct request *request, struct response *response, enum side side,
                    const char *selector, struct fault *fault)
{
    char instant[CLOCK_TEXT_SIZE];
    const char *known_at = NULL;
    TRY(read_known_at(request, instant, &known_at, fault));
    return read_json(request, response,
                     QUERY(timeline_get, .organisation = request->credential.organisation_id,
                           .selector = selector, .side = side_name(side), .known_at = known_at),
                     fault);
}

err supplier_timeline_get(struct request *request, struct response *response, struct fault *fault)
{
    return timeline(request, response, SIDE_BUYER, request_parameter(request, "supplier"), fault);
}

err buyer_timeline_get(struct request *request, struct response *response, struct fault *fault)
{
    return timeline(request, response, SIDE_SUPPLIER, request_parameter(request, "buyer"), fault);
}
