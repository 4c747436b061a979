/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/feed_wait.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json_out.h"
#include "store/exchange.h"

enum { TICK_MS = 500, ASKED_MAX = 64 * 1024, SHARE = 4 /* of the places, for one organisation */ };

/* Who waits, and whether something came. */
struct feed_waiter {
    char organisation[UUID_TEXT_SIZE]; /* "" = a free place */
    int64_t after;
    bool found;
};

struct feed_wait {
    pthread_mutex_t mutex;
    pthread_cond_t tick;
    size_t places;
    struct feed_waiter *waiters; /* owned; places of them */
    int64_t asked;               /* when it was asked last: clock_monotonic */
    bool asking;                 /* by one of them, now */
};

err feed_wait_new(size_t places, struct feed_wait **out, struct fault *fault)
{
    SCOPED(feed_wait_free) struct feed_wait *wait = calloc(1, sizeof *wait);
    if (!wait || !(wait->waiters = calloc(places, sizeof *wait->waiters)))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&wait->tick, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&wait->mutex, NULL);
    wait->places = places;
    *out = steal(&wait);
    return OK;
}

void feed_wait_free(struct feed_wait **wait)
{
    struct feed_wait *freed = steal(wait);
    if (!freed)
        return;
    if (freed->places > 0) {
        pthread_cond_destroy(&freed->tick);
        pthread_mutex_destroy(&freed->mutex);
    }
    free(freed->waiters);
    free(freed);
}

static struct feed_waiter *waiting_place(struct feed_wait *wait, const char *organisation)
{
    struct feed_waiter *found = NULL;
    size_t own = 0;
    for (size_t i = 0; i < wait->places; i++)
        if (!wait->waiters[i].organisation[0])
            found = &wait->waiters[i];
        else if (strcmp(wait->waiters[i].organisation, organisation) == 0)
            own++;
    return own * SHARE < wait->places ? found : NULL;
}

/* Of everybody who waits: [{"place", "organisation", "after"}]. */
static void write_waiters(const struct feed_wait *wait, struct buf *text)
{
    struct json_out out = JSON_OUT_INIT(text);
    json_out_array(&out, NULL);
    for (size_t i = 0; i < wait->places; i++) {
        const struct feed_waiter *waiter = &wait->waiters[i];
        if (!waiter->organisation[0] || waiter->found)
            continue;
        json_out_object(&out, NULL);
        json_out_int(&out, "place", (int64_t)i);
        json_out_text(&out, "organisation", waiter->organisation);
        json_out_int(&out, "after", waiter->after);
        json_out_object_end(&out);
    }
    json_out_array_end(&out);
}

/* A connection for one statement, whoever it is for: it belongs to no organisation. */
static err ask(struct app *app, const struct buf *waiters, struct exchange *exchange, size_t *found,
               struct fault *fault)
{
    if (!buf_ok(waiters))
        return fault_log(fault, ERR_INTERNAL, "too many wait");
    TRY(app_begin_for_all(app, exchange, fault));
    *found = exchange_send(exchange, QUERY(events_waited_for, .waiting = buf_text(waiters)));
    return exchange_commit(exchange, fault);
}

/* Unlocks the mutex while it asks. A place may be another request's when the answer comes, which
 * then looks once for nothing. */
static void ask_for_all(struct feed_wait *wait, struct app *app)
{
    SCOPED(fault_release) struct fault ignored = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(ASKED_MAX);
    size_t found = 0;
    wait->asking = true;
    write_waiters(wait, &text);
    pthread_mutex_unlock(&wait->mutex);
    err asked = ask(app, &text, &exchange, &found, &ignored);
    pthread_mutex_lock(&wait->mutex);
    for (size_t i = 0; asked.code == ERR_NONE && i < exchange_rows(&exchange, found); i++)
        wait->waiters[q_number_row(&exchange, found, i).value].found = true;
    wait->asking = false;
    wait->asked = clock_monotonic();
    pthread_cond_broadcast(&wait->tick);
}

static void wait_a_tick(struct feed_wait *wait)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&wait->tick, &wait->mutex, &until);
}

bool feed_wait_for(struct feed_wait *wait, struct request *request, int64_t after, int64_t until)
{
    struct app *app = app_of(request);
    pthread_mutex_lock(&wait->mutex);
    struct feed_waiter *place = waiting_place(wait, request->credential.organisation_id);
    if (!place) {
        pthread_mutex_unlock(&wait->mutex);
        return false;
    }
    *place = (struct feed_waiter){.after = after};
    snprintf(place->organisation, sizeof place->organisation, "%s",
             request->credential.organisation_id);
    while (!place->found && clock_monotonic() < until && !atomic_load(&app->leaving))
        if (!wait->asking && clock_monotonic() - wait->asked >= TICK_MS * 1000)
            ask_for_all(wait, app);
        else
            wait_a_tick(wait);
    bool found = place->found;
    place->organisation[0] = '\0';
    pthread_mutex_unlock(&wait->mutex);
    return found;
}
