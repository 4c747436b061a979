/* SPDX-License-Identifier: Apache-2.0 */
/* A compiled schema: nodes with one rule for each keyword that they carry, in the order of the
 * keyword table. Between schema.c, schema_check.c and schema_rules.c only. */
#ifndef CONTRACT_SCHEMA_NODE_H
#define CONTRACT_SCHEMA_NODE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "contract/format.h"
#include "contract/pattern.h"
#include "contract/schema.h"

enum type {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_INTEGER = 4,
    TYPE_NUMBER = 8,
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64
};

/* What stands behind a keyword, and so how it is compiled. */
enum shape {
    SHAPE_ANNOTATION,
    SHAPE_TYPES,
    SHAPE_REF,
    SHAPE_VALUE,
    SHAPE_VALUES,
    SHAPE_NAMES,
    SHAPE_COUNT,
    SHAPE_NUMBER,
    SHAPE_POSITIVE,
    SHAPE_FLAG,
    SHAPE_PATTERN,
    SHAPE_FORMAT,
    SHAPE_ENTERED,
    SHAPE_PROBLEM,
    SHAPE_DISCRIMINATOR,
    SHAPE_SCHEMA,
    SHAPE_SCHEMA_LIST,
    SHAPE_SCHEMA_MAP,
    SHAPE_PATTERN_MAP,
};

struct rule;
struct node;
struct place;
struct checking;

/* True when the value keeps the rule; else it has reported why. */
typedef bool check_fn(struct checking *check, const struct rule *rule, const json_t *value,
                      const struct place *place);

struct keyword {
    const char *name;
    enum shape shape;
    check_fn *check; /* NULL: read by another keyword's rule, or nothing to check */
};

extern const struct keyword schema_keywords[]; /* ends with a NULL name */

struct rule {
    const struct keyword *keyword;
    const struct node *node; /* that carries it */
    const json_t *argument;
    unsigned types;               /* SHAPE_TYPES */
    size_t count;                 /* SHAPE_COUNT */
    const struct format *format;  /* SHAPE_FORMAT */
    entered_form *form;           /* SHAPE_ENTERED */
    struct pattern **patterns;    /* SHAPE_PATTERN: one; SHAPE_PATTERN_MAP: one for each child */
    const struct node **children; /* in the order of the argument */
    size_t child_count;
};

struct node {
    struct node *next;    /* of the schema's list, which owns it */
    const json_t *source; /* the schema that it was compiled from */
    const char *problem;  /* of x-problem; NULL: what each rule says */
    struct rule *rules;
    size_t rule_count;
};

struct schema {
    json_t *document;
    struct node *nodes;
    const struct node *root;
};

/* Where in the value a check stands: the path from the root, rendered only for a fault. */
struct place {
    const struct place *parent;
    const char *key; /* NULL: `index` */
    size_t index;
};

/* Without a fault to fill it checks silently, and stops at the first one. */
struct checking {
    struct fault *fault;
    const char *base_pointer;
    int depth;
    bool shape_only; /* if is passed over */
};

const struct rule *schema_rule(const struct node *node, const char *keyword);
/* JSON Pointer of the place behind `base`, cut at `size`. */
void place_write(const struct place *place, const char *base, char *out, size_t size);

unsigned schema_type_named(const char *name); /* 0: no type */
unsigned schema_type_of(const json_t *value); /* an integer is a number too */

bool schema_check_node(struct checking *check, const struct node *node, const json_t *value,
                       const struct place *place);
/* Reports nothing. */
bool schema_fits(const struct checking *check, const struct node *node, const json_t *value);
/* Reports and returns false. `params` is taken over; it may be NULL. */
bool schema_refuse(struct checking *check, const struct place *place, const char *code,
                   json_t *params);

/* The rules that combine whole schemas (schema_combine.c); the others are in schema_rules.c. */
check_fn check_ref, check_all_of, check_any_of, check_one_of, check_not, check_if;

#endif
