/* SPDX-License-Identifier: Apache-2.0 */
/* Every statement that the program carries is prepared against the migrated schema, as the role
 * that runs it: a typing error or a dropped column is one red line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "base/scope.h"
#include "cluster_fixture.h"
#include "queries.h"

static void connection_end(PGconn **connection)
{
    PQfinish(*connection);
}

static void result_end(PGresult **result)
{
    PQclear(*result);
}

/* The operator's statements run as hoshitori_migrate. */
static bool is_operators(const char *name)
{
    return strncmp(name, "operator/", 9) == 0 || strncmp(name, "migration/", 10) == 0 ||
           strncmp(name, "cluster/", 8) == 0;
}

/* CREATE, SET, BEGIN and their like are parsed only: PostgreSQL plans no utility statement. */
static int prepare(PGconn *connection, const struct query *query)
{
    SCOPED(result_end)
    PGresult *prepared = PQprepare(connection, query->name, query->sql, 0, NULL);
    SCOPED(result_end) PGresult *described = PQdescribePrepared(connection, query->name);
    if (PQresultStatus(prepared) == PGRES_COMMAND_OK &&
        PQresultStatus(described) == PGRES_COMMAND_OK)
        return 0;
    print_error("%s: %s\n", query->name, PQresultErrorMessage(prepared));
    return 1;
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
        PGconn *connection = is_operators(queries[i].name) ? operator: app;
        failures += prepare(connection, &queries[i]);
    }
    assert_int_equal(failures, 0);
    assert_true(QUERY_COUNT > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_statement),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
