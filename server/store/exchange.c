/* SPDX-License-Identifier: Apache-2.0 */
#include "store/exchange.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "store/connection.h"
#include "store/errors.h"
#include "store/pool.h"

err exchange_begin_for(struct pool *pool, struct payer *payer, struct exchange *out,
                       struct fault *fault)
{
    struct connection *connection = NULL;
    TRY(pool_lease(pool, payer, &connection, fault));
    connection->unreplicated = false;
    *out = (struct exchange){.pool = pool, .connection = connection};
    return OK;
}

err exchange_begin(struct pool *pool, struct exchange *out, struct fault *fault)
{
    return exchange_begin_for(pool, NULL, out, fault);
}

static void end_lease(struct exchange *exchange)
{
    struct connection *connection = exchange->connection;
    exchange->connection = NULL;
    bool idle = PQstatus(connection->pg) == CONNECTION_OK &&
                PQtransactionStatus(connection->pg) == PQTRANS_IDLE;
    pool_return(exchange->pool, connection, exchange->broken || !idle);
}

size_t exchange_send(struct exchange *exchange, struct statement statement)
{
    if (exchange->sent == EXCHANGE_STATEMENTS_MAX) {
        exchange->broken = true;
        return EXCHANGE_STATEMENTS_MAX;
    }
    struct connection *connection = exchange->connection;
    const struct query *text = statement.query;
    enum query_id query = (enum query_id)(text - queries);
    struct statement_values values;
    statement_write(&statement, &values);
    size_t index = exchange->sent++;
    exchange->queries[index] = query;
    exchange->prepares[index] = connection->statements[query] == STATEMENT_UNKNOWN;
    int sent = 1;
    if (exchange->prepares[index]) {
        sent = PQsendPrepare(connection->pg, text->name, text->sql, 0, NULL);
        connection->statements[query] = STATEMENT_SENT;
    }
    if (sent)
        sent = PQsendQueryPrepared(connection->pg, text->name, (int)text->parameter_count,
                                   values.texts, NULL, NULL, 0);
    if (!sent)
        exchange->broken = true;
    return index;
}

/* Sends what is queued and takes in what arrived, both at once: each side may be waiting for the
 * other to empty its buffers. False when the connection is lost or silent. */
static bool pump(PGconn *pg, int silence_milliseconds)
{
    int unsent = PQflush(pg);
    if (unsent < 0)
        return false;
    struct pollfd socket = {.fd = PQsocket(pg),
                            .events = (short)(unsent ? POLLIN | POLLOUT : POLLIN)};
    int events = poll(&socket, 1, silence_milliseconds);
    if (events < 0)
        return errno == EINTR;
    return events > 0 && (socket.revents == POLLOUT || PQconsumeInput(pg));
}

/* The results of a flush arrive together, and each of its statements has a time limit of its own:
 * where more of them are under way a silent server is waited for once more, if one is there. It may
 * be another one at the same address, which knows nothing of this connection. */
static bool wait_again(struct exchange *exchange)
{
    if (PQstatus(exchange->connection->pg) != CONNECTION_OK || exchange->waited ||
        exchange->read == exchange->sent)
        return false;
    exchange->waited = true;
    return connection_answers(exchange->connection);
}

/* What libpq has next; NULL = the end of a statement's results, or a connection that is silent
 * (`broken`). What a lost connection still said is delivered first. */
static PGresult *next_result(struct exchange *exchange)
{
    PGconn *pg = exchange->connection->pg;
    while (PQisBusy(pg)) {
        if (pump(pg, pool_silence_milliseconds(exchange->pool))) {
            exchange->waited = false;
            continue;
        }
        if (wait_again(exchange))
            continue;
        exchange->broken = true;
        if (PQstatus(pg) != CONNECTION_OK)
            break;
        pool_silent(exchange->pool);
        return NULL;
    }
    return PQgetResult(pg);
}

/* The one result of a statement, or of its Parse. */
static PGresult *take_result(struct exchange *exchange)
{
    PGresult *result = next_result(exchange);
    while (result && !exchange->broken) {
        SCOPED(result_clear) PGresult *end = next_result(exchange);
        if (!end)
            break;
    }
    return result;
}

static err first_of(err first, err second)
{
    return first.code != ERR_NONE ? first : second;
}

static err lost(struct exchange *exchange, const char *detail, struct fault *fault)
{
    exchange->broken = true;
    exchange->failed = true;
    if (exchange->synced)
        return error_outcome_unknown(detail, fault);
    return fault_log(fault, ERR_AGAIN, "connection lost: %s", detail);
}

/* That nothing is null which was declared not to be: it would read as zero. */
static err check_nulls(const PGresult *result, const struct query *query, struct fault *fault)
{
    for (int column = 0; column < (int)query->column_count; column++) {
        if (statement_allows_null(&query->columns[column]))
            continue;
        for (int row = 0; row < PQntuples(result); row++)
            if (PQgetisnull(result, row, column))
                return fault_log(fault, ERR_INTERNAL, "%s: %s is null", query->name,
                                 query->columns[column].name);
    }
    return OK;
}

/* What PostgreSQL said of a statement. */
static err outcome_of_result(const PGresult *result, enum query_id query, struct fault *fault)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK)
        return check_nulls(result, &queries[query], fault);
    if (status == PGRES_COMMAND_OK)
        return OK;
    if (status == PGRES_PIPELINE_ABORTED) /* the statement that failed has told why */
        return fault_set(fault, ERR_INTERNAL, NULL);
    return error_of(result, queries[query].name, fault);
}

static err check_result(struct exchange *exchange, const PGresult *result, size_t index,
                        struct fault *fault)
{
    if (!result)
        return lost(exchange, "no answer", fault);
    if (PQresultStatus(result) == PGRES_FATAL_ERROR) {
        exchange->failed = true;
        if (!PQresultErrorField(result, PG_DIAG_SQLSTATE))
            return lost(exchange, PQresultErrorMessage(result), fault);
        if (error_is_stale(result))
            pool_renew(exchange->pool);
        exchange->broken |= error_is_lost(result) || error_is_stale(result);
    }
    exchange->failed |= PQresultStatus(result) == PGRES_PIPELINE_ABORTED;
    return outcome_of_result(result, exchange->queries[index], fault);
}

static err take_prepared(struct exchange *exchange, size_t index, struct fault *fault)
{
    SCOPED(result_clear) PGresult *result = take_result(exchange);
    err prepared = check_result(exchange, result, index, fault);
    exchange->connection->statements[exchange->queries[index]] =
        prepared.code == ERR_NONE ? STATEMENT_READY : STATEMENT_UNKNOWN;
    return prepared;
}

static err take_sync(struct exchange *exchange, struct fault *fault)
{
    SCOPED(result_clear) PGresult *result = next_result(exchange);
    if (result && PQresultStatus(result) == PGRES_PIPELINE_SYNC)
        return OK;
    return lost(exchange, result ? PQresultErrorMessage(result) : "no answer", fault);
}

/* Reads the results of all that was sent, also behind an error: the connection is to be used
 * again. The first error is returned. */
static err collect(struct exchange *exchange, struct fault *fault)
{
    err first = OK;
    exchange->waited = false;
    if (exchange->ending) {
        exchange->ending = false;
        TRY(take_sync(exchange, fault));
    }
    while (exchange->read < exchange->sent && !exchange->broken) {
        size_t index = exchange->read++;
        if (exchange->prepares[index])
            first = first_of(first, take_prepared(exchange, index, fault));
        if (exchange->broken)
            break;
        exchange->results[index] = take_result(exchange);
        first = first_of(first, check_result(exchange, exchange->results[index], index, fault));
    }
    /* What was read well does not tell how it went on. */
    if (first.code == ERR_NONE && exchange->broken)
        return lost(exchange, PQerrorMessage(exchange->connection->pg), fault);
    return first;
}

static void count_round_trip(struct exchange *exchange)
{
    exchange->round_trips++;
    pool_count(exchange->pool);
}

/* Whether the server is still listening. Nothing that it says unasked is good news: seeing it
 * before the commit is sent tells "not committed" from "not known". */
static bool still_there(PGconn *pg)
{
    struct pollfd socket = {.fd = PQsocket(pg), .events = POLLIN};
    while (PQstatus(pg) == CONNECTION_OK && poll(&socket, 1, 0) > 0)
        if (!PQconsumeInput(pg))
            return false;
    return PQstatus(pg) == CONNECTION_OK;
}

err exchange_read(struct exchange *exchange, struct fault *fault)
{
    PGconn *pg = exchange->connection->pg;
    if (exchange->broken || !PQsendFlushRequest(pg))
        return lost(exchange, PQerrorMessage(pg), fault);
    count_round_trip(exchange);
    return collect(exchange, fault);
}

static err end_exchange(struct exchange *exchange, bool writes, struct fault *fault)
{
    PGconn *pg = exchange->connection->pg;
    if (writes && memory_short())
        return fault_log(fault, ERR_UNAVAILABLE, "out of memory: what was decided may be wrong");
    if (exchange->broken || (writes && !still_there(pg)) || !PQpipelineSync(pg))
        return lost(exchange, PQerrorMessage(pg), fault);
    exchange->synced = writes;
    count_round_trip(exchange);
    err outcome = collect(exchange, fault);
    if (!exchange->broken)
        outcome = first_of(outcome, take_sync(exchange, fault));
    if (outcome.code == ERR_NONE && writes && exchange->connection->unreplicated)
        outcome = error_outcome_unknown("no standby confirmed the commit", fault);
    end_lease(exchange);
    return outcome;
}

err exchange_commit(struct exchange *exchange, struct fault *fault)
{
    return end_exchange(exchange, true, fault);
}

err exchange_finish(struct exchange *exchange, struct fault *fault)
{
    return end_exchange(exchange, false, fault);
}

void exchange_again(struct exchange *exchange)
{
    /* In the middle of an exchange the connection is of no use to the next one. */
    exchange->broken |= !exchange->failed || exchange->read != exchange->sent;
    if (exchange->broken)
        return;
    if (!PQpipelineSync(exchange->connection->pg))
        exchange->broken = true;
    exchange->ending = true;
    exchange->failed = false;
}

/* A Sync alone would commit what succeeded so far. */
static void rollback(struct exchange *exchange)
{
    SCOPED(fault_release) struct fault ignored = {0};
    PGconn *pg = exchange->connection->pg;
    if (!PQsendQueryParams(pg, queries[Q_SESSION_ROLLBACK].sql, 0, NULL, NULL, NULL, NULL, 0) ||
        !PQpipelineSync(pg)) {
        exchange->broken = true;
        return;
    }
    count_round_trip(exchange);
    collect(exchange, &ignored);
    if (exchange->broken)
        return;
    PQclear(take_result(exchange));
    if (!exchange->broken)
        (void)take_sync(exchange, &ignored);
}

void exchange_release(struct exchange *exchange)
{
    if (exchange->connection) {
        if (exchange->sent > 0 && !exchange->broken)
            rollback(exchange);
        end_lease(exchange);
    }
    for (size_t i = 0; i < exchange->sent; i++)
        result_clear(&exchange->results[i]);
    exchange->sent = exchange->read = 0;
}

PGresult *exchange_take(struct exchange *exchange, size_t index)
{
    return index < exchange->read ? steal(&exchange->results[index]) : NULL;
}

err exchange_adopt(struct exchange *exchange, const struct query *query, PGresult *result,
                   struct fault *fault)
{
    size_t index = exchange->sent++;
    exchange->queries[index] = (enum query_id)(query - queries);
    exchange->results[index] = result;
    exchange->read = exchange->sent;
    if (!result)
        return fault_log(fault, ERR_AGAIN, "connection lost: no answer");
    return outcome_of_result(result, exchange->queries[index], fault);
}

/* NULL, which has neither rows nor columns, for a statement that was not answered. */
static const PGresult *result_at(const struct exchange *exchange, size_t index)
{
    return index < exchange->read ? exchange->results[index] : NULL;
}

size_t exchange_rows(const struct exchange *exchange, size_t index)
{
    return (size_t)PQntuples(result_at(exchange, index));
}

void exchange_row(const struct exchange *exchange, size_t index, size_t row, int shape, void *out)
{
    const PGresult *result = result_at(exchange, index);
    if (row >= (size_t)PQntuples(result) || queries[exchange->queries[index]].shape != shape)
        return;
    connection_row(result, &queries[exchange->queries[index]], (int)row, out);
}
