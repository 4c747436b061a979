/* SPDX-License-Identifier: Apache-2.0 */
#include "store/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/conninfo.h"
#include "store/errors.h"

extern char **environ;

void connection_clear_environment(void)
{
    for (char **entry = environ; *entry;) {
        char name[64];
        size_t length = strcspn(*entry, "=");
        if (strncmp(*entry, "PG", 2) != 0 || length >= sizeof name) {
            entry++;
            continue;
        }
        memcpy(name, *entry, length);
        name[length] = '\0';
        if (unsetenv(name) != 0)
            entry++;
    }
}

/* What stands before dbname may be changed by the connection text, what stands after may not. */
static PGconn *connect(const char *conninfo)
{
    static const char *const keywords[] = {
        "connect_timeout",  "tcp_user_timeout",     "keepalives_idle", "keepalives_interval",
        "keepalives_count", "target_session_attrs", "gssencmode",      "dbname",
        "application_name", "client_encoding",      "options",         NULL,
    };
    const char *const values[] = {
        "3",
        "5000",
        "10",
        "5",
        "3",
        "read-write",
        "disable",
        conninfo,
        /* By it `migrate` knows which servers are connected. */
        "hoshitori/" HOSHITORI_VERSION,
        "UTF8",
        "-c search_path=hoshitori,pg_temp -c TimeZone=UTC -c DateStyle=ISO "
        "-c client_min_messages=warning "
        /* Between the halves of a write no timeout of PostgreSQL runs, and it holds locks: a server
         * whose machine is gone is found out in 25 s, not in the two hours of the system. */
        "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 "
        "-c tcp_user_timeout=15000",
        NULL,
    };
    return PQconnectdbParams(keywords, values, 1);
}

/* The commit that a standby did not confirm is announced by a warning only. Its text depends on
 * the server's language, the function that raised it does not. */
static void notice(void *context, const PGresult *result)
{
    struct connection *connection = context;
    const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
    if (function && strcmp(function, "SyncRepWaitForLSN") == 0)
        connection->unreplicated = true;
}

err connection_open(const char *conninfo, struct connection **out, struct fault *fault)
{
    TRY(conninfo_check(conninfo, fault));
    SCOPED(connection_close) struct connection *connection = calloc(1, sizeof *connection);
    if (connection)
        connection->pg = connect(conninfo);
    if (!connection || !connection->pg)
        return fault_log(fault, ERR_INTERNAL, "out of memory for a connection");
    if (PQstatus(connection->pg) != CONNECTION_OK) {
        err failed = fault_log(fault, ERR_UNAVAILABLE, "%s", PQerrorMessage(connection->pg));
        fault->retry_after = 2;
        return failed;
    }
    PQsetNoticeReceiver(connection->pg, notice, connection);
    *out = steal(&connection);
    return OK;
}

void connection_close(struct connection **connection)
{
    if (!*connection)
        return;
    PQfinish((*connection)->pg);
    free_at(connection);
}

err connection_pipeline(struct connection *connection, struct fault *fault)
{
    if (PQsetnonblocking(connection->pg, 1) != 0 || PQenterPipelineMode(connection->pg) != 1)
        return fault_log(fault, ERR_UNAVAILABLE, "%s", PQerrorMessage(connection->pg));
    return OK;
}

bool connection_healthy(const struct connection *connection)
{
    struct pollfd socket = {.fd = PQsocket(connection->pg), .events = POLLIN};
    return PQstatus(connection->pg) == CONNECTION_OK && poll(&socket, 1, 0) == 0;
}

bool connection_answers(const struct connection *connection)
{
    enum { OPTIONS_MAX = 80 };
    PGconn *pg = connection->pg;
    const char *keywords[OPTIONS_MAX + 5] = {0}, *values[OPTIONS_MAX + 5] = {0};
    PQconninfoOption *options = PQconninfo(pg);
    size_t count = 0;
    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        if (option->val && count < OPTIONS_MAX) {
            keywords[count] = option->keyword;
            values[count++] = option->val;
        }
    /* Of several addresses this one: the last word for a keyword counts. */
    const char *const own[][2] = {{"host", PQhost(pg)},
                                  {"hostaddr", PQhostaddr(pg)},
                                  {"port", PQport(pg)},
                                  {"connect_timeout", "2"}};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++, count++) {
        keywords[count] = own[i][0];
        values[count] = own[i][1];
    }
    bool answers = PQpingParams(keywords, values, 0) == PQPING_OK;
    PQconninfoFree(options);
    return answers;
}

void result_clear(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

err connection_run(struct connection *connection, struct statement statement, PGresult **out,
                   struct fault *fault)
{
    struct statement_values values;
    statement_write(&statement, &values);
    *out = PQexecParams(connection->pg, statement.query->sql, (int)statement.query->parameter_count,
                        NULL, values.texts, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(*out);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return OK;
    return error_of(*out, statement.query->name, fault);
}

static PGresult *awaited(PGconn *pg, int milliseconds)
{
    while (PQisBusy(pg)) {
        struct pollfd socket = {.fd = PQsocket(pg), .events = POLLIN};
        int events = poll(&socket, 1, milliseconds);
        if ((events < 0 && errno != EINTR) || events == 0 || !PQconsumeInput(pg))
            return NULL;
    }
    return PQgetResult(pg);
}

err connection_ask(struct connection *connection, struct statement statement, int milliseconds,
                   PGresult **out, struct fault *fault)
{
    struct statement_values values;
    statement_write(&statement, &values);
    SCOPED(result_clear) PGresult *result = NULL;
    if (PQsendQueryParams(connection->pg, statement.query->sql,
                          (int)statement.query->parameter_count, NULL, values.texts, NULL, NULL, 0))
        result = awaited(connection->pg, milliseconds);
    SCOPED(result_clear) PGresult *end = result ? awaited(connection->pg, milliseconds) : NULL;
    if (PQresultStatus(result) == PGRES_TUPLES_OK && !end) {
        *out = steal(&result);
        return OK;
    }
    fault->retry_after = 1;
    return fault_log(fault, ERR_UNAVAILABLE, "%s: %s", statement.query->name,
                     PQerrorMessage(connection->pg));
}

void connection_row(const PGresult *result, const struct query *query, int row, void *out)
{
    for (int i = 0; i < (int)query->column_count; i++)
        if (!PQgetisnull(result, row, i))
            statement_read(&query->columns[i], PQgetvalue(result, row, i), out);
}
