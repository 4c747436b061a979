/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks of jobs: schema/functions/job.sql says what a chunk is. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "domain/decide.h"
#include "domain/demand.h"
#include "store/exchange.h"
#include "worker/batch.h"
#include "worker/letters.h"
#include "worker/step.h"

enum { KIND_SIZE = 16 };

struct job {
    char organisation[UUID_TEXT_SIZE];
    char id[UUID_TEXT_SIZE];
    char kind[KIND_SIZE];
};

/* False when no job is open, or others hold them all. */
static err take_job(struct exchange *exchange, const struct instant *moment, struct job *job,
                    bool *taken, struct fault *fault)
{
    size_t row = exchange_send(exchange, QUERY(job_take, .now = moment->now, .day = moment->day));
    TRY(exchange_read(exchange, fault));
    *taken = exchange_rows(exchange, row) == 1;
    if (!*taken)
        return OK;
    struct q_job_take_row one = q_job_take_row(exchange, row, 0);
    snprintf(job->organisation, sizeof job->organisation, "%s", one.org);
    snprintf(job->id, sizeof job->id, "%s", one.job);
    snprintf(job->kind, sizeof job->kind, "%s", one.kind);
    return OK;
}

static bool has_rows(const struct job *job)
{
    return strcmp(job->kind, "import") == 0 || strcmp(job->kind, "change") == 0;
}

/* What a sheet's next rows demand is judged as things stand now. */
static err judge_chunk(struct exchange *exchange, const struct job *job, const char *today,
                       struct buf *refused, struct fault *fault)
{
    day on = DAY_NONE;
    if (!day_parse(today, &on))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s", today);
    size_t next = exchange_send(exchange, QUERY(import_next, .job = job->id));
    TRY(exchange_read(exchange, fault));
    return demand_judge_rows(q_value_row(exchange, next, 0).value, on, refused, fault);
}

/* What the database cannot know: which demands of a sheet may not be, and new links. */
static err give_chunk(const struct work *work, struct exchange *exchange, const struct job *job,
                      const struct instant *moment, struct buf *given, struct fault *fault)
{
    if (has_rows(job))
        return judge_chunk(exchange, job, moment->day, given, fault);
    return strcmp(job->kind, "letters") == 0
               ? letters_make(work, job->organisation, moment->instant, given, fault)
               : OK;
}

static err chunk(const struct work *work, struct exchange *exchange, const struct job *job,
                 const struct instant *moment, struct fault *fault)
{
    SCOPED(buf_release) struct buf given = BUF_INIT(DECIDE_LINES_MAX);
    SCOPED(buf_release) struct buf lines = BUF_INIT(DECIDE_LINES_MAX);
    TRY(give_chunk(work, exchange, job, moment, &given, fault));
    size_t row =
        exchange_send(exchange, QUERY(job_chunk, .job = job->id,
                                      .given = given.length > 0 ? buf_text(&given) : NULL));
    TRY(exchange_read(exchange, fault));
    const char *facts = q_value_row(exchange, row, 0).value;
    if (facts)
        TRY(decide_text(facts, &lines, fault));
    if (lines.length > 0)
        exchange_send(exchange, QUERY(board_put, .lines = buf_text(&lines), .cause = job->kind,
                                      .visible_only = strcmp(job->kind, "status") == 0));
    if (has_rows(job))
        exchange_send(exchange, QUERY(supplier_change_audit, .job = job->id));
    return exchange_commit(exchange, fault);
}

/* Its turn is over, whatever became of it: others come first. What will not pass stops it. */
static err give_up(struct pool *pool, const struct instant *moment, const struct job *job,
                   const char *code)
{
    SCOPED(fault_release) struct fault ignored = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, &ignored));
    exchange_send(&exchange,
                  QUERY(job_put_off, .org = job->organisation, .job = job->id, .now = moment->now));
    TRY(exchange_commit(&exchange, &ignored));
    if (!code)
        return OK;
    SCOPED(exchange_release) struct exchange stop = {0};
    TRY(exchange_begin(pool, &stop, &ignored));
    exchange_send(&stop, QUERY(job_give_up, .org = job->organisation, .job = job->id, .error = code,
                               .now = moment->now, .day = moment->day));
    return exchange_commit(&stop, &ignored);
}

/* Before the next day, or before somebody makes room, it would meet the same. */
static bool meets_quota(const struct fault *fault)
{
    return strcmp(fault->code, "daily_quota_reached") == 0 ||
           strcmp(fault->code, "quota_reached") == 0;
}

err step_job(const struct work *work, const struct instant *moment, bool *more, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    struct job job;
    bool taken = false;
    TRY(exchange_begin(work->pool, &exchange, fault));
    TRY(take_job(&exchange, moment, &job, &taken, fault));
    if (!taken)
        return exchange_finish(&exchange, fault);
    err done = chunk(work, &exchange, &job, moment, fault);
    *more = done.code == ERR_NONE;
    if (*more)
        return OK;
    exchange_release(&exchange);
    bool full = meets_quota(fault), passes = batch_passes(done) || done.code == ERR_TOO_SLOW;
    TRY(give_up(work->pool, moment, &job, full || !passes ? fault->code : NULL));
    *more = full; /* which the job itself tells, and is no failure of the server's */
    return full ? OK : done;
}
