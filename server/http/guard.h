/* SPDX-License-Identifier: Apache-2.0 */
/* The first thing that every request meets: refuses what two programs on the way could read
 * differently (request smuggling), before anything else looks at it. Pure. */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include <stdint.h>

#include "base/err.h"

/* civetweb reads 64 headers and takes the 65th line for the next request. */
enum { HEADERS_MAX = 63 };

struct header {
    const char *name;
    const char *value;
};

/* A request's head as it came. */
struct head {
    const char *method;
    const char *path;  /* still percent-encoded, without the query */
    const char *query; /* still percent-encoded, never NULL */
    const char *version;
    const struct header *headers;
    size_t header_count;
    bool whole; /* the headers are all that were sent, each on a line of its own ending in CRLF */
};

struct body_frame {
    bool chunked;
    int64_t length; /* of Content-Length; 0 without a body or when chunked */
};

/* ERR_MALFORMED or ERR_HEADERS_TOO_LARGE: answer and close the connection. */
err guard_check(const struct head *head, struct body_frame *out, struct fault *fault) MUST_CHECK;

/* The value of the first header of this name, in any case; NULL = none. */
const char *head_find(const struct head *head, const char *name);
/* How many there are. */
size_t head_count(const struct head *head, const char *name);

#endif
