/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/side.h"

#include <string.h>

#include "base/rights.h"

const char *side_name(enum side side)
{
    return side == SIDE_BUYER ? "buyer" : "supplier";
}

unsigned side_right(enum side side)
{
    return side == SIDE_BUYER ? RIGHT_BUYER_READ : RIGHT_SUPPLIER_READ;
}

err side_run(side_fn *run, struct request *request, struct response *response, struct fault *fault)
{
    const char *named = request_parameter(request, "side");
    if (named)
        return run(request, response, strcmp(named, "buyer") == 0 ? SIDE_BUYER : SIDE_SUPPLIER,
                   fault);
    err done = run(request, response, SIDE_BUYER, fault);
    if (done.code != ERR_FORBIDDEN)
        return done;
    fault_clear(fault);
    response_clear(response);
    return run(request, response, SIDE_SUPPLIER, fault);
}
