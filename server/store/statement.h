/* SPDX-License-Identifier: Apache-2.0 */
/* What the generator (schema/generator) says about the statements in schema/, and one of them with
 * its parameters, ready to be sent. queries.h, which it writes, has for each a struct of
 * parameters, a function that makes the statement and, where it returns rows, their struct and its
 * reader:
 *
 *   size_t put = exchange_send(&exchange, QUERY(requirement_put, .supplier = …, .demand = …));
 *   TRY(exchange_read(&exchange, fault));
 *   struct q_change_row row = q_change_row(&exchange, put, 0);
 *
 * smallint and int are int32_t, bigint is int64_t, boolean is bool; all else is PostgreSQL's text
 * for it, NULL for SQL NULL. Numbers and booleans that may be null are the structs below. */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nullable_int {
    bool given;
    int32_t value;
};

struct nullable_bigint {
    bool given;
    int64_t value;
};

struct nullable_boolean {
    bool given;
    bool value;
};

enum value_kind {
    VALUE_TEXT,
    VALUE_INT,
    VALUE_BIGINT,
    VALUE_BOOLEAN,
    VALUE_NULLABLE_INT,
    VALUE_NULLABLE_BIGINT,
    VALUE_NULLABLE_BOOLEAN
};

/* A parameter or a column: a member of a struct. */
struct query_value {
    const char *name;
    const char *type; /* PostgreSQL's */
    enum value_kind kind;
    bool of_page; /* a member of struct query_page */
    size_t offset;
};

enum { QUERY_PARAMETERS_MAX = 32 };

struct query {
    const char *name;
    const char *sql;
    const char *file; /* where it is declared, below schema/ */
    const struct query_value *parameters, *columns;
    size_t parameter_count, column_count;
    int shape;                   /* which reader reads its rows, see queries.h */
    bool of_server, of_operator; /* who may run it */
};

/* Where a page of a list begins, for queries with :page_first, :page_second and :page_rows. */
struct query_page {
    const char *first, *second; /* of the last row of the page before; NULL: the first page */
    int32_t rows;
};

struct statement {
    const struct query *query;
    const void *parameters; /* the query's struct; NULL for none */
    const struct query_page *page;
};

/* Lives as long as the block in which it stands. */
#define QUERY(name, ...) q_##name(&(struct q_##name){__VA_ARGS__})

struct exchange;

enum { STATEMENT_NUMBER_SIZE = 24 };

/* Parameters as libpq takes them. */
struct statement_values {
    const char *texts[QUERY_PARAMETERS_MAX];
    char numbers[QUERY_PARAMETERS_MAX][STATEMENT_NUMBER_SIZE];
};

void statement_write(const struct statement *statement, struct statement_values *out);
/* The value of a column, which is not null, into its member of `row`. */
void statement_read(const struct query_value *column, const char *text, void *row);
bool statement_allows_null(const struct query_value *column);

#endif
