/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "store/connection.h"
#include "store/exchange.h"
#include "store/pool_check.h"
#include "waiting.h"

static int start(void **state)
{
    setenv("PGHOST", "/nowhere", 1);
    setenv("PGOPTIONS", "-c search_path=nowhere", 1);
    fixture_start(state);
    fixture_sql("CREATE SCHEMA hoshitori;"
                "CREATE ROLE hoshitori_owner; CREATE ROLE hoshitori_app LOGIN;"
                "CREATE ROLE strong LOGIN BYPASSRLS; CREATE ROLE friend LOGIN NOINHERIT;"
                "GRANT hoshitori_owner TO friend;"
                "CREATE TABLE hoshitori.thing (id int);"
                "ALTER TABLE hoshitori.thing OWNER TO hoshitori_owner");
    return 0;
}

static struct pool *open_pool(const char *conninfo, int size)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct pool *pool = NULL;
    struct pool_config config = {.conninfo = conninfo, .size = size};
    fixture_ok(pool_open(&config, &pool, &fault), &fault);
    return pool;
}

static void environment_does_not_redirect(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pool_close) struct pool *pool = open_pool(fixture_conninfo(), 1);
    assert_null(getenv("PGHOST"));
    assert_null(getenv("PGOPTIONS"));
    fixture_ok(pool_check_role(pool, true, &fault), &fault);
}

static void refuse(const char *conninfo, bool unsafe, const char *why)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pool_close) struct pool *pool = open_pool(conninfo, 1);
    assert_int_equal(pool_check_role(pool, unsafe, &fault).code, ERR_INTERNAL);
    assert_non_null(strstr(fault.log, why));
}

static const char *conninfo_as(const char *role, char *out, size_t size)
{
    snprintf(out, size, "%s user=%s", fixture_conninfo(), role);
    return out;
}

static void dangerous_roles_are_refused(void **state)
{
    (void)state;
    char conninfo[400];
    refuse(fixture_migrate_conninfo(), true, "is a superuser");
    refuse(conninfo_as("strong", conninfo, sizeof conninfo), true, "has BYPASSRLS");
    refuse(conninfo_as("friend", conninfo, sizeof conninfo), true, "owns tables");
    refuse(fixture_conninfo(), false, "fsync = off");
}

static void unreachable_database_is_unavailable(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    struct exchange exchange = {0};
    SCOPED(pool_close) struct pool *pool = open_pool("host=/nowhere dbname=none", 1);
    for (int i = 0; i < 3; i++) {
        fault_clear(&fault);
        assert_int_equal(exchange_begin(pool, &exchange, &fault).code, ERR_UNAVAILABLE);
        assert_true(fault.retry_after > 0);
    }
    assert_int_equal(pool_ready(pool, &fault).code, ERR_UNAVAILABLE);
}

static bool is_ready(void *pool)
{
    SCOPED(fault_release) struct fault fault = {0};
    return pool_ready(pool, &fault).code == ERR_NONE;
}

static bool is_not_ready(void *pool)
{
    return !is_ready(pool);
}

static void ready_follows_the_database(void **state)
{
    (void)state;
    SCOPED(pool_close) struct pool *pool = open_pool(fixture_conninfo(), 1);
    assert_true(is_ready(pool));
    unsigned long before = pool_round_trips(pool);
    assert_true(is_ready(pool)); /* from what is known */
    assert_int_equal(pool_round_trips(pool), before);
    fixture_down();
    wait_until(is_not_ready, pool);
    fixture_up();
    wait_until(is_ready, pool);
}

/* Between the halves of a write PostgreSQL holds locks and waits without a time limit of its own:
 * when the server's machine is gone, only these tell it. Over a socket of the same machine they are
 * not in force, but kept. */
static void postgres_notices_a_server_that_is_gone(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(connection_close) struct connection *connection = NULL;
    fixture_ok(connection_open(fixture_conninfo(), &connection, &fault), &fault);
    SCOPED(result_clear)
    PGresult *result =
        PQexec(connection->pg, "SELECT string_agg(name || ' ' || reset_val, ', ' ORDER BY name)"
                               " FROM pg_settings WHERE name LIKE 'tcp\\_%'");
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    assert_string_equal(PQgetvalue(result, 0, 0),
                        "tcp_keepalives_count 3, tcp_keepalives_idle 10, tcp_keepalives_interval 5,"
                        " tcp_user_timeout 15000");
}

static void size_is_checked(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    struct pool *pool = NULL;
    struct pool_config config = {.conninfo = "", .size = 1000};
    assert_int_equal(pool_open(&config, &pool, &fault).code, ERR_INTERNAL);
}

struct crowd {
    struct pool *pool;
    atomic_int failures;
};

static void *ask_often(void *context)
{
    struct crowd *crowd = context;
    for (int i = 0; i < 50; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        if (exchange_begin(crowd->pool, &exchange, &fault).code != ERR_NONE) {
            crowd->failures++;
            continue;
        }
        exchange_send(&exchange, q_session_alive());
        if (i % 5 == 0)
            continue;
        if (exchange_finish(&exchange, &fault).code != ERR_NONE)
            crowd->failures++;
    }
    return NULL;
}

static void crowd_shares_few_connections(void **state)
{
    (void)state;
    enum { THREADS = 16 };
    pthread_t threads[THREADS];
    SCOPED(pool_close) struct pool *pool = open_pool(fixture_conninfo(), 3);
    struct crowd crowd = {.pool = pool};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(crowd.failures, 0);
    assert_int_equal(pool_round_trips(pool), THREADS * 50);
    assert_in_range(fixture_number("SELECT count(*) FROM pg_stat_activity"
                                   " WHERE usename = 'hoshitori_app'"),
                    1, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(environment_does_not_redirect),
        cmocka_unit_test(dangerous_roles_are_refused),
        cmocka_unit_test(unreachable_database_is_unavailable),
        cmocka_unit_test(postgres_notices_a_server_that_is_gone),
        cmocka_unit_test(size_is_checked),
        cmocka_unit_test(crowd_shares_few_connections),
        cmocka_unit_test(ready_follows_the_database),
    };
    return cmocka_run_group_tests(tests, start, fixture_stop);
}
