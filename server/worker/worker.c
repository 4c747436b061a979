/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/worker.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/exchange.h"

enum { PAUSE_SECONDS = 1, BATCH = 200 };

struct worker {
    struct pool *pool;
    const char *test_clock;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
    bool failing; /* logged already: a database that is away is one line, not one a second */
};

static long number_at(const struct exchange *exchange, size_t statement)
{
    const char *text = exchange_value(exchange, statement, 0, 0);
    return text ? strtol(text, NULL, 10) : 0;
}

/* One transaction; true in `more` when a full batch says that there may be more. */
static err step(struct worker *worker, bool *more, struct fault *fault)
{
    int64_t now = 0;
    char now_text[CLOCK_TEXT_SIZE], today[CLOCK_DAY_SIZE], batch[12];
    TRY(clock_now(worker->test_clock, &now, fault));
    clock_format(now, now_text);
    clock_tokyo_day(now, today);
    snprintf(batch, sizeof batch, "%d", BATCH);

    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(worker->pool, &exchange, fault));
    const char *due[] = {now_text, today, batch};
    size_t caught_up = exchange_send(&exchange, Q_WORKER_CATCH_UP, due, 3);
    size_t numbered = exchange_send(&exchange, Q_WORKER_NUMBER_EVENTS, (const char *[]){batch}, 1);
    size_t forgotten =
        exchange_send(&exchange, Q_WORKER_FORGET, (const char *[]){now_text, batch}, 2);
    TRY(exchange_commit(&exchange, fault));
    *more = number_at(&exchange, caught_up) >= BATCH || number_at(&exchange, numbered) >= BATCH ||
            number_at(&exchange, forgotten) >= BATCH;
    return OK;
}

static void report(struct worker *worker, err done, const struct fault *fault)
{
    bool failed = done.code != ERR_NONE && done.code != ERR_AGAIN;
    if (failed && !worker->failing)
        log_message(LOG_WARNING, "worker_failed", "%s: %s", fault->code, fault->log);
    else if (!failed && worker->failing)
        log_message(LOG_INFO, "worker_recovered", "the worker goes on");
    worker->failing = failed;
}

/* True when it is time to end. */
static bool pause_until_due(struct worker *worker)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PAUSE_SECONDS;
    pthread_mutex_lock(&worker->mutex);
    while (!worker->stopping && pthread_cond_timedwait(&worker->wake, &worker->mutex, &until) == 0)
        ;
    bool stopping = worker->stopping;
    pthread_mutex_unlock(&worker->mutex);
    return stopping;
}

static bool stopping(struct worker *worker)
{
    pthread_mutex_lock(&worker->mutex);
    bool now = worker->stopping;
    pthread_mutex_unlock(&worker->mutex);
    return now;
}

static void *run(void *context)
{
    struct worker *worker = context;
    for (;;) {
        struct fault fault = {0};
        bool more = false;
        report(worker, step(worker, &more, &fault), &fault);
        if (more ? stopping(worker) : pause_until_due(worker))
            return NULL;
    }
}

static void worker_free(struct worker *worker)
{
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->mutex);
    free(worker);
}

static struct worker *worker_new(struct pool *pool, const char *test_clock)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return NULL;
    worker->pool = pool;
    worker->test_clock = test_clock;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->wake, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&worker->mutex, NULL);
    return worker;
}

err worker_start(struct pool *pool, const char *test_clock, struct worker **out,
                 struct fault *fault)
{
    struct worker *worker = worker_new(pool, test_clock);
    if (!worker)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (pthread_create(&worker->thread, NULL, run, worker) != 0) {
        worker_free(worker);
        return fault_log(fault, ERR_INTERNAL, "the worker's thread cannot be started");
    }
    *out = worker;
    return OK;
}

void worker_stop(struct worker **worker)
{
    struct worker *ended = steal(worker);
    if (!ended)
        return;
    pthread_mutex_lock(&ended->mutex);
    ended->stopping = true;
    pthread_cond_signal(&ended->wake);
    pthread_mutex_unlock(&ended->mutex);
    pthread_join(ended->thread, NULL);
    worker_free(ended);
}
