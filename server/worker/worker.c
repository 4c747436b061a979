/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/worker.h"

#include <pthread.h>
#include <time.h>

#include "base/log.h"
#include "worker/step.h"

enum { PAUSE_SECONDS = 1 };

/* A long job must not keep the events of a new day waiting, so each step has a thread. */
static step_fn *const steps[] = {step_housekeeping, step_job};
enum { THREAD_COUNT = sizeof steps / sizeof *steps };

struct thread {
    struct worker *worker;
    step_fn *step;
    pthread_t id;
    bool failing; /* logged already: a database that is away is one line, not one a second */
};

struct worker {
    struct pool *pool;
    const char *test_clock;
    struct thread threads[THREAD_COUNT];
    size_t thread_count; /* that run */
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
};

static err step(struct thread *thread, bool *more, struct fault *fault)
{
    int64_t now = 0;
    struct moment moment;
    TRY(clock_now(thread->worker->test_clock, &now, fault));
    clock_format(now, moment.now);
    clock_tokyo_day(now, moment.day);
    return thread->step(thread->worker->pool, &moment, more, fault);
}

static void report(struct thread *thread, err done, const struct fault *fault)
{
    bool failed = done.code != ERR_NONE && done.code != ERR_AGAIN;
    if (failed && !thread->failing)
        log_message(LOG_WARNING, "worker_failed", "%s: %s", fault->code, fault->log);
    else if (!failed && thread->failing)
        log_message(LOG_INFO, "worker_recovered", "the worker goes on");
    thread->failing = failed;
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
    struct thread *thread = context;
    for (;;) {
        struct fault fault = {0};
        bool more = false;
        report(thread, step(thread, &more, &fault), &fault);
        if (more ? stopping(thread->worker) : pause_until_due(thread->worker))
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

static bool start_thread(struct worker *worker, step_fn *chosen)
{
    struct thread *thread = &worker->threads[worker->thread_count];
    *thread = (struct thread){.worker = worker, .step = chosen};
    if (pthread_create(&thread->id, NULL, run, thread) != 0)
        return false;
    worker->thread_count++;
    return true;
}

err worker_start(struct pool *pool, const char *test_clock, struct worker **out,
                 struct fault *fault)
{
    SCOPED(worker_stop) struct worker *worker = worker_new(pool, test_clock);
    if (!worker)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    for (size_t i = 0; i < THREAD_COUNT; i++)
        if (!start_thread(worker, steps[i]))
            return fault_log(fault, ERR_INTERNAL, "the worker's threads cannot be started");
    *out = steal(&worker);
    return OK;
}

void worker_stop(struct worker **worker)
{
    struct worker *ended = steal(worker);
    if (!ended)
        return;
    pthread_mutex_lock(&ended->mutex);
    ended->stopping = true;
    pthread_cond_broadcast(&ended->wake);
    pthread_mutex_unlock(&ended->mutex);
    for (size_t i = 0; i < ended->thread_count; i++)
        pthread_join(ended->threads[i].id, NULL);
    worker_free(ended);
}
