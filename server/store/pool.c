/* SPDX-License-Identifier: Apache-2.0 */
#include "store/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/connection.h"
#include "store/timelines.h"

enum { SIZE_MAXIMUM = 200, SILENCE_SECONDS = 8, SILENCE_MAXIMUM = 86400 };

struct pool {
    char *conninfo;
    struct turns *turns;
    pthread_mutex_t lock; /* of what follows up to the generation */
    size_t size;
    int silence_milliseconds;
    size_t idle_count;
    struct connection **idle; /* the one used last is on top: its caches are warm */
    unsigned generation;
    struct timelines timelines;
    atomic_ulong round_trips;
    atomic_long answered; /* monotonic seconds of the last exchange that ended well */
};

static size_t default_size(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 3 : cores > 31 ? 64 : (size_t)cores * 2 + 1;
}

err pool_open(const struct pool_config *config, struct pool **out, struct fault *fault)
{
    if (config->size < 0 || config->size > SIZE_MAXIMUM)
        return fault_log(fault, ERR_INTERNAL, "the pool may have 1 to %d connections",
                         SIZE_MAXIMUM);
    if (config->silence_seconds < 0 || config->silence_seconds > SILENCE_MAXIMUM)
        return fault_log(fault, ERR_INTERNAL, "the pool may wait 1 to %d seconds", SILENCE_MAXIMUM);
    connection_clear_environment();
    SCOPED(pool_close) struct pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return fault_log(fault, ERR_INTERNAL, "out of memory for the pool");
    pool->size = config->size > 0 ? (size_t)config->size : default_size();
    pool->silence_milliseconds =
        1000 * (config->silence_seconds > 0 ? config->silence_seconds : SILENCE_SECONDS);
    pool->conninfo = strdup(config->conninfo);
    pool->idle = calloc(pool->size, sizeof *pool->idle);
    pool->answered = -2;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_mutex_init(&pool->timelines.lock, NULL);
    if (!pool->conninfo || !pool->idle)
        return fault_log(fault, ERR_INTERNAL, "out of memory for the pool");
    TRY(turns_new(pool->size, (size_t)sysconf(_SC_NPROCESSORS_ONLN), &pool->turns, fault));
    *out = steal(&pool);
    return OK;
}

void pool_close(struct pool **address)
{
    struct pool *pool = steal(address);
    if (!pool)
        return;
    while (pool->idle_count > 0)
        connection_close(&pool->idle[--pool->idle_count]);
    pthread_mutex_destroy(&pool->lock);
    pthread_mutex_destroy(&pool->timelines.lock);
    turns_free(&pool->turns);
    free(pool->conninfo);
    free(pool->idle);
    free(pool);
}

static struct connection *take_idle(struct pool *pool, unsigned *generation)
{
    pthread_mutex_lock(&pool->lock);
    struct connection *connection = pool->idle_count > 0 ? pool->idle[--pool->idle_count] : NULL;
    *generation = pool->generation;
    pthread_mutex_unlock(&pool->lock);
    return connection;
}

static void put_idle(struct pool *pool, struct connection *connection)
{
    pthread_mutex_lock(&pool->lock);
    pool->idle[pool->idle_count++] = connection;
    pthread_mutex_unlock(&pool->lock);
}

static unsigned next_generation(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    unsigned generation = ++pool->generation;
    pthread_mutex_unlock(&pool->lock);
    return generation;
}

static err open_for_exchanges(struct pool *pool, unsigned generation, struct connection **out,
                              struct fault *fault)
{
    SCOPED(connection_close) struct connection *connection = NULL;
    bool newer = false;
    TRY(connection_open(pool->conninfo, &connection, fault));
    TRY(timelines_check(&pool->timelines, connection, &newer, fault));
    TRY(connection_pipeline(connection, fault));
    connection->generation = newer ? next_generation(pool) : generation;
    *out = steal(&connection);
    return OK;
}

/* Where PostgreSQL cannot be reached, those who wait would learn the same one after the other. */
static err replace(struct pool *pool, struct connection **connection, unsigned generation,
                   struct fault *fault)
{
    if (*connection && (*connection)->generation == generation && connection_healthy(*connection))
        return OK;
    connection_close(connection);
    err opened = open_for_exchanges(pool, generation, connection, fault);
    if (opened.code != ERR_NONE)
        turns_call_off(pool->turns);
    return opened;
}

err pool_lease(struct pool *pool, struct payer *payer, struct connection **out, struct fault *fault)
{
    struct turn_held place;
    unsigned generation = 0;
    enum turn_outcome turn = turns_take(pool->turns, payer, &place);
    if (turn != TURN_TAKEN) {
        fault->retry_after = 1;
        return fault_log(fault, ERR_UNAVAILABLE,
                         turn == TURN_GONE ? "the client is gone"
                                           : "the database was lost while this waited");
    }
    SCOPED(connection_close) struct connection *connection = take_idle(pool, &generation);
    err ready = replace(pool, &connection, generation, fault);
    if (ready.code != ERR_NONE) {
        turns_give(pool->turns, &place);
        return ready;
    }
    connection->place = place;
    connection->payer = payer;
    *out = steal(&connection);
    return OK;
}

void pool_return(struct pool *pool, struct connection *connection, bool broken)
{
    const struct turn_held place = connection->place;
    struct payer *payer = connection->payer;
    if (broken) {
        connection_close(&connection);
    } else {
        atomic_store(&pool->answered, clock_monotonic_seconds());
        put_idle(pool, connection);
    }
    int64_t used = turns_give(pool->turns, &place);
    if (payer)
        payer->used += used;
}

void pool_rest(struct pool *pool, struct payer *payer)
{
    turns_rest(pool->turns, payer);
}

void pool_charge(struct pool *pool, struct payer *const *payers, size_t count, int64_t each)
{
    for (size_t i = 0; i < count; i++)
        payers[i]->used += each;
    turns_charge(pool->turns, payers, count, each);
}

void pool_renew(struct pool *pool)
{
    next_generation(pool);
}

void pool_silent(struct pool *pool)
{
    pool_renew(pool);
    turns_call_off(pool->turns);
}

void pool_count(struct pool *pool)
{
    atomic_fetch_add(&pool->round_trips, 1);
}

int pool_silence_milliseconds(const struct pool *pool)
{
    return pool->silence_milliseconds;
}

unsigned long pool_round_trips(const struct pool *pool)
{
    return atomic_load(&pool->round_trips);
}

bool pool_answered_lately(const struct pool *pool)
{
    return clock_monotonic_seconds() - atomic_load(&pool->answered) <= 1;
}
