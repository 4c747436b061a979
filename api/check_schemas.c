/* SPDX-License-Identifier: Apache-2.0 */
#include "check_schemas.h"

#include <stdio.h>
#include <string.h>

#include "contract/schema.h"

enum { DEPTH_MAX = 40, UNIQUE_ITEMS_MAX = 1000 };

static struct schema *compile(struct source *source, const char *where, const json_t *schema)
{
    json_auto_t *alone = schema_alone(source, where, schema);
    SCOPED(free_at)
    char *text = json_dumps(alone, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17));
    struct schema *compiled = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    if (!text || schema_compile(text, &compiled, &fault).code != ERR_NONE)
        source_problem(source, where, "%s", fault.log);
    return compiled;
}

static void check_example(struct source *source, const char *where, const struct schema *schema,
                          const char *name, const json_t *value)
{
    SCOPED(fault_release) struct fault fault = {0};
    if (schema_check(schema, value, "", &fault).code == ERR_NONE)
        return;
    for (size_t i = 0; i < fault.item_count; i++)
        source_problem(source, where, "example %s%s: %s %s", name, fault.items[i].pointer,
                       fault.items[i].code, fault.items[i].params);
}

void check_examples(struct source *source, const char *where, const json_t *media)
{
    SCOPED(schema_free)
    struct schema *schema = compile(source, where, json_object_get(media, "schema"));
    if (!schema)
        return;
    const json_t *single = json_object_get(media, "example");
    if (single)
        check_example(source, where, schema, "", single);
    const char *name;
    json_t *example;
    json_object_foreach(json_object_get(media, "examples"), name, example)
    {
        const json_t *value = json_object_get(source_resolve(source, example), "value");
        if (value)
            check_example(source, where, schema, name, value);
        else
            source_problem(source, where, "example %s has no value", name);
    }
}

void check_content(struct source *source, const char *where, const json_t *content)
{
    const char *type;
    json_t *media;
    json_object_foreach((json_t *)content, type, media)
    {
        char place[400];
        snprintf(place, sizeof place, "%s: %s", where, type);
        if (is_json_type(type) && !json_object_get(media, "schema"))
            source_problem(source, place, "no schema");
        else if (is_json_type(type))
            check_examples(source, place, media);
    }
}

void check_components(struct source *source)
{
    const json_t *components = json_object_get(source->document, "components");
    const char *name;
    json_t *source_schema;
    json_object_foreach(json_object_get(components, "schemas"), name, source_schema)
    {
        SCOPED(schema_free) struct schema *schema = compile(source, name, source_schema);
        size_t index;
        json_t *example;
        json_array_foreach(schema ? json_object_get(source_schema, "examples") : NULL, index,
                           example) check_example(source, name, schema, "", example);
    }
    json_t *header;
    json_object_foreach(json_object_get(components, "headers"), name, header)
        check_examples(source, name, header);
}

struct walk {
    struct source *source;
    const char *where;
    const char *what;
};

static void walk(const struct walk *self, const json_t *schema, int depth);

static bool names_type(const json_t *schema, const char *name)
{
    const json_t *type = json_object_get(schema, "type");
    size_t index;
    json_t *item;
    json_array_foreach(type, index,
                       item) if (json_is_string(item) &&
                                 strcmp(json_string_value(item), name) == 0) return true;
    return json_is_string(type) && strcmp(json_string_value(type), name) == 0;
}

static bool has_any(const json_t *schema, const char *const *keywords)
{
    for (; *keywords; keywords++)
        if (json_object_get(schema, *keywords))
            return true;
    return false;
}

static void check_limits(const struct walk *self, const json_t *schema)
{
    static const char *const ends_text[] = {"maxLength", "enum",   "const",
                                            "pattern",   "format", NULL};
    const json_t *most = json_object_get(schema, "maxItems");
    if (names_type(schema, "string") && !has_any(schema, ends_text))
        source_problem(self->source, self->where, "%s: a text without maxLength", self->what);
    if (names_type(schema, "array") && !most)
        source_problem(self->source, self->where, "%s: a list without maxItems", self->what);
    if (json_is_true(json_object_get(schema, "uniqueItems")) &&
        json_integer_value(most) > UNIQUE_ITEMS_MAX)
        source_problem(self->source, self->where, "%s: uniqueItems of more than %d", self->what,
                       UNIQUE_ITEMS_MAX);
    if (json_object_get(schema, "properties") && !json_object_get(schema, "additionalProperties"))
        source_problem(self->source, self->where, "%s: an object without additionalProperties",
                       self->what);
}

static void walk_map(const struct walk *self, const json_t *map, int depth)
{
    const char *name;
    json_t *schema;
    json_object_foreach((json_t *)map, name, schema)
    {
        struct walk inner = {self->source, self->where, name};
        walk(&inner, schema, depth);
    }
}

/* Into what the value is made of. Alternatives only narrow their parent, which has its limits. */
static void walk(const struct walk *self, const json_t *schema, int depth)
{
    schema = source_resolve(self->source, schema);
    if (!json_is_object(schema) || depth == DEPTH_MAX)
        return;
    check_limits(self, schema);
    walk_map(self, json_object_get(schema, "properties"), depth + 1);
    walk(self, json_object_get(schema, "additionalProperties"), depth + 1);
    walk(self, json_object_get(schema, "items"), depth + 1);
    static const char *const combined[] = {"anyOf", "oneOf", "prefixItems"};
    for (size_t i = 0; i < sizeof combined / sizeof *combined; i++) {
        size_t index;
        json_t *part;
        json_array_foreach(json_object_get(schema, combined[i]), index,
                           part) if (json_object_get(part, "$ref") || json_object_get(part, "type"))
            walk(self, part, depth + 1);
    }
}

void check_request_schema(struct source *source, const char *where, const char *what,
                          const json_t *schema)
{
    if (!schema) {
        source_problem(source, where, "%s has no schema", what);
        return;
    }
    SCOPED(schema_free) struct schema *compiled = compile(source, where, schema);
    struct walk self = {source, where, what};
    if (compiled)
        walk(&self, schema, 0);
}
