/* SPDX-License-Identifier: Apache-2.0 */
/* Exchanges whose connection, or PostgreSQL, is lost: what may run again, and what nobody knows. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "cluster_fixture.h"
#include "exchange_fixture.h"
#include "store/connection.h"
#include "waiting.h"

static void terminate_backends(void)
{
    fixture_sql("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
}

static void lost_before_the_commit_may_run_again(void **state)
{
    (void)state;
    for (int statements = 0; statements <= 1; statements++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        begin(&exchange);
        insert(&exchange, "40", "lost");
        fixture_ok(exchange_read(&exchange, &fault), &fault);
        terminate_backends();
        if (statements)
            insert(&exchange, "41", "lost");
        assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_AGAIN);
        exchange_release(&exchange);
        assert_true(backend() > 0);
        assert_int_equal(stored(40) + stored(41), 0);
    }
}

static void lost_in_the_commit_is_unknown(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    ask(&exchange, Q_DIE_AT_COMMIT, NULL);
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_UNAVAILABLE);
    assert_string_equal(fault.code, "outcome_unknown");
    assert_int_equal(fault.retry_after, 1);
    assert_true(backend() > 0);
}

/* The linker gives these names: what libpq is told by the system. */
int __real_PQconsumeInput(PGconn *pg);
int __wrap_PQconsumeInput(PGconn *pg);

static bool ends_with_the_answer;

/* The whole answer arrives, and the end of the connection with it. */
int __wrap_PQconsumeInput(PGconn *pg)
{
    int read = __real_PQconsumeInput(pg);
    if (!ends_with_the_answer)
        return read;
    ends_with_the_answer = false;
    shutdown(PQsocket(pg), SHUT_RDWR);
    while (__real_PQconsumeInput(pg))
        ;
    return 0;
}

/* libpq hands out what it has although it knows of the end: that is no commit. */
static void results_before_the_end_are_no_commit(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    insert(&exchange, "72", "unknown");
    ends_with_the_answer = true;
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_UNAVAILABLE);
    assert_string_equal(fault.code, "outcome_unknown");
}

static void lost_read_may_always_run_again(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    ask(&exchange, Q_DIE_AT_COMMIT, NULL);
    assert_int_equal(exchange_finish(&exchange, &fault).code, ERR_AGAIN);
}

static void idle_connection_lost_is_not_noticed(void **state)
{
    (void)state;
    long before = backend();
    terminate_backends();
    assert_int_not_equal(backend(), before);
}

/* PostgreSQL commits and only warns when the wait for a standby is cancelled. */
static void *cancel_the_wait(void *context)
{
    (void)context;
    fixture_until("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity"
                  " WHERE wait_event = 'SyncRep'");
    return NULL;
}

static void unreplicated_commit_is_unknown(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    pthread_t canceller;
    char key[12];
    int number = 600;
    err outcome = OK;
    fixture_sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    fixture_sql("SELECT pg_reload_conf()");
    assert_int_equal(pthread_create(&canceller, NULL, cancel_the_wait, NULL), 0);
    /* Until PostgreSQL's checkpointer has read the setting, commits wait for nobody. */
    while (outcome.code == ERR_NONE) {
        SCOPED(exchange_release) struct exchange exchange = {0};
        snprintf(key, sizeof key, "%d", ++number);
        begin(&exchange);
        insert(&exchange, key, "on one machine only");
        fixture_ok(exchange_read(&exchange, &fault), &fault);
        outcome = exchange_commit(&exchange, &fault);
    }
    pthread_join(canceller, NULL);
    fixture_sql("ALTER SYSTEM RESET synchronous_standby_names");
    fixture_sql("SELECT pg_reload_conf()");
    assert_int_equal(outcome.code, ERR_UNAVAILABLE);
    assert_string_equal(fault.code, "outcome_unknown");
    assert_int_equal(stored(number), 1);
}

static struct pool *pool_that_waits(int silence_seconds)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct pool *opened = NULL;
    struct pool_config config = {
        .conninfo = fixture_migrate_conninfo(), .size = 1, .silence_seconds = silence_seconds};
    fixture_ok(pool_open(&config, &opened, &fault), &fault);
    return opened;
}

/* Each within its own time, together beyond what one may take: both answers come at the end. */
static void slow_statements_in_one_flush_are_waited_for(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pool_close) struct pool *patient = pool_that_waits(4);
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(patient, &exchange, &fault), &fault);
    ask(&exchange, Q_SLOW, NULL);
    ask(&exchange, Q_SLOW, NULL);
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
}

static void silent_server_is_lost(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pool_close) struct pool *hasty = pool_that_waits(1);
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(hasty, &exchange, &fault), &fault);
    ask(&exchange, Q_SLEEP, NULL);
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_UNAVAILABLE);
    assert_string_equal(fault.code, "outcome_unknown");
}

static int pings;

PGPing __real_PQpingParams(const char *const *keywords, const char *const *values, int expand);
PGPing __wrap_PQpingParams(const char *const *keywords, const char *const *values, int expand);

PGPing __wrap_PQpingParams(const char *const *keywords, const char *const *values, int expand)
{
    pings++;
    return __real_PQpingParams(keywords, values, expand);
}

/* That a server answers at the address does not tell that it is the one of this connection. */
static void silent_flush_is_waited_for_once_more(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pool_close) struct pool *hasty = pool_that_waits(1);
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(hasty, &exchange, &fault), &fault);
    for (int i = 0; i < 5; i++)
        ask(&exchange, Q_SLEEP, NULL);
    pings = 0;
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_UNAVAILABLE);
    assert_int_equal(pings, 1);
}

/* The server is there again, and says meanwhile that it is not. A process of the killed one may
 * serve a little longer, so new connections are asked for, too. */
static bool begins(void *context)
{
    (void)context;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    if (exchange_begin(pool, &exchange, &fault).code == ERR_NONE)
        return PQping(fixture_migrate_conninfo()) == PQPING_OK;
    assert_int_equal(fault.kind, ERR_UNAVAILABLE);
    assert_true(fault.retry_after > 0);
    return false;
}

static void killed_postmaster_is_recovered_from(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    insert(&exchange, "70", "lost");
    fixture_ok(exchange_read(&exchange, &fault), &fault);
    struct pollfd end = {.fd = PQsocket(exchange.connection->pg), .events = POLLRDHUP};
    kill(cluster_pid(fixture_cluster), SIGKILL);
    assert_int_equal(poll(&end, 1, PATIENCE_SECONDS * 1000), 1); /* its process has ended, too */
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_AGAIN);
    exchange_release(&exchange);
    wait_until(begins, NULL);
    assert_int_equal(stored(70), 0);
    assert_true(backend() > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lost_before_the_commit_may_run_again),
        cmocka_unit_test(lost_in_the_commit_is_unknown),
        cmocka_unit_test(results_before_the_end_are_no_commit),
        cmocka_unit_test(lost_read_may_always_run_again),
        cmocka_unit_test(idle_connection_lost_is_not_noticed),
        cmocka_unit_test(unreplicated_commit_is_unknown),
        cmocka_unit_test(slow_statements_in_one_flush_are_waited_for),
        cmocka_unit_test(silent_server_is_lost),
        cmocka_unit_test(silent_flush_is_waited_for_once_more),
        cmocka_unit_test(killed_postmaster_is_recovered_from),
    };
    return cmocka_run_group_tests(tests, exchanges_start, exchanges_stop);
}
