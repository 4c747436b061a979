/* SPDX-License-Identifier: Apache-2.0 */
/* The one way to PostgreSQL: an exchange is one transaction in libpq's pipeline mode.
 *
 *   SCOPED(exchange_release) struct exchange exchange = {0};
 *   TRY(exchange_begin(pool, &exchange, fault));
 *   exchange_send(&exchange, QUERY(enter, …));
 *   size_t put = exchange_send(&exchange, QUERY(requirement_put, .supplier = …));
 *   TRY(exchange_read(&exchange, fault));       first half: results are here, nothing committed
 *   … compute from q_change_row(&exchange, put, 0).facts …
 *   exchange_send(&exchange, QUERY(board_put, .lines = …));
 *   TRY(exchange_commit(&exchange, fault));     second half: committed when it returns OK
 *
 * A read is one half: send, then exchange_finish. A write that computes nothing in between is one
 * half too: send, then exchange_commit. Results stay readable until exchange_release; the
 * connection goes back to the pool as soon as the transaction ended. Leaving the scope without a
 * commit rolls back.
 *
 * Errors: what a function refused (HTnnn) and known constraints become the client's fault;
 * ERR_UNAVAILABLE = nothing was committed since memory ran out (base/memory.h);
 * ERR_AGAIN = nothing was committed, run the handler again; ERR_UNAVAILABLE with the code
 * outcome_unknown = the connection was lost while committing, and only a repetition of the
 * request with its Idempotency-Key can tell. */
#ifndef STORE_EXCHANGE_H
#define STORE_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "queries.h"

struct pool;
struct payer;
struct connection;
struct pg_result;

enum { EXCHANGE_STATEMENTS_MAX = 64 };

struct exchange {
    struct pool *pool;
    struct connection *connection; /* leased; NULL when the transaction ended */
    enum query_id queries[EXCHANGE_STATEMENTS_MAX];
    bool prepares[EXCHANGE_STATEMENTS_MAX]; /* a Parse travels ahead of the statement */
    struct pg_result *results[EXCHANGE_STATEMENTS_MAX];
    size_t sent;
    size_t read;
    bool waited; /* for a silent server, once more, since it last said something */
    bool failed; /* the transaction is lost; what is left is to end it */
    bool broken; /* the connection is not to be used again */
    bool synced; /* the commit is on its way */
    bool ending; /* a failed transaction's end is on its way, see exchange_again */
    unsigned round_trips;
};

/* Leases a connection for the server's own work.
 * ERR_UNAVAILABLE with retry_after when the database is away. `out` is zeroed or was released. */
err exchange_begin(struct pool *pool, struct exchange *out, struct fault *fault) MUST_CHECK;
/* The same for somebody who waits in turn (store/turns.h) and to whom the time until the end of the
 * transaction is charged. `payer` outlives the transaction. */
err exchange_begin_for(struct pool *pool, struct payer *payer, struct exchange *out,
                       struct fault *fault) MUST_CHECK;
/* Rolls back what is not committed, frees the results. Accepts a zeroed exchange. */
void exchange_release(struct exchange *exchange);

/* Queues a statement and returns its index. It copies the parameters and neither waits nor fails:
 * faults come out of the half that reads it. */
size_t exchange_send(struct exchange *exchange, struct statement statement);

/* One round trip; the transaction stays open. */
err exchange_read(struct exchange *exchange, struct fault *fault) MUST_CHECK;
/* One round trip; commits. */
err exchange_commit(struct exchange *exchange, struct fault *fault) MUST_CHECK;
/* One round trip that ends a transaction which wrote nothing: as exchange_commit, but a lost
 * connection is always ERR_AGAIN. */
err exchange_finish(struct exchange *exchange, struct fault *fault) MUST_CHECK;

/* After a half that failed: the transaction's end travels with what is sent next, in a transaction
 * of its own on the same connection. */
void exchange_again(struct exchange *exchange);

/* For lanes.c: a result goes from the exchange that read it, NULL where it did not come to that, to
 * one that asks nothing itself. Returns what came of it; `result` is taken over. */
struct pg_result *exchange_take(struct exchange *exchange, size_t index);
err exchange_adopt(struct exchange *exchange, const struct query *query, struct pg_result *result,
                   struct fault *fault) MUST_CHECK;

/* Of a statement whose half was read. Their texts are valid until exchange_release. */
size_t exchange_rows(const struct exchange *exchange, size_t index);

#endif
