/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of statuses: suppliers, buyers, or both sides' statuses. */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "session.h"
#include "table.h"

enum { ROWS_SHOWN = 200 };

struct rows {
    const char *path;
    const char *name; /* path of the member that names the other side */
    const char *code; /* the buyer's own code, or "" where there is none */
    bool unmet;       /* set: something required is not met */
    size_t count;     /* set: how many were shown */
};

/* Reads all pages that the session's filters and --limit let through and prints them, as a table
 * or as JSON. */
err rows_print(struct session *session, struct rows *rows);

/* All items of a list, over its pages, appended to `items`. */
err list_read(struct session *session, const struct hoshitori_target *target, json_t *items);
/* Items as a table, whose rows `add` adds; with --json the items. */
err items_print(struct session *session, const json_t *items, const enum word *titles,
                void (*add)(struct table *table, const json_t *item));
/* As many items of a list as --limit lets through, in the same way, and how many there were. */
err list_print_some(struct session *session, const struct hoshitori_target *target,
                    const enum word *titles, void (*add)(struct table *table, const json_t *item));
/* Signs in, reads a list and prints its items. */
err list_print(struct session *session, const char *path, const enum word *titles,
               void (*add)(struct table *table, const json_t *item));

#endif
