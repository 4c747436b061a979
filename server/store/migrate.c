/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include <inttypes.h>
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

static err run_statement(struct connection *connection, struct statement statement,
                         struct fault *fault)
{
    SCOPED(result_clear) PGresult *ignored = NULL;
    return connection_run(connection, statement, &ignored, fault);
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
        struct q_migration_list_row done = {0};
        connection_row(applied, &queries[Q_MIGRATION_LIST], row, &done);
        if ((size_t)row >= migrations->count)
            return fault_log(fault, ERR_INTERNAL,
                             "the database is newer than this program: it has migration %s",
                             done.name);
        const struct embedded_file *file = &migrations->files[row];
        if (strcmp(file->name, done.name) != 0)
            return fault_log(fault, ERR_INTERNAL,
                             "the database has migration %s where this program has %s", done.name,
                             file->name);
        if (strcmp(file->sha256, done.sha256) != 0)
            return fault_log(fault, ERR_INTERNAL,
                             "migration %s was changed after it was applied; add a new one instead",
                             done.name);
    }
    return OK;
}

/* What a server of 0.1.0 calls is not what the functions are from 0.2.0 on. */
static err check_servers(struct connection *connection, struct fault *fault)
{
    SCOPED(result_clear) PGresult *before = NULL;
    TRY(connection_run(connection, q_migration_servers_before(), &before, fault));
    struct q_migration_servers_before_row servers = {0};
    connection_row(before, &queries[Q_MIGRATION_SERVERS_BEFORE], 0, &servers);
    if (servers.count == 0)
        return OK;
    return fault_log(
        fault, ERR_INTERNAL,
        "servers of 0.1.0 are connected to the database (connections of hoshitori_app: "
        "%" PRId64 "): stop them all, run this again, then start the new servers; nothing was "
        "changed",
        servers.count);
}

static err apply(struct connection *connection, const struct embedded_file *file,
                 struct fault *fault)
{
    TRY(run_statement(connection, q_migration_begin(), fault));
    TRY(run_file(connection, file, fault));
    if (PQtransactionStatus(connection->pg) != PQTRANS_INTRANS)
        return fault_log(fault, ERR_INTERNAL, "migration %s ends its own transaction", file->name);
    TRY(run_statement(connection, q_migration_role_reset(), fault));
    TRY(run_statement(connection,
                      QUERY(migration_record, .number = number_of(file), .name = file->name,
                            .sha256 = file->sha256),
                      fault));
    return run_statement(connection, q_migration_commit(), fault);
}

static err apply_pending(struct connection *connection, const struct embedded_list *migrations,
                         struct migrate_report *report, struct fault *fault)
{
    SCOPED(result_clear) PGresult *applied = NULL;
    TRY(connection_run(connection, q_migration_list(), &applied, fault));
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
    for (int row = 0; row < PQntuples(built); row++) {
        struct q_migration_object_list_row object = {0};
        connection_row(built, &queries[Q_MIGRATION_OBJECT_LIST], row, &object);
        if (strcmp(object.kind, kind) == 0 && strcmp(object.name, file->name) == 0)
            return strcmp(object.sha256, file->sha256) == 0;
    }
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
        TRY(run_statement(connection, q_migration_engine_become(), fault));
        TRY(run_file(connection, &list->files[i], fault));
        TRY(run_statement(connection, q_migration_role_reset(), fault));
        TRY(run_statement(connection,
                          QUERY(migration_object_record, .kind = kind, .name = list->files[i].name,
                                .sha256 = list->files[i].sha256),
                          fault));
    }
    return OK;
}

static err rebuild_objects(struct connection *connection, const struct schema_text *schema,
                           struct fault *fault)
{
    TRY(run_statement(connection, q_migration_begin(), fault));
    TRY(run_statement(connection, q_migration_bodies_unchecked(), fault));
    TRY(run_statement(connection, q_migration_object_drop(), fault));
    TRY(run_statement(connection, q_migration_object_forget(), fault));
    TRY(run_statement(connection, q_migration_engine_allow(), fault));
    TRY(build(connection, "function", &schema->functions, fault));
    TRY(build(connection, "view", &schema->views, fault));
    TRY(run_statement(connection, q_migration_engine_forbid(), fault));
    TRY(run_statement(connection, q_migration_functions_close(), fault));
    return run_statement(connection, q_migration_commit(), fault);
}

static err rebuild_changed(struct connection *connection, const struct schema_text *schema,
                           struct migrate_report *report, struct fault *fault)
{
    SCOPED(result_clear) PGresult *built = NULL;
    TRY(connection_run(connection, q_migration_object_list(), &built, fault));
    bool same = report->applied == 0 &&
                (size_t)PQntuples(built) == schema->functions.count + schema->views.count &&
                all_built(built, "function", &schema->functions) &&
                all_built(built, "view", &schema->views);
    if (same || schema->functions.count + schema->views.count + (size_t)PQntuples(built) == 0)
        return OK;
    TRY(check_servers(connection, fault));
    TRY(rebuild_objects(connection, schema, fault));
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
    TRY(run_statement(connection, q_migration_lock(), fault));
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
    size_t row = exchange_send(&exchange, q_session_schema());
    err asked = exchange_finish(&exchange, fault);
    if (asked.code == ERR_INTERNAL) {
        fault_clear(fault);
        return OK;
    }
    TRY(asked);
    *out = q_session_schema_row(&exchange, row, 0).number.value;
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
