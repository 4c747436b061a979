/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/schema.h"

#include <stdlib.h>
#include <string.h>

#include "contract/schema_node.h"

struct compiler {
    struct schema *schema;
    struct fault *fault;
};

static err compile_node(struct compiler *compiler, const json_t *source, const struct place *place,
                        const struct node **out);

static err refuse_keyword(struct compiler *compiler, const struct place *place, const char *keyword,
                          const char *problem)
{
    char pointer[FAULT_POINTER_MAX];
    place_write(place, "#", pointer, sizeof pointer);
    return fault_log(compiler->fault, ERR_INTERNAL, "schema %s: %s: %s", pointer, keyword, problem);
}

static err out_of_memory(struct compiler *compiler)
{
    return fault_log(compiler->fault, ERR_INTERNAL, "schema: out of memory");
}

static err compile_types(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    size_t count = json_is_array(rule->argument) ? json_array_size(rule->argument) : 1;
    for (size_t i = 0; i < count; i++) {
        const json_t *name =
            json_is_array(rule->argument) ? json_array_get(rule->argument, i) : rule->argument;
        unsigned type = json_is_string(name) ? schema_type_named(json_string_value(name)) : 0;
        if (!type)
            return refuse_keyword(compiler, place, "type", "names no type");
        rule->types |= type;
    }
    return OK;
}

static err compile_pattern(struct compiler *compiler, const char *text, const struct place *place,
                           struct pattern **out)
{
    const char *problem;
    *out = pattern_compile(text, &problem);
    return *out ? OK : refuse_keyword(compiler, place, text, problem);
}

/* One member of a JSON Pointer, unescaped. */
static const json_t *step_into(const json_t *at, const char *name, size_t length)
{
    char key[256];
    size_t used = 0;
    if (length >= sizeof key)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        bool escape = name[i] == '~' && i + 1 < length;
        key[used++] = escape ? (name[++i] == '1' ? '/' : '~') : name[i];
    }
    key[used] = '\0';
    if (!json_is_array(at))
        return json_object_get(at, key);
    char *end;
    unsigned long index = strtoul(key, &end, 10);
    return *end ? NULL : json_array_get(at, index);
}

static const json_t *resolve(const json_t *document, const char *reference)
{
    if (*reference++ != '#')
        return NULL;
    const json_t *at = document;
    while (at && *reference == '/') {
        size_t length = strcspn(reference + 1, "/");
        at = step_into(at, reference + 1, length);
        reference += 1 + length;
    }
    return *reference ? NULL : at;
}

static err compile_ref(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    const char *reference = json_string_value(rule->argument);
    const json_t *target = reference ? resolve(compiler->schema->document, reference) : NULL;
    if (!target)
        return refuse_keyword(compiler, place, reference ? reference : "$ref",
                              "is not in this text");
    rule->children = calloc(1, sizeof *rule->children);
    if (!rule->children)
        return out_of_memory(compiler);
    rule->child_count = 1;
    return compile_node(compiler, target, place, rule->children);
}

static err compile_list(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    size_t count = json_array_size(rule->argument);
    if (!json_is_array(rule->argument) || !count)
        return refuse_keyword(compiler, place, rule->keyword->name, "is no list of schemas");
    rule->children = calloc(count, sizeof *rule->children);
    if (!rule->children)
        return out_of_memory(compiler);
    rule->child_count = count;
    for (size_t i = 0; i < count; i++) {
        struct place inner = {place, NULL, i};
        TRY(compile_node(compiler, json_array_get(rule->argument, i), &inner, &rule->children[i]));
    }
    return OK;
}

static err compile_map(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    bool patterns = rule->keyword->shape == SHAPE_PATTERN_MAP;
    size_t count = json_object_size(rule->argument) + 1; /* calloc(0) may be NULL */
    if (!json_is_object(rule->argument))
        return refuse_keyword(compiler, place, rule->keyword->name, "is no object");
    rule->children = calloc(count, sizeof *rule->children);
    rule->patterns = patterns ? calloc(count, sizeof(struct pattern *)) : NULL;
    if (!rule->children || (patterns && !rule->patterns))
        return out_of_memory(compiler);
    const char *name;
    json_t *source;
    json_object_foreach((json_t *)rule->argument, name, source)
    {
        struct place inner = {place, name, 0};
        size_t index = rule->child_count++;
        if (patterns)
            TRY(compile_pattern(compiler, name, &inner, &rule->patterns[index]));
        TRY(compile_node(compiler, source, &inner, &rule->children[index]));
    }
    return OK;
}

static err compile_child(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    rule->children = calloc(1, sizeof *rule->children);
    if (!rule->children)
        return out_of_memory(compiler);
    rule->child_count = 1;
    return compile_node(compiler, rule->argument, place, rule->children);
}

static err compile_one_pattern(struct compiler *compiler, struct rule *rule,
                               const struct place *place)
{
    const char *text = json_string_value(rule->argument);
    rule->patterns = calloc(1, sizeof(struct pattern *));
    if (!text || !rule->patterns)
        return refuse_keyword(compiler, place, "pattern", "is no text");
    return compile_pattern(compiler, text, place, rule->patterns);
}

static err compile_format(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    const char *name = json_string_value(rule->argument);
    rule->format = name ? format_find(name) : NULL;
    rule->form = rule->format ? rule->format->form : NULL;
    return rule->format ? OK
                        : refuse_keyword(compiler, place, name ? name : "format", "unknown format");
}

static err compile_form(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    const char *name = json_string_value(rule->argument);
    rule->form = name ? entered_find(name) : NULL;
    return rule->form ? OK
                      : refuse_keyword(compiler, place, name ? name : "x-entered", "unknown form");
}

static err compile_names(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    size_t index;
    json_t *name;
    if (!json_is_array(rule->argument))
        return refuse_keyword(compiler, place, rule->keyword->name, "is no list of names");
    json_array_foreach(
        rule->argument, index,
        name) if (!json_is_string(name)) return refuse_keyword(compiler, place, rule->keyword->name,
                                                               "is no list of names");
    return OK;
}

/* A value is told from the others by a text, as OpenAPI has it. */
static err compile_discriminator(struct compiler *compiler, const struct rule *rule,
                                 const struct place *place)
{
    bool named = json_is_string(json_object_get(rule->argument, "propertyName"));
    return named ? OK : refuse_keyword(compiler, place, "discriminator", "names no property");
}

/* Whether the argument is what the keyword takes, where nothing of it is compiled. */
static bool has_shape(const json_t *argument, enum shape shape)
{
    switch (shape) {
    case SHAPE_VALUES:
        return json_is_array(argument);
    case SHAPE_COUNT:
        return json_is_integer(argument) && json_integer_value(argument) >= 0;
    case SHAPE_NUMBER:
        return json_is_number(argument);
    case SHAPE_POSITIVE:
        return json_number_value(argument) > 0;
    case SHAPE_FLAG:
        return json_is_boolean(argument);
    case SHAPE_PROBLEM:
        return json_is_string(argument);
    default:
        return true;
    }
}

static err compile_rule(struct compiler *compiler, struct rule *rule, const struct place *place)
{
    struct place inner = {place, rule->keyword->name, 0};
    switch (rule->keyword->shape) {
    case SHAPE_TYPES:
        return compile_types(compiler, rule, &inner);
    case SHAPE_REF:
        return compile_ref(compiler, rule, &inner);
    case SHAPE_NAMES:
        return compile_names(compiler, rule, place);
    case SHAPE_PATTERN:
        return compile_one_pattern(compiler, rule, place);
    case SHAPE_FORMAT:
        return compile_format(compiler, rule, place);
    case SHAPE_ENTERED:
        return compile_form(compiler, rule, &inner);
    case SHAPE_DISCRIMINATOR:
        return compile_discriminator(compiler, rule, place);
    case SHAPE_SCHEMA:
        return compile_child(compiler, rule, &inner);
    case SHAPE_SCHEMA_LIST:
        return compile_list(compiler, rule, &inner);
    case SHAPE_SCHEMA_MAP:
    case SHAPE_PATTERN_MAP:
        return compile_map(compiler, rule, &inner);
    case SHAPE_COUNT:
        rule->count = (size_t)json_integer_value(rule->argument);
        break;
    default:
        break;
    }
    return has_shape(rule->argument, rule->keyword->shape)
               ? OK
               : refuse_keyword(compiler, place, rule->keyword->name, "has the wrong type");
}

static const struct keyword *find_keyword(const char *name)
{
    for (const struct keyword *keyword = schema_keywords; keyword->name; keyword++)
        if (strcmp(keyword->name, name) == 0)
            return keyword;
    return NULL;
}

static err refuse_unknown(struct compiler *compiler, const json_t *source,
                          const struct place *place)
{
    const char *name;
    json_t *argument;
    json_object_foreach(
        (json_t *)source, name,
        argument) if (strncmp(name, "x-", 2) != 0 &&
                      !find_keyword(name)) return refuse_keyword(compiler, place, name,
                                                                 "keyword not supported");
    return OK;
}

static err compile_rules(struct compiler *compiler, struct node *node, const struct place *place)
{
    node->rules = calloc(json_object_size(node->source) + 1, sizeof *node->rules);
    if (!node->rules)
        return out_of_memory(compiler);
    for (const struct keyword *keyword = schema_keywords; keyword->name; keyword++) {
        const json_t *argument = json_object_get(node->source, keyword->name);
        if (!argument || keyword->shape == SHAPE_ANNOTATION)
            continue;
        struct rule *rule = &node->rules[node->rule_count++];
        *rule = (struct rule){.keyword = keyword, .node = node, .argument = argument};
        TRY(compile_rule(compiler, rule, place));
    }
    return OK;
}

/* A schema that was met before is the same node: this is what lets references go in circles. */
static err compile_node(struct compiler *compiler, const json_t *source, const struct place *place,
                        const struct node **out)
{
    for (const struct node *known = compiler->schema->nodes; known; known = known->next) {
        if (known->source == source && !json_is_boolean(source)) {
            *out = known;
            return OK;
        }
    }
    if (!json_is_object(source) && !json_is_boolean(source))
        return refuse_keyword(compiler, place, "schema", "is neither an object nor a boolean");
    struct node *node = calloc(1, sizeof *node);
    if (!node)
        return out_of_memory(compiler);
    *node = (struct node){.next = compiler->schema->nodes, .source = source};
    compiler->schema->nodes = node;
    *out = node;
    if (json_is_boolean(source))
        return OK;
    TRY(refuse_unknown(compiler, source, place));
    node->problem = json_string_value(json_object_get(source, "x-problem"));
    return compile_rules(compiler, node, place);
}

err schema_compile(const char *text, struct schema **out, struct fault *fault)
{
    SCOPED(schema_free) struct schema *schema = calloc(1, sizeof *schema);
    struct compiler compiler = {schema, fault};
    if (!schema)
        return out_of_memory(&compiler);
    json_error_t error;
    schema->document = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (!schema->document)
        return fault_log(fault, ERR_INTERNAL, "schema: not JSON: %s", error.text);
    TRY(compile_node(&compiler, schema->document, NULL, &schema->root));
    *out = steal(&schema);
    return OK;
}

static void free_rule(struct rule *rule)
{
    size_t patterns = rule->keyword->shape == SHAPE_PATTERN ? 1 : rule->child_count;
    for (size_t i = 0; rule->patterns && i < patterns; i++)
        pattern_free(&rule->patterns[i]);
    free(rule->patterns);
    free(rule->children);
}

static void free_node(struct node *node)
{
    for (size_t i = 0; i < node->rule_count; i++)
        free_rule(&node->rules[i]);
    free(node->rules);
    free(node);
}

void schema_free(struct schema **schema)
{
    if (*schema) {
        for (struct node *node = (*schema)->nodes, *next; node; node = next) {
            next = node->next;
            free_node(node);
        }
        json_decref((*schema)->document);
    }
    free_at(schema);
}
