/* SPDX-License-Identifier: Apache-2.0 */
/* The keyword table, and the rules for one value, one array, one object. */
#include "contract/schema_node.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

static bool check_type(struct checking *check, const struct rule *rule, const json_t *value,
                       const struct place *place)
{
    return rule->types & schema_type_of(value) ||
           schema_refuse(check, place, "wrong_type",
                         json_pack("{s:O}", "expected", (json_t *)rule->argument));
}

static bool check_const(struct checking *check, const struct rule *rule, const json_t *value,
                        const struct place *place)
{
    return json_equal(rule->argument, value) ||
           schema_refuse(check, place, "not_allowed_value",
                         json_pack("{s:[O]}", "allowed", (json_t *)rule->argument));
}

static bool check_enum(struct checking *check, const struct rule *rule, const json_t *value,
                       const struct place *place)
{
    size_t index;
    json_t *allowed;
    json_array_foreach(rule->argument, index, allowed) if (json_equal(allowed, value)) return true;
    return schema_refuse(check, place, "not_allowed_value",
                         json_pack("{s:O}", "allowed", (json_t *)rule->argument));
}

/* Integers are compared as such: a double cannot tell large ones apart. */
static int compare_numbers(const json_t *a, const json_t *b)
{
    if (json_is_integer(a) && json_is_integer(b)) {
        json_int_t left = json_integer_value(a), right = json_integer_value(b);
        return (left > right) - (left < right);
    }
    double left = json_number_value(a), right = json_number_value(b);
    return (left > right) - (left < right);
}

static bool refuse_range(struct checking *check, const struct rule *rule, const struct place *place)
{
    return schema_refuse(check, place, "out_of_range",
                         json_pack("{s:O}", rule->keyword->name, (json_t *)rule->argument));
}

static bool check_minimum(struct checking *check, const struct rule *rule, const json_t *value,
                          const struct place *place)
{
    return !json_is_number(value) || compare_numbers(value, rule->argument) >= 0 ||
           refuse_range(check, rule, place);
}

static bool check_maximum(struct checking *check, const struct rule *rule, const json_t *value,
                          const struct place *place)
{
    return !json_is_number(value) || compare_numbers(value, rule->argument) <= 0 ||
           refuse_range(check, rule, place);
}

static bool check_exclusive_minimum(struct checking *check, const struct rule *rule,
                                    const json_t *value, const struct place *place)
{
    return !json_is_number(value) || compare_numbers(value, rule->argument) > 0 ||
           refuse_range(check, rule, place);
}

static bool check_exclusive_maximum(struct checking *check, const struct rule *rule,
                                    const json_t *value, const struct place *place)
{
    return !json_is_number(value) || compare_numbers(value, rule->argument) < 0 ||
           refuse_range(check, rule, place);
}

/* Of reals: 0.0075 is a multiple of 0.0001, though no double says so exactly. */
static bool is_multiple(const json_t *value, const json_t *of)
{
    if (json_is_integer(value) && json_is_integer(of))
        return json_integer_value(value) % json_integer_value(of) == 0;
    double quotient = json_number_value(value) / json_number_value(of);
    return isfinite(quotient) &&
           fabs(quotient - nearbyint(quotient)) <= 1e-12 * fmax(1, fabs(quotient));
}

static bool check_multiple_of(struct checking *check, const struct rule *rule, const json_t *value,
                              const struct place *place)
{
    return !json_is_number(value) || is_multiple(value, rule->argument) ||
           schema_refuse(check, place, "not_a_multiple",
                         json_pack("{s:O}", "of", (json_t *)rule->argument));
}

static bool at_least(struct checking *check, const struct rule *rule, const struct place *place,
                     size_t count, const char *code)
{
    return count >= rule->count ||
           schema_refuse(check, place, code,
                         json_pack("{s:O}", rule->keyword->name, (json_t *)rule->argument));
}

static bool at_most(struct checking *check, const struct rule *rule, const struct place *place,
                    size_t count, const char *code)
{
    return count <= rule->count ||
           schema_refuse(check, place, code,
                         json_pack("{s:O}", rule->keyword->name, (json_t *)rule->argument));
}

static bool check_min_length(struct checking *check, const struct rule *rule, const json_t *value,
                             const struct place *place)
{
    return !json_is_string(value) ||
           at_least(check, rule, place, text_length(json_string_value(value)), "too_short");
}

static bool check_max_length(struct checking *check, const struct rule *rule, const json_t *value,
                             const struct place *place)
{
    return !json_is_string(value) ||
           at_most(check, rule, place, text_length(json_string_value(value)), "too_long");
}

static bool check_pattern(struct checking *check, const struct rule *rule, const json_t *value,
                          const struct place *place)
{
    return !json_is_string(value) || pattern_matches(rule->patterns[0], json_string_value(value)) ||
           schema_refuse(check, place, "pattern",
                         json_pack("{s:O}", "pattern", (json_t *)rule->argument));
}

static bool check_format(struct checking *check, const struct rule *rule, const json_t *value,
                         const struct place *place)
{
    const char *problem =
        json_is_string(value) ? format_problem(rule->format, json_string_value(value)) : NULL;
    return !problem || schema_refuse(check, place, problem, NULL);
}

static bool check_min_items(struct checking *check, const struct rule *rule, const json_t *value,
                            const struct place *place)
{
    return !json_is_array(value) ||
           at_least(check, rule, place, json_array_size(value), "too_few_items");
}

static bool check_max_items(struct checking *check, const struct rule *rule, const json_t *value,
                            const struct place *place)
{
    return !json_is_array(value) ||
           at_most(check, rule, place, json_array_size(value), "too_many_items");
}

static bool is_repeated(const json_t *value, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (json_equal(json_array_get(value, i), json_array_get(value, index)))
            return true;
    return false;
}

/* Comparing all pairs takes the square of their number: a list that is too long already is not
 * looked at (the contract's generator sees to it that each such list has an end). */
static bool check_unique_items(struct checking *check, const struct rule *rule, const json_t *value,
                               const struct place *place)
{
    const struct rule *most = schema_rule(rule->node, "maxItems");
    if (!json_is_true(rule->argument) || (most && json_array_size(value) > most->count))
        return true;
    bool valid = true;
    for (size_t i = 1; i < json_array_size(value); i++) {
        struct place inner = {place, NULL, i};
        if (is_repeated(value, i))
            valid = schema_refuse(check, &inner, "duplicate_items", NULL);
    }
    return valid;
}

static bool check_prefix_items(struct checking *check, const struct rule *rule, const json_t *value,
                               const struct place *place)
{
    bool valid = true;
    for (size_t i = 0; i < rule->child_count && i < json_array_size(value); i++) {
        struct place inner = {place, NULL, i};
        valid &= schema_check_node(check, rule->children[i], json_array_get(value, i), &inner);
    }
    return valid;
}

static bool check_items(struct checking *check, const struct rule *rule, const json_t *value,
                        const struct place *place)
{
    const struct rule *prefix = schema_rule(rule->node, "prefixItems");
    bool valid = true;
    for (size_t i = prefix ? prefix->child_count : 0; i < json_array_size(value); i++) {
        struct place inner = {place, NULL, i};
        valid &= schema_check_node(check, rule->children[0], json_array_get(value, i), &inner);
    }
    return valid;
}

static bool check_min_properties(struct checking *check, const struct rule *rule,
                                 const json_t *value, const struct place *place)
{
    return !json_is_object(value) ||
           at_least(check, rule, place, json_object_size(value), "too_few_fields");
}

static bool check_max_properties(struct checking *check, const struct rule *rule,
                                 const json_t *value, const struct place *place)
{
    return !json_is_object(value) ||
           at_most(check, rule, place, json_object_size(value), "too_many_fields");
}

static bool check_required(struct checking *check, const struct rule *rule, const json_t *value,
                           const struct place *place)
{
    bool valid = true;
    size_t index;
    json_t *name;
    json_array_foreach(json_is_object(value) ? rule->argument : NULL, index, name)
    {
        struct place inner = {place, json_string_value(name), 0};
        if (!json_object_get(value, inner.key))
            valid = schema_refuse(check, &inner, "missing_field", NULL);
    }
    return valid;
}

static bool check_properties(struct checking *check, const struct rule *rule, const json_t *value,
                             const struct place *place)
{
    bool valid = true;
    size_t index = 0;
    const char *name;
    json_t *source;
    json_object_foreach((json_t *)rule->argument, name, source)
    {
        const struct node *child = rule->children[index++];
        const json_t *member = json_object_get(value, name);
        struct place inner = {place, name, 0};
        if (member)
            valid &= schema_check_node(check, child, member, &inner);
    }
    return valid;
}

static bool check_pattern_properties(struct checking *check, const struct rule *rule,
                                     const json_t *value, const struct place *place)
{
    bool valid = true;
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)value, name, member)
    {
        struct place inner = {place, name, 0};
        for (size_t i = 0; i < rule->child_count; i++)
            if (pattern_matches(rule->patterns[i], name))
                valid &= schema_check_node(check, rule->children[i], member, &inner);
    }
    return valid;
}

static bool is_declared(const struct node *node, const char *name)
{
    const struct rule *rule = schema_rule(node, "properties");
    if (rule && json_object_get(rule->argument, name))
        return true;
    rule = schema_rule(node, "patternProperties");
    for (size_t i = 0; rule && i < rule->child_count; i++)
        if (pattern_matches(rule->patterns[i], name))
            return true;
    return false;
}

static bool check_additional_properties(struct checking *check, const struct rule *rule,
                                        const json_t *value, const struct place *place)
{
    bool valid = true;
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)value, name, member)
    {
        struct place inner = {place, name, 0};
        if (is_declared(rule->node, name))
            continue;
        if (json_is_false(rule->argument))
            valid = schema_refuse(check, &inner, "unknown_field", NULL);
        else
            valid &= schema_check_node(check, rule->children[0], member, &inner);
    }
    return valid;
}

/* `type` first: a value of the wrong type is not looked at any further. */
const struct keyword schema_keywords[] = {
    {"type", SHAPE_TYPES, check_type},
    {"$ref", SHAPE_REF, check_ref},
    {"const", SHAPE_VALUE, check_const},
    {"enum", SHAPE_VALUES, check_enum},
    {"minimum", SHAPE_NUMBER, check_minimum},
    {"maximum", SHAPE_NUMBER, check_maximum},
    {"exclusiveMinimum", SHAPE_NUMBER, check_exclusive_minimum},
    {"exclusiveMaximum", SHAPE_NUMBER, check_exclusive_maximum},
    {"multipleOf", SHAPE_POSITIVE, check_multiple_of},
    {"minLength", SHAPE_COUNT, check_min_length},
    {"maxLength", SHAPE_COUNT, check_max_length},
    {"pattern", SHAPE_PATTERN, check_pattern},
    {"format", SHAPE_FORMAT, check_format},
    {"minItems", SHAPE_COUNT, check_min_items},
    {"maxItems", SHAPE_COUNT, check_max_items},
    {"uniqueItems", SHAPE_FLAG, check_unique_items},
    {"prefixItems", SHAPE_SCHEMA_LIST, check_prefix_items},
    {"items", SHAPE_SCHEMA, check_items},
    {"minProperties", SHAPE_COUNT, check_min_properties},
    {"maxProperties", SHAPE_COUNT, check_max_properties},
    {"required", SHAPE_NAMES, check_required},
    {"properties", SHAPE_SCHEMA_MAP, check_properties},
    {"patternProperties", SHAPE_PATTERN_MAP, check_pattern_properties},
    {"additionalProperties", SHAPE_SCHEMA, check_additional_properties},
    {"allOf", SHAPE_SCHEMA_LIST, check_all_of},
    {"anyOf", SHAPE_SCHEMA_LIST, check_any_of},
    {"oneOf", SHAPE_SCHEMA_LIST, check_one_of},
    {"not", SHAPE_SCHEMA, check_not},
    {"if", SHAPE_SCHEMA, check_if},
    {"then", SHAPE_SCHEMA, NULL},
    {"else", SHAPE_SCHEMA, NULL},
    {"discriminator", SHAPE_DISCRIMINATOR, NULL},
    {"x-entered", SHAPE_ENTERED, NULL},
    {"x-problem", SHAPE_PROBLEM, NULL},
    {"$defs", SHAPE_SCHEMA_MAP, NULL},
    {"$schema", SHAPE_ANNOTATION, NULL},
    {"$comment", SHAPE_ANNOTATION, NULL},
    {"title", SHAPE_ANNOTATION, NULL},
    {"description", SHAPE_ANNOTATION, NULL},
    {"example", SHAPE_ANNOTATION, NULL},
    {"examples", SHAPE_ANNOTATION, NULL},
    {"default", SHAPE_ANNOTATION, NULL},
    {"deprecated", SHAPE_ANNOTATION, NULL},
    {"readOnly", SHAPE_ANNOTATION, NULL},
    {"writeOnly", SHAPE_ANNOTATION, NULL},
    {NULL, SHAPE_ANNOTATION, NULL}};
