/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "contract.h"

static const char components[] = "#/components/schemas/";

struct copy {
    struct source *source;
    const char *where;
    json_t *definitions; /* of the schemas met so far */
};

static json_t *copy_schema(struct copy *copy, const json_t *schema);

static bool is_word_of(const char *name, const char *words)
{
    char word[64];
    snprintf(word, sizeof word, " %s ", name);
    return strstr(words, word) != NULL;
}

static bool is_annotation(const char *name)
{
    return (strncmp(name, "x-", 2) == 0 && !is_word_of(name, " x-entered x-problem ")) ||
           is_word_of(name, " title description example examples default deprecated readOnly "
                            "writeOnly $comment ");
}

static json_t *copy_map(struct copy *copy, const json_t *map)
{
    json_t *out = json_object();
    const char *name;
    json_t *schema;
    json_object_foreach((json_t *)map, name, schema)
        json_object_set_new(out, name, copy_schema(copy, schema));
    return out;
}

static json_t *copy_list(struct copy *copy, const json_t *list)
{
    json_t *out = json_array();
    size_t index;
    json_t *schema;
    json_array_foreach(list, index, schema) json_array_append_new(out, copy_schema(copy, schema));
    return out;
}

static json_t *copy_reference(struct copy *copy, const char *reference)
{
    size_t length = sizeof components - 1;
    const char *name = strncmp(reference, components, length) == 0 ? reference + length : "";
    const json_t *all =
        json_object_get(json_object_get(copy->source->document, "components"), "schemas");
    const json_t *target = json_object_get(all, name);
    if (!target) {
        source_problem(copy->source, copy->where, "%s refers to nothing", reference);
        return json_string("#");
    }
    if (!json_object_get(copy->definitions, name)) {
        json_object_set_new(copy->definitions, name, json_true()); /* ends the circle */
        json_object_set_new(copy->definitions, name, copy_schema(copy, target));
    }
    return json_sprintf("#/$defs/%s", name);
}

static json_t *copy_keyword(struct copy *copy, const char *name, json_t *argument)
{
    if (strcmp(name, "$ref") == 0 && json_is_string(argument))
        return copy_reference(copy, json_string_value(argument));
    if (is_word_of(name, " properties patternProperties $defs ") && json_is_object(argument))
        return copy_map(copy, argument);
    if (is_word_of(name, " allOf anyOf oneOf prefixItems ") && json_is_array(argument))
        return copy_list(copy, argument);
    if (is_word_of(name, " items additionalProperties not if then else "))
        return copy_schema(copy, argument);
    return json_incref(argument);
}

static json_t *copy_schema(struct copy *copy, const json_t *schema)
{
    if (!json_is_object(schema))
        return json_incref((json_t *)schema);
    json_t *out = json_object();
    const char *name;
    json_t *argument;
    json_object_foreach((json_t *)schema, name, argument) if (!is_annotation(name))
        json_object_set_new(out, name, copy_keyword(copy, name, argument));
    return out;
}

json_t *schema_alone(struct source *source, const char *where, const json_t *schema)
{
    json_auto_t *definitions = json_object();
    struct copy copy = {source, where, definitions};
    json_t *out = copy_schema(&copy, schema);
    if (json_object_size(definitions) && json_is_object(out))
        json_object_set(out, "$defs", definitions);
    return out;
}
