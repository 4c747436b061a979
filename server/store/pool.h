/* SPDX-License-Identifier: Apache-2.0 */
/* A few connections to PostgreSQL, opened when first needed and leased for one exchange.
 *
 * More than about four for each core makes PostgreSQL slower, so a request waits for a connection
 * rather than having one of its own: store/turns.h says who gets the next one. A lost database is
 * found out by the next lease, answered with ERR_UNAVAILABLE and a Retry-After, and recovered from
 * by the first lease that can connect. */
#ifndef STORE_POOL_H
#define STORE_POOL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/payer.h"

struct pool;
struct connection;

struct pool_config {
    const char *conninfo; /* URL or keywords of libpq */
    int size;             /* 0 = two for each core and one more, which no payer alone takes */
    int silence_seconds;  /* a server that says nothing for so long is lost; 0 = 8, more than the
                             statement_timeout and the lock_timeout of the server's role together;
                             commands may need more */
};

/* Connects to nothing yet. Clears PG* from the environment: call it before threads start. */
err pool_open(const struct pool_config *config, struct pool **out, struct fault *fault) MUST_CHECK;
/* Closes all connections; none may be leased. Takes the address, for SCOPED. */
void pool_close(struct pool **pool);

/* PostgreSQL answered within the last second. */
bool pool_answered_lately(const struct pool *pool);

/* Round trips of all exchanges since the start. */
unsigned long pool_round_trips(const struct pool *pool);

/* What is computed for the payer's request rests, until it leases a connection again or for good:
 * see store/turns.h. */
void pool_rest(struct pool *pool, struct payer *payer);

/* For exchange.c and lanes.c alone. */
err pool_lease(struct pool *pool, struct payer *payer, struct connection **out,
               struct fault *fault) MUST_CHECK;
void pool_return(struct pool *pool, struct connection *connection, bool broken);
/* PostgreSQL says nothing any more: whoever waits for a connection need not find out itself, nor
 * who would be leased another one to the same machine. */
void pool_silent(struct pool *pool);
void pool_count(struct pool *pool);
/* A connection was leased without a payer for what each of these asked. */
void pool_charge(struct pool *pool, struct payer *const *payers, size_t count, int64_t each);
int pool_silence_milliseconds(const struct pool *pool);
/* Every connection that is open now is closed instead of being leased again: statements are
 * stale, or the server became a standby. */
void pool_renew(struct pool *pool);

#endif
