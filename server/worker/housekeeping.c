/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/uuid.h"
#include "store/exchange.h"
#include "worker/batch.h"
#include "worker/step.h"

/* Rows of the board stay locked until their batch is committed, some 50 ms: who changes one of them
 * waits no longer. Events and tallies do not. */
enum {
    STATUS_BATCH = 500,
    BATCH = 200,
    EVENT_BATCH = 5000,
    TALLY_BATCH = 1000,
    REFUSALS_BATCH = 50,
    READS_BATCH = 100, /* of one supplier */
};

/* A statement that returns how many rows it did, in a transaction of its own. */
static err run_one(const struct work *work, struct statement statement, int *done,
                   struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t row = exchange_send(&exchange, statement);
    TRY(exchange_commit(&exchange, fault));
    *done = q_number_row(&exchange, row, 0).value;
    return OK;
}

static err catch_up(const struct work *work, const struct instant *moment, struct batch batch,
                    int *done, struct fault *fault)
{
    return run_one(work,
                   QUERY(worker_catch_up, .now = moment->now, .day = moment->day,
                         .limit = batch.limit, .singly = batch.singly),
                   done, fault);
}

static err number_events(const struct work *work, const struct instant *moment, struct batch batch,
                         int *done, struct fault *fault)
{
    return run_one(work,
                   QUERY(worker_number_events, .now = moment->now, .limit = batch.limit,
                         .singly = batch.singly),
                   done, fault);
}

static err tell_keys(const struct work *work, const struct instant *moment, struct batch batch,
                     int *done, struct fault *fault)
{
    return run_one(
        work,
        QUERY(worker_keys_expiring, .now = moment->now, .day = moment->day, .limit = batch.limit),
        done, fault);
}

static err tell_refusals(const struct work *work, const struct instant *moment, struct batch batch,
                         int *done, struct fault *fault)
{
    return run_one(
        work,
        QUERY(worker_tell_refusals, .now = moment->now, .day = moment->day, .limit = batch.limit),
        done, fault);
}

static err forget_old_rows(const struct work *work, const struct instant *moment,
                           struct batch batch, int *done, struct fault *fault)
{
    return run_one(work, QUERY(worker_forget, .now = moment->now, .limit = batch.limit), done,
                   fault);
}

/* Goes on where the last batch ended. With each new day from the beginning: a clock may have been
 * set back. One thread calls it. */
static err forget_old_answers(const struct work *work, const struct instant *moment,
                              struct batch batch, int *done, struct fault *fault)
{
    static struct {
        char day[sizeof moment->day];
        char through[sizeof moment->now];
    } last;
    if (strcmp(last.day, moment->day) != 0)
        snprintf(last.through, sizeof last.through, "-infinity");
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t row = exchange_send(&exchange, QUERY(worker_forget_answers, .now = moment->now,
                                                .limit = batch.limit, .since = last.through));
    TRY(exchange_commit(&exchange, fault));
    struct q_worker_forget_answers_row gone = q_worker_forget_answers_row(&exchange, row, 0);
    *done = gone.n;
    if (gone.through)
        snprintf(last.through, sizeof last.through, "%s", gone.through);
    snprintf(last.day, sizeof last.day, "%s", moment->day);
    return OK;
}

static err forget_old_events(const struct work *work, const struct instant *moment,
                             struct batch batch, int *done, struct fault *fault)
{
    return run_one(work,
                   QUERY(worker_forget_events, .now = moment->now, .limit = batch.limit,
                         .singly = batch.singly),
                   done, fault);
}

static err take_tallies(const struct work *work, const struct instant *moment, struct batch batch,
                        int *done, struct fault *fault)
{
    return run_one(
        work, QUERY(worker_tally, .now = moment->now, .limit = batch.limit, .singly = batch.singly),
        done, fault);
}

/* One supplier's at a time. */
static err log_reads(const struct work *work, const struct instant *moment, struct batch batch,
                     int *done, struct fault *fault)
{
    return run_one(
        work, QUERY(worker_log_reads, .now = moment->now, .day = moment->day, .limit = batch.limit),
        done, fault);
}

static err erase(const char *kind, const struct work *work, const struct instant *moment, int *done,
                 struct fault *fault)
{
    char erasure[UUID_TEXT_SIZE];
    uuid_make_text(moment->instant, erasure);
    return run_one(work,
                   QUERY(worker_erase, .kind = kind, .erasure = erasure, .now = moment->now,
                         .day = moment->day),
                   done, fault);
}

static err erase_relationship(const struct work *work, const struct instant *moment,
                              struct batch batch, int *done, struct fault *fault)
{
    (void)batch;
    return erase("relationship", work, moment, done, fault);
}

static err erase_evidence(const struct work *work, const struct instant *moment, struct batch batch,
                          int *done, struct fault *fault)
{
    (void)batch;
    return erase("evidence", work, moment, done, fault);
}

static err erase_organisation(const struct work *work, const struct instant *moment,
                              struct batch batch, int *done, struct fault *fault)
{
    (void)batch;
    return erase("organisation", work, moment, done, fault);
}

err step_statuses(const struct work *work, const struct instant *moment, bool *more,
                  struct fault *fault)
{
    return batch_run(catch_up, STATUS_BATCH, work, moment, more, fault);
}

/* In the log, once each. */
static err tell_put_off(const struct work *work, const struct instant *moment, struct batch batch,
                        int *done, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    (void)moment;
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t rows = exchange_send(&exchange, QUERY(worker_put_off_tell, .limit = batch.limit));
    TRY(exchange_commit(&exchange, fault));
    *done = (int)exchange_rows(&exchange, rows);
    for (size_t i = 0; i < (size_t)*done; i++) {
        struct q_worker_put_off_tell_row row = q_worker_put_off_tell_row(&exchange, rows, i);
        log_message(LOG_WARNING, "worker_put_off", "%s of %s/%s: %s", row.work, row.org_id,
                    row.object, row.untold);
    }
    return OK;
}

/* Events first: the feed waits for them. */
static const struct {
    batch_fn *run;
    int most;
} pieces[] = {
    {number_events, EVENT_BATCH}, {tell_keys, BATCH},          {tell_refusals, REFUSALS_BATCH},
    {forget_old_answers, BATCH},  {forget_old_rows, BATCH},    {forget_old_events, BATCH},
    {erase_relationship, 1},      {erase_evidence, 1},         {erase_organisation, 1},
    {log_reads, READS_BATCH},     {take_tallies, TALLY_BATCH}, {tell_put_off, BATCH}};

err step_housekeeping(const struct work *work, const struct instant *moment, bool *more,
                      struct fault *fault)
{
    err first = OK;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        SCOPED(fault_release) struct fault own = {0};
        err ran = batch_run(pieces[i].run, pieces[i].most, work, moment, more, &own);
        if (ran.code == ERR_NONE || first.code != ERR_NONE)
            continue;
        first = ran;
        fault_move(&own, fault);
    }
    return first;
}
