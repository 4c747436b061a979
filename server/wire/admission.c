/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/admission.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/banned.h"

enum { TIMES_FREE = 3, REFUSALS_EACH = 3, REFUSALS_MOST = 64, PAUSE_NANOSECONDS = 10000000 };

/* Of one payer. */
struct party {
    struct payer_name name;
    int requests;
};

struct admission {
    int threads;
    atomic_int connected;
    pthread_mutex_t pace; /* whoever is next to be refused */
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t left;  /* one connection less */
    pthread_cond_t ended;
    int refusals; /* that those who ended have earned */
    int requests;
    int count;              /* payers with requests on their way */
    struct party parties[]; /* as many as threads and waiters */
};

static void make_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

err admission_new(int threads, int waiters, struct admission **out, struct fault *fault)
{
    struct admission *admission =
        calloc(1, sizeof *admission + ((size_t)threads + (size_t)waiters) * sizeof(struct party));
    if (!admission)
        return fault_log(fault, ERR_INTERNAL, "no memory for admission");
    admission->threads = threads;
    pthread_mutex_init(&admission->pace, NULL);
    pthread_mutex_init(&admission->lock, NULL);
    make_condition(&admission->left);
    make_condition(&admission->ended);
    *out = admission;
    return OK;
}

void admission_free(struct admission **address)
{
    struct admission *admission = steal(address);
    if (!admission)
        return;
    pthread_mutex_destroy(&admission->pace);
    pthread_mutex_destroy(&admission->lock);
    pthread_cond_destroy(&admission->left);
    pthread_cond_destroy(&admission->ended);
    free(admission);
}

void admission_connected(struct admission *admission)
{
    pthread_mutex_lock(&admission->lock);
    while (atomic_load(&admission->connected) >= admission->threads)
        pthread_cond_wait(&admission->left, &admission->lock);
    atomic_fetch_add(&admission->connected, 1);
    pthread_mutex_unlock(&admission->lock);
}

void admission_disconnected(struct admission *admission)
{
    pthread_mutex_lock(&admission->lock);
    atomic_fetch_sub(&admission->connected, 1);
    pthread_cond_signal(&admission->left);
    pthread_mutex_unlock(&admission->lock);
}

bool admission_crowded(const struct admission *admission)
{
    return atomic_load(&admission->connected) > admission->threads - admission->threads / 4;
}

/* One without requests when the payer has none. */
static struct party *party_of(struct admission *admission, const struct payer_name *name)
{
    int i = 0;
    while (i < admission->count && !payer_same(&admission->parties[i].name, name))
        i++;
    if (i == admission->count)
        admission->parties[i] = (struct party){.name = *name};
    return &admission->parties[i];
}

static void add_request(struct admission *admission, struct party *party)
{
    admission->count += party->requests == 0;
    party->requests++;
    admission->requests++;
}

static void take_request_away(struct admission *admission, const struct payer_name *payer)
{
    struct party *party = party_of(admission, payer);
    admission->requests--;
    if (--party->requests == 0)
        *party = admission->parties[--admission->count];
}

bool admission_enter(struct admission *admission, const struct payer_name *payer, bool here)
{
    pthread_mutex_lock(&admission->lock);
    int left = admission->threads - admission->requests;
    bool entered = false;
    if (left > 0) {
        struct party *party = party_of(admission, payer);
        int most = here ? TIMES_FREE * left : TIMES_FREE * (left - 1) / 2;
        entered = party->requests == 0 || party->requests < most;
        if (entered)
            add_request(admission, party);
    }
    pthread_mutex_unlock(&admission->lock);
    return entered;
}

void admission_aside(struct admission *admission, const struct payer_name *payer)
{
    pthread_mutex_lock(&admission->lock);
    take_request_away(admission, payer);
    pthread_mutex_unlock(&admission->lock);
    admission_disconnected(admission);
}

void admission_back(struct admission *admission)
{
    pthread_mutex_lock(&admission->lock);
    atomic_fetch_add(&admission->connected, 1);
    pthread_mutex_unlock(&admission->lock);
}

void admission_leave(struct admission *admission, const struct payer_name *payer)
{
    pthread_mutex_lock(&admission->lock);
    take_request_away(admission, payer);
    if (admission->refusals < REFUSALS_MOST)
        admission->refusals += REFUSALS_EACH;
    pthread_cond_signal(&admission->ended);
    pthread_mutex_unlock(&admission->lock);
}

/* At most so long, where nothing ends. */
static void wait_for_end(struct admission *admission)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PAUSE_NANOSECONDS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&admission->lock);
    while (admission->refusals == 0)
        if (pthread_cond_timedwait(&admission->ended, &admission->lock, &until) != 0)
            break;
    admission->refusals -= admission->refusals > 0;
    pthread_mutex_unlock(&admission->lock);
}

void admission_pace(struct admission *admission)
{
    if (!admission_crowded(admission))
        return;
    pthread_mutex_lock(&admission->pace);
    wait_for_end(admission);
    pthread_mutex_unlock(&admission->pace);
}
