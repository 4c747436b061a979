/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/batch.h"

enum { PART = 8, FAILURES_MAX = 40 /* of one step */ };

bool batch_passes(err done)
{
    return done.code == ERR_AGAIN || done.code == ERR_UNAVAILABLE || done.code == ERR_CONFLICT;
}

static struct batch after_failure(struct batch batch, int most)
{
    if (batch.limit > 1)
        return (struct batch){.limit = (batch.limit + PART - 1) / PART, .skip = batch.skip};
    return (struct batch){.limit = most, .skip = batch.skip + 1};
}

err batch_run(batch_fn *run, int most, const struct work *work, const struct instant *moment,
              bool *more, struct fault *fault)
{
    struct batch batch = {.limit = most};
    err first = OK;
    for (int failures = 0; failures < FAILURES_MAX; failures++) {
        SCOPED(fault_release) struct fault own = {0};
        int done = 0;
        err ran = run(work, moment, batch, &done, &own);
        if (ran.code == ERR_NONE) {
            *more |= done >= batch.limit;
            return first;
        }
        if (first.code == ERR_NONE) {
            first = ran;
            fault_move(&own, fault);
        }
        if (batch_passes(ran))
            return first;
        batch = after_failure(batch, most);
    }
    return first;
}
