/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "store/migrate.h"

#define ROLES                                                                                      \
    "DO $$ BEGIN CREATE ROLE hoshitori_engine; EXCEPTION WHEN duplicate_object THEN END $$;"       \
    "GRANT USAGE ON SCHEMA hoshitori TO hoshitori_engine;"
#define FILE_OF(name, text, sha256)                                                                \
    {                                                                                              \
        name, text, sizeof(text) - 1, sha256                                                       \
    }
#define LIST(array)                                                                                \
    {                                                                                              \
        array, sizeof(array) / sizeof *(array)                                                     \
    }

static const struct embedded_file migrations[] = {
    FILE_OF("0001_roles", ROLES, "a"),
    FILE_OF("0002_table", "CREATE TABLE stone (id int, colour text);", "b"),
    FILE_OF("0005_row", "INSERT INTO stone VALUES (1, 'white')", "c"),
};
static const struct embedded_file functions[] = {
    FILE_OF("first", "CREATE FUNCTION first() RETURNS int LANGUAGE sql AS 'SELECT second()'", "d"),
    FILE_OF("second", "CREATE FUNCTION second() RETURNS int LANGUAGE sql AS 'SELECT 2'", "e"),
};
static const struct embedded_file views[] = {
    FILE_OF("numbers", "CREATE VIEW numbers AS SELECT second() AS number", "f"),
};
static const struct schema_text schema = {LIST(migrations), LIST(functions), LIST(views)};

static int forget_all(void **state)
{
    (void)state;
    fixture_sql("SET client_min_messages = error; DROP SCHEMA IF EXISTS hoshitori CASCADE");
    return 0;
}

static struct migrate_report migrate(const struct schema_text *text)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct migrate_report report = {0};
    fixture_ok(migrate_run(fixture_migrate_conninfo(), text, &report, &fault), &fault);
    return report;
}

static struct fault refused(const struct schema_text *text)
{
    struct fault fault = {0};
    struct migrate_report report = {0};
    err result = migrate_run(fixture_migrate_conninfo(), text, &report, &fault);
    assert_int_equal(result.code, ERR_INTERNAL);
    return fault;
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void applies_once(void **state)
{
    (void)state;
    struct migrate_report report = migrate(&schema);
    assert_int_equal(report.applied, 3);
    assert_int_equal(report.version, 5);
    assert_true(report.rebuilt);
    assert_int_equal(fixture_number("SELECT number FROM hoshitori.numbers"), 2);
    double before = milliseconds();
    report = migrate(&schema);
    print_message("nothing to do: %.1f ms\n", milliseconds() - before);
    assert_int_equal(report.applied, 0);
    assert_int_equal(report.version, 5);
    assert_false(report.rebuilt);
    assert_int_equal(fixture_number("SELECT count(*) FROM hoshitori.stone"), 1);
}

static void engine_owns_and_public_may_not_call(void **state)
{
    (void)state;
    migrate(&schema);
    assert_int_equal(fixture_number("SELECT count(*) FROM pg_proc"
                                    " WHERE proowner = 'hoshitori_engine'::regrole"
                                    "   AND NOT has_function_privilege('public', oid, 'EXECUTE')"),
                     2);
    assert_int_equal(fixture_number("SELECT has_schema_privilege('hoshitori_engine', 'hoshitori',"
                                    " 'CREATE')::int"),
                     0);
}

static void changed_migration_is_refused(void **state)
{
    (void)state;
    migrate(&schema);
    struct embedded_file changed[] = {migrations[0], migrations[1], migrations[2]};
    changed[1].sha256 = "other";
    struct schema_text text = {LIST(changed), LIST(functions), LIST(views)};
    SCOPED(fault_release) struct fault fault = refused(&text);
    assert_non_null(strstr(fault.log, "0002_table was changed after it was applied"));
}

static void newer_database_is_refused(void **state)
{
    (void)state;
    migrate(&schema);
    struct schema_text text = {{migrations, 2}, LIST(functions), LIST(views)};
    assert_non_null(strstr(refused(&text).log, "newer than this program: it has migration 0005"));
}

static void migration_in_between_is_refused(void **state)
{
    (void)state;
    migrate(&schema);
    struct embedded_file more[] = {migrations[0], migrations[1],
                                   FILE_OF("0004_late", "SELECT 1", "x"), migrations[2]};
    struct schema_text text = {LIST(more), LIST(functions), LIST(views)};
    assert_non_null(strstr(refused(&text).log, "0005_row where this program has 0004_late"));
}

static void numbers_rise(void **state)
{
    (void)state;
    struct embedded_file twice[] = {migrations[0], FILE_OF("0001_again", "SELECT 1", "x")};
    struct schema_text text = {LIST(twice), {NULL, 0}, {NULL, 0}};
    assert_non_null(strstr(refused(&text).log, "0001_again"));
}

static void failed_migration_leaves_nothing(void **state)
{
    (void)state;
    struct embedded_file bad[] = {
        migrations[0],
        FILE_OF("0002_bad", "CREATE TABLE half (id int);\n-- 星取\nSELECT nonsense;\n", "x")};
    struct schema_text text = {LIST(bad), {NULL, 0}, {NULL, 0}};
    assert_non_null(strstr(refused(&text).log, "0002_bad.sql line 3: 42703"));
    assert_int_equal(fixture_number("SELECT count(*) FROM pg_class WHERE relname = 'half'"), 0);
    assert_int_equal(fixture_number("SELECT max(number) FROM hoshitori.schema_migration"), 1);
    assert_int_equal(migrate(&schema).applied, 2);
}

static void migration_may_not_commit(void **state)
{
    (void)state;
    struct embedded_file bad[] = {FILE_OF("0001_commit", ROLES "COMMIT;", "x")};
    struct schema_text text = {LIST(bad), {NULL, 0}, {NULL, 0}};
    assert_non_null(strstr(refused(&text).log, "0001_commit ends its own transaction"));
}

/* Another result type, a function less, a column less: what CREATE OR REPLACE cannot do. */
static void changed_functions_are_built_anew(void **state)
{
    (void)state;
    migrate(&schema);
    static const struct embedded_file other[] = {
        FILE_OF("second",
                "CREATE FUNCTION second() RETURNS text LANGUAGE sql AS $$ SELECT 'two' $$", "g"),
    };
    struct schema_text text = {LIST(migrations), LIST(other), LIST(views)};
    struct migrate_report report = migrate(&text);
    char value[16];
    assert_true(report.rebuilt);
    assert_string_equal(fixture_value("SELECT number FROM hoshitori.numbers", value, sizeof value),
                        "two");
    assert_int_equal(fixture_number("SELECT count(*) FROM pg_proc WHERE proname = 'first'"), 0);
    assert_false(migrate(&text).rebuilt);
}

static void failed_rebuilding_keeps_the_old(void **state)
{
    (void)state;
    migrate(&schema);
    static const struct embedded_file bad[] = {FILE_OF("second", "CREATE FUNCTION nonsense", "g")};
    struct schema_text text = {LIST(migrations), LIST(bad), LIST(views)};
    assert_non_null(strstr(refused(&text).log, "second.sql line 1: 42601"));
    assert_int_equal(fixture_number("SELECT number FROM hoshitori.numbers"), 2);
}

static void function_that_an_index_rests_on_is_replaced(void **state)
{
    (void)state;
    static const struct embedded_file fold[] = {
        FILE_OF("fold",
                "CREATE OR REPLACE FUNCTION fold(t text) RETURNS text LANGUAGE sql IMMUTABLE"
                " AS 'SELECT lower(t)'",
                "h"),
    };
    static const struct embedded_file changed[] = {
        FILE_OF("fold",
                "CREATE OR REPLACE FUNCTION fold(t text) RETURNS text LANGUAGE sql IMMUTABLE"
                " AS 'SELECT upper(t)'",
                "i"),
    };
    struct schema_text text = {LIST(migrations), LIST(fold), {NULL, 0}};
    migrate(&text);
    fixture_sql("CREATE INDEX ON hoshitori.stone (hoshitori.fold(colour))");
    text.functions = (struct embedded_list)LIST(changed);
    assert_true(migrate(&text).rebuilt);
    char value[16];
    assert_string_equal(fixture_value("SELECT hoshitori.fold('a')", value, sizeof value), "A");
}

static void *migrate_beside(void *report)
{
    *(struct migrate_report *)report = migrate(&schema);
    return NULL;
}

static void two_at_once_apply_once(void **state)
{
    (void)state;
    pthread_t other;
    struct migrate_report theirs = {0};
    assert_int_equal(pthread_create(&other, NULL, migrate_beside, &theirs), 0);
    struct migrate_report ours = migrate(&schema);
    pthread_join(other, NULL);
    assert_int_equal(ours.applied + theirs.applied, 3);
    assert_int_equal(fixture_number("SELECT count(*) FROM hoshitori.stone"), 1);
}

static void own_schema_applies(void **state)
{
    (void)state;
    struct schema_text own = schema_embedded();
    double before = milliseconds();
    struct migrate_report report = migrate(&own);
    double fresh = milliseconds() - before;
    assert_int_equal(report.applied, own.migrations.count);
    before = milliseconds();
    report = migrate(&own);
    print_message("own schema: %.0f ms, nothing to do %.0f ms\n", fresh, milliseconds() - before);
    assert_int_equal(report.applied, 0);
    assert_false(report.rebuilt);
}

/* The program's schema before a migration, without functions, whose tables may be later ones. */
static struct schema_text own_before(const char *migration)
{
    struct schema_text own = schema_embedded();
    size_t count = 0;
    while (count < own.migrations.count && strcmp(own.migrations.files[count].name, migration) != 0)
        count++;
    assert_true(count < own.migrations.count);
    own.migrations.count = count;
    own.functions.count = own.views.count = 0;
    return own;
}

static void stored_codes_are_alike_as_codes_are_now(void **state)
{
    (void)state;
    struct schema_text before = own_before("0097_likeness_fractions"), own = schema_embedded();
    migrate(&before);
    fixture_sql("INSERT INTO hoshitori.likeness SELECT gen_random_uuid(), key, gen_random_uuid()"
                " FROM unnest('{code:12.0,code:0.0,code:a1.0,code:1.5,name:7.0}'::text[]) key");
    migrate(&own);
    char value[100];
    assert_string_equal(fixture_value("SELECT string_agg(key, ' ' ORDER BY key)"
                                      " FROM hoshitori.likeness",
                                      value, sizeof value),
                        "code:0 code:1.5 code:12 code:a1.0 name:7.0");
    assert_int_equal(
        fixture_number("SELECT count(*) FROM hoshitori.likeness WHERE key LIKE 'code%'"
                       " AND key <> 'code:' || hoshitori.likeness_code(substr(key, 6))"),
        0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, forget_all)
    const struct CMUnitTest tests[] = {
        TEST(applies_once),
        TEST(engine_owns_and_public_may_not_call),
        TEST(changed_migration_is_refused),
        TEST(newer_database_is_refused),
        TEST(migration_in_between_is_refused),
        TEST(numbers_rise),
        TEST(failed_migration_leaves_nothing),
        TEST(migration_may_not_commit),
        TEST(changed_functions_are_built_anew),
        TEST(failed_rebuilding_keeps_the_old),
        TEST(function_that_an_index_rests_on_is_replaced),
        TEST(two_at_once_apply_once),
        TEST(own_schema_applies),
        TEST(stored_codes_are_alike_as_codes_are_now),
    };
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
