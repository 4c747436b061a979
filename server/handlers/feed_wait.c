/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/feed_wait.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json_out.h"
#include "store/exchange.h"

enum { TICK_MS = 500, ASKED_MAX = 128 * 1024, SHARE = 4 /* of the places, for one organisation */ };

/* Who waits, and whether something came. */
struct feed_waiter {
    char organisation[UUID_TEXT_SIZE]; /* "" = a free place */
    int64_t after;
    bool found;
    pthread_cond_t woken;
};

struct feed_wait {
    pthread_mutex_t mutex;
    size_t places;
    struct feed_waiter *waiters; /* owned; places of them */
    struct feed_waiter *asker;   /* the one who asks for all; NULL: nobody waits */
};

err feed_wait_new(size_t places, struct feed_wait **out, struct fault *fault)
{
    SCOPED(feed_wait_free) struct feed_wait *wait = calloc(1, sizeof *wait);
    if (!wait || !(wait->waiters = calloc(places, sizeof *wait->waiters)))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    for (; wait->places < places; wait->places++)
        pthread_cond_init(&wait->waiters[wait->places].woken, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&wait->mutex, NULL);
    *out = steal(&wait);
    return OK;
}

void feed_wait_free(struct feed_wait **wait)
{
    struct feed_wait *freed = steal(wait);
    if (!freed)
        return;
    if (freed->places > 0)
        pthread_mutex_destroy(&freed->mutex);
    while (freed->places > 0)
        pthread_cond_destroy(&freed->waiters[--freed->places].woken);
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
    write_waiters(wait, &text);
    pthread_mutex_unlock(&wait->mutex);
    err asked = ask(app, &text, &exchange, &found, &ignored);
    pthread_mutex_lock(&wait->mutex);
    for (size_t i = 0; asked.code == ERR_NONE && i < exchange_rows(&exchange, found); i++) {
        struct feed_waiter *waiter = &wait->waiters[q_number_row(&exchange, found, i).value];
        waiter->found = true;
        pthread_cond_signal(&waiter->woken);
    }
}

/* `until`: of clock_monotonic. */
static void wait_until(struct feed_wait *wait, struct feed_waiter *place, int64_t until)
{
    const int64_t second = 1000000;
    struct timespec time = {.tv_sec = until / second, .tv_nsec = until % second * 1000};
    pthread_cond_timedwait(&place->woken, &wait->mutex, &time);
}

/* Whoever is left of those who wait goes on asking. */
static void give_on_asking(struct feed_wait *wait, const struct feed_waiter *place)
{
    if (wait->asker != place)
        return;
    wait->asker = NULL;
    for (size_t i = 0; i < wait->places && !wait->asker; i++)
        if (wait->waiters[i].organisation[0])
            wait->asker = &wait->waiters[i];
    if (wait->asker)
        pthread_cond_signal(&wait->asker->woken);
}

static bool take_place(struct feed_wait *wait, const char *organisation, int64_t after,
                       struct feed_waiter **out)
{
    struct feed_waiter *place = waiting_place(wait, organisation);
    if (!place)
        return false;
    place->after = after;
    place->found = false;
    snprintf(place->organisation, sizeof place->organisation, "%s", organisation);
    if (!wait->asker)
        wait->asker = place;
    *out = place;
    return true;
}

bool feed_wait_for(struct feed_wait *wait, struct request *request, int64_t after, int64_t until)
{
    struct app *app = app_of(request);
    struct feed_waiter *place = NULL;
    pthread_mutex_lock(&wait->mutex);
    bool taken = take_place(wait, request->credential.organisation_id, after, &place);
    if (taken)
        request_step(request, true);
    while (taken && !place->found && clock_monotonic() < until && !atomic_load(&app->leaving)) {
        bool asks = wait->asker == place;
        if (asks)
            ask_for_all(wait, app);
        int64_t next = clock_monotonic() + TICK_MS * 1000;
        if (!place->found)
            wait_until(wait, place, asks && next < until ? next : until);
    }
    bool found = taken && place->found;
    if (taken) {
        place->organisation[0] = '\0';
        give_on_asking(wait, place);
        request_step(request, false);
    }
    pthread_mutex_unlock(&wait->mutex);
    return found;
}
