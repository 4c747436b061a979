/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cluster_fixture.h"

/* Every parameter and every column is a text: structs of them are arrays. */
static const struct query_value texts[] = {{"1", "text", VALUE_TEXT, false, 0},
                                           {"2", "text", VALUE_TEXT, false, sizeof(char *)},
                                           {"3", "text", VALUE_TEXT, false, 2 * sizeof(char *)},
                                           {"4", "text", VALUE_TEXT, false, 3 * sizeof(char *)}};

#define TEXTS(name, sql, parameters, columns)                                                      \
    {                                                                                              \
        name, sql, "", texts, texts, parameters, columns, 0, true, true                            \
    }

const struct query queries[QUERY_COUNT] = {
    [Q_CLUSTER_DATABASE_FIND] =
        TEXTS("find", "SELECT 1 FROM pg_database WHERE datname = 'hoshitori'", 0, 1),
    [Q_CLUSTER_DATABASE_CREATE] = TEXTS("create", "CREATE DATABASE hoshitori", 0, 0),
    [Q_CLUSTER_DATABASES_CLOSE] = TEXTS("close", "SELECT 1", 0, 1),
    [Q_SESSION_ROLLBACK] = TEXTS("rollback", "ROLLBACK", 0, 0),
    [Q_SESSION_ALIVE] = TEXTS("alive", "SELECT 1", 0, 1),
    [Q_SESSION_TIMELINE] = TEXTS("timeline", "SELECT 1 WHERE false", 0, 1),
    [Q_ECHO] = TEXTS("echo", "SELECT $1::text, $2::text, length($1::text)", 2, 3),
    [Q_INSERT] = TEXTS("insert", "INSERT INTO thing (id, note) VALUES ($1::int, $2::text)", 2, 0),
    [Q_COUNT] = TEXTS("count", "SELECT count(*) FROM thing WHERE id = $1::int", 1, 1),
    [Q_REFUSE] = TEXTS("refuse", "SELECT refuse($1::text, $2::text, $3::text, $4::text)", 4, 0),
    [Q_BACKEND] = TEXTS("backend", "SELECT pg_backend_pid()", 0, 1),
    [Q_STAR] = TEXTS("star", "SELECT * FROM growing", 0, 0),
    [Q_CAST] = TEXTS("cast", "SELECT $1::text::int", 1, 1),
    [Q_UPDATE] = TEXTS("update",
                       "UPDATE thing SET note = note || $2::text WHERE id = $1::int "
                       "RETURNING note",
                       2, 1),
    [Q_DIE_AT_COMMIT] = TEXTS("die", "INSERT INTO deadly VALUES (1)", 0, 0),
    [Q_SLEEP] = TEXTS("sleep", "SELECT pg_sleep(3600)", 0, 0),
    [Q_SLOW] = TEXTS("slow", "SELECT pg_sleep(2.5)", 0, 0),
    [Q_TYPO] = TEXTS("typo", "SELECT no_such_column FROM thing", 0, 0),
};

size_t ask(struct exchange *exchange, int query, const char *const *values)
{
    return exchange_send(exchange,
                         (struct statement){.query = &queries[query], .parameters = values});
}

const char *cell(const struct exchange *exchange, size_t index, size_t column)
{
    const char *cells[4] = {NULL};
    exchange_row(exchange, index, 0, 0, cells);
    return cells[column];
}

struct pool *pool;

int exchanges_start(void **state)
{
    fixture_start(state);
    fixture_sql("CREATE SCHEMA hoshitori;"
                "CREATE TABLE hoshitori.thing (id int CONSTRAINT relationship_code PRIMARY KEY,"
                "  note text CHECK (note <> 'bad'));"
                "CREATE TABLE hoshitori.growing (a int);"
                "CREATE TABLE hoshitori.deadly (a int);"
                "CREATE FUNCTION hoshitori.die() RETURNS trigger LANGUAGE plpgsql AS $$"
                "  BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5);"
                "  RETURN NULL; END $$;"
                "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON hoshitori.deadly"
                "  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hoshitori.die();"
                "CREATE FUNCTION hoshitori.refuse(s text, m text, d text, h text) RETURNS void"
                "  LANGUAGE plpgsql AS $$ BEGIN"
                "  RAISE EXCEPTION USING errcode = s, message = m, detail = d, hint = h; END $$");
    SCOPED(fault_release) struct fault fault = {0};
    struct pool_config config = {.conninfo = fixture_migrate_conninfo(), .size = 2};
    fixture_ok(pool_open(&config, &pool, &fault), &fault);
    return 0;
}

int exchanges_stop(void **state)
{
    pool_close(&pool);
    return fixture_stop(state);
}

void begin(struct exchange *exchange)
{
    SCOPED(fault_release) struct fault fault = {0};
    fixture_ok(exchange_begin(pool, exchange, &fault), &fault);
}

void insert(struct exchange *exchange, const char *id, const char *note)
{
    const char *const values[] = {id, note};
    ask(exchange, Q_INSERT, values);
}

long backend(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    begin(&exchange);
    ask(&exchange, Q_BACKEND, NULL);
    fixture_ok(exchange_finish(&exchange, &fault), &fault);
    return strtol(cell(&exchange, 0, 0), NULL, 10);
}

long stored(int id)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM hoshitori.thing WHERE id = %d", id);
    return fixture_number(sql);
}
