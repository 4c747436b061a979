/* SPDX-License-Identifier: Apache-2.0 */
/* The contract as the generator sees it: the document, and its operations read out of it. All that
 * is wrong is printed, one line each, so that one build shows it all. */
#ifndef API_CONTRACT_H
#define API_CONTRACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct source {
    const char *path; /* of the YAML file */
    const json_t *document;
    int problems; /* printed so far */
};

void source_problem(struct source *source, const char *where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What the object stands for: itself, or what its $ref (chains too) points to; NULL if nothing. */
const json_t *source_resolve(const struct source *source, const json_t *object);

/* The schema with every reference carried along under $defs and without annotations; new. */
json_t *schema_alone(struct source *source, const char *where, const json_t *schema);

struct declared {
    char where[300]; /* "PUT /v1/rules/{category}" */
    char method[8];  /* upper case */
    const char *path;
    const char *id;
    const json_t *operation;
    json_t *parameters; /* array, owned: those of the path and its own, resolved */
    unsigned rights;
    bool open, any_key;
};

enum { DECLARED_MAX = 500 };

struct declared_list {
    size_t count;
    struct declared *items; /* DECLARED_MAX of them */
};

/* Writes into each operation what x-every-operation says of all. */
void contract_complete(const char *path, json_t *document);

void declared_read(struct source *source, struct declared_list *list);
void declared_release(struct declared_list *list);

bool is_json_type(const char *media_type);
const json_t *body_content(const struct source *source, const struct declared *declared);
/* The schema of the JSON body, NULL when there is none. */
const json_t *body_schema(const struct source *source, const struct declared *declared);
/* A header parameter that is required. */
bool requires_header(const struct declared *declared, const char *name);

/* What the contract says of the end of the operation, or of the first part of what it takes or
 * answers with that ends; NULL: nothing of it is deprecated. */
const json_t *declared_deprecation(struct source *source, const struct declared *declared);
/* The same as the member of its entry in the table. */
void emit_deprecation(FILE *out, const json_t *deprecation);

/* Everything that the contract promises of itself: see check.c. */
void contract_check(struct source *source, const struct declared_list *list);

/* contract_limits.h: LIMIT_<schema>_<member>_<keyword> and LIMIT_PARAMETER_<parameter>_<keyword>.
 */
void emit_limits(FILE *out, const struct source *source);
/* Which members of operations' bodies and answers are personal data, as the SQL function that the
 * audit log asks. */
void emit_personal(FILE *out, const struct source *source, const struct declared_list *list);
/* What members of bodies mean that are left out, as a function of SQL. */
void emit_defaults(FILE *out, const struct source *source);
/* operations.h, operations.c, contract_limits.h, personal.sql and defaults.sql into the directory;
 * false with a message when it cannot write. */
bool emit(struct source *source, const struct declared_list *list, const char *directory);

#endif
