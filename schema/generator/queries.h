/* SPDX-License-Identifier: Apache-2.0 */
/* The statements that the program carries, read at build time. Of two kinds:
 *
 * A query is written, several of one noun in a file of queries/:
 *     -- query rule_get
 *     -- The rule, and the tag of its newest revision.
 *     -- returns value jsonb, tag text
 *     -- may be null: star
 *     select … where q.rule = :rule::text and (:star::int is null or …);
 * Each parameter has a cast, at least once. `returns` names the columns in their order. Numbers and
 * booleans that may be null are named, columns of `returns` by a ? behind their type. What follows
 * `-- part NAME` stands wherever a query says {NAME}. `-- row NAME: …` names columns that several
 * queries have, and which they may return by that name: they share a struct and a reader.
 * :page_first, :page_second and :page_rows are those of a list's page (server/store/statement.h). A
 * query that has the parameters of another, or some of them, says `-- parameters of NAME` and takes
 * its struct.
 *
 * A call is made of the signature of a function, when the comment above it ends with
 *     -- Called by the server.           (or: the operator; the server and the operator)
 *     -- Called by the server; may be null: step, totp_step.
 * Those who are named, and nobody else, may call it: grants.sql.
 * It has the function's name, its parameters without p_, and its columns; of a function that
 * returns one value the column is `value`. */
#ifndef SCHEMA_GENERATOR_QUERIES_H
#define SCHEMA_GENERATOR_QUERIES_H

#include <jansson.h>
#include <stdbool.h>

/* All of them: {"queries": [{"name", "file", "line", "sql", "parameters", "columns", "parameters
 * of"?, "server", "operator"}], "shapes": {name: columns}}; a parameter or column is {"name",
 * "type", "nullable"}. */
struct catalog {
    const char *root; /* the schema's folder */
    json_t *queries;
    json_t *shapes;
    json_t *parts; /* name: SQL */
    int problems;  /* told on stderr so far, each with file and line */
};

void catalog_problem(struct catalog *catalog, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Takes over `query`. */
void catalog_add(struct catalog *catalog, json_t *query);
/* What takes all to be known: that parameters which are another query's are. */
void catalog_check(struct catalog *catalog);
/* Marks the values that a list of names, separated by commas, says may be null. */
void catalog_may_be_null(struct catalog *catalog, json_t *query, const char *names);

/* First what several queries use, then the queries. */
void read_shared(struct catalog *catalog, const char *file, const char *text);
void read_written(struct catalog *catalog, const char *file, const char *text);
void read_calls(struct catalog *catalog, const char *file, const char *text);

/* A member that is a text; NULL without. */
const char *text_of(const json_t *object, const char *member);
/* The member's type; NULL for a type that the program does not know. */
const char *c_type(const json_t *value);
/* The enumerator of enum value_kind. */
const char *c_kind(const json_t *value);

/* queries.h, queries.c and grants.sql. */
bool emit_queries(const struct catalog *catalog, const char *directory);

#endif
