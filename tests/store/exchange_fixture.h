/* SPDX-License-Identifier: Apache-2.0 */
/* What exchanges are tried with against a real PostgreSQL: statements of their own, whose table
 * takes the place of the embedded one and whose ids are borrowed, and a few tables. */
#ifndef EXCHANGE_FIXTURE_H
#define EXCHANGE_FIXTURE_H

#include "store/exchange.h"
#include "store/pool.h"

enum {
    Q_ECHO = Q_MIGRATION_BEGIN,
    Q_INSERT = Q_MIGRATION_COMMIT,
    Q_COUNT = Q_MIGRATION_LIST,
    Q_REFUSE = Q_MIGRATION_LOCK,
    Q_BACKEND = Q_MIGRATION_RECORD,
    Q_STAR = Q_MIGRATION_OBJECT_LIST,
    Q_CAST = Q_MIGRATION_OBJECT_DROP,
    Q_UPDATE = Q_MIGRATION_OBJECT_FORGET,
    Q_DIE_AT_COMMIT = Q_MIGRATION_OBJECT_RECORD,
    Q_TYPO = Q_MIGRATION_ENGINE_ALLOW,
    Q_SLEEP = Q_MIGRATION_ENGINE_BECOME,
    Q_SLOW = Q_MIGRATION_ENGINE_FORBID,
};

/* Group fixtures of cmocka. The pool has two connections. */
int exchanges_start(void **state);
int exchanges_stop(void **state);
extern struct pool *pool;

/* An exchange from the pool; must succeed. */
void begin(struct exchange *exchange);

/* Sends a statement; its parameters are texts. Returns its index. */
size_t ask(struct exchange *exchange, int query, const char *const *values);
void insert(struct exchange *exchange, const char *id, const char *note);

/* Of the first row of what was asked. */
const char *cell(const struct exchange *exchange, size_t index, size_t column);

/* The process of PostgreSQL that serves next. */
long backend(void);

/* How many rows with this id are committed. */
long stored(int id);

#endif
