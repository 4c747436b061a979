/* SPDX-License-Identifier: Apache-2.0 */
#include "http/door.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "http/sockets.h"

#include "base/banned.h"

enum { LOOKS = 256, CROWDED_NANOSECONDS = 20000000, QUIET_NANOSECONDS = 100000000 };

/* How many had come up to an instant, since the start. */
struct look {
    int64_t at;
    int64_t arrived;
};

struct door {
    int crowd; /* more than so many inside are too many */
    int listener;
    atomic_int inside;
    atomic_bool closing;
    bool watching;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    int64_t taken;
    size_t count;             /* looks since the queue was last empty */
    struct look looks[LOOKS]; /* the one of place i % LOOKS, oldest ones overwritten */
};

err door_new(int threads, struct door **out, struct fault *fault)
{
    struct door *door = calloc(1, sizeof *door);
    if (!door)
        return fault_log(fault, ERR_INTERNAL, "no memory for the door");
    door->crowd = threads - threads / 4;
    door->listener = -1;
    pthread_mutex_init(&door->lock, NULL);
    *out = door;
    return OK;
}

/* Of a listening socket Linux tells here how many connections stand in its queue. */
static int64_t waiting(const struct door *door)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (getsockopt(door->listener, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return 0;
    return info.tcpi_unacked;
}

static void look(struct door *door)
{
    pthread_mutex_lock(&door->lock);
    int64_t queue = waiting(door);
    if (queue == 0)
        door->count = 0;
    else
        door->looks[door->count++ % LOOKS] =
            (struct look){clock_monotonic(), door->taken + DOOR_STEPS + queue};
    pthread_mutex_unlock(&door->lock);
}

static void *run(void *argument)
{
    struct door *door = argument;
    while (!atomic_load(&door->closing)) {
        bool crowded = door_crowded(door);
        const struct timespec pause = {0, crowded ? CROWDED_NANOSECONDS : QUIET_NANOSECONDS};
        look(door);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

err door_watch(struct door *door, int port, struct fault *fault)
{
    door->listener = sockets_listener(port);
    if (door->listener < 0)
        return fault_log(fault, ERR_INTERNAL, "nothing listens on port %d", port);
    if (pthread_create(&door->thread, NULL, run, door) != 0)
        return fault_log(fault, ERR_INTERNAL, "no thread for the door");
    door->watching = true;
    return OK;
}

void door_free(struct door **address)
{
    struct door *door = steal(address);
    if (!door)
        return;
    atomic_store(&door->closing, true);
    if (door->watching)
        pthread_join(door->thread, NULL);
    pthread_mutex_destroy(&door->lock);
    free(door);
}

/* When the one of this number was first seen to have come; `now` when it was not. */
static int64_t arrival_of(const struct door *door, int64_t number, int64_t now)
{
    size_t first = door->count > LOOKS ? door->count - LOOKS : 0;
    for (size_t i = first; i < door->count; i++)
        if (door->looks[i % LOOKS].arrived >= number)
            return door->looks[i % LOOKS].at;
    return now;
}

int64_t door_enter(struct door *door)
{
    int64_t now = clock_monotonic();
    atomic_fetch_add(&door->inside, 1);
    pthread_mutex_lock(&door->lock);
    int64_t waited = now - arrival_of(door, ++door->taken, now);
    pthread_mutex_unlock(&door->lock);
    return waited > 0 ? waited : 0;
}

void door_leave(struct door *door)
{
    atomic_fetch_sub(&door->inside, 1);
}

bool door_crowded(const struct door *door)
{
    return atomic_load(&door->inside) > door->crowd;
}
