/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are done many at a time. Where that fails, fewer are tried, and one that fails alone is
 * passed by: what cannot be done of one organisation holds up nobody else's. */
#ifndef WORKER_BATCH_H
#define WORKER_BATCH_H

#include "worker/step.h"

struct batch {
    int limit; /* rows at most */
    int skip;  /* of those that are due, so many are passed by */
};

/* One transaction; `done` is the number of rows. */
typedef err batch_fn(const struct work *work, const struct instant *moment, struct batch batch,
                     int *done, struct fault *fault);

/* Sets `more` where there may be more, and leaves it otherwise. What failed first is returned, also
 * where others were done. */
err batch_run(batch_fn *run, int most, const struct work *work, const struct instant *moment,
              bool *more, struct fault *fault);

/* What a later try may find gone: a lock, a deadlock, a database that was away. */
bool batch_passes(err done);

#endif
