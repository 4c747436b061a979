/* SPDX-License-Identifier: Apache-2.0 */
/* Operations that only pass a call on: what the request brings goes to one statement, and what that
 * returns goes back. `way` is change_plain, list_page or read_json. */
#ifndef HANDLERS_WAY_PASS_H
#define HANDLERS_WAY_PASS_H

#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "handlers/way/read.h"

#define PASS(way, operation, statement)                                                            \
    err operation(struct request *request, struct response *response, struct fault *fault)         \
    {                                                                                              \
        return way(request, response, statement, fault);                                           \
    }

#endif
