/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/bucket.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { SHARDS = 64, SETS = 128, WAYS = 8 };

static const int64_t SECOND = 1000000;

struct bucket {
    struct payer_name name;
    int64_t full_at;
    bool used;
};

struct shard {
    pthread_mutex_t lock;
    struct bucket sets[SETS][WAYS];
};

struct buckets {
    int64_t interval; /* microseconds for one token */
    int64_t depth;    /* microseconds from empty to full */
    struct shard shards[SHARDS];
};

err buckets_new(struct bucket_rate rate, struct buckets **out, struct fault *fault)
{
    struct buckets *buckets = calloc(1, sizeof *buckets);
    if (!buckets)
        return fault_log(fault, ERR_INTERNAL, "no memory for limits");
    buckets->interval = rate.per_second > 0 ? SECOND / rate.per_second : 0;
    buckets->depth = buckets->interval * (rate.burst > 1 ? rate.burst : 1);
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_init(&buckets->shards[i].lock, NULL);
    *out = buckets;
    return OK;
}

void buckets_free(struct buckets **address)
{
    struct buckets *buckets = steal(address);
    if (!buckets)
        return;
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_destroy(&buckets->shards[i].lock);
    free(buckets);
}

static struct shard *shard_of(struct buckets *buckets, struct payer_name name)
{
    return &buckets->shards[name.low % SHARDS];
}

static struct bucket *set_of(struct shard *shard, struct payer_name name)
{
    return shard->sets[name.low / SHARDS % SETS];
}

static struct bucket *find_bucket(struct shard *shard, struct payer_name name)
{
    struct bucket *set = set_of(shard, name);
    for (size_t i = 0; i < WAYS; i++)
        if (set[i].used && payer_same(&set[i].name, &name))
            return &set[i];
    return NULL;
}

/* A free place, or that of the bucket which is full first. */
static struct bucket *make_room(struct shard *shard, struct payer_name name)
{
    struct bucket *set = set_of(shard, name);
    struct bucket *place = &set[0];
    for (size_t i = 0; i < WAYS && place->used; i++)
        if (!set[i].used || set[i].full_at < place->full_at)
            place = &set[i];
    *place = (struct bucket){.name = name, .used = true};
    return place;
}

static int64_t time_for(const struct buckets *buckets, int64_t amount)
{
    return buckets->interval * amount / BUCKET_TOKEN;
}

static struct bucket_state bucket_state_of(const struct buckets *buckets,
                                           const struct bucket *bucket, int64_t now)
{
    struct bucket_state state = {.granted = true};
    state.full_in = bucket->full_at > now ? bucket->full_at - now : 0;
    int64_t room = buckets->depth - state.full_in;
    if (buckets->interval > 0 && room > 0)
        state.left = (int)(room / buckets->interval);
    if (room < buckets->interval)
        state.next_token_in = buckets->interval - room;
    return state;
}

static struct bucket_state take_tokens(const struct buckets *buckets, struct bucket *bucket,
                                       int64_t amount, int64_t now)
{
    int64_t needed = time_for(buckets, amount);
    needed = needed < buckets->depth ? needed : buckets->depth;
    int64_t full_at = (bucket->full_at > now ? bucket->full_at : now) + needed;
    if (buckets->interval == 0 || full_at - now <= buckets->depth) {
        bucket->full_at = full_at;
        return bucket_state_of(buckets, bucket, now);
    }
    struct bucket_state state = bucket_state_of(buckets, bucket, now);
    state.granted = false;
    state.next_token_in = full_at - now - buckets->depth;
    return state;
}

bool buckets_take(struct buckets *buckets, struct payer_name name, int64_t amount, int64_t now,
                  bool make, struct bucket_state *out)
{
    struct shard *shard = shard_of(buckets, name);
    pthread_mutex_lock(&shard->lock);
    struct bucket *bucket = find_bucket(shard, name);
    if (!bucket && make)
        bucket = make_room(shard, name);
    if (bucket)
        *out = take_tokens(buckets, bucket, amount, now);
    pthread_mutex_unlock(&shard->lock);
    return bucket != NULL;
}

static void correct_bucket(const struct buckets *buckets, struct bucket *bucket, int64_t amount,
                           int64_t now)
{
    int64_t latest = now + 2 * buckets->depth;
    bucket->full_at = (bucket->full_at > now ? bucket->full_at : now) + time_for(buckets, amount);
    bucket->full_at = bucket->full_at < latest ? bucket->full_at : latest;
}

struct bucket_state buckets_correct(struct buckets *buckets, struct payer_name name, int64_t amount,
                                    int64_t now)
{
    struct bucket_state state = {0};
    struct shard *shard = shard_of(buckets, name);
    pthread_mutex_lock(&shard->lock);
    struct bucket *bucket = find_bucket(shard, name);
    if (bucket) {
        correct_bucket(buckets, bucket, amount, now);
        state = bucket_state_of(buckets, bucket, now);
    }
    pthread_mutex_unlock(&shard->lock);
    return state;
}

void buckets_forget(struct buckets *buckets, struct payer_name name)
{
    struct shard *shard = shard_of(buckets, name);
    pthread_mutex_lock(&shard->lock);
    struct bucket *bucket = find_bucket(shard, name);
    if (bucket)
        *bucket = (struct bucket){0};
    pthread_mutex_unlock(&shard->lock);
}
