/* SPDX-License-Identifier: Apache-2.0 */
/* The one thread that works without a request: it tells the changes of status that a new day
 * brought, gives events their numbers and forgets the answers of yesterday's repeatable requests.
 * Every answer is right without it; only the feed waits.
 * Several servers may each run one on the same database. */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "base/err.h"
#include "store/pool.h"

struct worker;

/* The pool outlives the worker. `test_clock`: see clock_now. */
err worker_start(struct pool *pool, const char *test_clock, struct worker **out,
                 struct fault *fault) MUST_CHECK;
/* Returns when the step that runs, if one does, has ended. Takes the address, for SCOPED. */
void worker_stop(struct worker **worker);

#endif
