/* SPDX-License-Identifier: Apache-2.0 */
/* Which primary is the newest. One that hung and comes back takes itself for the primary until
 * somebody ends it: what it answers is of the past, and what is committed there will be lost. Each
 * promotion begins a new timeline, so whoever has seen the successor's knows. */
#ifndef STORE_TIMELINES_H
#define STORE_TIMELINES_H

#include <pthread.h>
#include <stdbool.h>

#include "store/connection.h"

enum { SYSTEM_TEXT_SIZE = 24 };

struct timelines {
    pthread_mutex_t lock;
    char system[SYSTEM_TEXT_SIZE]; /* whose timelines they are: another database begins anew */
    int timeline;                  /* the newest that was seen; 0 = none yet */
};

/* Asks a new connection, for at most 3 s; a standby has nothing to say. ERR_UNAVAILABLE with
 * retry_after for a primary that has a successor. `*newer`: connections that are open already lead
 * to an older one. */
err timelines_check(struct timelines *timelines, struct connection *connection, bool *newer,
                    struct fault *fault) MUST_CHECK;

#endif
