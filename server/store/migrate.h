/* SPDX-License-Identifier: Apache-2.0 */
/* Brings a database to the schema that the program carries.
 *
 * Migrations are applied once, in order of their numbers, each in a transaction of its own; a
 * migration that was changed after it was applied, or a database that is newer than the program,
 * is refused. Functions and views hold no data: when a migration ran or one of their texts
 * changed, all views and all functions of the engine are dropped and built anew, in one
 * transaction, as the role hoshitori_engine. So migrations create neither of them. Nothing is
 * changed while servers of 0.1.0 are connected; later ones tell their version and serve on.
 *
 * The role must be able to create roles and schemas: hoshitori_migrate of a private cluster is the
 * superuser; elsewhere it has CREATEROLE and CREATE on the database. Names need no schema: the
 * search path is hoshitori. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include <stdbool.h>

#include "base/err.h"
#include "embedded.h"

struct schema_text {
    struct embedded_list migrations;
    struct embedded_list functions;
    struct embedded_list views;
};

struct migrate_report {
    size_t applied; /* migrations that ran now */
    int version;    /* number of the newest migration, 0 = none */
    bool rebuilt;   /* functions and views */
};

/* The program's own schema. */
struct schema_text schema_embedded(void);

/* Several may be started at once: one runs, the others wait and find nothing to do. The reason of
 * a failure is in fault->log. */
err migrate_run(const char *conninfo, const struct schema_text *schema, struct migrate_report *out,
                struct fault *fault) MUST_CHECK;

struct pool;

/* Whether a server can work with a database that others migrate: refuses one that lacks the newest
 * migration. One that is newer is good, since a release leaves to the servers of the one before
 * what they call: servers are replaced one after the other while the schema is ahead. */
err migrate_check(struct pool *pool, const struct schema_text *schema,
                  struct fault *fault) MUST_CHECK;

#endif
