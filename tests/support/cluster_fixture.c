/* SPDX-License-Identifier: Apache-2.0 */
#include "cluster_fixture.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/connection.h"
#include "store/migrate.h"
#include "waiting.h"

struct cluster *fixture_cluster;
static char directory[256];

void fixture_make_directory(char *out, size_t size)
{
    const char *base = getenv("TMPDIR");
    snprintf(out, size, "%s/hoshitori-test-XXXXXX", base && *base ? base : "/tmp");
    assert_non_null(mkdtemp(out));
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

void fixture_remove_directory(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void fixture_ok(err result, const struct fault *fault)
{
    if (result.code != ERR_NONE)
        fail_msg("error %d %s: %s", (int)result.code, fault->code, fault->log);
}

void fixture_up(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct cluster_config config = {.data_dir = directory, .unsafe = true};
    fixture_ok(cluster_start(&config, &fixture_cluster, &fault), &fault);
}

void fixture_down(void)
{
    cluster_stop(&fixture_cluster);
}

int fixture_start(void **state)
{
    (void)state;
    fixture_make_directory(directory, sizeof directory);
    fixture_up();
    return 0;
}

int fixture_start_migrated(void **state)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct migrate_report report;
    struct schema_text schema = schema_embedded();
    fixture_start(state);
    fixture_ok(migrate_run(fixture_migrate_conninfo(), &schema, &report, &fault), &fault);
    return 0;
}

int fixture_stop(void **state)
{
    (void)state;
    cluster_stop(&fixture_cluster);
    fixture_remove_directory(directory);
    return 0;
}

const char *fixture_conninfo(void)
{
    return cluster_conninfo(fixture_cluster);
}

const char *fixture_migrate_conninfo(void)
{
    return cluster_migrate_conninfo(fixture_cluster);
}

static PGresult *execute(const char *sql)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(connection_close) struct connection *connection = NULL;
    fixture_ok(connection_open(fixture_migrate_conninfo(), &connection, &fault), &fault);
    PGresult *result = PQexec(connection->pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(connection->pg));
    return result;
}

void fixture_sql(const char *sql)
{
    PQclear(execute(sql));
}

void fixture_sql_file(const char *before, const char *path)
{
    enum { SIZE = 64 * 1024 };
    static char text[SIZE];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    int start = snprintf(text, SIZE, "%s", before);
    size_t length = (size_t)start + fread(text + start, 1, SIZE - 1 - (size_t)start, file);
    fclose(file);
    assert_in_range(length, start + 1, SIZE - 2);
    text[length] = '\0';
    fixture_sql(text);
}

const char *fixture_value(const char *sql, char *out, size_t size)
{
    SCOPED(result_clear) PGresult *result = execute(sql);
    snprintf(out, size, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    return out;
}

long fixture_number(const char *sql)
{
    char text[32];
    return strtol(fixture_value(sql, text, sizeof text), NULL, 10);
}

static bool is_some(void *sql)
{
    return fixture_number(sql) != 0;
}

void fixture_until(const char *sql)
{
    wait_until(is_some, (void *)sql);
}
