/* SPDX-License-Identifier: Apache-2.0 */
/* Does the server's role see anything of another organisation, or change anything at all? The
 * tables come from the catalogue: a new one is tried as soon as it is there, and wants rows. */
#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "cluster_fixture.h"
#include "parties.h"
#include "store/pool.h"

enum { SQL_SIZE = 400 };

#define FORBIDDEN "42501"
#define IN_SCHEMA "SELECT relname FROM pg_class c WHERE relnamespace = 'hoshitori'::regnamespace"
#define EVERY_TABLE IN_SCHEMA " AND relkind IN ('r', 'p', 'm', 'f')"
#define EVERY_VIEW IN_SCHEMA " AND relkind = 'v'"
#define TENANT_TABLES                                                                              \
    IN_SCHEMA " AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'organisation'"    \
              " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid"                   \
              " AND a.attname = 'org_id')"

/* Each is buyer and supplier of the other. */
static struct party one, other;
static char one_buys[UUID_TEXT_SIZE], other_buys[UUID_TEXT_SIZE];

static void new_id(char out[static UUID_TEXT_SIZE])
{
    static unsigned count;
    snprintf(out, UUID_TEXT_SIZE, "0193a5b0-7c00-7a10-8b20-00000000%04x", ++count & 0xffffU);
}

/* Something of every kind, so that nothing is invisible only because there is nothing. */
static void fill_buyers(const struct party *buyer, const char *relationship)
{
    SCOPED(fault_release) struct fault fault = {0};
    char id[UUID_TEXT_SIZE];
    fixture_ok(party_require(buyer, relationship, 1, "2027-06-30", &fault), &fault);
    party_do(buyer, QUERY(settings_put, .expiring_days = 30, .recheck_months = {true, 12}));
    new_id(id);
    party_do(buyer,
             QUERY(supplier_declaration_put, .supplier = relationship, .declaration = id,
                   .body = "{\"star\": 1, \"id\": \"50000000009\", \"declared_on\": \"2026-10-01\","
                           " \"scope\": \"part\", \"scope_text\": \"本社\"}"));
    char decision[120], decision_id[UUID_TEXT_SIZE];
    new_id(decision_id);
    snprintf(decision, sizeof decision, "{\"declaration\": \"%s\", \"decision\": \"covers\"}", id);
    new_id(id);
    party_do(buyer, QUERY(partner_check_add, .supplier = relationship, .partner_check = id,
                          .body = "{\"method\": \"visit\", \"result\": \"sufficient\"}"));
    party_do(buyer, QUERY(scope_decision_add, .supplier = relationship,
                          .scope_decision = decision_id, .body = decision));
}

static void fill_suppliers(const struct party *supplier, const char *relationship,
                           char declaration[static UUID_TEXT_SIZE])
{
    SCOPED(fault_release) struct fault fault = {0};
    char id[UUID_TEXT_SIZE];
    fixture_ok(party_declare(supplier, 1, "2026-11-01", declaration, &fault), &fault);
    party_do(supplier, QUERY(declaration_patch, .declaration = declaration,
                             .body = "{\"stopped_on\": \"2026-11-20\"}"));
    new_id(id);
    party_do(supplier,
             QUERY(paper_add, .paper = id,
                   .body = "{\"kind\": \"policy_publication\", \"dated_on\": \"2026-11-01\"}"));
    new_id(id);
    party_do(supplier, QUERY(assessment_add, .assessment = id,
                             .body = "{\"edition\": \"security-action-2-v3\", \"star\": 2}"));
    party_do(supplier,
             QUERY(duty_put, .criterion = "1-2-1-3", .done_on = "2026-11-01", .language = "ja"));
    party_do(supplier, QUERY(response_put, .relationship = relationship, .kind = "accepted"));
    party_do(supplier, QUERY(disclosure_show, .relationship = relationship, .kind = "gaps"));
    new_id(id);
    party_do(supplier, QUERY(evidence_add, .evidence = id, .body = "{\"name\": \"a.pdf\"}"));
}

static void fill_check(const struct party *buyer, const char *relationship, const char *declaration)
{
    char id[UUID_TEXT_SIZE];
    new_id(id);
    party_do(buyer,
             QUERY(check_add, .supplier = relationship, .declaration = declaration, .check = id,
                   .body = "{\"method\": \"public_list\", \"result\": \"found\"}"));
}

static int start(void **state)
{
    char declaration[UUID_TEXT_SIZE], others_declaration[UUID_TEXT_SIZE];
    parties_start(state);
    parties_at("2026-12-01T03:00:00Z");
    party_make("東都重工業株式会社", &one);
    party_make("株式会社みなと精密", &other);
    party_link(&one, &other, one_buys);
    party_link(&other, &one, other_buys);
    fill_buyers(&one, one_buys);
    fill_buyers(&other, other_buys);
    fill_suppliers(&one, other_buys, declaration);
    fill_suppliers(&other, one_buys, others_declaration);
    fill_check(&one, one_buys, others_declaration);
    fill_check(&other, other_buys, declaration);
    fixture_sql_file("", TEST_DATA "/row_security.sql");
    return 0;
}

static void connection_end(PGconn **connection)
{
    PQfinish(*connection);
}

static void result_end(PGresult **result)
{
    PQclear(*result);
}

static PGconn *connect_as(const char *conninfo)
{
    PGconn *connection = PQconnectdb(conninfo);
    assert_int_equal(PQstatus(connection), CONNECTION_OK);
    PQsetErrorVerbosity(connection, PQERRORS_SQLSTATE);
    PQclear(PQexec(connection, "SET search_path = hoshitori"));
    return connection;
}

/* The first value, -1 for one that must not be asked; every other failure fails the test. */
static long ask(PGconn *connection, const char *sql)
{
    SCOPED(result_end) PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        return PQntuples(result) ? strtol(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state || strcmp(state, FORBIDDEN) != 0)
        fail_msg("%s: %s", sql, PQresultErrorMessage(result));
    return -1;
}

static void run(PGconn *connection, const char *sql)
{
    SCOPED(result_end) PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQresultErrorMessage(result));
}

static bool is_forbidden(PGconn *connection, const char *sql)
{
    SCOPED(result_end) PGresult *result = PQexec(connection, sql);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool forbidden = state && strcmp(state, FORBIDDEN) == 0;
    if (!forbidden)
        print_error("not refused: %s (%s)\n", sql, state ? state : "it ran");
    return forbidden;
}

static void set_organisation(PGconn *connection, const char *organisation)
{
    char sql[SQL_SIZE];
    run(connection, "BEGIN");
    snprintf(sql, sizeof sql, "SELECT set_config('app.org_id', '%s', true)", organisation);
    run(connection, sql);
}

typedef void visit_fn(PGconn *connection, const char *table);

/* Calls it for each of the tables that the statement names. */
static void each_table(PGconn *connection, const char *names, int at_least, visit_fn *visit)
{
    SCOPED(connection_end) PGconn *superuser = connect_as(fixture_migrate_conninfo());
    SCOPED(result_end) PGresult *tables = PQexec(superuser, names);
    assert_in_range(PQntuples(tables), at_least, 1000);
    for (int i = 0; i < PQntuples(tables); i++)
        visit(connection, PQgetvalue(tables, i, 0));
}

static long rows_of(const char *table, const char *organisation)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM hoshitori.%s WHERE org_id = '%s'", table,
             organisation);
    return fixture_number(sql);
}

static void check_own_only(PGconn *app, const char *table)
{
    char sql[SQL_SIZE];
    if (rows_of(table, one.organisation) == 0 || rows_of(table, other.organisation) == 0)
        fail_msg("%s: no rows to hide; fill it in this test", table);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE org_id IS DISTINCT FROM '%s'", table,
             one.organisation);
    long foreign = ask(app, sql);
    if (foreign > 0)
        fail_msg("%s: %ld rows of others", table, foreign);
    if (foreign == 0) {
        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
        assert_int_equal(ask(app, sql), rows_of(table, one.organisation));
    }
    /* A refused read ends the transaction, and with it the setting. */
    run(app, "ROLLBACK");
    set_organisation(app, one.organisation);
}

static void sees_its_own_only(void **state)
{
    (void)state;
    SCOPED(connection_end) PGconn *app = connect_as(fixture_conninfo());
    set_organisation(app, one.organisation);
    each_table(app, TENANT_TABLES, 20, check_own_only);
}

static void check_nothing(PGconn *app, const char *table)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    if (ask(app, sql) > 0)
        fail_msg("%s shows rows", table);
}

static void sees_nothing_without_organisation(void **state)
{
    (void)state;
    SCOPED(connection_end) PGconn *app = connect_as(fixture_conninfo());
    each_table(app, TENANT_TABLES, 20, check_nothing);
    run(app, "SELECT set_config('app.org_id', '', false)");
    each_table(app, TENANT_TABLES, 20, check_nothing);
}

static void setting_ends_with_its_transaction(void **state)
{
    (void)state;
    static const char *const ends[] = {"COMMIT", "ROLLBACK"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        SCOPED(connection_end) PGconn *app = connect_as(fixture_conninfo());
        set_organisation(app, one.organisation);
        assert_true(ask(app, "SELECT count(*) FROM board") > 0);
        run(app, ends[i]);
        each_table(app, TENANT_TABLES, 20, check_nothing);
    }
}

/* The server's own way: a connection that served one organisation goes back to the pool bare. */
static void setting_ends_with_its_exchange(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    struct pool_config config = {.conninfo = fixture_conninfo(), .size = 1};
    SCOPED(pool_close) struct pool *pool = NULL;
    size_t rows[2] = {0};
    fixture_ok(pool_open(&config, &pool, &fault), &fault);
    for (int i = 0; i < 2; i++) {
        SCOPED(exchange_release) struct exchange exchange = {0};
        fixture_ok(exchange_begin(pool, &exchange, &fault), &fault);
        if (i == 0)
            exchange_send(&exchange,
                          QUERY(enter, .org = one.organisation, .key = one.key,
                                .hash = one.key_hash, .rights = 0, .now = "2026-12-01T03:00:00Z",
                                .day = "2026-12-01", .request = "test"));
        size_t found = exchange_send(
            &exchange, q_status_get(&(struct q_status_get_known){.organisation = one.organisation,
                                                                 .selector = one_buys,
                                                                 .side = "buyer",
                                                                 .day = "2026-12-01"}));
        fixture_ok(exchange_finish(&exchange, &fault), &fault);
        rows[i] = exchange_rows(&exchange, found);
    }
    assert_int_equal(rows[0], 1);
    assert_int_equal(rows[1], 0);
}

static void check_unwritable(PGconn *app, const char *table)
{
    static const char *const forms[] = {"INSERT INTO %s DEFAULT VALUES", "DELETE FROM %s",
                                        "TRUNCATE %s", "SELECT 1 FROM %s FOR KEY SHARE"};
    char sql[SQL_SIZE], column[100];
    bool forbidden = true;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        /* The form has one %s; a table's name has none. */
        int place = (int)(strstr(forms[i], "%s") - forms[i]);
        snprintf(sql, sizeof sql, "%.*s%s%s", place, forms[i], table, forms[i] + place + 2);
        forbidden &= is_forbidden(app, sql);
    }
    snprintf(sql, sizeof sql,
             "SELECT attname FROM pg_attribute WHERE attrelid = 'hoshitori.%s'::regclass"
             " AND attnum = 1",
             table);
    fixture_value(sql, column, sizeof column);
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = NULL", table, column);
    forbidden &= is_forbidden(app, sql);
    assert_true(forbidden);
}

/* Before rights are looked at, most views are refused for what they are; so rights are asked for.
 */
static void check_view(PGconn *app, const char *view)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'"
             "]) p WHERE has_table_privilege('hoshitori_app', 'hoshitori.%s', p)",
             view);
    assert_int_equal(ask(app, sql), 0);
}

static void writes_nothing(void **state)
{
    (void)state;
    SCOPED(connection_end) PGconn *app = connect_as(fixture_conninfo());
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql, "SELECT set_config('app.org_id', '%s', false)", one.organisation);
    run(app, sql);
    each_table(app, EVERY_TABLE, 25, check_unwritable);
    each_table(app, EVERY_VIEW, 4, check_view);
}

static void reads_no_secrets(void **state)
{
    (void)state;
    static const char *const statements[] = {
        "SELECT 1 FROM organisation", "SELECT 1 FROM api_key",       "SELECT 1 FROM invitation",
        "SELECT 1 FROM idempotency",  "SELECT 1 FROM supplier_head",
    };
    SCOPED(connection_end) PGconn *app = connect_as(fixture_conninfo());
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        assert_true(is_forbidden(app, statements[i]));
}

static void becomes_nobody_else(void **state)
{
    (void)state;
    static const char *const statements[] = {
        "SET ROLE hoshitori_engine",
        "SET ROLE hoshitori_owner",
        "SET ROLE hoshitori_migrate",
        "SET ROLE hoshitori_backup",
        "SELECT enter_as('00000000-0000-7000-8000-000000000000', '2026-12-01', '2026-12-01', 'x')",
        "SELECT request_set(NULL, 1, '2026-12-01', '2026-12-01', 'x')",
        "SELECT operator_chunk(NULL, 10, NULL)",
        "SELECT audit_chain('00000000-0000-7000-8000-000000000000', 0, 10)",
        "SELECT facts_of('{}', '{}')",
        "SELECT organisation_list()",
        "CREATE TABLE mine (a int)",
        "ALTER TABLE board DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY all_of_it ON board USING (true)",
    };
    SCOPED(connection_end) PGconn *app = connect_as(fixture_conninfo());
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        assert_true(is_forbidden(app, statements[i]));
    run(app, "SET row_security = off");
    assert_true(is_forbidden(app, "SELECT count(*) FROM board"));
}

/* The one function that writes for an organisation that the caller only names. */
static void drops_no_content_of_another_file(void **state)
{
    (void)state;
    static const char left[] = "SELECT count(*) FROM hoshitori.evidence_content"
                               " WHERE content_id = '%s'";
    char id[UUID_TEXT_SIZE], sql[SQL_SIZE], count[SQL_SIZE];
    fixture_value("SELECT content_id FROM hoshitori.evidence_content WHERE stored_at IS NULL"
                  " AND evidence_id = content_id LIMIT 1",
                  id, sizeof id);
    snprintf(count, sizeof count, left, id);
    SCOPED(connection_end) PGconn *app = connect_as(fixture_conninfo());
    snprintf(sql, sizeof sql, "SELECT evidence_drop('%s', gen_random_uuid(), '%s')", id, id);
    run(app, sql);
    assert_int_equal(fixture_number(count), 1);
}

static void check_owner_sees_nothing(PGconn *owner, const char *table)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    if (ask(owner, sql) != 0)
        fail_msg("%s: the owner sees rows", table);
    snprintf(sql, sizeof sql, "WITH gone AS (DELETE FROM %s RETURNING 1) SELECT count(*) FROM gone",
             table);
    assert_int_equal(ask(owner, sql), 0);
}

static void owner_is_forced_too(void **state)
{
    (void)state;
    SCOPED(connection_end) PGconn *owner = connect_as(fixture_migrate_conninfo());
    run(owner, "SET ROLE hoshitori_owner");
    each_table(owner, TENANT_TABLES, 20, check_owner_sees_nothing);
}

static void check_complete(PGconn *backup, const char *table)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    long seen = ask(backup, sql);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM hoshitori.%s", table);
    assert_int_equal(seen, fixture_number(sql));
}

/* Else a dump is silently half empty. */
static void backup_misses_nothing(void **state)
{
    (void)state;
    SCOPED(connection_end) PGconn *backup = connect_as(fixture_migrate_conninfo());
    run(backup, "SET ROLE hoshitori_backup");
    each_table(backup, TENANT_TABLES, 20, check_complete);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_its_own_only),
        cmocka_unit_test(sees_nothing_without_organisation),
        cmocka_unit_test(setting_ends_with_its_transaction),
        cmocka_unit_test(setting_ends_with_its_exchange),
        cmocka_unit_test(writes_nothing),
        cmocka_unit_test(reads_no_secrets),
        cmocka_unit_test(becomes_nobody_else),
        cmocka_unit_test(drops_no_content_of_another_file),
        cmocka_unit_test(owner_is_forced_too),
        cmocka_unit_test(backup_misses_nothing),
    };
    return cmocka_run_group_tests(tests, start, parties_stop);
}
