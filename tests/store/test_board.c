/* SPDX-License-Identifier: Apache-2.0 */
/* The board over time: every step is told once and with its own day, versions answer what was known
 * when, and deciding anew writes nothing where nothing is seen to change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "domain/kept.h"
#include "domain/status.h"
#include "parties.h"

enum { SQL_SIZE = 800, TEXT_SIZE = 1000 };

/* One pair: ★1 is demanded by 2027-06-30 and held from 2026-12-01 to 2027-12-31, so with 60 days'
 * notice: met, expiring from 2027-11-01, lapsed from 2028-01-01. */
struct pair {
    struct party buyer;
    struct party supplier;
    char relationship[UUID_TEXT_SIZE];
};

#define FIRST "2026-12-01T03:00:00Z"
#define SECOND "2026-12-02T03:00:00Z"
#define THIRD "2026-12-03T03:00:00Z"
#define LATE "2028-01-10T03:00:00Z"
#define STEPS "2027-11-01 met>expiring, 2028-01-01 expiring>lapsed"

static void declare_for_a_year(const struct pair *pair)
{
    char declaration[UUID_TEXT_SIZE];
    uuid_make_text(1764558000000000, declaration);
    party_do(&pair->supplier,
             QUERY(declaration_add, .declaration = declaration,
                   .body = "{\"star\": 1, \"id\": \"50000000001\", \"declared_on\": "
                           "\"2026-12-01\", \"valid_until\": \"2027-12-31\"}"));
}

static void make_pair(struct pair *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    parties_at(FIRST);
    party_make("東都重工業株式会社", &out->buyer);
    party_make("株式会社みなと精密", &out->supplier);
    party_link(&out->buyer, &out->supplier, out->relationship);
    parties_at(SECOND);
    fixture_ok(party_require(&out->buyer, out->relationship, 1, "2027-06-30", &fault), &fault);
    parties_at(THIRD);
    declare_for_a_year(out);
}

/* Status events of one side after the third day: "day from>to, …". */
static void assert_told(const struct pair *pair, const struct party *side, const char *expected)
{
    char sql[SQL_SIZE], found[TEXT_SIZE];
    snprintf(sql, sizeof sql,
             "SELECT string_agg(concat(on_day, ' ', body #>> '{from,status}', '>',"
             " body #>> '{to,status}'), ', ' ORDER BY on_day, version) FROM hoshitori.event"
             " WHERE org_id = '%s' AND relationship_id = '%s' AND kind = 'status.changed'"
             " AND on_day > '2026-12-03'",
             side->organisation, pair->relationship);
    assert_string_equal(fixture_value(sql, found, sizeof found), expected);
}

static void assert_told_to_both(const struct pair *pair, const char *expected)
{
    assert_told(pair, &pair->buyer, expected);
    assert_told(pair, &pair->supplier, expected);
}

static long catch_up(const char *instant, const char *today, int32_t rows)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(parties_pool, &exchange, &fault), &fault);
    size_t done = exchange_send(
        &exchange, QUERY(worker_catch_up, .now = instant, .day = today, .limit = rows));
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
    return q_number_row(&exchange, done, 0).value;
}

static long versions(const struct pair *pair)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM hoshitori.board_version WHERE relationship_id = '%s'",
             pair->relationship);
    return fixture_number(sql);
}

/* What the board stores as a number has one name, in SQL and in C. */
static void numbers_have_one_name(void **state)
{
    (void)state;
    char sql[SQL_SIZE], found[TEXT_SIZE];
    for (int i = 0; i < STATUS_COUNT; i++) {
        snprintf(sql, sizeof sql, "SELECT hoshitori.status_name(%d::smallint)", i);
        assert_string_equal(fixture_value(sql, found, sizeof found), status_name((enum status)i));
    }
    for (int i = WAITING_NONE + 1; i < WAITING_COUNT; i++) {
        snprintf(sql, sizeof sql, "SELECT hoshitori.waiting_name(%d::smallint)", i);
        assert_string_equal(fixture_value(sql, found, sizeof found),
                            waiting_on_name((enum waiting_on)i));
    }
    assert_int_equal(fixture_number("SELECT count(*) FROM generate_series(0, 20) i"
                                    " WHERE hoshitori.status_name(i::smallint) IS NOT NULL"),
                     STATUS_COUNT);
    for (int i = ASSURANCE_DECLARED; i <= ASSURANCE_CONFIRMED; i++) {
        snprintf(sql, sizeof sql, "SELECT hoshitori.assurance_level('%s')",
                 assurance_name((enum assurance)i));
        assert_int_equal(fixture_number(sql), i);
    }
}

/* The status that both rows keep ready for lists, with the days for which it holds. */
static void assert_kept(const struct pair *pair, const char *expected)
{
    char sql[SQL_SIZE], found[TEXT_SIZE];
    snprintf(sql, sizeof sql,
             "SELECT string_agg(DISTINCT concat_ws(' ', hoshitori.status_name(status), step_from,"
             " step_until), ', ') FROM hoshitori.board WHERE relationship_id = '%s'",
             pair->relationship);
    assert_string_equal(fixture_value(sql, found, sizeof found), expected);
}

static void worker_tells_each_step_on_its_day(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    long before = versions(&pair);
    while (catch_up("2027-11-01T00:00:00Z", "2027-11-01", 1) > 0)
        ;
    assert_told_to_both(&pair, "2027-11-01 met>expiring");
    assert_kept(&pair, "expiring 2027-11-01 2028-01-01");
    while (catch_up(LATE, "2028-01-10", 1) > 0)
        ;
    assert_told_to_both(&pair, STEPS);
    assert_kept(&pair, "lapsed 2028-01-01 infinity");
    assert_int_equal(catch_up(LATE, "2028-01-10", 100), 0);
    assert_told_to_both(&pair, STEPS);
    assert_int_equal(versions(&pair), before);
    assert_int_equal(parties_differences(), 0);
}

static void worker_was_silent_for_two_steps(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    assert_true(catch_up(LATE, "2028-01-10", 100) >= 2);
    assert_told_to_both(&pair, STEPS);
}

/* Nobody but the next writer tells what was reached in between, and then its own change. */
static void write_after_silence(void **state)
{
    (void)state;
    struct pair pair;
    char declaration[UUID_TEXT_SIZE];
    SCOPED(fault_release) struct fault fault = {0};
    make_pair(&pair);
    parties_at(LATE);
    fixture_ok(party_declare(&pair.supplier, 1, "2028-01-10", declaration, &fault), &fault);
    assert_told_to_both(&pair, STEPS ", 2028-01-10 lapsed>met");
    catch_up(LATE, "2028-01-10", 100);
    assert_told_to_both(&pair, STEPS ", 2028-01-10 lapsed>met");
}

/* A write that changes no status tells the steps reached, and nothing of its own. */
static void write_without_change_after_silence(void **state)
{
    (void)state;
    struct pair pair;
    SCOPED(fault_release) struct fault fault = {0};
    make_pair(&pair);
    parties_at(LATE);
    fixture_ok(party_require(&pair.buyer, pair.relationship, 1, "2028-06-30", &fault), &fault);
    assert_told(&pair, &pair.buyer, STEPS ", 2028-01-10 lapsed>pending");
    party_do(&pair.supplier, QUERY(response_put, .relationship = pair.relationship,
                                   .kind = "talks_requested", .message = "費用について"));
    assert_told_to_both(&pair, STEPS ", 2028-01-10 lapsed>pending");
}

/* A day that lies behind what was told already, as a clock set back by some seconds gives at
 * midnight, tells nothing twice. */
static void day_before_what_was_told(void **state)
{
    (void)state;
    struct pair pair;
    SCOPED(fault_release) struct fault fault = {0};
    make_pair(&pair);
    catch_up("2027-11-01T00:00:00Z", "2027-11-01", 100);
    parties_at("2027-10-31T14:59:59Z");
    fixture_ok(party_require(&pair.buyer, pair.relationship, 1, "2027-12-30", &fault), &fault);
    catch_up("2027-11-01T00:00:01Z", "2027-11-01", 100);
    assert_told_to_both(&pair, "2027-11-01 met>expiring");
}

/* "status of the version known at that instant, on that day"; empty when nothing was known. */
static void known(const struct party *party, const struct pair *pair, const char *side,
                  const char *on, const char *instant, char out[static TEXT_SIZE])
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    fixture_ok(exchange_begin(parties_pool, &exchange, &fault), &fault);
    exchange_send(&exchange, QUERY(enter, .org = party->organisation, .key = party->key,
                                   .hash = party->key_hash, .rights = 0, .now = LATE,
                                   .day = "2028-01-10", .request = "test"));
    size_t found =
        exchange_send(&exchange, QUERY(status_get_known, .organisation = party->organisation,
                                       .selector = pair->relationship, .side = side, .day = on,
                                       .known_at = instant));
    fixture_ok(exchange_finish(&exchange, &fault), &fault);
    out[0] = '\0';
    if (exchange_rows(&exchange, found) == 0)
        return;
    SCOPED(buf_release) struct buf memory = BUF_INIT(KEPT_STEPS_MAX);
    struct text_span text;
    fixture_ok(kept_step(q_status_row(&exchange, found, 0).step, &memory, &text, &fault), &fault);
    json_auto_t *step = json_loadb(text.text, text.length, 0, NULL);
    snprintf(out, TEXT_SIZE, "%s", json_string_value(json_object_get(step, "status")));
}

static void assert_known(const struct pair *pair, const char *on, const char *instant,
                         const char *expected)
{
    char found[TEXT_SIZE];
    known(&pair->buyer, pair, "buyer", on, instant, found);
    assert_string_equal(found, expected);
    known(&pair->supplier, pair, "supplier", on, instant, found);
    assert_string_equal(found, expected);
}

static void versions_answer_what_was_known(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    assert_known(&pair, "2026-12-02", "2026-12-01T02:59:59.999999Z", "");
    assert_known(&pair, "2026-12-02", "2026-12-02T02:59:59.999999Z", "no_requirement");
    assert_known(&pair, "2026-12-02", SECOND, "pending");
    assert_known(&pair, "2027-07-01", SECOND, "overdue");
    assert_known(&pair, "2026-12-02", THIRD, "met");
    assert_known(&pair, "2027-07-01", THIRD, "met");
    assert_known(&pair, "2028-01-01", "2028-01-10T00:00:00Z", "lapsed");
}

/* Several versions at one instant: each is later than the one before by what a clock can tell. */
static void versions_at_one_instant(void **state)
{
    (void)state;
    struct pair pair;
    SCOPED(fault_release) struct fault fault = {0};
    char sql[SQL_SIZE];
    make_pair(&pair);
    for (int star = 2; star <= 3; star++)
        fixture_ok(party_require(&pair.buyer, pair.relationship, star, "2027-06-30", &fault),
                   &fault);
    assert_known(&pair, "2026-12-03", THIRD, "met");
    assert_known(&pair, "2026-12-03", "2026-12-03T03:00:00.000002Z", "pending");
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM (SELECT recorded_at <= lag(recorded_at) OVER (PARTITION BY org_id"
        " ORDER BY version) AS wrong FROM hoshitori.board_version WHERE relationship_id = '%s') x"
        " WHERE wrong",
        pair.relationship);
    assert_int_equal(fixture_number(sql), 0);
}

static void a_version_of_any_year_finds_its_place(void **state)
{
    (void)state;
    char sql[SQL_SIZE];
    static const char *const places[][2] = {{"2026-12-31T23:59:59Z", "board_version_first"},
                                            {"2027-01-01T00:00:00Z", "board_version_2027"},
                                            {"2099-01-01T00:00:00Z", "board_version_later"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(
            sql, sizeof sql,
            "WITH made AS (INSERT INTO hoshitori.board_version (org_id, relationship_id,"
            "  version, side, cause, recorded_at, state, line_from)"
            " VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'buyer', 'test', '%s', 'active',"
            "  '{-infinity}') RETURNING tableoid)"
            " SELECT count(*) FROM made WHERE tableoid = 'hoshitori.%s'::regclass",
            places[i][0], places[i][1]);
        assert_int_equal(fixture_number(sql), 1);
    }
}

static void deciding_anew_writes_what_changed(void **state)
{
    (void)state;
    struct pair pair;
    char sql[SQL_SIZE];
    make_pair(&pair);
    long before = versions(&pair);
    parties_redecide();
    assert_int_equal(versions(&pair), before);
    /* What a new rule would do to one side: that side alone gets one version. */
    snprintf(sql, sizeof sql,
             "UPDATE hoshitori.board SET line_step[1] = '{}', status = 5 WHERE org_id = '%s'",
             pair.supplier.organisation);
    fixture_sql(sql);
    assert_int_equal(parties_differences(), 1);
    parties_redecide();
    parties_redecide();
    assert_int_equal(versions(&pair), before + 1);
    assert_int_equal(parties_differences(), 0);
    assert_kept(&pair, "met 2026-12-02 2027-11-01");
}

static void deciding_anew_tells_the_days_that_passed(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    long before = versions(&pair);
    parties_at(LATE);
    parties_redecide();
    assert_told_to_both(&pair, STEPS);
    assert_kept(&pair, "lapsed 2028-01-01 infinity");
    catch_up(LATE, "2028-01-10", 100);
    assert_told_to_both(&pair, STEPS);
    assert_int_equal(versions(&pair), before);
}

/* Events get numbers without a gap, and each once. */
static void events_are_numbered(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    long done = 1;
    while (done > 0) {
        SCOPED(exchange_release) struct exchange exchange = {0};
        fixture_ok(exchange_begin(parties_pool, &exchange, &fault), &fault);
        size_t numbered = exchange_send(
            &exchange, QUERY(worker_number_events, .now = "2027-01-01T00:00:00Z", .limit = 3));
        fixture_ok(exchange_commit(&exchange, &fault), &fault);
        done = q_number_row(&exchange, numbered, 0).value;
    }
    assert_int_equal(fixture_number("SELECT count(*) FROM hoshitori.event WHERE seq IS NULL"), 0);
    assert_int_equal(
        fixture_number("SELECT count(*) FROM (SELECT e.org_id FROM hoshitori.event e"
                       " JOIN hoshitori.event_head h USING (org_id) GROUP BY e.org_id, h.seq"
                       " HAVING (min(e.seq), max(e.seq), count(*)) <> (1, h.seq, h.seq)) x"),
        0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_one_name),
        cmocka_unit_test(worker_tells_each_step_on_its_day),
        cmocka_unit_test(worker_was_silent_for_two_steps),
        cmocka_unit_test(write_after_silence),
        cmocka_unit_test(write_without_change_after_silence),
        cmocka_unit_test(day_before_what_was_told),
        cmocka_unit_test(versions_answer_what_was_known),
        cmocka_unit_test(versions_at_one_instant),
        cmocka_unit_test(a_version_of_any_year_finds_its_place),
        cmocka_unit_test(deciding_anew_writes_what_changed),
        cmocka_unit_test(deciding_anew_tells_the_days_that_passed),
        cmocka_unit_test(events_are_numbered),
    };
    return cmocka_run_group_tests(tests, parties_start, parties_stop);
}
