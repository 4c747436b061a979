/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange against a real PostgreSQL, with statements of its own: this table takes the place
 * of the embedded one, whose ids are borrowed. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "base/memory.h"
#include "cluster_fixture.h"
#include "store/connection.h"
#include "store/exchange.h"
#include "store/pool.h"
#include "waiting.h"

enum {
    Q_ECHO = Q_MIGRATION_BEGIN,
    Q_INSERT = Q_MIGRATION_COMMIT,
    Q_COUNT = Q_MIGRATION_LIST,
    Q_REFUSE = Q_MIGRATION_LOCK,
    Q_BACKEND = Q_MIGRATION_RECORD,
    Q_STAR = Q_MIGRATION_OBJECT_LIST,
    Q_CAST = Q_MIGRATION_OBJECT_DROP,
    Q_UPDATE = Q_MIGRATION_OBJECT_FORGET,
    Q_DIE_AT_COMMIT = Q_MIGRATION_OBJECT_RECORD,
    Q_TYPO = Q_MIGRATION_ENGINE_ALLOW,
    Q_SLEEP = Q_MIGRATION_ENGINE_BECOME,
};

/* Every parameter and every column is a text: structs of them are arrays. */
static const struct query_value texts[] = {{"1", "text", VALUE_TEXT, false, 0},
                                           {"2", "text", VALUE_TEXT, false, sizeof(char *)},
                                           {"3", "text", VALUE_TEXT, false, 2 * sizeof(char *)},
                                           {"4", "text", VALUE_TEXT, false, 3 * sizeof(char *)}};

#define TEXTS(name, sql, parameters, columns)                                                      \
    {                                                                                              \
        name, sql, "", texts, texts, parameters, columns, 0, true, true                            \
    }

const struct query queries[QUERY_COUNT] = {
    [Q_CLUSTER_DATABASE_FIND] =
        TEXTS("find", "SELECT 1 FROM pg_database WHERE datname = 'hoshitori'", 0, 1),
    [Q_CLUSTER_DATABASE_CREATE] = TEXTS("create", "CREATE DATABASE hoshitori", 0, 0),
    [Q_CLUSTER_DATABASES_CLOSE] = TEXTS("close", "SELECT 1", 0, 1),
    [Q_SESSION_ROLLBACK] = TEXTS("rollback", "ROLLBACK", 0, 0),
    [Q_SESSION_ALIVE] = TEXTS("alive", "SELECT 1", 0, 1),
    [Q_ECHO] = TEXTS("echo", "SELECT $1::text, $2::text, length($1::text)", 2, 3),
    [Q_INSERT] = TEXTS("insert", "INSERT INTO thing (id, note) VALUES ($1::int, $2::text)", 2, 0),
    [Q_COUNT] = TEXTS("count", "SELECT count(*) FROM thing WHERE id = $1::int", 1, 1),
    [Q_REFUSE] = TEXTS("refuse", "SELECT refuse($1::text, $2::text, $3::text, $4::text)", 4, 0),
    [Q_BACKEND] = TEXTS("backend", "SELECT pg_backend_pid()", 0, 1),
    [Q_STAR] = TEXTS("star", "SELECT * FROM growing", 0, 0),
    [Q_CAST] = TEXTS("cast", "SELECT $1::text::int", 1, 1),
    [Q_UPDATE] = TEXTS("update",
                       "UPDATE thing SET note = note || $2::text WHERE id = $1::int "
                       "RETURNING note",
                       2, 1),
    [Q_DIE_AT_COMMIT] = TEXTS("die", "INSERT INTO deadly VALUES (1)", 0, 0),
    [Q_SLEEP] = TEXTS("sleep", "SELECT pg_sleep(3600)", 0, 0),
    [Q_TYPO] = TEXTS("typo", "SELECT no_such_column FROM thing", 0, 0),
};

static size_t ask(struct exchange *exchange, int query, const char *const *values)
{
    return exchange_send(exchange,
                         (struct statement){.query = &queries[query], .parameters = values});
}

static const char *cell(const struct exchange *exchange, size_t index, size_t column)
{
    const char *cells[4] = {NULL};
    exchange_row(exchange, index, 0, 0, cells);
    return cells[column];
}

static struct pool *pool;

static int start(void **state)
{
    fixture_start(state);
    fixture_sql("CREATE SCHEMA hoshitori;"
                "CREATE TABLE hoshitori.thing (id int CONSTRAINT relationship_code PRIMARY KEY,"
                "  note text CHECK (note <> 'bad'));"
                "CREATE TABLE hoshitori.growing (a int);"
                "CREATE TABLE hoshitori.deadly (a int);"
                "CREATE FUNCTION hoshitori.die() RETURNS trigger LANGUAGE plpgsql AS $$"
                "  BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5);"
                "  RETURN NULL; END $$;"
                "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON hoshitori.deadly"
                "  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hoshitori.die();"
                "CREATE FUNCTION hoshitori.refuse(s text, m text, d text, h text) RETURNS void"
                "  LANGUAGE plpgsql AS $$ BEGIN"
                "  RAISE EXCEPTION USING errcode = s, message = m, detail = d, hint = h; END $$");
    SCOPED(fault_release) struct fault fault = {0};
    struct pool_config config = {.conninfo = fixture_migrate_conninfo(), .size = 2};
    fixture_ok(pool_open(&config, &pool, &fault), &fault);
    return 0;
}

static int stop(void **state)
{
    pool_close(&pool);
    return fixture_stop(state);
}

static void begin(struct exchange *exchange)
{
    SCOPED(fault_release) struct fault fault = {0};
    fixture_ok(exchange_begin(pool, exchange, &fault), &fault);
}

static void insert(struct exchange *exchange, const char *id, const char *note)
{
    const char *const values[] = {id, note};
    ask(exchange, Q_INSERT, values);
}

static long backend(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    ask(&exchange, Q_BACKEND, NULL);
    fixture_ok(exchange_finish(&exchange, &fault), &fault);
    return strtol(cell(&exchange, 0, 0), NULL, 10);
}

static long stored(int id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM hoshitori.thing WHERE id = %d", id);
    return fixture_number(sql);
}

static void read_is_one_round_trip(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    long before_backend = backend();
    unsigned long before = pool_round_trips(pool);
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    const char *const values[] = {"星取", NULL};
    size_t first = ask(&exchange, Q_ECHO, values);
    const char *const one[] = {"1"};
    size_t second = ask(&exchange, Q_COUNT, one);
    fixture_ok(exchange_finish(&exchange, &fault), &fault);
    assert_int_equal(exchange_rows(&exchange, first), 1);
    assert_string_equal(cell(&exchange, first, 0), "星取");
    assert_null(cell(&exchange, first, 1));
    assert_string_equal(cell(&exchange, first, 2), "2");
    assert_string_equal(cell(&exchange, second, 0), "0");
    assert_int_equal(exchange.round_trips, 1);
    assert_int_equal(pool_round_trips(pool), before + 1);
    assert_int_equal(backend(), before_backend);
}

static void write_is_two_round_trips(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    insert(&exchange, "10", "first half");
    fixture_ok(exchange_read(&exchange, &fault), &fault);
    assert_int_equal(stored(10), 0);
    insert(&exchange, "11", "second half");
    const char *const ten[] = {"10"};
    size_t count = ask(&exchange, Q_COUNT, ten);
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
    assert_string_equal(cell(&exchange, count, 0), "1");
    assert_int_equal(exchange.round_trips, 2);
    assert_int_equal(stored(10) + stored(11), 2);
}

static void error_in_a_half_rolls_all_back(void **state)
{
    (void)state;
    long before = backend();
    for (int half = 1; half <= 2; half++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        begin(&exchange);
        insert(&exchange, "20", "good");
        if (half == 2)
            fixture_ok(exchange_read(&exchange, &fault), &fault);
        insert(&exchange, "20", "twin");
        insert(&exchange, "21", "never seen");
        err failed =
            half == 1 ? exchange_read(&exchange, &fault) : exchange_commit(&exchange, &fault);
        assert_int_equal(failed.code, ERR_CONFLICT);
        assert_string_equal(fault.code, "supplier_exists");
        assert_non_null(strstr(fault.log, "insert: 23505 relationship_code"));
        exchange_release(&exchange);
        assert_int_equal(stored(20) + stored(21), 0);
        assert_int_equal(backend(), before);
    }
}

/* A Parse that failed or was skipped is sent again the next time, one that succeeded is not. */
static void error_in_a_parse(void **state)
{
    (void)state;
    long before = backend();
    for (int i = 0; i < 2; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        begin(&exchange);
        const char *const number[] = {"7"};
        ask(&exchange, Q_TYPO, NULL);
        ask(&exchange, Q_CAST, number);
        assert_int_equal(exchange_finish(&exchange, &fault).code, ERR_INTERNAL);
        assert_non_null(strstr(fault.log, "typo: 42703"));
    }
    for (int i = 0; i < 2; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        begin(&exchange);
        const char *const number[] = {"7"};
        ask(&exchange, Q_CAST, number);
        ask(&exchange, Q_CAST, number);
        if (i == 0)
            continue; /* abandoned: rolled back with its Parse in flight */
        fixture_ok(exchange_finish(&exchange, &fault), &fault);
        assert_string_equal(cell(&exchange, 1, 0), "7");
    }
    assert_int_equal(backend(), before);
}

static void leaving_rolls_back(void **state)
{
    (void)state;
    long before = backend();
    for (int read = 0; read <= 1; read++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        begin(&exchange);
        insert(&exchange, "30", "left");
        if (read)
            fixture_ok(exchange_read(&exchange, &fault), &fault);
    }
    SCOPED(exchange_release) struct exchange unused = {0};
    begin(&unused);
    exchange_release(&unused);
    assert_int_equal(stored(30), 0);
    assert_int_equal(backend(), before);
}

static struct fault refused(const char *sqlstate, const char *message, const char *detail,
                            const char *hint)
{
    struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    const char *const values[] = {sqlstate, message, detail, hint};
    ask(&exchange, Q_REFUSE, values);
    err result = exchange_commit(&exchange, &fault);
    assert_int_equal(result.code, fault.kind);
    return fault;
}

static void refusals_become_faults(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum err_code kind;
    } cases[] = {
        {"unauthenticated", ERR_UNAUTHENTICATED},
        {"right_missing", ERR_FORBIDDEN},
        {"not_found", ERR_NOT_FOUND},
        {"idempotency_replay", ERR_CONFLICT},
        {"precondition_failed", ERR_PRECONDITION},
        {"if_match_required", ERR_PRECONDITION_MISSING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(fault_release) struct fault fault = refused("HT000", cases[i].code, "", "");
        assert_int_equal(fault.kind, cases[i].kind);
        assert_string_equal(fault.code, cases[i].code);
        assert_int_equal(fault.item_count, 0);
    }
    SCOPED(fault_release)
    struct fault fault = refused("HT000", "scope_is_whole", "declaration", "{\"day\":1}");
    assert_int_equal(fault.kind, ERR_INVALID);
    assert_string_equal(fault.code, "scope_is_whole");
    assert_string_equal(fault.params, "{\"day\":1}");
    assert_int_equal(fault.item_count, 1);
    assert_string_equal(fault.items[0].code, "scope_is_whole");

    static const char unknown[] = "nobody_knows_this";
    fault_clear(&fault);
    fault = refused("HT000", unknown, "", "");
    assert_int_equal(fault.kind, ERR_INTERNAL);
    assert_string_equal(fault.code, "internal");
}

static void members_become_places(void **state)
{
    (void)state;
    static const struct {
        const char *member, *pointer;
    } cases[] = {
        {"due_on", "/due_on"},
        {"filter.suppliers.3", "/filter/suppliers/3"},
        {"if_match", "header:If-Match"},
        {"if_none_match", "header:If-None-Match"},
        {"idempotency_key", "header:Idempotency-Key"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(fault_release)
        struct fault fault = refused("HT000", "not_found", cases[i].member, "");
        assert_int_equal(fault.item_count, 1);
        assert_string_equal(fault.items[0].pointer, cases[i].pointer);
    }
}

static void states_become_errors(void **state)
{
    (void)state;
    static const struct {
        const char *sqlstate;
        enum err_code kind;
        bool later;
    } cases[] = {
        {"40001", ERR_AGAIN, true},       {"40P01", ERR_AGAIN, true},
        {"55P03", ERR_CONFLICT, true},    {"57014", ERR_UNAVAILABLE, true},
        {"53100", ERR_UNAVAILABLE, true}, {"53300", ERR_UNAVAILABLE, true},
        {"23514", ERR_INTERNAL, false},   {"22P02", ERR_INTERNAL, false},
        {"23502", ERR_INTERNAL, false},   {"42501", ERR_INTERNAL, false},
        {"0A000", ERR_INTERNAL, false},   {"23505", ERR_CONFLICT, false},
        {"25006", ERR_AGAIN, true},       {"08P01", ERR_INTERNAL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SCOPED(fault_release)
        struct fault fault = refused(cases[i].sqlstate, "secret of PostgreSQL", "", "");
        assert_int_equal(fault.kind, cases[i].kind);
        assert_int_equal(fault.retry_after > 0, cases[i].later);
        assert_null(strstr(fault.code, "secret"));
        assert_non_null(strstr(fault.log, "secret of PostgreSQL"));
    }
}

static void big_values_pass_both_ways(void **state)
{
    (void)state;
    enum { BIG = 2 * 1024 * 1024 };
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(free_at) char *big = malloc(BIG + 1);
    memset(big, 'x', BIG);
    big[BIG] = '\0';
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    const char *const values[] = {big, big};
    for (int i = 0; i < 4; i++)
        ask(&exchange, Q_ECHO, values);
    fixture_ok(exchange_read(&exchange, &fault), &fault);
    ask(&exchange, Q_ECHO, values);
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(strlen(cell(&exchange, i, 1)), BIG);
}

static void terminate_backends(void)
{
    fixture_sql("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
}

/* base/memory.h: what was decided without all of its memory may lack anything. */
static void nothing_is_committed_while_memory_is_short(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    struct exchange exchange = {0};
    begin(&exchange);
    insert(&exchange, "71", "halved");
    fixture_ok(exchange_read(&exchange, &fault), &fault);
    memory_failed();
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_UNAVAILABLE);
    exchange_release(&exchange);
    assert_int_equal(stored(71), 0);
    memory_begin();
    fault_clear(&fault);
    begin(&exchange);
    insert(&exchange, "71", "whole");
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
    exchange_release(&exchange);
    assert_int_equal(stored(71), 1);
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

static void stale_plan_is_prepared_anew(void **state)
{
    (void)state;
    static const enum err_code expected[] = {ERR_NONE, ERR_AGAIN, ERR_NONE};
    for (size_t i = 0; i < 3; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        begin(&exchange);
        ask(&exchange, Q_STAR, NULL);
        assert_int_equal(exchange_finish(&exchange, &fault).code, expected[i]);
        if (i == 0)
            fixture_sql("ALTER TABLE hoshitori.growing ADD b int");
    }
}

static void *update_twin(void *context)
{
    SCOPED(fault_release) struct fault fault = {0};
    char *note = context;
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    const char *const values[] = {"50", " B"};
    ask(&exchange, Q_UPDATE, values);
    if (exchange_commit(&exchange, &fault).code == ERR_NONE)
        snprintf(note, 32, "%s", cell(&exchange, 0, 0));
    return NULL;
}

static void twin_waits_between_the_halves(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    pthread_t twin;
    char note[32] = "";
    fixture_sql("INSERT INTO hoshitori.thing VALUES (50, 'x')");
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    const char *const values[] = {"50", " A"};
    ask(&exchange, Q_UPDATE, values);
    fixture_ok(exchange_read(&exchange, &fault), &fault);
    assert_int_equal(pthread_create(&twin, NULL, update_twin, note), 0);
    fixture_until("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
    pthread_join(twin, NULL);
    assert_string_equal(note, "x A B");
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

static void silent_server_is_lost(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(pool_close) struct pool *hasty = NULL;
    struct pool_config config = {
        .conninfo = fixture_migrate_conninfo(), .size = 1, .silence_seconds = 1};
    fixture_ok(pool_open(&config, &hasty, &fault), &fault);
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(hasty, &exchange, &fault), &fault);
    ask(&exchange, Q_SLEEP, NULL);
    assert_int_equal(exchange_commit(&exchange, &fault).code, ERR_UNAVAILABLE);
    assert_string_equal(fault.code, "outcome_unknown");
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
        cmocka_unit_test(read_is_one_round_trip),
        cmocka_unit_test(write_is_two_round_trips),
        cmocka_unit_test(error_in_a_half_rolls_all_back),
        cmocka_unit_test(error_in_a_parse),
        cmocka_unit_test(leaving_rolls_back),
        cmocka_unit_test(refusals_become_faults),
        cmocka_unit_test(members_become_places),
        cmocka_unit_test(states_become_errors),
        cmocka_unit_test(big_values_pass_both_ways),
        cmocka_unit_test(nothing_is_committed_while_memory_is_short),
        cmocka_unit_test(lost_before_the_commit_may_run_again),
        cmocka_unit_test(lost_in_the_commit_is_unknown),
        cmocka_unit_test(results_before_the_end_are_no_commit),
        cmocka_unit_test(lost_read_may_always_run_again),
        cmocka_unit_test(idle_connection_lost_is_not_noticed),
        cmocka_unit_test(stale_plan_is_prepared_anew),
        cmocka_unit_test(twin_waits_between_the_halves),
        cmocka_unit_test(unreplicated_commit_is_unknown),
        cmocka_unit_test(silent_server_is_lost),
        cmocka_unit_test(killed_postmaster_is_recovered_from),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
