/* SPDX-License-Identifier: Apache-2.0 */
/* One connection to PostgreSQL, and the only place that says how one is opened. */
#ifndef STORE_CONNECTION_H
#define STORE_CONNECTION_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "base/err.h"
#include "queries.h"
#include "store/turns.h"

enum statement_state { STATEMENT_UNKNOWN, STATEMENT_SENT, STATEMENT_READY };

struct connection {
    PGconn *pg;
    unsigned generation;                   /* of the pool, when opened */
    struct turn_held place;                /* in the pool, while leased */
    struct payer *payer;                   /* while leased; NULL = the server itself */
    bool unreplicated;                     /* PostgreSQL committed here without its standby */
    unsigned char statements[QUERY_COUNT]; /* enum statement_state */
};

/* The program is told everything by its own options; a stray PGHOST must not redirect it. Before
 * threads start. */
void connection_clear_environment(void);

/* Blocking, at most 3 s for each address. ERR_UNAVAILABLE with retry_after; ERR_INTERNAL for an
 * address that conninfo_check refuses. */
err connection_open(const char *conninfo, struct connection **out, struct fault *fault) MUST_CHECK;
void connection_close(struct connection **connection);
/* For exchanges: pipeline mode, never blocking in a send. */
err connection_pipeline(struct connection *connection, struct fault *fault) MUST_CHECK;
/* One statement outside of exchanges: at start, and of migrations. */
err connection_run(struct connection *connection, struct statement statement, PGresult **out,
                   struct fault *fault) MUST_CHECK;
/* The same, waiting for at most so long; ERR_UNAVAILABLE with retry_after where nothing came. */
err connection_ask(struct connection *connection, struct statement statement, int milliseconds,
                   PGresult **out, struct fault *fault) MUST_CHECK;
/* One of its rows, into the row's struct of `query`, zeroed. */
void connection_row(const PGresult *result, const struct query *query, int row, void *out);
/* Whether an idle connection may be used: open, and nothing unasked arrived. */
bool connection_healthy(const struct connection *connection);

/* Whether the PostgreSQL behind it takes connections, asked on another one: at most 2 s. */
bool connection_answers(const struct connection *connection);

void result_clear(PGresult **result);

#endif
