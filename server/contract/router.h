/* SPDX-License-Identifier: Apache-2.0 */
/* Method and path → operation and the texts of its path parameters. Pure.
 *
 * A template's segment is a word ("suppliers", "suppliers:import"), a parameter ("{supplier}") or
 * a parameter with a verb ("{supplier}:invite"). The more exact template wins. A verb is only
 * seen unescaped: code%3Ainvite is a value. */
#ifndef CONTRACT_ROUTER_H
#define CONTRACT_ROUTER_H

#include "contract/operation.h"

enum { ROUTE_SEGMENTS_MAX = 12, ROUTE_ALLOW_SIZE = 80 };

struct route_value {
    const char *name; /* ends at '}' of the template: name_length counts */
    size_t name_length;
    const char *text; /* still percent-encoded, not terminated */
    size_t length;
};

struct route {
    size_t row; /* of the operation table */
    struct route_value values[ROUTE_SEGMENTS_MAX];
    size_t value_count;
};

struct router;

err router_open(const struct operation *operations, size_t count, struct router **out,
                struct fault *fault) MUST_CHECK;
void router_close(struct router **router);

/* HEAD finds GET. ERR_NOT_FOUND, or ERR_METHOD with the methods that the path has in `allow`. */
err router_find(const struct router *router, const char *method, const char *path,
                struct route *out, char allow[static ROUTE_ALLOW_SIZE],
                struct fault *fault) MUST_CHECK;

#endif
