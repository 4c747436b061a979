/* SPDX-License-Identifier: Apache-2.0 */
/* The migrated schema against schema_rules.sql: every rule is tried, and what breaks one printed.
 * Then every rule is broken, and each must see it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/scope.h"
#include "cluster_fixture.h"

enum { FILE_SIZE = 64 * 1024, FOUND_SIZE = 8 * 1024 };

/* What the rules speak of. The migration's own ledger is not part of the data. */
static const char terms[] =
    "with every_table as (select oid, relname as name from pg_class"
    "  where relnamespace = 'hoshitori'::regnamespace and relkind in ('r', 'p')"
    "  and relname not in ('schema_migration', 'schema_object')),"
    " tenant_table as (select t.oid, t.name from every_table t join pg_attribute a"
    "  on a.attrelid = t.oid and a.attname = 'org_id' where t.name <> 'organisation'),"
    " every_function as (select p.*, p.oid::regprocedure::text as name from pg_proc p"
    "  where p.pronamespace = 'hoshitori'::regnamespace)"
    " select string_agg(broken, ', ' order by broken) from (";

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, FILE_SIZE);
    assert_non_null(text);
    size_t length = fread(text, 1, FILE_SIZE - 1, file);
    fclose(file);
    assert_in_range(length, 1, FILE_SIZE - 2);
    while (text[length - 1] == '\n')
        text[--length] = '\0';
    return text;
}

static bool is_broken(char *block, bool quiet)
{
    size_t end = strlen(block);
    assert_int_equal(block[end - 1], ';');
    block[end - 1] = '\0';
    SCOPED(buf_release) struct buf sql = BUF_INIT(FILE_SIZE);
    buf_format(&sql, "%s\n%s\n) rule (broken)", terms, block);
    char found[FOUND_SIZE];
    fixture_value(buf_text(&sql), found, sizeof found);
    /* When all are meant to be broken, those that hold are of interest. */
    if (!*found == quiet)
        print_error("%.*s: %s\n", (int)strcspn(block, "\n"), block, *found ? found : "holds");
    return *found;
}

/* Blocks stand between empty lines; before the first one is the file's own comment. */
static int count_broken(bool quiet, int *tried)
{
    SCOPED(free_at) char *rules = read_file(TEST_DATA "/schema_rules.sql");
    int broken = 0;
    *tried = 0;
    char *block = strstr(rules, "\n\n");
    while (block) {
        block += 2;
        char *next = strstr(block, "\n\n");
        if (next)
            *next = '\0';
        broken += is_broken(block, quiet);
        (*tried)++;
        block = next;
    }
    return broken;
}

static void test_rules_hold(void **state)
{
    (void)state;
    int tried;
    assert_int_equal(count_broken(false, &tried), 0);
    assert_true(tried > 15);
}

static void test_rules_bite(void **state)
{
    (void)state;
    SCOPED(free_at) char *breaks = read_file(TEST_DATA "/schema_rules_broken.sql");
    fixture_sql(breaks);
    int tried;
    int broken = count_broken(true, &tried);
    assert_int_equal(broken, tried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_hold),
        cmocka_unit_test(test_rules_bite),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
