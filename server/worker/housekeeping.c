/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "store/exchange.h"
#include "worker/step.h"

enum { BATCH = 200, TALLY_BATCH = 1000 };

static long number_at(const struct exchange *exchange, size_t statement)
{
    const char *text = exchange_value(exchange, statement, 0, 0);
    return text ? strtol(text, NULL, 10) : 0;
}

/* In a transaction of its own: it may take longer than events should wait. */
static err take_tallies(struct pool *pool, bool *more, struct fault *fault)
{
    char batch[12];
    snprintf(batch, sizeof batch, "%d", TALLY_BATCH);
    const char *values[] = {batch};
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t taken = exchange_send(&exchange, Q_WORKER_TALLY, values, 1);
    TRY(exchange_commit(&exchange, fault));
    *more |= number_at(&exchange, taken) >= TALLY_BATCH;
    return OK;
}

/* A full batch says that there may be more. */
static err catch_up(struct pool *pool, const struct moment *moment, bool *more, struct fault *fault)
{
    char batch[12];
    snprintf(batch, sizeof batch, "%d", BATCH);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    const char *due[] = {moment->now, moment->day, batch};
    const char *old[] = {moment->now, batch};
    size_t caught_up = exchange_send(&exchange, Q_WORKER_CATCH_UP, due, 3);
    size_t numbered = exchange_send(&exchange, Q_WORKER_NUMBER_EVENTS, &due[2], 1);
    size_t forgotten = exchange_send(&exchange, Q_WORKER_FORGET, old, 2);
    TRY(exchange_commit(&exchange, fault));
    *more = number_at(&exchange, caught_up) >= BATCH || number_at(&exchange, numbered) >= BATCH ||
            number_at(&exchange, forgotten) >= BATCH;
    return OK;
}

err step_housekeeping(struct pool *pool, const struct moment *moment, bool *more,
                      struct fault *fault)
{
    TRY(catch_up(pool, moment, more, fault));
    return take_tallies(pool, more, fault);
}
