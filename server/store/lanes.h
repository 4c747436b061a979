/* SPDX-License-Identifier: Apache-2.0 */
/* Light reads of many threads in one exchange: PostgreSQL is written to and woken up once for all.
 *
 * Whoever comes while a lane is free leads it: it takes along those who wait, holds one connection,
 * sends everybody's statements up to one Sync, and hands out the results. Who comes meanwhile
 * waits, and the first of them leads next. A further lane opens only where several wait for it:
 * one that is never full is another process of PostgreSQL for nothing.
 *
 * An exchange is one transaction, here over several organisations. What keeps them apart:
 * - each read begins with its own `enter`, which sets the organisation anew or fails;
 * - what fails aborts all that follows it, so nothing runs under another's name. Who was aborted
 *   runs again alone, in an exchange of its own;
 * - light reads write nothing, and each statement has its own snapshot, so nobody reads what was
 *   so before it asked.
 * A lost connection is ERR_AGAIN for all that it left without an answer.
 *
 * Turns are kept as at the pool (store/turns.h): of those who wait the next is the first of the
 * payer that had the fewest reads lately, and each is charged its share of the exchange. */
#ifndef STORE_LANES_H
#define STORE_LANES_H

#include <stddef.h>

#include "base/err.h"
#include "store/statement.h"

struct exchange;
struct lanes;
struct payer;
struct pool;

enum { LANES_STATEMENTS = 2 }; /* of one read, its `enter` among them */

/* At most one for each core. `pool` outlives them. */
err lanes_new(struct pool *pool, struct lanes **out, struct fault *fault) MUST_CHECK;
/* Nobody is in them. Takes the address, for SCOPED. */
void lanes_free(struct lanes **lanes);

/* Runs a read; its results are at their indexes in `out`, which is zeroed or was released. Errors
 * are those of exchange_begin_for and exchange_finish. */
err lanes_read(struct lanes *lanes, struct payer *payer, const struct statement *statements,
               size_t count, struct exchange *out, struct fault *fault) MUST_CHECK;

#endif
