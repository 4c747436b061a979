/* SPDX-License-Identifier: Apache-2.0 */
/* The private PostgreSQL of a first run: in the data directory, reachable through a socket in a
 * directory of mode 0700 only, a direct child that ends with the server.
 *
 * PostgreSQL refuses root. Started by root it runs as the user of HOSHITORI_CLUSTER_USER, else
 * postgres, else nobody; the data directory itself is then opened to that user's group for
 * passing through (0710). */
#ifndef STORE_CLUSTER_H
#define STORE_CLUSTER_H

#include <stdbool.h>

#include "base/err.h"

struct cluster;

struct cluster_config {
    const char *data_dir; /* created when missing */
    bool attach;          /* use the cluster of a server that runs on this directory, if one does */
    bool unsafe;          /* tests only: what was acknowledged may be lost with the machine */
};

/* Makes the cluster when there is none, starts it and waits until it answers and has the database
 * hoshitori. A cluster that dies later is started again as often as it takes. Without `attach` a
 * directory that another server uses is ERR_CONFLICT. The reason of a failure, with the last
 * lines of PostgreSQL's log, is in fault->log. Threads that call it may end: the child belongs to
 * a thread of the cluster's own. */
err cluster_start(const struct cluster_config *config, struct cluster **out,
                  struct fault *fault) MUST_CHECK;
/* Fast shutdown: open transactions are rolled back, then a checkpoint. Takes the address, for
 * SCOPED. An attached cluster keeps running. */
void cluster_stop(struct cluster **cluster);

/* False when PostgreSQL did not start, or ended with the cluster's stop. */
bool cluster_alive(struct cluster *cluster);
/* Connection texts, valid until cluster_stop: as the server's role, which serves, and as the
 * superuser hoshitori_migrate, for migrate and the operator's commands. */
const char *cluster_conninfo(const struct cluster *cluster);
const char *cluster_migrate_conninfo(const struct cluster *cluster);
/* The process, for tests; 0 while it is down or when attached. */
int cluster_pid(struct cluster *cluster);

#endif
