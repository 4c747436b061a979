/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/batch.h"

enum { PART = 8 };

bool batch_passes(err done)
{
    return done.code == ERR_AGAIN || done.code == ERR_UNAVAILABLE || done.code == ERR_CONFLICT;
}

err batch_run(batch_fn *run, int most, const struct work *work, const struct instant *moment,
              bool *more, struct fault *fault)
{
    struct batch batch = {.limit = most};
    for (;;) {
        SCOPED(fault_release) struct fault own = {0};
        int done = 0;
        err ran = run(work, moment, batch, &done, &own);
        if (ran.code == ERR_NONE)
            *more |= done >= batch.limit;
        bool last = batch.singly && batch.limit == 1;
        if (ran.code == ERR_NONE || last || batch_passes(ran)) {
            fault_move(&own, fault);
            return ran;
        }
        batch = (struct batch){.limit = (batch.limit + PART - 1) / PART, .singly = true};
    }
}
