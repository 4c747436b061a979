/* SPDX-License-Identifier: Apache-2.0 */
/* Who waits before the door. civetweb gives each connection a thread until it closes; when all
 * threads are taken the next connections wait in the queue of the listening socket, in their order,
 * where no deadline reaches them. The door counts those inside and looks at that queue, so that a
 * connection can be told how long it waited, and those inside when they should make room. */
#ifndef HTTP_DOOR_H
#define HTTP_DOOR_H

#include <stdint.h>

#include "base/err.h"

/* What civetweb takes from the system's queue before a thread is free: as few as it lets us. */
enum { DOOR_STEPS = 4 };

struct door;

err door_new(int threads, struct door **out, struct fault *fault) MUST_CHECK;
/* From now on the queue of the socket that listens on the port is looked at, many times a second
 * while somebody may stand in it. */
err door_watch(struct door *door, int port, struct fault *fault) MUST_CHECK;
void door_free(struct door **door);

/* A thread takes the next connection; returns the microseconds that it waited, at most 20 ms off.
 */
int64_t door_enter(struct door *door);
void door_leave(struct door *door);
/* Whether so many are inside that an answer should end its connection: those who stay and say
 * nothing must never hold all threads. */
bool door_crowded(const struct door *door);

#endif
