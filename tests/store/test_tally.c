/* SPDX-License-Identifier: Apache-2.0 */
/* Counts are those of the board on every day, whatever of them the worker has taken over, and also
 * when several workers are at it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "parties.h"

enum { PAIRS = 12, SQL_SIZE = 1200 };

static struct party buyer, supplier;
static char pairs[PAIRS][UUID_TEXT_SIZE];

static long take_over(int rows)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(parties_pool, &exchange, &fault), &fault);
    size_t done = exchange_send(&exchange, QUERY(worker_tally, .limit = rows));
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
    return q_number_row(&exchange, done, 0).value;
}

static long noted(void)
{
    return fixture_number("SELECT count(*) FROM hoshitori.tally_change");
}

/* Summaries of both sides against a count over the board, on days around every step. */
static void assert_counts(void)
{
    assert_int_equal(fixture_number("SELECT count(*) FROM hoshitori.tally_differences()"), 0);
    assert_int_equal(
        fixture_number(
            "WITH day AS (SELECT DISTINCT f + d AS day FROM hoshitori.board, unnest(line_from) f,"
            "  generate_series(-1, 1) d WHERE isfinite(f) UNION VALUES (date '2000-01-01'), "
            "('2099-12-31')),"
            " counted AS (SELECT org_id, side, day, line_status[i] AS status, line_waiting_on[i] "
            "AS "
            "w, line_required_star[i] AS r, line_held_star[i] AS h, count(*) AS n FROM"
            "  hoshitori.board, day, width_bucket(day, line_from) i GROUP BY 1, 2, 3, 4, 5, 6, 7),"
            " tallied AS (SELECT o.org_id, o.side, day, t.* FROM (SELECT DISTINCT org_id, side FROM"
            "  hoshitori.board) o, day, hoshitori.tally_on(o.org_id, o.side, day) t)"
            " SELECT count(*) FROM ((TABLE counted EXCEPT TABLE tallied)"
            "  UNION ALL (TABLE tallied EXCEPT TABLE counted)) x"),
        0);
}

static int start(void **state)
{
    parties_start(state);
    parties_at("2026-12-01T03:00:00Z");
    party_make("東都重工業株式会社", &buyer);
    party_make("株式会社みなと精密", &supplier);
    for (int i = 0; i < PAIRS; i++)
        party_link(&buyer, &supplier, pairs[i]);
    return 0;
}

/* Of all but the first, which ends. */
static void demand(int star, const char *due_on)
{
    SCOPED(fault_release) struct fault fault = {0};
    for (int i = 1; i < PAIRS; i++)
        fixture_ok(party_require(&buyer, pairs[i], i % 3 ? star : 1, due_on, &fault), &fault);
}

static void counts_follow_every_write(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char declaration[UUID_TEXT_SIZE];
    assert_counts();
    demand(2, "2027-06-30");
    fixture_ok(party_require(&buyer, pairs[0], 1, "2027-05-31", &fault), &fault);
    assert_counts();
    assert_int_equal(take_over(7), 7);
    assert_counts();
    parties_at("2026-12-20T03:00:00Z");
    fixture_ok(party_declare(&supplier, 2, "2026-12-20", declaration, &fault), &fault);
    assert_counts();
    while (take_over(5) > 0)
        ;
    assert_int_equal(noted(), 0);
    assert_counts();
    parties_at("2026-12-21T03:00:00Z");
    party_do(&supplier, QUERY(declaration_patch, .declaration = declaration,
                              .body = "{\"stopped_on\": \"2026-12-20\"}"));
    demand(3, "2028-02-29");
    party_do(&buyer, QUERY(supplier_end, .supplier = pairs[0]));
    take_over(3);
    assert_counts();
    while (take_over(1000) > 0)
        ;
    assert_counts();
    assert_int_equal(fixture_number("SELECT count(*) FROM hoshitori.tally WHERE n = 0"), 0);
}

/* What changes no count notes nothing: a name, an answer. */
static void other_changes_note_nothing(void **state)
{
    (void)state;
    while (take_over(1000) > 0)
        ;
    party_do(&buyer, QUERY(supplier_put, .supplier = pairs[1], .record = "{\"memo\": \"x\"}",
                           .merge = true));
    assert_int_equal(noted(), 0);
    assert_counts();
}

/* An organisation that another server is at is left to it. */
static void locked_elsewhere(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    demand(4, "2029-01-31");
    long before = noted();
    assert_true(before > 0);
    SCOPED(exchange_release) struct exchange other = {0};
    fixture_ok(exchange_begin(parties_pool, &other, &fault), &fault);
    exchange_send(&other, QUERY(worker_tally, .limit = 1));
    fixture_ok(exchange_read(&other, &fault), &fault);
    assert_true(take_over(1000) < before);
    fixture_ok(exchange_commit(&other, &fault), &fault);
    assert_counts();
    while (take_over(1000) > 0)
        ;
    assert_counts();
}

static void made_anew(void **state)
{
    (void)state;
    demand(2, "2027-08-31");
    fixture_sql("UPDATE hoshitori.tally SET n = n + 1");
    assert_true(fixture_number("SELECT count(*) FROM hoshitori.tally_differences()") > 0);
    fixture_sql("SELECT hoshitori.tally_rebuild()");
    assert_int_equal(noted(), 0);
    assert_counts();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_follow_every_write),
        cmocka_unit_test(other_changes_note_nothing),
        cmocka_unit_test(locked_elsewhere),
        cmocka_unit_test(made_anew),
    };
    return cmocka_run_group_tests(tests, start, parties_stop);
}
