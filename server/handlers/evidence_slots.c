/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/evidence_slots.h"

#include <pthread.h>

enum { LATER_SECONDS = 5 };

static struct {
    pthread_mutex_t lock;
    bool taken[EVIDENCE_SLOTS];
    struct payer_name owners[EVIDENCE_SLOTS];
} slots = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* -1 = none is free for this owner. */
static int free_slot(const struct payer_name *owner)
{
    int found = -1, of_owner = 0;
    for (int i = 0; i < EVIDENCE_SLOTS; i++)
        if (!slots.taken[i])
            found = i;
        else if (payer_same(&slots.owners[i], owner))
            of_owner++;
    return of_owner < EVIDENCE_SLOTS_OF_ONE ? found : -1;
}

err evidence_slot_take(const struct payer_name *owner, int *slot, struct fault *fault)
{
    pthread_mutex_lock(&slots.lock);
    int found = free_slot(owner);
    if (found >= 0) {
        slots.taken[found] = true;
        slots.owners[found] = *owner;
    }
    pthread_mutex_unlock(&slots.lock);
    if (found < 0)
        return fault_set_later(fault, ERR_TOO_MANY, "uploads_running", LATER_SECONDS);
    *slot = found;
    return OK;
}

void evidence_slot_leave(int *slot)
{
    if (*slot < 0)
        return;
    pthread_mutex_lock(&slots.lock);
    slots.taken[*slot] = false;
    pthread_mutex_unlock(&slots.lock);
    *slot = -1;
}
