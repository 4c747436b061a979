/* SPDX-License-Identifier: Apache-2.0 */
#include "store/lanes.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/payer.h"
#include "store/connection.h"
#include "store/exchange.h"
#include "store/pool.h"

enum {
    PASSENGERS_MAX = EXCHANGE_STATEMENTS_MAX / LANES_STATEMENTS,
    WAITING_FOR_ANOTHER = 4, /* lane, for each that is open */
    PAYERS = 1024            /* where two meet, they share what one would have */
};

enum outcome { WAITING, LEADS, CARRIED, NO_DATABASE, ALONE };

/* On the stack of its thread, which alone touches it once it was woken up. */
struct passenger {
    struct passenger *next;
    const struct statement *statements;
    size_t count;
    struct payer *payer;
    uint64_t turn;
    enum outcome outcome;
    struct pg_result *results[LANES_STATEMENTS];
    int retry_after; /* NO_DATABASE: seconds */
    sem_t woken;
};

struct lanes {
    struct pool *pool;
    pthread_mutex_t lock;
    size_t most, open, waiting;
    struct passenger *first, *last; /* by their turns */
    uint64_t now;                   /* the turn that was taken last */
    uint64_t turns[PAYERS];         /* the last one that a payer was given */
};

err lanes_new(struct pool *pool, struct lanes **out, struct fault *fault)
{
    struct lanes *lanes = calloc(1, sizeof *lanes);
    if (!lanes)
        return fault_log(fault, ERR_INTERNAL, "out of memory for lanes");
    lanes->pool = pool;
    lanes->most = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    pthread_mutex_init(&lanes->lock, NULL);
    *out = lanes;
    return OK;
}

void lanes_free(struct lanes **address)
{
    struct lanes *lanes = steal(address);
    if (!lanes)
        return;
    pthread_mutex_destroy(&lanes->lock);
    free(lanes);
}

/* Each of a payer's reads comes a turn after the one before it; who was away has the present one.
 */
static void give_turn(struct lanes *lanes, struct passenger *passenger)
{
    uint64_t *last = &lanes->turns[passenger->payer->name.low % PAYERS];
    *last = (*last > lanes->now ? *last : lanes->now) + 1;
    passenger->turn = *last;
}

static void queue(struct lanes *lanes, struct passenger *passenger)
{
    struct passenger **place = &lanes->first;
    if (lanes->last && lanes->last->turn <= passenger->turn)
        place = &lanes->last->next;
    while (*place && (*place)->turn <= passenger->turn)
        place = &(*place)->next;
    passenger->next = *place;
    *place = passenger;
    if (!passenger->next)
        lanes->last = passenger;
    lanes->waiting++;
}

static struct passenger *unqueue(struct lanes *lanes)
{
    struct passenger *passenger = lanes->first;
    lanes->first = passenger->next;
    if (!lanes->first)
        lanes->last = NULL;
    lanes->waiting--;
    lanes->now = passenger->turn > lanes->now ? passenger->turn : lanes->now;
    passenger->next = NULL;
    return passenger;
}

/* The leader takes along whoever waits, as many as fit. */
static void fill(struct lanes *lanes, struct passenger *leader)
{
    struct passenger *last = leader;
    pthread_mutex_lock(&lanes->lock);
    for (size_t count = 1; count < PASSENGERS_MAX && lanes->first; count++)
        last = last->next = unqueue(lanes);
    pthread_mutex_unlock(&lanes->lock);
}

static void send(struct exchange *exchange, const struct passenger *passenger)
{
    for (size_t i = 0; i < passenger->count; i++)
        exchange_send(exchange, passenger->statements[i]);
}

static void leave_without(struct passenger *leader, int retry_after)
{
    for (struct passenger *at = leader; at; at = at->next) {
        at->outcome = NO_DATABASE;
        at->retry_after = retry_after;
    }
}

static void hand_out_results(struct exchange *exchange, struct passenger *leader)
{
    size_t index = 0;
    /* What libpq could not keep of one it may not have told of another. */
    bool whole = !memory_short();
    for (struct passenger *at = leader; at; at = at->next) {
        for (size_t i = 0; whole && i < at->count; i++)
            at->results[i] = exchange_take(exchange, index++);
        at->outcome = whole ? CARRIED : ALONE;
    }
}

static void charge(struct pool *pool, struct passenger *leader, int64_t used)
{
    struct payer *payers[PASSENGERS_MAX];
    size_t count = 0;
    for (struct passenger *at = leader; at; at = at->next)
        payers[count++] = at->payer;
    pool_charge(pool, payers, count, used / (int64_t)count);
}

/* Everybody reads in its own results what came of it; `fault` is but lent by the leader. */
static void carry_passengers(struct pool *pool, struct passenger *leader, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    if (exchange_begin(pool, &exchange, fault).code != ERR_NONE) {
        leave_without(leader, fault->retry_after);
        fault_clear(fault);
        return;
    }
    int64_t began = clock_monotonic();
    for (const struct passenger *at = leader; at; at = at->next)
        send(&exchange, at);
    if (exchange_finish(&exchange, fault).code != ERR_NONE)
        fault_clear(fault);
    charge(pool, leader, clock_monotonic() - began);
    hand_out_results(&exchange, leader);
}

/* The first of those who wait leads next, unless another lane is enough for them. */
static void pass_on(struct lanes *lanes)
{
    struct passenger *next = NULL;
    pthread_mutex_lock(&lanes->lock);
    bool enough = lanes->waiting < (lanes->open - 1) * WAITING_FOR_ANOTHER;
    if (lanes->first && !enough) {
        next = unqueue(lanes);
        next->outcome = LEADS;
    } else {
        lanes->open--;
    }
    pthread_mutex_unlock(&lanes->lock);
    if (next)
        sem_post(&next->woken);
}

static void lead(struct lanes *lanes, struct passenger *leader, struct fault *fault)
{
    fill(lanes, leader);
    carry_passengers(lanes->pool, leader, fault);
    pass_on(lanes);
    for (struct passenger *at = leader->next; at;) {
        struct passenger *next = at->next; /* a passenger who was woken up is gone */
        sem_post(&at->woken);
        at = next;
    }
}

static bool may_lead(const struct lanes *lanes)
{
    return lanes->open == 0 ||
           (lanes->open < lanes->most && lanes->waiting >= lanes->open * WAITING_FOR_ANOTHER);
}

static void ride(struct lanes *lanes, struct passenger *self, struct fault *fault)
{
    pthread_mutex_lock(&lanes->lock);
    give_turn(lanes, self);
    bool leads = may_lead(lanes);
    if (leads)
        lanes->open++;
    else
        queue(lanes, self);
    pthread_mutex_unlock(&lanes->lock);
    while (!leads && sem_wait(&self->woken) != 0)
        ;
    if (leads || self->outcome == LEADS)
        lead(lanes, self, fault);
}

static err run_alone(struct pool *pool, const struct passenger *self, struct exchange *out,
                     struct fault *fault)
{
    TRY(exchange_begin_for(pool, self->payer, out, fault));
    send(out, self);
    return exchange_finish(out, fault);
}

/* Something else failed: another's statement, or one's own while it was prepared, of which the
 * results do not tell. */
static bool was_aborted(const struct passenger *self)
{
    size_t i = 0;
    while (i + 1 < self->count && PQresultStatus(self->results[i]) == PGRES_TUPLES_OK)
        i++;
    return PQresultStatus(self->results[i]) == PGRES_PIPELINE_ABORTED;
}

static err read_carried(struct pool *pool, struct passenger *self, struct exchange *out,
                        struct fault *fault)
{
    if (was_aborted(self)) {
        for (size_t i = 0; i < self->count; i++)
            result_clear(&self->results[i]);
        return run_alone(pool, self, out, fault);
    }
    err first = OK;
    for (size_t i = 0; i < self->count; i++) {
        err adopted =
            exchange_adopt(out, self->statements[i].query, steal(&self->results[i]), fault);
        first = first.code == ERR_NONE ? adopted : first;
    }
    return first;
}

err lanes_read(struct lanes *lanes, struct payer *payer, const struct statement *statements,
               size_t count, struct exchange *out, struct fault *fault)
{
    struct passenger self = {.statements = statements, .count = count, .payer = payer};
    sem_init(&self.woken, 0, 0);
    ride(lanes, &self, fault);
    sem_destroy(&self.woken);
    if (self.outcome == ALONE)
        return run_alone(lanes->pool, &self, out, fault);
    if (self.outcome == CARRIED)
        return read_carried(lanes->pool, &self, out, fault);
    fault->retry_after = self.retry_after;
    return fault_log(fault, ERR_UNAVAILABLE, "the database was lost while this waited");
}
