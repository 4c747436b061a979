/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in columns. On a terminal the widest column is cut to fit and the last one is wrapped;
 * elsewhere nothing is cut and nothing is coloured. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <jansson.h>
#include <stdbool.h>

#include "session.h"

enum { TABLE_COLUMNS_MAX = 10 };

struct cell {
    char *text; /* owned */
    enum style style;
    bool stars; /* drawn as ★★☆··, `held` of `required` */
    int held, required;
};

struct table {
    const struct session *session;
    size_t columns;
    enum word titles[TABLE_COLUMNS_MAX];
    bool right[TABLE_COLUMNS_MAX]; /* numbers */
    struct cell *cells;            /* owned */
    size_t count, capacity;
};

/* The titles end with W_NONE. */
void table_begin(struct table *table, const struct session *session, const enum word *titles);
void table_release(struct table *table);
/* The next cell, from left to right, row by row. NULL is an empty one. */
void table_add(struct table *table, enum style style, const char *text);
/* The same for several cells of plain text. */
#define table_texts(table, ...)                                                                    \
    table_add_texts(table, (const char *const[]){__VA_ARGS__},                                     \
                    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
void table_add_texts(struct table *table, const char *const *texts, size_t count);
void table_add_number(struct table *table, int64_t number);
/* held < 0: not known. */
void table_add_stars(struct table *table, int held, int required);
size_t table_rows(const struct table *table);
void table_print(struct table *table, FILE *stream);

#endif
