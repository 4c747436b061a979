/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection.h"
#include "store/errors.h"
#include "store/exchange.h"

struct schema_text schema_embedded(void)
{
    return (struct schema_text){embedded_migrations, embedded_functions, embedded_views};
}

static bool succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static err run(struct connection *connection, enum query_id query, const char *const *values,
               size_t count, PGresult **out, struct fault *fault)
{
    const struct query *text = &queries[query];
    SCOPED(result_clear)
    PGresult *result =
        PQexecParams(connection->pg, text->sql, (int)count, NULL, values, NULL, NULL, 0);
    if (!succeeded(result))
        return error_of(result, text->name, fault);
    if (out)
        *out = steal(&result);
    return OK;
}

static err run_plain(struct connection *connection, enum query_id query, struct fault *fault)
{
    return run(connection, query, NULL, 0, NULL, fault);
}

/* PostgreSQL counts the position in characters from 1. */
static size_t line_of(const char *text, const char *position)
{
    size_t line = 1;
    size_t characters = position ? strtoul(position, NULL, 10) : 1;
    for (; *text && characters > 1; text++) {
        line += *text == '\n';
        characters -= ((unsigned char)text[1] & 0xC0) != 0x80;
    }
    return line;
}

static err run_file(struct connection *connection, const struct embedded_file *file,
                    struct fault *fault)
{
    SCOPED(result_clear) PGresult *result = PQexec(connection->pg, file->text);
    if (!succeeded(result)) {
        char name[200];
        snprintf(name, sizeof name, "%s.sql line %zu", file->name,
                 line_of(file->text, PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION)));
        error_of(result, name, fault);
        return fault_set(fault, ERR_INTERNAL, NULL);
    }
    return OK;
}

static int number_of(const struct embedded_file *file)
{
    return (int)strtol(file->name, NULL, 10);
}

static err check_order(const struct embedded_list *migrations, struct fault *fault)
{
    int last = 0;
    for (size_t i = 0; i < migrations->count; i++) {
        int number = number_of(&migrations->files[i]);
        if (number <= last)
            return fault_log(fault, ERR_INTERNAL, "migration %s: its number is not above %d",
                             migrations->files[i].name, last);
        last = number;
    }
    return OK;
}

/* What is applied must be, file by file, the beginning of what the program carries. */
static err check_applied(const PGresult *applied, const struct embedded_list *migrations,
                         struct fault *fault)
{
    for (int row = 0; row < PQntuples(applied); row++) {
        const char *name = PQgetvalue(applied, row, 1);
        if ((size_t)row >= migrations->count)
            return fault_log(fault, ERR_INTERNAL,
                             "the database is newer than this program: it has migration %s", name);
        const struct embedded_file *file = &migrations->files[row];
        if (strcmp(file->name, name) != 0)
            return fault_log(fault, ERR_INTERNAL,
                             "the database has migration %s where this program has %s", name,
                             file->name);
        if (strcmp(file->sha256, PQgetvalue(applied, row, 2)) != 0)
            return fault_log(fault, ERR_INTERNAL,
                             "migration %s was changed after it was applied; add a new one instead",
                             name);
    }
    return OK;
}

/* What a server of 0.1.0 calls is not what the functions are from 0.2.0 on. */
static err check_servers(struct connection *connection, struct fault *fault)
{
    SCOPED(result_clear) PGresult *before = NULL;
    TRY(run(connection, Q_MIGRATION_SERVERS_BEFORE, NULL, 0, &before, fault));
    const char *count = PQgetvalue(before, 0, 0);
    if (strcmp(count, "0") == 0)
        return OK;
    return fault_log(
        fault, ERR_INTERNAL,
        "servers of 0.1.0 are connected to the database (connections of hoshitori_app: "
        "%s): stop them all, run this again, then start the new servers; nothing was "
        "changed",
        count);
}

static err apply(struct connection *connection, const struct embedded_file *file,
                 struct fault *fault)
{
    char number[16];
    snprintf(number, sizeof number, "%d", number_of(file));
    const char *const record[] = {number, file->name, file->sha256};
    TRY(run_plain(connection, Q_MIGRATION_BEGIN, fault));
    TRY(run_file(connection, file, fault));
    if (PQtransactionStatus(connection->pg) != PQTRANS_INTRANS)
        return fault_log(fault, ERR_INTERNAL, "migration %s ends its own transaction", file->name);
    TRY(run_plain(connection, Q_MIGRATION_ROLE_RESET, fault));
    TRY(run(connection, Q_MIGRATION_RECORD, record, 3, NULL, fault));
    return run_plain(connection, Q_MIGRATION_COMMIT, fault);
}

static err apply_pending(struct connection *connection, const struct embedded_list *migrations,
                         struct migrate_report *report, struct fault *fault)
{
    SCOPED(result_clear) PGresult *applied = NULL;
    TRY(run(connection, Q_MIGRATION_LIST, NULL, 0, &applied, fault));
    TRY(check_applied(applied, migrations, fault));
    if ((size_t)PQntuples(applied) < migrations->count)
        TRY(check_servers(connection, fault));
    for (size_t i = (size_t)PQntuples(applied); i < migrations->count; i++) {
        TRY(apply(connection, &migrations->files[i], fault));
        report->applied++;
    }
    if (migrations->count > 0)
        report->version = number_of(&migrations->files[migrations->count - 1]);
    return OK;
}

static bool is_built(const PGresult *built, const char *kind, const struct embedded_file *file)
{
    for (int row = 0; row < PQntuples(built); row++)
        if (strcmp(PQgetvalue(built, row, 0), kind) == 0 &&
            strcmp(PQgetvalue(built, row, 1), file->name) == 0)
            return strcmp(PQgetvalue(built, row, 2), file->sha256) == 0;
    return false;
}

static bool all_built(const PGresult *built, const char *kind, const struct embedded_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!is_built(built, kind, &list->files[i]))
            return false;
    return true;
}

static err build(struct connection *connection, const char *kind, const struct embedded_list *list,
                 struct fault *fault)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *const record[] = {kind, list->files[i].name, list->files[i].sha256};
        TRY(run_plain(connection, Q_MIGRATION_ENGINE_BECOME, fault));
        TRY(run_file(connection, &list->files[i], fault));
        TRY(run_plain(connection, Q_MIGRATION_ROLE_RESET, fault));
        TRY(run(connection, Q_MIGRATION_OBJECT_RECORD, record, 3, NULL, fault));
    }
    return OK;
}

static err rebuild(struct connection *connection, const struct schema_text *schema,
                   struct fault *fault)
{
    TRY(run_plain(connection, Q_MIGRATION_BEGIN, fault));
    TRY(run_plain(connection, Q_MIGRATION_BODIES_UNCHECKED, fault));
    TRY(run_plain(connection, Q_MIGRATION_OBJECT_DROP, fault));
    TRY(run_plain(connection, Q_MIGRATION_OBJECT_FORGET, fault));
    TRY(run_plain(connection, Q_MIGRATION_ENGINE_ALLOW, fault));
    TRY(build(connection, "function", &schema->functions, fault));
    TRY(build(connection, "view", &schema->views, fault));
    TRY(run_plain(connection, Q_MIGRATION_ENGINE_FORBID, fault));
    TRY(run_plain(connection, Q_MIGRATION_FUNCTIONS_CLOSE, fault));
    return run_plain(connection, Q_MIGRATION_COMMIT, fault);
}

static err rebuild_changed(struct connection *connection, const struct schema_text *schema,
                           struct migrate_report *report, struct fault *fault)
{
    SCOPED(result_clear) PGresult *built = NULL;
    TRY(run(connection, Q_MIGRATION_OBJECT_LIST, NULL, 0, &built, fault));
    bool same = report->applied == 0 &&
                (size_t)PQntuples(built) == schema->functions.count + schema->views.count &&
                all_built(built, "function", &schema->functions) &&
                all_built(built, "view", &schema->views);
    if (same || schema->functions.count + schema->views.count + (size_t)PQntuples(built) == 0)
        return OK;
    TRY(check_servers(connection, fault));
    TRY(rebuild(connection, schema, fault));
    report->rebuilt = true;
    return OK;
}

err migrate_run(const char *conninfo, const struct schema_text *schema, struct migrate_report *out,
                struct fault *fault)
{
    struct migrate_report report = {0};
    SCOPED(connection_close) struct connection *connection = NULL;
    connection_clear_environment();
    TRY(check_order(&schema->migrations, fault));
    TRY(connection_open(conninfo, &connection, fault));
    TRY(run_plain(connection, Q_MIGRATION_LOCK, fault));
    TRY(run_file(connection, &embedded_ledger.files[0], fault));
    TRY(apply_pending(connection, &schema->migrations, &report, fault));
    TRY(rebuild_changed(connection, schema, &report, fault));
    *out = report;
    return OK;
}

/* No such table, no such schema, no right to ask: before its first migration, or of a release that
 * did not tell. */
static err ask_version(struct pool *pool, long *out, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t row = exchange_send(&exchange, Q_SESSION_SCHEMA, NULL, 0);
    err asked = exchange_finish(&exchange, fault);
    if (asked.code == ERR_INTERNAL) {
        fault_clear(fault);
        return OK;
    }
    TRY(asked);
    const char *newest = exchange_value(&exchange, row, 0, 0);
    *out = newest ? strtol(newest, NULL, 10) : 0;
    return OK;
}

err migrate_check(struct pool *pool, const struct schema_text *schema, struct fault *fault)
{
    const struct embedded_list *migrations = &schema->migrations;
    int needed = number_of(&migrations->files[migrations->count - 1]);
    long found = 0;
    TRY(ask_version(pool, &found, fault));
    if (found < needed)
        return fault_log(fault, ERR_INTERNAL,
                         "the database lacks migration %s, which this program needs: run "
                         "hoshitori migrate first",
                         migrations->files[migrations->count - 1].name);
    return OK;
}
