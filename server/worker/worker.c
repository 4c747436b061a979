/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/worker.h"

#include <pthread.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"
#include "worker/step.h"

/* How long a step that found nothing more waits: PARTS times what it took, within these limits. */
struct task {
    step_fn *step;
    int shortest_seconds, longest_seconds;
};

/* A long job must not keep the events of a new day waiting, so each step has a thread. Looking for
 * chains to sign goes through the heads of all organisations, so with many it looks less often. */
static const struct task tasks[] = {
    {step_statuses, 1, 1},     {step_statuses, 1, 1}, {step_housekeeping, 1, 1},
    {step_key_uses, 1, 1},     {step_seals, 10, 60},  {step_job, 1, 1},
    {step_mail, 1, 10},        {step_digest, 1, 10},  {step_webhooks, 1, 1},
    {step_checkpoints, 1, 10}, {step_oidc, 1, 1}};
enum { THREAD_COUNT = sizeof tasks / sizeof *tasks, PARTS = 50 };
_Static_assert(sizeof tasks / sizeof *tasks == WORKER_CONNECTIONS,
               "no thread waits for another's connection");

struct thread {
    struct worker *worker;
    struct task task;
    pthread_t id;
    bool failing; /* logged already: a database that is away is one line, not one a second */
};

struct worker {
    struct work work;
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
    struct instant moment;
    memory_begin();
    TRY(clock_now(thread->worker->test_clock, &now, fault));
    moment.instant = now;
    clock_format(now, moment.now);
    clock_tokyo_day(now, moment.day);
    return thread->task.step(&thread->worker->work, &moment, more, fault);
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
static bool pause_until_due(struct worker *worker, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
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

static int pause_after(const struct task *task, int64_t microseconds)
{
    int64_t fair = microseconds * PARTS / 1000000;
    if (fair > task->longest_seconds)
        return task->longest_seconds;
    return fair < task->shortest_seconds ? task->shortest_seconds : (int)fair;
}

static void *worker_thread(void *context)
{
    struct thread *thread = context;
    for (;;) {
        SCOPED(fault_release) struct fault fault = {0};
        bool more = false;
        int64_t began = clock_monotonic();
        report(thread, step(thread, &more, &fault), &fault);
        int pause = pause_after(&thread->task, clock_monotonic() - began);
        if (more ? stopping(thread->worker) : pause_until_due(thread->worker, pause))
            return NULL;
    }
}

static void worker_free(struct worker *worker)
{
    transfer_group_close(&worker->work.webhooks);
    transfer_group_close(&worker->work.errands);
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->mutex);
    free(worker);
}

static struct worker *worker_new(const struct work *work, const char *test_clock)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return NULL;
    worker->work = *work;
    worker->test_clock = test_clock;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->wake, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&worker->mutex, NULL);
    return worker;
}

static bool start_thread(struct worker *worker, struct task task)
{
    struct thread *thread = &worker->threads[worker->thread_count];
    *thread = (struct thread){.worker = worker, .task = task};
    if (pthread_create(&thread->id, NULL, worker_thread, thread) != 0)
        return false;
    worker->thread_count++;
    return true;
}

static bool wanted(const struct work *work, enum worker_part part, const struct task *task)
{
    if (task->step == step_key_uses)
        return work->key_uses != NULL;
    return part == WORKER_WHOLE &&
           (work->smtp != NULL || (task->step != step_mail && task->step != step_digest));
}

err worker_start(const struct work *work, enum worker_part part, const char *test_clock,
                 struct worker **out, struct fault *fault)
{
    SCOPED(worker_stop) struct worker *worker = worker_new(work, test_clock);
    if (!worker)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (part == WORKER_WHOLE) {
        TRY(transfer_group_open(WEBHOOKS_AT_ONCE, step_webhooks_drop, &worker->work.webhooks,
                                fault));
        TRY(transfer_group_open(ERRANDS_AT_ONCE, step_oidc_drop, &worker->work.errands, fault));
    }
    for (size_t i = 0; i < THREAD_COUNT; i++)
        if (wanted(work, part, &tasks[i]) && !start_thread(worker, tasks[i]))
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
