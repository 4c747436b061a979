/* SPDX-License-Identifier: Apache-2.0 */
/* Whose key is looked up before anything else, whose body is waited for, and how long.
 *
 * A small body that came with its head is read at once: that waits for nothing, and the handler
 * asks the database about the key in any case. For every other body the key must be good first,
 * which costs one exchange more; so it must for a key that was not proven yet (wire/limit.h),
 * since nobody knows who pays for what it asks. Operations without a key have a few seconds, and a
 * share of the threads. */
#ifndef WIRE_BODY_WAIT_H
#define WIRE_BODY_WAIT_H

#include <stdatomic.h>

#include "http/request.h"
#include "wire/wire.h"

/* Whether the request's key is good: known, live, and with a right that the operation asks for. */
typedef err http_admit_fn(struct request *request, struct fault *fault);

struct body_wait {
    http_admit_fn *admit; /* NULL = every key is good */
    int seconds;          /* for a whole body of whoever has a good key */
    int strangers_max;    /* requests that wait for a body without a key */
    atomic_int strangers;
};

/* To be asked before the client is told what else is wrong with the request. *seconds: what
 * body_wait_read is to be given. The refusal replaces whatever stands in `fault`. */
err body_wait_admit(const struct body_wait *wait, struct wire *wire, bool proven,
                    struct request *request, int *seconds, struct fault *fault) MUST_CHECK;
/* The whole body into `out`, or, of a streamed operation, the means to read it into the request.
 * The faults are those of wire_read, and ERR_UNAVAILABLE when too many strangers wait. */
err body_wait_read(struct body_wait *wait, struct wire *wire, struct request *request, int seconds,
                   struct buf *out, struct fault *fault) MUST_CHECK;

#endif
