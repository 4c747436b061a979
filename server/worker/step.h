/* SPDX-License-Identifier: Apache-2.0 */
/* What the worker's threads do, one step at a time: each step is short, ends its transactions, and
 * says whether more waits. */
#ifndef WORKER_STEP_H
#define WORKER_STEP_H

#include "base/clock.h"
#include "base/err.h"
#include "store/pool.h"

/* One instant for all that a step does. */
struct moment {
    char now[CLOCK_TEXT_SIZE];
    char day[CLOCK_DAY_SIZE]; /* in Tokyo */
};

typedef err step_fn(struct pool *pool, const struct moment *moment, bool *more,
                    struct fault *fault);

/* Statuses that a new day changed, numbers of events, answers that are too old to be repeated. */
step_fn step_housekeeping;
/* One chunk of one job. */
step_fn step_job;

#endif
