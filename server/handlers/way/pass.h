/* SPDX-License-Identifier: Apache-2.0 */
/* Operations that only pass a call on: what the request brings goes to one statement, and what that
 * returns goes back. `way` is change_plain, list_page, read_json … or of the noun's own file; what
 * follows stands between its response and its fault. */
#ifndef HANDLERS_WAY_PASS_H
#define HANDLERS_WAY_PASS_H

#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "handlers/way/read.h"

#define PASS(way, operation, ...)                                                                  \
    err operation(struct request *request, struct response *response, struct fault *fault)         \
    {                                                                                              \
        return way(request, response, __VA_ARGS__, fault);                                         \
    }

#endif
