/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/reaper.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "wire/sockets.h"

#include "base/banned.h"

enum { ADDRESS_SIZE = 48, PAUSE_NANOSECONDS = 500000000 };

struct watch {
    bool used;
    bool struck;
    enum reaper_side side;
    char address[ADDRESS_SIZE];
    int port;
    int64_t deadline;
};

struct reaper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    size_t count;
    struct watch watches[];
};

static void strike(struct watch *watch)
{
    watch->struck = true;
    int descriptor = sockets_of_peer(watch->address, watch->port);
    if (descriptor >= 0)
        shutdown(descriptor, watch->side == REAPER_READING ? SHUT_RD : SHUT_RDWR);
}

/* The lock is held while a socket is shut down: its connection cannot end and give the number to
 * another one meanwhile, since unwatching waits for the lock. */
static void *reaper_thread(void *argument)
{
    struct reaper *reaper = argument;
    pthread_mutex_lock(&reaper->lock);
    while (!reaper->stopping) {
        int64_t now = clock_monotonic();
        for (size_t i = 0; i < reaper->count; i++) {
            struct watch *watch = &reaper->watches[i];
            if (watch->used && !watch->struck && now > watch->deadline)
                strike(watch);
        }
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += PAUSE_NANOSECONDS;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&reaper->wake, &reaper->lock, &until);
    }
    pthread_mutex_unlock(&reaper->lock);
    return NULL;
}

static void make_locks(struct reaper *reaper)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&reaper->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&reaper->lock, NULL);
}

static void destroy(struct reaper *reaper)
{
    pthread_mutex_destroy(&reaper->lock);
    pthread_cond_destroy(&reaper->wake);
    free(reaper);
}

err reaper_start(size_t watches, struct reaper **out, struct fault *fault)
{
    struct reaper *reaper = calloc(1, sizeof *reaper + watches * sizeof(struct watch));
    if (!reaper)
        return fault_log(fault, ERR_INTERNAL, "no memory for deadlines");
    reaper->count = watches;
    make_locks(reaper);
    if (pthread_create(&reaper->thread, NULL, reaper_thread, reaper) != 0) {
        destroy(reaper);
        return fault_log(fault, ERR_INTERNAL, "no thread for deadlines");
    }
    *out = reaper;
    return OK;
}

void reaper_stop(struct reaper *reaper)
{
    if (!reaper)
        return;
    pthread_mutex_lock(&reaper->lock);
    reaper->stopping = true;
    pthread_cond_signal(&reaper->wake);
    pthread_mutex_unlock(&reaper->lock);
    pthread_join(reaper->thread, NULL);
    destroy(reaper);
}

size_t reaper_watch(struct reaper *reaper, enum reaper_side side, const char *address, int port,
                    int64_t deadline)
{
    pthread_mutex_lock(&reaper->lock);
    size_t i = 0;
    while (i < reaper->count && reaper->watches[i].used)
        i++;
    if (i < reaper->count) {
        struct watch *watch = &reaper->watches[i];
        *watch = (struct watch){true, false, side, "", port, deadline};
        memccpy(watch->address, address, '\0', sizeof watch->address - 1);
    }
    pthread_mutex_unlock(&reaper->lock);
    return i;
}

bool reaper_unwatch(struct reaper *reaper, size_t watch)
{
    if (watch >= reaper->count)
        return false;
    pthread_mutex_lock(&reaper->lock);
    bool struck = reaper->watches[watch].struck;
    reaper->watches[watch].used = false;
    pthread_mutex_unlock(&reaper->lock);
    return struck;
}

void reaper_hang_up(int port)
{
    int limit = sockets_limit();
    for (int descriptor = 0; descriptor < limit; descriptor++) {
        struct sockaddr_storage own;
        socklen_t size = sizeof own;
        if (getsockname(descriptor, (struct sockaddr *)&own, &size) == 0 &&
            sockets_port(&own) == port)
            shutdown(descriptor, SHUT_RD);
    }
}
