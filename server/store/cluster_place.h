/* SPDX-License-Identifier: Apache-2.0 */
/* Where the private PostgreSQL lives, and as whom: directories, lock, programs, initdb. */
#ifndef STORE_CLUSTER_PLACE_H
#define STORE_CLUSTER_PLACE_H

#include <stdbool.h>

#include "base/err.h"
#include "store/process.h"

enum { PLACE_PATH_MAX = 1024, PLACE_SOCKETS_MAX = 108 };

struct cluster_place {
    char directory[PLACE_PATH_MAX]; /* the data directory, absolute */
    char cluster[PLACE_PATH_MAX];   /* PostgreSQL's own, below it */
    char programs[PLACE_PATH_MAX];
    char sockets[PLACE_SOCKETS_MAX];
    bool sockets_apart; /* no path for a socket: a directory of its own, removed */
    struct account account;
    int lock;       /* -1 = another server's */
    int log;        /* PostgreSQL's stderr, opened for appending; -1 = not open */
    long log_start; /* its length when this server began */
};

/* Creates the data directory and takes its lock. Held by another: ERR_CONFLICT, or, to attach,
 * OK with lock = -1. */
err place_lock(const char *data_dir, bool attach, struct cluster_place *out,
               struct fault *fault) MUST_CHECK;
/* Of a locked place: finds programs and user, makes the cluster when there is none, and a
 * directory for the socket. */
err place_prepare(struct cluster_place *place, bool unsafe, struct fault *fault) MUST_CHECK;
/* Of another's place: where its socket is. False while it has none. */
bool place_find_sockets(struct cluster_place *place);
void place_release(struct cluster_place *place);

/* An error with what PostgreSQL said last. */
err place_fault(const struct cluster_place *place, const char *what, struct fault *fault);

#endif
