/* SPDX-License-Identifier: Apache-2.0 */
#include "store/exchange.h"
#include "worker/step.h"

/* Rows of the board stay locked for the step, events and tallies do not. */
#define BATCH "200"
#define EVENT_BATCH "2000"
#define TALLY_BATCH "1000"
#define REFUSALS_BATCH "50"

static bool is_full(const struct exchange *exchange, size_t statement, const char *limit)
{
    const char *done = exchange_value(exchange, statement, 0, 0);
    return done && strtol(done, NULL, 10) >= strtol(limit, NULL, 10);
}

/* In a transaction of its own: it may take longer than events should wait. */
static err take_tallies(struct pool *pool, bool *more, struct fault *fault)
{
    const char *values[] = {TALLY_BATCH};
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t taken = exchange_send(&exchange, Q_WORKER_TALLY, values, 1);
    TRY(exchange_commit(&exchange, fault));
    *more |= is_full(&exchange, taken, TALLY_BATCH);
    return OK;
}

/* A full batch says that there may be more. */
static err catch_up(struct pool *pool, const struct instant *moment, bool *more,
                    struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    const char *due[] = {moment->now, moment->day, BATCH};
    const char *new[] = {EVENT_BATCH};
    const char *old[] = {moment->now, BATCH};
    const char *refused[] = {moment->now, moment->day, REFUSALS_BATCH};
    size_t caught_up = exchange_send(&exchange, Q_WORKER_CATCH_UP, due, 3);
    size_t expiring = exchange_send(&exchange, Q_WORKER_KEYS_EXPIRING, due, 3);
    size_t numbered = exchange_send(&exchange, Q_WORKER_NUMBER_EVENTS, new, 1);
    size_t forgotten = exchange_send(&exchange, Q_WORKER_FORGET, old, 2);
    size_t told = exchange_send(&exchange, Q_WORKER_TELL_REFUSALS, refused, 3);
    TRY(exchange_commit(&exchange, fault));
    *more = is_full(&exchange, caught_up, BATCH) || is_full(&exchange, expiring, BATCH) ||
            is_full(&exchange, numbered, EVENT_BATCH) || is_full(&exchange, forgotten, BATCH) ||
            is_full(&exchange, told, REFUSALS_BATCH);
    return OK;
}

err step_housekeeping(const struct work *work, const struct instant *moment, bool *more,
                      struct fault *fault)
{
    TRY(catch_up(work->pool, moment, more, fault));
    return take_tallies(work->pool, more, fault);
}
