/* SPDX-License-Identifier: Apache-2.0 */
/* A private PostgreSQL in a directory of its own for one test program:
 *
 *   cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop)
 */
#ifndef SUPPORT_CLUSTER_FIXTURE_H
#define SUPPORT_CLUSTER_FIXTURE_H

#include <stddef.h>

#include "base/err.h"
#include "store/cluster.h"

extern struct cluster *fixture_cluster;

int fixture_start(void **state);          /* an empty database */
int fixture_start_migrated(void **state); /* with the program's schema */
int fixture_stop(void **state);
/* In between: the database is away, and comes back where it was. */
void fixture_down(void);
void fixture_up(void);

const char *fixture_conninfo(void);         /* as hoshitori_app */
const char *fixture_migrate_conninfo(void); /* as the superuser hoshitori_migrate */

/* Statements as the superuser, on a connection of their own; a failure fails the test. */
void fixture_sql(const char *sql);
/* What stands in a file, and before it: at most 64 KiB. */
void fixture_sql_file(const char *before, const char *path);
/* The first value, copied; "" for none. Returns out. */
const char *fixture_value(const char *sql, char *out, size_t size);
long fixture_number(const char *sql);
/* Until the first value is neither 0 nor missing. */
void fixture_until(const char *sql);

/* A new directory below TMPDIR or /tmp, and its end with all that is in it. */
void fixture_make_directory(char *out, size_t size);
void fixture_remove_directory(const char *path);
/* Fails the test with what the fault tells. */
void fixture_ok(err result, const struct fault *fault);

#endif
