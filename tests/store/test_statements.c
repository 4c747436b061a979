/* SPDX-License-Identifier: Apache-2.0 */
/* Every statement that the program carries is prepared against the migrated schema, as the role
 * that runs it, and has the parameters and columns that it is declared to have: a typing error, a
 * dropped column or a wrong type is one red line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "base/scope.h"
#include "cluster_fixture.h"
#include "queries.h"
#include "store/pool.h"

#define INSUFFICIENT_PRIVILEGE "42501"

static void connection_end(PGconn **connection)
{
    PQfinish(*connection);
}

static void result_end(PGresult **result)
{
    PQclear(*result);
}

static Oid type_named(PGconn *connection, const char *name)
{
    const char *values[] = {name};
    SCOPED(result_end)
    PGresult *found =
        PQexecParams(connection, "select $1::regtype::oid", 1, NULL, values, NULL, NULL, 0);
    return PQntuples(found) == 1 ? (Oid)strtoul(PQgetvalue(found, 0, 0), NULL, 10) : InvalidOid;
}

static int told(const struct query *query, const char *what, int number, const char *found,
                const char *declared)
{
    print_error("schema/%s: %s: %s %d is %s, declared is %s\n", query->file, query->name, what,
                number + 1, found, declared);
    return 1;
}

static int check_type(PGconn *connection, const struct query *query, const char *what, int number,
                      Oid found, const char *declared)
{
    char oid[24];
    if (found == type_named(connection, declared))
        return 0;
    snprintf(oid, sizeof oid, "%u", found);
    const char *values[] = {oid};
    SCOPED(result_end)
    PGresult *name =
        PQexecParams(connection, "select $1::oid::regtype", 1, NULL, values, NULL, NULL, 0);
    return told(query, what, number, PQgetvalue(name, 0, 0), declared);
}

static int check_count(const struct query *query, const char *what, int found, size_t declared)
{
    if ((size_t)found == declared)
        return 0;
    print_error("schema/%s: %s has %d %s, declared are %zu\n", query->file, query->name, found,
                what, declared);
    return 1;
}

static int check_columns(PGconn *connection, const struct query *query, const PGresult *described)
{
    int failures = 0, count = PQnfields(described);
    /* A function that returns nothing has a column, which nobody reads. */
    if (count == 1 && PQftype(described, 0) == type_named(connection, "void"))
        count = 0;
    failures += check_count(query, "columns", count, query->column_count);
    for (int i = 0; i < count && !failures; i++) {
        const struct query_value *column = &query->columns[i];
        if (strcmp(PQfname(described, i), column->name) != 0)
            failures += told(query, "the name of column", i, PQfname(described, i), column->name);
        failures += check_type(connection, query, "column", i, PQftype(described, i), column->type);
    }
    return failures;
}

static int check_parameters(PGconn *connection, const struct query *query,
                            const PGresult *described)
{
    int failures = check_count(query, "parameters", PQnparams(described), query->parameter_count);
    for (int i = 0; i < PQnparams(described) && !failures; i++)
        failures += check_type(connection, query, "parameter", i, PQparamtype(described, i),
                               query->parameters[i].type);
    return failures;
}

/* To explain a statement begins its execution, which asks for every right that it needs. */
static int check_rights(PGconn *connection, const struct query *query)
{
    char sql[1000];
    size_t used = (size_t)snprintf(sql, sizeof sql, "EXPLAIN EXECUTE %s%s", query->name,
                                   query->parameter_count ? "(NULL" : "");
    for (size_t i = 1; i < query->parameter_count; i++)
        used += (size_t)snprintf(sql + used, sizeof sql - used, ", NULL");
    if (query->parameter_count)
        snprintf(sql + used, sizeof sql - used, ")");
    SCOPED(result_end) PGresult *explained = PQexec(connection, sql);
    const char *state = PQresultErrorField(explained, PG_DIAG_SQLSTATE);
    if (!state || strcmp(state, INSUFFICIENT_PRIVILEGE) != 0)
        return 0;
    print_error("schema/%s: %s: %s\n", query->file, query->name, PQresultErrorMessage(explained));
    return 1;
}

/* CREATE, SET, BEGIN and their like are parsed only: PostgreSQL plans no utility statement. */
static int check(PGconn *connection, const struct query *query)
{
    SCOPED(result_end)
    PGresult *prepared = PQprepare(connection, query->name, query->sql, 0, NULL);
    SCOPED(result_end) PGresult *described = PQdescribePrepared(connection, query->name);
    if (PQresultStatus(prepared) != PGRES_COMMAND_OK ||
        PQresultStatus(described) != PGRES_COMMAND_OK) {
        print_error("schema/%s: %s: %s\n", query->file, query->name,
                    PQresultErrorMessage(prepared));
        return 1;
    }
    return check_parameters(connection, query, described) +
           check_columns(connection, query, described) + check_rights(connection, query);
}

static void test_every_statement(void **state)
{
    (void)state;
    SCOPED(connection_end) PGconn *app = PQconnectdb(fixture_conninfo());
    SCOPED(connection_end) PGconn *operator= PQconnectdb(fixture_migrate_conninfo());
    assert_int_equal(PQstatus(app), CONNECTION_OK);
    assert_int_equal(PQstatus(operator), CONNECTION_OK);
    int failures = 0;
    for (size_t i = 0; i < QUERY_COUNT; i++) {
        if (queries[i].of_server)
            failures += check(app, &queries[i]);
        if (queries[i].of_operator)
            failures += check(operator, & queries[i]);
    }
    assert_int_equal(failures, 0);
    assert_true(QUERY_COUNT > 50);
}

/* What PostgreSQL ends by itself is not given up before. */
static void silence_outlasts_a_statement(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pool_close) struct pool *pool = NULL;
    const struct pool_config config = {.conninfo = fixture_conninfo(), .size = 1};
    fixture_ok(pool_open(&config, &pool, &fault), &fault);
    SCOPED(connection_end) PGconn *app = PQconnectdb(fixture_conninfo());
    SCOPED(result_end)
    PGresult *found = PQexec(app, "select sum(setting::int) from pg_settings"
                                  " where name in ('statement_timeout', 'lock_timeout')");
    assert_int_equal(PQntuples(found), 1);
    long together = strtol(PQgetvalue(found, 0, 0), NULL, 10);
    assert_true(together > 0 && together < pool_silence_milliseconds(pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_statement),
        cmocka_unit_test(silence_outlasts_a_statement),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
