/* SPDX-License-Identifier: Apache-2.0 */
/* What an exchange finds out about a pool and its database. */
#ifndef STORE_POOL_CHECK_H
#define STORE_POOL_CHECK_H

#include <stdint.h>

#include "store/pool.h"

/* Refuses a role that could break the separation of organisations, by itself or by one that it is a
 * member of; tables that are not PostgreSQL's own, where answers would silently be wrong; and a
 * database that may lose what it acknowledged (fsync or full_page_writes off, synchronous_commit
 * below on: with a standby `local` and `remote_write` acknowledge what a failover loses) unless
 * `unsafe` allows it for tests. The reason is in fault->log. */
err pool_check_role(struct pool *pool, bool unsafe, struct fault *fault) MUST_CHECK;

/* OK when PostgreSQL answered within the last second, or answers now. */
err pool_ready(struct pool *pool, struct fault *fault) MUST_CHECK;

/* How much of the log is there, in bytes since its beginning: written by a primary, replayed by a
 * standby. */
err pool_position(struct pool *pool, int64_t *out, struct fault *fault) MUST_CHECK;

#endif
