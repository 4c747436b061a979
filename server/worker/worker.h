/* SPDX-License-Identifier: Apache-2.0 */
/* What goes on without a request: each step of worker/step.h in a thread of its own. Every answer
 * is right without housekeeping; only the feed waits. Several servers may each run them on the same
 * database. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "base/err.h"
#include "worker/step.h"

enum worker_part {
    WORKER_WHOLE,
    WORKER_OWN, /* only what no other process can do: when the keys of its requests were used */
};

struct worker;

/* How many it uses at the same time: one for each thread. */
enum { WORKER_CONNECTIONS = 11 };

/* What `work` points to outlives the worker. `test_clock`: see clock_now. */
err worker_start(const struct work *work, enum worker_part part, const char *test_clock,
                 struct worker **out, struct fault *fault) MUST_CHECK;
/* Returns when the steps that run have ended. Takes the address, for SCOPED. */
void worker_stop(struct worker **worker);

#endif
