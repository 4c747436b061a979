/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange against a real PostgreSQL: what goes out at once, what comes back, and what a
 * refusal becomes. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "cluster_fixture.h"
#include "exchange_fixture.h"
#include "store/pool.h"

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
        {"55P03", ERR_UNAVAILABLE, true}, {"57014", ERR_TOO_SLOW, true},
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
        cmocka_unit_test(stale_plan_is_prepared_anew),
        cmocka_unit_test(twin_waits_between_the_halves),
    };
    return cmocka_run_group_tests(tests, exchanges_start, exchanges_stop);
}
