/* SPDX-License-Identifier: Apache-2.0 */
/* Plans on an empty database: what is prepared before the first bulk load must still be right in
 * its middle, for nothing makes it anew before the next ANALYZE. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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
    char others[4000];
    fixture_value(
        "SET enable_seqscan = off; SET enable_bitmapscan = off;"
        "CREATE FUNCTION pg_temp.plan_of(p_sql text) RETURNS text LANGUAGE plpgsql AS"
        " $$ DECLARE plan json; BEGIN EXECUTE 'EXPLAIN (FORMAT JSON) ' || p_sql INTO plan;"
        " RETURN plan; END $$;"
        "SELECT string_agg(k.name, ', ') FROM ("
        "SELECT c.conname AS name, pg_temp.plan_of('SELECT FROM ' || c.conrelid::regclass ||"
        " ' WHERE ' || string_agg(format('%I = (SELECT NULL::%s)', a.attname,"
        " format_type(a.atttypid, NULL)), ' AND ')) AS plan"
        " FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid"
        " AND a.attnum = ANY (c.conkey)"
        " WHERE c.contype = 'p' AND c.connamespace = 'hoshitori'::regnamespace"
        " GROUP BY c.oid, c.conname, c.conrelid) k WHERE position(k.name IN k.plan) = 0",
        others, sizeof others);
    if (others[0])
        fail_msg("not looked up by %s", others);
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

/* md5 of i2 and i4, as tests/support/wide_lists.sql makes ids. */
#define SUPPLIER "'fc46f8e7-0489-b90f-a373-d93109479ca5'"
#define BUYER "'a9818d53-3a6a-8673-04dd-2a16f5644215'"
#define LAST_ID "'ffffffff-ffff-ffff-ffff-ffffffffffff'"
#define LATE "'2026-01-01 00:00:30+09', " LAST_ID
#define START "NULL, NULL"

enum { ROWS = 10000, PAGES_MAX = 2500, TEXT_MAX = 8000 };

/* Pages of each list of the contract: the first, a late one, what each filter seldom finds. */
static const struct page {
    const char *operation;
    enum query_id query;
    const char *values;
} pages[] = {
    {"assessment_list", Q_ASSESSMENT_LIST, ID ", NULL, NULL, " START ", 51"},
    {"assessment_list", Q_ASSESSMENT_LIST, ID ", NULL, NULL, " LATE ", 51"},
    {"assessment_list", Q_ASSESSMENT_LIST, ID ", 'wide-2', NULL, " START ", 51"},
    {"assessment_list", Q_ASSESSMENT_LIST, ID ", NULL, 'submitted', " START ", 51"},
    {"assessment_list", Q_ASSESSMENT_LIST, ID ", 'wide-3', 'draft', " START ", 51"},
    {"job_list", Q_JOB_LIST, ID ", NULL, NULL, " START ", 51"},
    {"job_list", Q_JOB_LIST, ID ", NULL, NULL, " LATE ", 51"},
    {"job_list", Q_JOB_LIST, ID ", 'rule', NULL, " START ", 51"},
    {"job_list", Q_JOB_LIST, ID ", NULL, 'queued', " START ", 51"},
    {"job_row_list", Q_IMPORT_ROWS, SUPPLIER ", NULL, " START ", 51"},
    {"job_row_list", Q_IMPORT_ROWS, SUPPLIER ", NULL, 19000, " SUPPLIER ", 51"},
    {"job_row_list", Q_IMPORT_ROWS, SUPPLIER ", '{refused,conflict}', 100, " SUPPLIER ", 51"},
    {"paper_list", Q_PAPER_LIST, ID ", NULL, " START ", 51"},
    {"paper_list", Q_PAPER_LIST, ID ", NULL, " LATE ", 51"},
    {"paper_list", Q_PAPER_LIST, ID ", 'management_oath', " START ", 51"},
    {"declaration_list", Q_DECLARATION_LIST, ID ", '2026-11-29', " START ", 51"},
    {"declaration_list", Q_DECLARATION_LIST, ID ", '2026-11-29', " LATE ", 51"},
    {"supplier_declaration_list", Q_SUPPLIER_DECLARATIONS, ID ", " SUPPLIER ", " START ", 51"},
    {"supplier_declaration_list", Q_SUPPLIER_DECLARATIONS, ID ", " SUPPLIER ", " LATE ", 51"},
    {"check_list", Q_CHECK_LIST, ID ", " SUPPLIER ", " SUPPLIER ", " START ", 51"},
    {"check_list", Q_CHECK_LIST, ID ", " SUPPLIER ", " SUPPLIER ", " LATE ", 51"},
    {"requirement_revision_list", Q_REQUIREMENT_REVISIONS, ID ", " SUPPLIER ", " START ", 51"},
    {"requirement_revision_list", Q_REQUIREMENT_REVISIONS,
     ID ", " SUPPLIER ", 100, '2026-01-01', 51"},
    {"rule_list", Q_RULE_LIST, ID ", " START ", 51"},
    {"rule_list", Q_RULE_LIST, ID ", 'category', '9', 51"},
    {"rule_revision_list", Q_RULE_REVISIONS, ID ", 'category:r', " START ", 51"},
    {"rule_revision_list", Q_RULE_REVISIONS, ID ", 'category:r', 100, '2026-01-01', 51"},
    {"supplier_consultation_list", Q_CONSULTATION_LIST, "'buyer', " SUPPLIER ", " START ", 51"},
    {"supplier_consultation_list", Q_CONSULTATION_LIST, "'buyer', " SUPPLIER ", " LATE ", 51"},
    {"buyer_consultation_list", Q_CONSULTATION_LIST, "'supplier', " BUYER ", " START ", 51"},
    {"buyer_consultation_list", Q_CONSULTATION_LIST, "'supplier', " BUYER ", " LATE ", 51"},
    {"api_key_list", Q_API_KEY_LIST, START ", 51"},
    {"api_key_list", Q_API_KEY_LIST, "'2026-01-01 00:00:30+09', 30, 51"},
    {"user_list", Q_USER_LIST, START ", 51"},
    {"user_list", Q_USER_LIST, LATE ", 51"},
    {"event_list", Q_EVENT_LIST, ID ", 0, 51"},
    {"event_list", Q_EVENT_LIST, ID ", 19000, 51"},
    {"audit_event_list", Q_AUDIT_LIST, ID ", 0, 51"},
    {"audit_event_list", Q_AUDIT_LIST, ID ", 19000, 51"},
    {"audit_checkpoint_list", Q_CHECKPOINT_LIST, ID ", 0, 51, 'x'"},
    {"audit_checkpoint_list", Q_CHECKPOINT_LIST, ID ", 19000, 51, 'x'"},
    {"audit_receipt_list", Q_CHECKPOINT_RECEIPTS, START ", 51"},
    {"audit_receipt_list", Q_CHECKPOINT_RECEIPTS, SUPPLIER ", " SUPPLIER ", 51"},
    /* Pages of the board: tests/store/test_lists.c. */
    {"status_list", Q_STATUS_LIST, NULL},
    {"supplier_list", Q_STATUS_LIST, NULL},
    {"buyer_list", Q_STATUS_LIST, NULL},
};

enum { PAGES = sizeof pages / sizeof *pages };

static long pages_read(const struct page *page)
{
    static char sql[2 * TEXT_MAX], plan[2 * TEXT_MAX];
    snprintf(sql, sizeof sql,
             "SELECT set_config('app.org_id', " ID ", false), set_config('app.key_id', '2', false),"
             " set_config('app.day', '2026-11-29', false),"
             " set_config('app.now', '2026-11-29 12:00+09', false);"
             "SET jit = off; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
             "SET SESSION AUTHORIZATION hoshitori_app; PREPARE page AS %s;"
             "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE page(%s)",
             queries[page->query].sql, page->values);
    fixture_value(sql, plan, sizeof plan);
    static const char *const counters[] = {"\"Shared Hit Blocks\": ", "\"Shared Read Blocks\": "};
    long count = 0;
    for (size_t i = 0; i < 2; i++) {
        const char *at = strstr(plan, counters[i]);
        assert_non_null(at);
        count += strtol(at + strlen(counters[i]), NULL, 10);
    }
    return count;
}

static void test_no_list_reads_much(void **state)
{
    (void)state;
    static char script[3 * TEXT_MAX];
    FILE *file = fopen(WIDE_LISTS, "r");
    assert_non_null(file);
    int length =
        snprintf(script, sizeof script, "SET trial.org = " ID "; SET trial.rows = %d;", ROWS);
    fread(script + length, 1, sizeof script - 1 - (size_t)length, file);
    fclose(file);
    fixture_sql(script);
    fixture_sql("VACUUM ANALYZE");
    char over[TEXT_MAX] = "";
    for (size_t i = 0; i < PAGES; i++) {
        long count = pages[i].values ? pages_read(&pages[i]) : 0;
        size_t used = strlen(over);
        if (count > PAGES_MAX)
            snprintf(over + used, sizeof over - used, "\n%s(%s) reads %ld pages",
                     pages[i].operation, pages[i].values, count);
    }
    if (over[0])
        fail_msg("%s", over);
}

static bool is_tried(const char *operation)
{
    for (size_t i = 0; i < PAGES; i++)
        if (strcmp(pages[i].operation, operation) == 0)
            return true;
    return false;
}

/* A list is an operation that has a limit. */
static void test_every_list_of_the_contract_is_tried(void **state)
{
    (void)state;
    char line[1000], operation[100] = "";
    size_t lists = 0;
    FILE *file = fopen(CONTRACT, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        const char *name = strstr(line, "operationId: ");
        if (name)
            sscanf(name, "operationId: %99s", operation);
        if (!strstr(line, "/parameters/Limit"))
            continue;
        lists++;
        if (!is_tried(operation))
            fail_msg("no page of %s is tried", operation);
    }
    fclose(file);
    assert_true(lists > 10);
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
        cmocka_unit_test(test_every_list_of_the_contract_is_tried),
        cmocka_unit_test(test_no_list_reads_much),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
