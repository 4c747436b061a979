/* SPDX-License-Identifier: Apache-2.0 */
/* Plans on an empty database: what is prepared before the first bulk load must still be right in
 * its middle, for nothing makes it anew before the next ANALYZE. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "queries.h"

#define ID "'0193a5b0-7c00-7a10-8b20-000000000001'"

static void goes_by(const char *statement, const char *index)
{
    char plan[4000];
    fixture_value(statement, plan, sizeof plan);
    if (!strstr(plan, index))
        fail_msg("%s: %s, not by %s", statement, plan, index);
}

static void test_keys_are_looked_up_by_keys(void **state)
{
    (void)state;
    goes_by("EXPLAIN SELECT FROM hoshitori.board WHERE org_id = " ID " AND relationship_id = " ID,
            "board_pkey");
    goes_by("EXPLAIN SELECT FROM hoshitori.relationship WHERE org_id = " ID
            " AND relationship_id = " ID,
            "relationship_pkey");
}

/* One buyer with many suppliers among many organisations that have one buyer each: by what the
 * statistics say, every organisation has two or three rows, and any index of its is as good. */
static void test_a_supplier_is_looked_up_once(void **state)
{
    (void)state;
    fixture_sql(
        "SET ROLE hoshitori_engine;"
        "INSERT INTO hoshitori.board (org_id, relationship_id, side, counterparty_name, state, "
        "sort_key, search,"
        " version, record_version, recorded_at, line_from, line_status, line_waiting_on, "
        "line_required_star,"
        " line_held_star, line_gap, line_due_on, line_valid_until, line_checked_on, line_next, "
        "line_step,"
        " step_from, step_until, status, waiting_on, required_star, held_star, gap, due_on, "
        "valid_until,"
        " checked_on, emitted_through)"
        " SELECT CASE WHEN g <= 1500 THEN " ID
        "::uuid ELSE md5(g::text)::uuid END, md5('r' || g)::uuid,"
        " CASE WHEN g <= 1500 THEN 'buyer' ELSE 'supplier' END, 'x', 'active', 'x', 'x', 1, 1, "
        "now(),"
        " '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',"
        " '-infinity', 'infinity', 0, 0, 0, 0, 0, 'infinity', 'infinity', 'infinity', '-infinity'"
        " FROM generate_series(1, 2500) g;"
        "RESET ROLE; ANALYZE hoshitori.board");
    goes_by("EXPLAIN SELECT FROM hoshitori.board WHERE org_id = (SELECT " ID "::uuid)"
            " AND relationship_id = hoshitori.supplier_of((SELECT " ID
            "::uuid), 'code:A') AND side = 'buyer'",
            "board_pkey");
}

/* What tests/store/test_lists.c counts rests on these. Nothing of a text is a condition of an index
 * under row-level security, so the search asks as the engine. */
static void test_lists_go_by_their_own_indexes(void **state)
{
    (void)state;
    static const char *const orders[][2] = {
        {"sort_key ASC, relationship_id ASC", "board_name"},
        {"due_on ASC, relationship_id ASC", "board_due"},
        {"gap DESC, relationship_id DESC", "board_gap"},
        {"changed_at ASC, relationship_id ASC", "board_change"},
    };
    char statement[600];
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        snprintf(
            statement, sizeof statement,
            "EXPLAIN (FORMAT JSON) SELECT relationship_id FROM hoshitori.board WHERE org_id = " ID
            " AND side = 'buyer' ORDER BY %s LIMIT 51",
            orders[i][0]);
        goes_by(statement, orders[i][1]);
    }
    goes_by("SET enable_seqscan = off; SET enable_indexscan = off; SET ROLE hoshitori_engine;"
            "EXPLAIN (FORMAT JSON) SELECT FROM hoshitori.board_text t"
            " WHERE t.terms @> '{1,2}'"
            " AND position('x' in t.search) > 0",
            "board_text_terms");
}

/* A needle is folded once, not once for each row that is looked at. */
static void test_no_statement_folds(void **state)
{
    (void)state;
    for (size_t i = 0; i < QUERY_COUNT; i++)
        if (strstr(queries[i].sql, "fold("))
            fail_msg("%s folds: for each row, under a generic plan", queries[i].name);
}

static void test_small_tables_too(void **state)
{
    (void)state;
    char setting[8];
    fixture_value("SELECT setting FROM pg_roles r, unnest(r.rolconfig) setting"
                  " WHERE rolname = 'hoshitori_app' AND setting = 'enable_seqscan=off'",
                  setting, sizeof setting);
    assert_true(setting[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_looked_up_by_keys),
        cmocka_unit_test(test_small_tables_too),
        cmocka_unit_test(test_a_supplier_is_looked_up_once),
        cmocka_unit_test(test_lists_go_by_their_own_indexes),
        cmocka_unit_test(test_no_statement_folds),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
