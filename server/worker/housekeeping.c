/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uuid.h"
#include "store/exchange.h"
#include "worker/step.h"

/* Rows of the board stay locked until their batch is committed, some 50 ms: who changes one of them
 * waits no longer. Events and tallies do not. */
enum {
    STATUS_BATCH = 500,
    BATCH = 200,
    EVENT_BATCH = 5000,
    TALLY_BATCH = 1000,
    REFUSALS_BATCH = 50,
    READS_BATCH = 100
};

static bool is_full(const struct exchange *exchange, size_t statement, int limit)
{
    return q_number_row(exchange, statement, 0).value >= limit;
}

/* In a transaction of its own: it may take longer than events should wait. */
static err take_tallies(struct pool *pool, bool *more, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t taken = exchange_send(&exchange, QUERY(worker_tally, .limit = TALLY_BATCH));
    TRY(exchange_commit(&exchange, fault));
    *more |= is_full(&exchange, taken, TALLY_BATCH);
    return OK;
}

/* One supplier's at a time, in a transaction of its own. */
static err log_reads(struct pool *pool, const struct instant *moment, bool *more,
                     struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t logged = exchange_send(&exchange, QUERY(worker_log_reads, .now = moment->now,
                                                   .day = moment->day, .limit = READS_BATCH));
    TRY(exchange_commit(&exchange, fault));
    *more |= is_full(&exchange, logged, 1);
    return OK;
}

/* One erasure, in a transaction of its own: it writes to an organisation's audit log, and may
 * remove much. */
static err erase_due(struct pool *pool, const struct instant *moment, bool *more,
                     struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    char erasure[UUID_TEXT_SIZE];
    uuid_make_text(moment->instant, erasure);
    TRY(exchange_begin(pool, &exchange, fault));
    size_t erased = exchange_send(
        &exchange, QUERY(worker_erase, .erasure = erasure, .now = moment->now, .day = moment->day));
    TRY(exchange_commit(&exchange, fault));
    *more |= is_full(&exchange, erased, 1);
    return OK;
}

/* A full batch says that there may be more. */
static err keep_house(struct pool *pool, const struct instant *moment, bool *more,
                      struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t expiring = exchange_send(&exchange, QUERY(worker_keys_expiring, .now = moment->now,
                                                     .day = moment->day, .limit = BATCH));
    size_t numbered = exchange_send(&exchange, QUERY(worker_number_events, .limit = EVENT_BATCH));
    size_t forgotten =
        exchange_send(&exchange, QUERY(worker_forget, .now = moment->now, .limit = BATCH));
    size_t told = exchange_send(&exchange, QUERY(worker_tell_refusals, .now = moment->now,
                                                 .day = moment->day, .limit = REFUSALS_BATCH));
    TRY(exchange_commit(&exchange, fault));
    *more = is_full(&exchange, expiring, BATCH) || is_full(&exchange, numbered, EVENT_BATCH) ||
            is_full(&exchange, forgotten, BATCH) || is_full(&exchange, told, REFUSALS_BATCH);
    return OK;
}

err step_statuses(const struct work *work, const struct instant *moment, bool *more,
                  struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t caught_up = exchange_send(&exchange, QUERY(worker_catch_up, .now = moment->now,
                                                      .day = moment->day, .limit = STATUS_BATCH));
    TRY(exchange_commit(&exchange, fault));
    *more = is_full(&exchange, caught_up, STATUS_BATCH);
    return OK;
}

err step_housekeeping(const struct work *work, const struct instant *moment, bool *more,
                      struct fault *fault)
{
    TRY(keep_house(work->pool, moment, more, fault));
    TRY(log_reads(work->pool, moment, more, fault));
    TRY(erase_due(work->pool, moment, more, fault));
    return take_tallies(work->pool, more, fault);
}
