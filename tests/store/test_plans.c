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

#define ORGANISATION "0193a5b0-7c00-7a10-8b20-000000000001"
#define ID "'" ORGANISATION "'"

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
        " JOIN pg_class t ON t.oid = c.conrelid AND t.relkind <> 'p'"
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

/* What a function that is not expanded answers, compared with a column: as a condition of one index
 * it is asked once, as a filter on another one, which costs the same by what the planner knows,
 * once for each row. `(select …)` is asked once either way. */
#define ASKED                                                                                      \
    "CREATE FUNCTION pg_temp.asked(p_text text) RETURNS SETOF text LANGUAGE sql AS $$"             \
    " SELECT m[1] FROM regexp_matches(p_text, "                                                    \
    "'\\m(?:where|and|or|on)\\s+((?!p_)[\\w.]+ *(?:[=<>]|[<>]=|<>|@>|<@|&&) *"                     \
    "(?:any *\\( *)?(?:hoshitori\\.)?(\\w+)\\()', 'g') m"                                          \
    " WHERE m[2] IN (SELECT p.proname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"      \
    " WHERE p.pronamespace = 'hoshitori'::regnamespace AND p.provolatile <> 'i'"                   \
    " AND (l.lanname = 'plpgsql' OR p.proconfig IS NOT NULL OR p.prosecdef)) $$;"

static void test_no_row_asks_a_function(void **state)
{
    (void)state;
    char found[4000];
    static char sql[20000];
    fixture_value(ASKED "SELECT string_agg(f.proname || ': ' || a, ', ') FROM pg_proc f,"
                        " pg_temp.asked(f.prosrc) a"
                        " WHERE f.pronamespace = 'hoshitori'::regnamespace",
                  found, sizeof found);
    if (found[0])
        fail_msg("asked for each row, under some plan: %s", found);
    for (size_t i = 0; i < QUERY_COUNT; i++) {
        int length = snprintf(sql, sizeof sql,
                              ASKED "SELECT string_agg(a, ', ') FROM pg_temp.asked($sql$%s$sql$) a",
                              queries[i].sql);
        assert_in_range(length, 1, sizeof sql - 1);
        fixture_value(sql, found, sizeof found);
        if (found[0])
            fail_msg("%s asks for each row, under some plan: %s", queries[i].name, found);
    }
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
#define SUPPLIER "fc46f8e7-0489-b90f-a373-d93109479ca5"
#define ONE_OF_MANY "0d6f7d4c-bf5d-538f-1ded-ea4c6b775617" /* i6 */
#define BUYER "a9818d53-3a6a-8673-04dd-2a16f5644215"
#define LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"
#define LATE "2026-01-01 00:00:30+09", LAST_ID
#define START NULL, NULL

enum {
    RECIPIENTS = 50000,
    EACH_MAX = 8,
    ROWS = 10000,
    PAGES_MAX = 2500,
    ONE_MAX = 200,
    FORGOTTEN_MAX = 60,
    TEXT_MAX = 8000
};

/* Pages of each list of the contract: the first, a late one, what each filter seldom finds. */
struct page {
    const char *operation;
    struct statement statement; /* no query: tried elsewhere */
    const char *first, *second;
};

typedef void visit_fn(const struct page *page, void *context);

static void each_page(visit_fn *visit, void *context)
{
    const struct page pages[] = {
        {"assessment_list", QUERY(assessment_list, .organisation = ORGANISATION), START},
        {"assessment_list", QUERY(assessment_list, .organisation = ORGANISATION), LATE},
        {"assessment_list",
         QUERY(assessment_list, .organisation = ORGANISATION, .edition = "wide-2"), START},
        {"assessment_list",
         QUERY(assessment_list, .organisation = ORGANISATION, .state = "submitted"), START},
        {"assessment_list",
         QUERY(assessment_list, .organisation = ORGANISATION, .edition = "wide-3",
               .state = "draft"),
         START},
        {"job_list", QUERY(job_list, .organisation = ORGANISATION), START},
        {"job_list", QUERY(job_list, .organisation = ORGANISATION), LATE},
        {"job_list", QUERY(job_list, .organisation = ORGANISATION, .kind = "rule"), START},
        {"job_list", QUERY(job_list, .organisation = ORGANISATION, .state = "queued"), START},
        {"job_row_list", QUERY(import_row_list, .job = SUPPLIER), START},
        {"job_row_list", QUERY(import_row_list, .job = SUPPLIER), "19000", SUPPLIER},
        {"job_row_list", QUERY(import_row_list, .job = SUPPLIER, .outcomes = "{refused,conflict}"),
         "100", SUPPLIER},
        {"paper_list", QUERY(paper_list, .organisation = ORGANISATION), START},
        {"paper_list", QUERY(paper_list, .organisation = ORGANISATION), LATE},
        {"paper_list", QUERY(paper_list, .organisation = ORGANISATION, .kind = "management_oath"),
         START},
        {"evidence_list", QUERY(evidence_list, .side = NULL), START},
        {"evidence_list", QUERY(evidence_list, .side = NULL), LATE},
        {"supplier_evidence_list", QUERY(disclosed_evidence_list, .selector = SUPPLIER), START},
        {"supplier_evidence_list", QUERY(disclosed_evidence_list, .selector = SUPPLIER), LATE},
        {"declaration_list",
         QUERY(declaration_list, .organisation = ORGANISATION, .today = "2026-11-29"), START},
        {"declaration_list",
         QUERY(declaration_list, .organisation = ORGANISATION, .today = "2026-11-29"), LATE},
        {"supplier_declaration_list",
         QUERY(supplier_declaration_list, .organisation = ORGANISATION, .supplier = SUPPLIER),
         START},
        {"supplier_declaration_list",
         QUERY(supplier_declaration_list, .organisation = ORGANISATION, .supplier = SUPPLIER),
         LATE},
        {"check_list",
         QUERY(check_list, .organisation = ORGANISATION, .supplier = SUPPLIER,
               .declaration = SUPPLIER),
         START},
        {"check_list",
         QUERY(check_list, .organisation = ORGANISATION, .supplier = SUPPLIER,
               .declaration = SUPPLIER),
         LATE},
        {"requirement_revision_list",
         QUERY(requirement_revision_list, .organisation = ORGANISATION, .supplier = SUPPLIER),
         START},
        {"requirement_revision_list",
         QUERY(requirement_revision_list, .organisation = ORGANISATION, .supplier = SUPPLIER),
         "100", "2026-01-01"},
        {"rule_list", QUERY(rule_list, .organisation = ORGANISATION), START},
        {"rule_list", QUERY(rule_list, .organisation = ORGANISATION), "category", "9"},
        {"rule_revision_list",
         QUERY(rule_revision_list, .organisation = ORGANISATION, .rule = "category:r"), START},
        {"rule_revision_list",
         QUERY(rule_revision_list, .organisation = ORGANISATION, .rule = "category:r"), "100",
         "2026-01-01"},
        {"supplier_consultation_list",
         QUERY(consultation_list, .side = "buyer", .selector = SUPPLIER), START},
        {"supplier_consultation_list",
         QUERY(consultation_list, .side = "buyer", .selector = SUPPLIER), LATE},
        {"buyer_consultation_list", QUERY(consultation_list, .side = "supplier", .selector = BUYER),
         START},
        {"buyer_consultation_list", QUERY(consultation_list, .side = "supplier", .selector = BUYER),
         LATE},
        {"supplier_disclosure_request_list",
         QUERY(disclosure_request_list, .side = "buyer", .selector = SUPPLIER), START},
        {"supplier_disclosure_request_list",
         QUERY(disclosure_request_list, .side = "buyer", .selector = SUPPLIER), LATE},
        {"buyer_disclosure_request_list",
         QUERY(disclosure_request_list, .side = "supplier", .selector = BUYER), START},
        {"buyer_disclosure_request_list",
         QUERY(disclosure_request_list, .side = "supplier", .selector = BUYER), LATE},
        {"disclosure_read_list", QUERY(disclosure_read_list, .relationship = BUYER), START},
        {"disclosure_read_list", QUERY(disclosure_read_list, .relationship = BUYER), LATE},
        {"mail_list", QUERY(mail_list, .relationship = NULL), START},
        {"mail_list", QUERY(mail_list, .relationship = NULL), LATE},
        {"mail_list", QUERY(mail_list, .relationship = SUPPLIER), LATE},
        {"mail_list", QUERY(mail_list, .state = "refused"), START},
        {"mail_list", QUERY(mail_list, .state = "refused"), LATE},
        {"webhook_list", q_webhook_list(), START},
        {"webhook_list", q_webhook_list(), LATE},
        {"webhook_delivery_list", QUERY(webhook_delivery_list, .webhook = SUPPLIER), START},
        {"webhook_delivery_list", QUERY(webhook_delivery_list, .webhook = SUPPLIER), "5000",
         "5000"},
        {"statement_list", QUERY(statement_list, .organisation = ORGANISATION), START},
        {"statement_list", QUERY(statement_list, .organisation = ORGANISATION), LATE},
        {"kept_statement_list", QUERY(kept_statement_list, .organisation = ORGANISATION), START},
        {"kept_statement_list", QUERY(kept_statement_list, .organisation = ORGANISATION), LATE},
        {"saved_view_list", q_saved_view_list(), START},
        {"saved_view_list", q_saved_view_list(), "5000", SUPPLIER},
        {"supplier_history_list", QUERY(supplier_history_list, .supplier = SUPPLIER), START},
        {"supplier_history_list", QUERY(supplier_history_list, .supplier = SUPPLIER), LATE},
        {"partner_look_list", QUERY(partner_look_list, .supplier = SUPPLIER), START},
        {"partner_look_list", QUERY(partner_look_list, .supplier = SUPPLIER), "2026-01-01",
         SUPPLIER},
        {"partner_record_list",
         QUERY(partner_record, .from = "2026-01-01", .through = "2026-12-31",
               .known_at = "infinity"),
         START},
        {"api_key_list", q_api_key_list(), START},
        {"api_key_list", q_api_key_list(), "2026-01-01 00:00:30+09", "30"},
        {"user_list", q_user_list(), START},
        {"user_list", q_user_list(), LATE},
        {"event_list", QUERY(event_list, .organisation = ORGANISATION, .after = 0, .rows = 51),
         START},
        {"event_list",
         QUERY(event_list, .organisation = ORGANISATION, .after = 9000,
               .types = "status.changed,job.stopped", .rows = 51),
         START},
        {"event_list", QUERY(event_list, .organisation = ORGANISATION, .after = 19000, .rows = 51),
         START},
        {"audit_event_list", QUERY(audit_list, .after = 0, .rows = 51), START},
        {"audit_event_list", QUERY(audit_list, .after = 19000, .rows = 51), START},
        {"audit_event_list",
         QUERY(audit_list, .newest = true, .after = 0, .rows = 51, .first = "2026-12-01"), START},
        {"audit_checkpoint_list",
         QUERY(checkpoint_list, .organisation = ORGANISATION, .after = 0, .rows = 51,
               .public_key = "x"),
         START},
        {"audit_checkpoint_list",
         QUERY(checkpoint_list, .organisation = ORGANISATION, .after = 19000, .rows = 51,
               .public_key = "x"),
         START},
        {"audit_receipt_list", q_receipt_list(), START},
        {"audit_receipt_list", q_receipt_list(), SUPPLIER, SUPPLIER},
        {"campaign_list", QUERY(campaign_list, .organisation = ORGANISATION), START},
        {"campaign_list", QUERY(campaign_list, .organisation = ORGANISATION), LATE},
        /* test_recipients_of_a_large_campaign. */
        {"campaign_recipient_list", {0}, START},
        {"task_list", QUERY(task_list, .side = "supplier", .language = "ja"), START},
        {"task_list", QUERY(task_list, .side = "supplier", .language = "ja"), "2026-01-01",
         "declare_star " LAST_ID},
        {"task_list",
         QUERY(task_list, .side = "supplier", .language = "ja",
               .codes = "{answer_disclosure_request}"),
         START},
        {"task_list",
         QUERY(task_list, .side = "supplier", .language = "ja", .codes = "{renew_star}"), START},
        {"task_list", QUERY(task_list, .side = "supplier", .language = "ja", .owner = "none"),
         START},
        {"task_summary", QUERY(task_summary, .side = "supplier", .language = "ja"), START},
        /* Pages of the board: tests/store/test_lists.c. */
        {"likely_duplicate_list", q_likely_duplicate_list(), START},
        {"likely_duplicate_list", q_likely_duplicate_list(), "name:5", ""},
        {"dismissed_duplicate_list", q_dismissed_duplicate_list(), START},
        {"dismissed_duplicate_list", q_dismissed_duplicate_list(), "2026-01-01",
         "{" LAST_ID "," LAST_ID "}"},
        {"erasure_list", q_erasure_list(), START},
        {"erasure_list", q_erasure_list(), "2026-01-01", LAST_ID},
        {"own_invitation_list", q_own_invitation_list(), START},
        {"own_invitation_list", q_own_invitation_list(), "2026-01-01", LAST_ID},
        {"status_list", {0}, START},
        {"supplier_list", {0}, START},
        {"buyer_list", {0}, START},
        /* At most as many as a supplier may have. */
        {"supplier_readiness_list", {0}, START},
        {"supplier_gap_list", {0}, START},
        {"supplier_answer_list", {0}, START},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        visit(&pages[i], context);
}
/* The parameters as EXECUTE takes them. */
static void write_values(const struct page *page, char out[static TEXT_MAX])
{
    size_t used = 0;
    struct statement statement = page->statement;
    struct statement_values values;
    statement.page = &(struct query_page){page->first, page->second, 51};
    statement_write(&statement, &values);
    out[0] = '\0';
    for (size_t i = 0; i < statement.query->parameter_count; i++) {
        const char *quote = values.texts[i] ? "'" : "";
        used += (size_t)snprintf(out + used, TEXT_MAX - used, "%s%s%s%s", i ? ", " : "", quote,
                                 values.texts[i] ? values.texts[i] : "NULL", quote);
    }
}

static const char *plan_mode;
static long pages_max = PAGES_MAX;

/* Pages that PostgreSQL touched, by the plan that the last statement prints. */
static long pages_of(const char *sql)
{
    static char plan[2 * TEXT_MAX];
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

static long pages_read(const struct page *page, const char *values)
{
    static char sql[3 * TEXT_MAX];
    snprintf(sql, sizeof sql,
             "SELECT set_config('app.org_id', " ID ", false), set_config('app.key_id', '2', false),"
             " set_config('app.day', '2026-11-29', false),"
             " set_config('app.now', '2026-11-29 12:00+09', false);"
             "SET jit = off; SET plan_cache_mode = %s; SET enable_seqscan = off;"
             "SET SESSION AUTHORIZATION hoshitori_app; PREPARE page AS %s;"
             "EXECUTE page(%s); EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE page(%s)",
             plan_mode, page->statement.query->sql, values, values);
    return pages_of(sql);
}

static void read_page(const struct page *page, void *over)
{
    char values[TEXT_MAX];
    if (!page->statement.query)
        return;
    write_values(page, values);
    long count = pages_read(page, values);
    size_t used = strlen(over);
    if (count > pages_max)
        snprintf((char *)over + used, TEXT_MAX - used, "\n%s(%s) reads %ld pages, %s",
                 page->operation, values, count, plan_mode);
}

/* What tells of one relationship, of a buyer that has many. */
static void read_ones(char over[static TEXT_MAX])
{
    static const char *const modes[] = {"force_generic_plan", "force_custom_plan"};
    const struct q_status_get_known status = {.organisation = ORGANISATION,
                                              .selector = ONE_OF_MANY,
                                              .side = "buyer",
                                              .day = "2026-11-29",
                                              .known_at = "2026-11-28 12:00+09"};
    const struct q_timeline_get now = {
        .organisation = ORGANISATION, .selector = ONE_OF_MANY, .side = "buyer"};
    struct q_timeline_get known = now;
    known.known_at = status.known_at;
    const struct page ones[] = {
        {"supplier_status_get", q_status_get(&status), START},
        {"supplier_status_get", q_status_get_known(&status), START},
        {"supplier_timeline_get", q_timeline_get(&now), START},
        {"supplier_timeline_get", q_timeline_get(&known), START},
        {"requirement_get",
         QUERY(requirement_get, .organisation = ORGANISATION, .supplier = ONE_OF_MANY,
               .today = "2026-11-29"),
         START},
    };
    pages_max = ONE_MAX;
    for (size_t mode = 0; mode < 2; mode++)
        for (size_t i = 0; i < sizeof ones / sizeof *ones; i++) {
            plan_mode = modes[mode];
            read_page(&ones[i], over);
        }
    pages_max = PAGES_MAX;
}

/* Ten thousand suppliers of one name: whoever adds one more is told of ten. */
static void test_what_is_alike_has_an_end(void **state)
{
    (void)state;
    static const char sql[] = "SET ROLE hoshitori_engine; SET app.org_id = " ID
                              "; SELECT hoshitori.supplier_alike('" SUPPLIER "');"
                              "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
                              " SELECT hoshitori.supplier_alike('" SUPPLIER "')";
    assert_in_range(pages_of(sql), 1, 3 * ONE_MAX);
}

/* Who was told of much before is told of what is new at the cost of a day's notices. */
static void test_a_notice_counts_its_day(void **state)
{
    (void)state;
    static const char sql[] = "SET ROLE hoshitori_engine; SET app.now = '2026-11-29 12:00+09';"
                              "SELECT hoshitori.notice_fits(" ID ", '" SUPPLIER
                              "', 'check', 'check_found', '" SUPPLIER "');"
                              "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
                              " SELECT hoshitori.notice_fits(" ID ", '" SUPPLIER
                              "', 'check', 'check_found', '" SUPPLIER "')";
    assert_in_range(pages_of(sql), 1, ONE_MAX);
}

/* Pages that the next old answer costs, of those from `since` on. */
static long pages_of_forgetting(const char *since)
{
    static const char call[] =
        "SELECT hoshitori.worker_forget_answers('2026-11-29 12:00+09', 1, '%s')";
    char sql[500], one[200];
    snprintf(one, sizeof one, call, since);
    snprintf(sql, sizeof sql, "%s; EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) %s", one, one);
    return pages_of(sql);
}

/* What is deleted stays in the index while a copy of the database is made. */
static void test_old_answers_cost_the_same_whatever_went_before(void **state)
{
    (void)state;
    fixture_sql(
        "SET ROLE hoshitori_engine; INSERT INTO hoshitori.idempotency"
        " (org_id, owner, key, operation, request_hash, rights, recorded_at)"
        " SELECT " ID ", 'o', g::text, 'x', 'x', 1,"
        " timestamptz '2026-11-01 00:00Z' + g * interval '1 second'"
        " FROM generate_series(1, 100000) g;"
        "SELECT hoshitori.worker_forget_answers('2026-11-29 12:00+09', 97200, '-infinity')");
    assert_in_range(pages_of_forgetting("2026-11-02 03:00:00Z"), 1, ONE_MAX);
    assert_true(pages_of_forgetting("-infinity") > ONE_MAX);
}

/* Of many organisations each has one old event and many new ones, which are not read. */
static void test_old_events_cost_what_goes(void **state)
{
    (void)state;
    fixture_sql(
        "SET ROLE hoshitori_engine; INSERT INTO hoshitori.event_head (org_id, seq, oldest_at)"
        " SELECT md5('o' || o)::uuid, 500, '2025-01-01' FROM generate_series(1, 200) o;"
        "INSERT INTO hoshitori.event"
        " (org_id, relationship_id, version, on_day, kind, side, body, recorded_at, seq)"
        " SELECT md5('o' || o)::uuid, md5('o' || o)::uuid, e, '2026-11-01', 'x', 'buyer',"
        " '{}', CASE e WHEN 1 THEN '2025-01-01' ELSE '2026-11-01' END::timestamptz, e"
        " FROM generate_series(1, 500) e, generate_series(1, 200) o;");
    static const char sql[] = "SET ROLE hoshitori_engine; EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
                              " SELECT hoshitori.worker_forget_events('2026-11-29', 200, false)";
    assert_in_range(pages_of(sql), 1, 200 * FORGOTTEN_MAX);
    char left[20];
    fixture_value("SELECT count(*) FROM hoshitori.event_head"
                  " WHERE forgotten = 1 AND oldest_at = '2026-11-01'",
                  left, sizeof left);
    assert_string_equal(left, "200");
}

static void test_no_list_reads_much(void **state)
{
    (void)state;
    char script[200];
    snprintf(script, sizeof script, "SET trial.org = " ID "; SET trial.rows = %d;", ROWS);
    fixture_sql_file(script, WIDE_LISTS);
    char over[TEXT_MAX] = "";
    read_ones(over); /* in the first minute after a first load, and later */
    fixture_sql("VACUUM ANALYZE");
    read_ones(over);
    plan_mode = "force_generic_plan";
    each_page(read_page, over);
    if (over[0])
        fail_msg("%s", over);
}

#define SENDER "0193a5b0-7c00-7a10-8b20-000000000002"

/* Pages that one page of a campaign's recipients touches. */
static long pages_of_recipients(struct statement statement, const char *after)
{
    char values[TEXT_MAX];
    static char sql[3 * TEXT_MAX];
    const struct page page = {"campaign_recipient_list", statement, after, SUPPLIER};
    write_values(&page, values);
    snprintf(sql, sizeof sql,
             "SELECT set_config('app.org_id', '" SENDER "', false),"
             " set_config('app.day', '2026-11-29', false);"
             "SET jit = off; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
             "SET SESSION AUTHORIZATION hoshitori_app; PREPARE page AS %s;"
             "EXECUTE page(%s); EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE page(%s)",
             statement.query->sql, values, values);
    return pages_of(sql);
}

/* The first page and a late one; what a name finds; what is rare costs one walk through the
 * campaign, as its counts do. */
static void test_recipients_of_a_large_campaign(void **state)
{
    (void)state;
    char script[200];
    snprintf(script, sizeof script, "SET trial.org = '" SENDER "'; SET trial.rows = %d;",
             RECIPIENTS);
    fixture_sql_file(script, WIDE_CAMPAIGN);
    static const char *const filled[] = {
        "board",      "board_text", "campaign",    "campaign_recipient",
        "invitation", "mail",       "relationship"};
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
        snprintf(script, sizeof script, "VACUUM ANALYZE hoshitori.%s", filled[i]);
        fixture_sql(script);
    }
    const struct {
        struct statement statement;
        const char *after;
        long most;
    } pages[] = {
        {QUERY(campaign_recipient_list, .campaign = SENDER), NULL, PAGES_MAX},
        {QUERY(campaign_recipient_list, .campaign = SENDER), "49000", PAGES_MAX},
        {QUERY(campaign_recipient_list, .campaign = SENDER, .outcomes = "{opened}"), "49000",
         5 * PAGES_MAX},
        {QUERY(campaign_recipient_list, .campaign = SENDER, .outcomes = "{accepted,opened}",
               .mails = "{sent}"),
         NULL, 5 * PAGES_MAX},
        {QUERY(campaign_recipient_list, .campaign = SENDER, .text = "s12345"), NULL, PAGES_MAX},
        {QUERY(campaign_recipient_list, .campaign = SENDER, .text = "株"), NULL, PAGES_MAX},
        {QUERY(campaign_recipient_list, .campaign = SENDER, .outcomes = "{waiting}"), NULL,
         5 * PAGES_MAX},
        {QUERY(campaign_recipient_list, .campaign = SENDER, .mails = "{returned}"), NULL,
         RECIPIENTS * EACH_MAX},
        {QUERY(campaign_get, .campaign = SENDER), NULL, RECIPIENTS * EACH_MAX},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        long count = pages_of_recipients(pages[i].statement, pages[i].after);
        if (count > pages[i].most)
            fail_msg("page %zu of a large campaign reads %ld pages", i, count);
    }
}

/* `operation`: emptied when it is this page's. */
static void strike_out(const struct page *page, void *operation)
{
    if (strcmp(page->operation, operation) == 0)
        *(char *)operation = '\0';
}

/* A list is an operation that has a limit. A plan is computed from all facts, whatever part of it
 * is shown. */
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
        if (!strstr(line, "/parameters/Limit") || strcmp(operation, "plan_get") == 0)
            continue;
        lists++;
        each_page(strike_out, operation);
        if (operation[0])
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
        cmocka_unit_test(test_lists_go_by_their_own_indexes),
        cmocka_unit_test(test_no_statement_folds),
        cmocka_unit_test(test_no_row_asks_a_function),
        cmocka_unit_test(test_every_list_of_the_contract_is_tried),
        cmocka_unit_test(test_old_answers_cost_the_same_whatever_went_before),
        cmocka_unit_test(test_old_events_cost_what_goes),
        cmocka_unit_test(test_no_list_reads_much),
        cmocka_unit_test(test_what_is_alike_has_an_end),
        cmocka_unit_test(test_a_notice_counts_its_day),
        cmocka_unit_test(test_a_supplier_is_looked_up_once),
        cmocka_unit_test(test_recipients_of_a_large_campaign),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
