/* SPDX-License-Identifier: Apache-2.0 */
#include "base/key_uses.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { SLOTS = 4096, NEIGHBOURS = 8 };

struct slot {
    struct key_use use; /* day "" = free */
    bool waiting;       /* to be taken */
};

struct key_uses {
    pthread_mutex_t mutex;
    struct slot slots[SLOTS];
};

err key_uses_new(struct key_uses **out, struct fault *fault)
{
    struct key_uses *uses = calloc(1, sizeof *uses);
    if (!uses)
        return fault_log(fault, ERR_INTERNAL, "no memory for the uses of keys");
    pthread_mutex_init(&uses->mutex, NULL);
    *out = uses;
    return OK;
}

void key_uses_free(struct key_uses **uses)
{
    struct key_uses *ended = steal(uses);
    if (ended)
        pthread_mutex_destroy(&ended->mutex);
    free(ended);
}

static bool same_key(const struct key_use *a, const struct key_use *b)
{
    return strcmp(a->key, b->key) == 0 && strcmp(a->organisation, b->organisation) == 0;
}

/* The key's own slot, else one whose content was taken; NULL when all neighbours wait. */
static struct slot *slot_for(struct key_uses *uses, const struct key_use *use)
{
    struct slot *room = NULL;
    size_t first = (size_t)strtoull(use->key, NULL, 10);
    for (size_t i = 0; i < NEIGHBOURS; i++) {
        struct slot *slot = &uses->slots[(first + i) % SLOTS];
        if (same_key(&slot->use, use))
            return slot;
        if (!slot->waiting && !room)
            room = slot;
    }
    return room;
}

void key_uses_note(struct key_uses *uses, const struct key_use *use)
{
    pthread_mutex_lock(&uses->mutex);
    struct slot *slot = slot_for(uses, use);
    if (slot && (!same_key(&slot->use, use) || strcmp(slot->use.day, use->day) != 0 ||
                 strcmp(slot->use.hash, use->hash) != 0))
        *slot = (struct slot){.use = *use, .waiting = true};
    pthread_mutex_unlock(&uses->mutex);
}

size_t key_uses_take(struct key_uses *uses, struct key_use *out, size_t most)
{
    size_t taken = 0;
    pthread_mutex_lock(&uses->mutex);
    for (size_t i = 0; i < SLOTS && taken < most; i++)
        if (uses->slots[i].waiting) {
            uses->slots[i].waiting = false;
            out[taken++] = uses->slots[i].use;
        }
    pthread_mutex_unlock(&uses->mutex);
    return taken;
}

void key_uses_forget(struct key_uses *uses)
{
    pthread_mutex_lock(&uses->mutex);
    for (size_t i = 0; i < SLOTS; i++)
        if (!uses->slots[i].waiting)
            uses->slots[i].use = (struct key_use){.day = ""};
    pthread_mutex_unlock(&uses->mutex);
}
