/* SPDX-License-Identifier: Apache-2.0 */
#include "http/admission.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/banned.h"

enum { TIMES_FREE = 3, PACE_NANOSECONDS = 500000 };

/* Of one payer. */
struct party {
    struct payer_name name;
    int requests;
};

struct admission {
    int threads;
    atomic_int connected;
    pthread_mutex_t pace;
    pthread_mutex_t lock; /* of what follows */
    int requests;
    int count;              /* payers with requests on their way */
    struct party parties[]; /* as many as threads */
};

err admission_new(int threads, struct admission **out, struct fault *fault)
{
    struct admission *admission =
        calloc(1, sizeof *admission + (size_t)threads * sizeof(struct party));
    if (!admission)
        return fault_log(fault, ERR_INTERNAL, "no memory for admission");
    admission->threads = threads;
    pthread_mutex_init(&admission->pace, NULL);
    pthread_mutex_init(&admission->lock, NULL);
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
    free(admission);
}

void admission_connected(struct admission *admission)
{
    atomic_fetch_add(&admission->connected, 1);
}

void admission_disconnected(struct admission *admission)
{
    atomic_fetch_sub(&admission->connected, 1);
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

bool admission_enter(struct admission *admission, const struct payer_name *payer)
{
    pthread_mutex_lock(&admission->lock);
    int left = admission->threads - admission->requests;
    bool entered = false;
    if (left > 0) {
        struct party *party = party_of(admission, payer);
        entered = party->requests < TIMES_FREE * left;
        admission->count += entered && party->requests == 0;
        party->requests += entered;
        admission->requests += entered;
    }
    pthread_mutex_unlock(&admission->lock);
    return entered;
}

void admission_leave(struct admission *admission, const struct payer_name *payer)
{
    pthread_mutex_lock(&admission->lock);
    struct party *party = party_of(admission, payer);
    admission->requests--;
    if (--party->requests == 0)
        *party = admission->parties[--admission->count];
    pthread_mutex_unlock(&admission->lock);
}

void admission_pace(struct admission *admission)
{
    const struct timespec pause = {0, PACE_NANOSECONDS};
    if (!admission_crowded(admission))
        return;
    pthread_mutex_lock(&admission->pace);
    nanosleep(&pause, NULL);
    pthread_mutex_unlock(&admission->pace);
}
