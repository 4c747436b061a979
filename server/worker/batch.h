/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are done many at a time. Where that fails, fewer are tried, each by itself, and one that
 * fails is put off (schema/functions/put_off.sql): what cannot be done holds up nothing else. */
#ifndef WORKER_BATCH_H
#define WORKER_BATCH_H

#include "worker/step.h"

struct batch {
    int limit;   /* rows at most */
    bool singly; /* each by itself: those that fail are put off */
};

/* One transaction; `done` is the number of rows. */
typedef err batch_fn(const struct work *work, const struct instant *moment, struct batch batch,
                     int *done, struct fault *fault);

/* Sets `more` where there may be more, and leaves it otherwise. */
err batch_run(batch_fn *run, int most, const struct work *work, const struct instant *moment,
              bool *more, struct fault *fault);

/* What a later try may find gone: a lock, a deadlock, a database that was away. */
bool batch_passes(err done);

#endif
