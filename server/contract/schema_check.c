/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/schema_node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Schemas that refer to themselves without going into the value end here. */
enum { DEPTH_MAX = 200 };

static const struct {
    const char *name;
    unsigned types;
} types[] = {{"null", TYPE_NULL},     {"boolean", TYPE_BOOLEAN}, {"integer", TYPE_INTEGER},
             {"number", TYPE_NUMBER}, {"string", TYPE_STRING},   {"array", TYPE_ARRAY},
             {"object", TYPE_OBJECT}};

unsigned schema_type_named(const char *name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].name, name) == 0)
            return types[i].types;
    return 0;
}

unsigned schema_type_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return TYPE_OBJECT;
    case JSON_ARRAY:
        return TYPE_ARRAY;
    case JSON_STRING:
        return TYPE_STRING;
    case JSON_INTEGER:
        return TYPE_INTEGER | TYPE_NUMBER;
    case JSON_REAL:
        return TYPE_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return TYPE_BOOLEAN;
    case JSON_NULL:
        break;
    }
    return TYPE_NULL;
}

const struct rule *schema_rule(const struct node *node, const char *keyword)
{
    for (size_t i = 0; i < node->rule_count; i++)
        if (strcmp(node->rules[i].keyword->name, keyword) == 0)
            return &node->rules[i];
    return NULL;
}

static void write_step(const struct place *place, struct buf *out)
{
    if (!place)
        return;
    write_step(place->parent, out);
    buf_char(out, '/');
    if (!place->key)
        buf_format(out, "%zu", place->index);
    for (const char *c = place->key; c && *c; c++) {
        if (*c == '~' || *c == '/')
            buf_text_add(out, *c == '~' ? "~0" : "~1");
        else
            buf_char(out, *c);
    }
}

void place_write(const struct place *place, const char *base, char *out, size_t size)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(size - 1);
    buf_text_add(&text, base);
    write_step(place, &text);
    snprintf(out, size, "%s", buf_text(&text));
    /* A name cut in the middle of a character would spoil the answer's UTF-8. */
    for (size_t end = strlen(out); text.failed && end && (out[end - 1] & 0x80); end--)
        out[end - 1] = '\0';
}

bool schema_refuse(struct checking *check, const struct place *place, const char *code,
                   json_t *params)
{
    if (check->fault) {
        char pointer[FAULT_POINTER_MAX];
        place_write(place, check->base_pointer, pointer, sizeof pointer);
        SCOPED(free_at)
        char *text = params ? json_dumps(params, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
        fault_add(check->fault, pointer, code, text);
    }
    json_decref(params);
    return false;
}

bool schema_fits(const struct checking *check, const struct node *node, const json_t *value)
{
    struct checking silent = {.depth = check->depth, .shape_only = check->shape_only};
    return schema_check_node(&silent, node, value, NULL);
}

bool schema_check_node(struct checking *check, const struct node *node, const json_t *value,
                       const struct place *place)
{
    if (node->problem && check->fault)
        return schema_fits(check, node, value) || schema_refuse(check, place, node->problem, NULL);
    if (json_is_boolean(node->source))
        return json_is_true(node->source) || schema_refuse(check, place, "not_allowed", NULL);
    if (check->depth == DEPTH_MAX)
        return schema_refuse(check, place, "too_deep", NULL);
    check->depth++;
    bool valid = true;
    for (size_t i = 0; i < node->rule_count; i++) {
        const struct rule *rule = &node->rules[i];
        if (!rule->keyword->check || rule->keyword->check(check, rule, value, place))
            continue;
        valid = false;
        /* Of a value of the wrong type nothing else is worth saying. */
        if (rule->keyword->shape == SHAPE_TYPES || !check->fault)
            break;
    }
    check->depth--;
    return valid;
}

err schema_check(const struct schema *schema, const json_t *value, const char *base_pointer,
                 struct fault *fault)
{
    struct checking check = {.fault = fault, .base_pointer = base_pointer};
    if (schema_check_node(&check, schema->root, value, NULL))
        return OK;
    return fault_set(fault, ERR_INVALID, NULL);
}

bool schema_has_shape(const struct schema *schema, const json_t *value)
{
    struct checking check = {.shape_only = true};
    return schema_check_node(&check, schema->root, value, NULL);
}

/* The types that a text may be read as: those of the node, or of what it refers to. */
static unsigned types_of(const struct node *node, int depth)
{
    const struct rule *rule = schema_rule(node, "type");
    if (rule)
        return rule->types;
    rule = schema_rule(node, "$ref");
    return rule && depth ? types_of(rule->children[0], depth - 1) : TYPE_STRING;
}

static const struct node *items_node(const struct node *node, int depth)
{
    const struct rule *rule = schema_rule(node, "items");
    if (rule)
        return rule->children[0];
    rule = schema_rule(node, "$ref");
    return rule && depth ? items_node(rule->children[0], depth - 1) : NULL;
}

/* A number as JSON writes it, so that " 1", "+1", "0x1" and "1e" are none. */
static json_t *read_number(const char *text, unsigned wanted)
{
    if (!*text || strspn(text, "0123456789+-.eE") != strlen(text))
        return NULL;
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    if (value && !(schema_type_of(value) & wanted)) {
        json_decref(value);
        value = NULL;
    }
    return value;
}

static json_t *value_of_text(const struct node *node, const char *text, size_t length);

static json_t *read_items(const struct node *items, const char *text, size_t length)
{
    json_t *list = json_array();
    const char *end = text + length;
    while (list && length) {
        const char *comma = memchr(text, ',', (size_t)(end - text));
        size_t item = (size_t)((comma ? comma : end) - text);
        if (json_array_append_new(list, value_of_text(items, text, item)) != 0) {
            json_decref(list);
            return NULL;
        }
        if (!comma)
            break;
        text = comma + 1;
    }
    return list;
}

static json_t *read_scalar(unsigned wanted, const char *text)
{
    json_t *value = NULL;
    if (wanted & (TYPE_INTEGER | TYPE_NUMBER))
        value = read_number(text, wanted);
    if (!value && wanted & TYPE_BOOLEAN)
        value = strcmp(text, "true") == 0    ? json_true()
                : strcmp(text, "false") == 0 ? json_false()
                                             : NULL;
    return value ? value : json_string(text);
}

static json_t *value_of_text(const struct node *node, const char *text, size_t length)
{
    unsigned wanted = node ? types_of(node, DEPTH_MAX) : TYPE_STRING;
    if (wanted & TYPE_ARRAY)
        return read_items(items_node(node, DEPTH_MAX), text, length);
    SCOPED(free_at) char *copy = strndup(text, length);
    return copy ? read_scalar(wanted, copy) : NULL;
}

err schema_check_text(const struct schema *schema, const char *text, const char *base_pointer,
                      struct fault *fault)
{
    json_auto_t *value = value_of_text(schema->root, text, strlen(text));
    if (value)
        return schema_check(schema, value, base_pointer, fault);
    fault_add(fault, base_pointer, "invalid_text", NULL);
    return fault_set(fault, ERR_INVALID, NULL);
}
