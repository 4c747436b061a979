/* SPDX-License-Identifier: Apache-2.0 */
/* Whose turn it is to hold one of a few places. Knows no connections.
 *
 * Whoever waits does so without a deadline: how many may wait is limited by whoever lets them in.
 * A place that becomes free goes to the payer that holds the fewest, among these to the one that
 * held places for the shortest time lately, among its requests to the one that came first. One
 * payer leaves the last place to others, and where others are or came within five seconds it holds
 * no more than there are cores: who holds many shuts nobody out, but makes all others slow.
 *
 * A heavy request does not only hold a place, it also computes between two of them. So it is at
 * work from its first place until it rests, and at each further place waits in turn again. As many
 * are at work as there are cores; beside others a payer has one of them, or more while all together
 * are less than half of the cores. So a quick request finds a processor, not only a place. */
#ifndef STORE_TURNS_H
#define STORE_TURNS_H

#include <stddef.h>

#include "base/err.h"
#include "base/payer.h"

struct turns;

/* One place that is held. */
struct turn_held {
    struct turn_share *share;
    int64_t since; /* monotonic microseconds */
    bool waited;   /* for it */
};

err turns_new(size_t places, size_t cores, struct turns **out, struct fault *fault) MUST_CHECK;
/* CALLED_OFF: turns_call_off came first. GONE: when it had its turn, nobody waited for it any more
 * (payer->gone); who did not have to wait is not asked. */
enum turn_outcome { TURN_WAITING, TURN_TAKEN, TURN_CALLED_OFF, TURN_GONE };

/* None is held, nobody waits. Takes the address, for SCOPED. */
void turns_free(struct turns **turns);

/* Waits for a place. Without a payer (the server's own work) it may be any place. Never returns
 * TURN_WAITING. */
enum turn_outcome turns_take(struct turns *turns, struct payer *payer,
                             struct turn_held *out) MUST_CHECK;
/* Returns the microseconds for which the place was held. */
int64_t turns_give(struct turns *turns, const struct turn_held *held);
/* A heavy request holds no place, and computes no more for now: it ends, or waits for its client.
 */
void turns_rest(struct turns *turns, struct payer *payer);
/* These came, and a place that was held by the server was held for them: so long for each. */
void turns_charge(struct turns *turns, struct payer *const *payers, size_t count, int64_t each);
/* How many wait now. */
size_t turns_waiting(struct turns *turns);
/* Sends away all who wait now: no place is worth waiting for. */
void turns_call_off(struct turns *turns);

#endif
