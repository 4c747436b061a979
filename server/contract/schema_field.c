/* SPDX-License-Identifier: Apache-2.0 */
/* Single fields of a schema, and the forms in which their texts are entered. */
#include <stdlib.h>
#include <string.h>

#include "contract/schema_node.h"

#include "base/banned.h"

/* References may go in circles. */
enum { DEPTH_MAX = 40 };

/* Rules whose schemas say something of the same value. */
static bool is_same_value(const struct rule *rule)
{
    static const char *const names[] = {"$ref", "allOf", "anyOf", "oneOf", "then", "else"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(rule->keyword->name, names[i]) == 0)
            return true;
    return false;
}

static const struct node *member_node(const struct node *node, const char *name, int depth)
{
    const struct rule *properties = schema_rule(node, "properties");
    const struct rule *items = schema_rule(node, "items");
    if (items && strcmp(name, "0") == 0)
        return items->children[0];
    size_t index = 0;
    const char *key;
    json_t *source;
    json_object_foreach(properties ? (json_t *)properties->argument : NULL, key, source)
    {
        if (strcmp(key, name) == 0)
            return properties->children[index];
        index++;
    }
    const struct node *found = NULL;
    for (size_t i = 0; depth && i < node->rule_count && !found; i++)
        for (size_t k = 0; is_same_value(&node->rules[i]) && k < node->rules[i].child_count; k++)
            found = found ? found : member_node(node->rules[i].children[k], name, depth - 1);
    return found;
}

const struct node *schema_field(const struct schema *schema, const char *path)
{
    const struct node *at = schema->root;
    while (at && *path) {
        char name[64] = "";
        size_t length = strcspn(path, "/");
        if (length >= sizeof name)
            return NULL;
        memcpy(name, path, length);
        at = member_node(at, name, DEPTH_MAX);
        path += length + (path[length] == '/');
    }
    return at;
}

err schema_field_check(const struct node *field, const json_t *value, const char *base_pointer,
                       struct fault *fault)
{
    struct checking check = {.fault = fault, .base_pointer = base_pointer};
    if (schema_check_node(&check, field, value, NULL))
        return OK;
    return fault_set(fault, ERR_INVALID, NULL);
}

/* One that only trims gives way to any other. */
static void prefer_form(entered_form **form, entered_form *other)
{
    if (other && (!*form || *form == entered_trimmed))
        *form = other;
}

static entered_form *form_of(const struct node *node, int depth)
{
    entered_form *form = NULL;
    for (size_t i = 0; depth && i < node->rule_count; i++) {
        const struct rule *rule = &node->rules[i];
        prefer_form(&form, rule->form);
        for (size_t k = 0; is_same_value(rule) && k < rule->child_count; k++)
            prefer_form(&form, form_of(rule->children[k], depth - 1));
    }
    return form;
}

static bool may_be_null(const struct node *node, int depth)
{
    for (size_t i = 0; depth && i < node->rule_count; i++) {
        const struct rule *rule = &node->rules[i];
        if (rule->keyword->shape == SHAPE_TYPES)
            return rule->types & TYPE_NULL;
        for (size_t k = 0; is_same_value(rule) && k < rule->child_count; k++)
            if (may_be_null(rule->children[k], depth - 1))
                return true;
    }
    return false;
}

bool schema_field_enter(const struct node *field, const char *text, char out[static ENTERED_MAX])
{
    entered_form *form = form_of(field, DEPTH_MAX);
    return form && form(text, out);
}

/* Of a text with a form; NULL: it stays. */
static json_t *entered(const struct node *node, const json_t *value)
{
    char text[ENTERED_MAX];
    const char *was = json_string_value(value);
    if (!was || !schema_field_enter(node, was, text))
        return NULL;
    if (entered_is_nothing(text) && may_be_null(node, DEPTH_MAX))
        return json_null();
    return strcmp(text, was) == 0 ? NULL : json_string(text);
}

static void enter_node(const struct node *node, json_t *value, int depth);

static void enter_members(const struct rule *rule, json_t *value, int depth)
{
    size_t index = 0;
    const char *name;
    json_t *source;
    json_object_foreach((json_t *)rule->argument, name, source)
    {
        const struct node *child = rule->children[index++];
        json_t *member = json_object_get(value, name);
        json_t *now = member ? entered(child, member) : NULL;
        if (now)
            json_object_set_new(value, name, now);
        else if (member)
            enter_node(child, member, depth);
    }
}

static void enter_items(const struct rule *rule, json_t *value, int depth)
{
    for (size_t i = 0; i < json_array_size(value); i++) {
        json_t *now = entered(rule->children[0], json_array_get(value, i));
        if (now)
            json_array_set_new(value, i, now);
        else
            enter_node(rule->children[0], json_array_get(value, i), depth);
    }
}

static void enter_node(const struct node *node, json_t *value, int depth)
{
    if (depth == 0 || !(json_is_object(value) || json_is_array(value)))
        return;
    for (size_t i = 0; i < node->rule_count; i++) {
        const struct rule *rule = &node->rules[i];
        if (strcmp(rule->keyword->name, "properties") == 0)
            enter_members(rule, value, depth - 1);
        else if (strcmp(rule->keyword->name, "items") == 0)
            enter_items(rule, value, depth - 1);
        for (size_t k = 0; is_same_value(rule) && k < rule->child_count; k++)
            enter_node(rule->children[k], value, depth - 1);
    }
}

void schema_enter(const struct schema *schema, json_t *value)
{
    enter_node(schema->root, value, DEPTH_MAX);
}

/* A whole number, or several. */
static bool is_integer(const struct node *node, int depth)
{
    for (size_t i = 0; depth && i < node->rule_count; i++) {
        const struct rule *rule = &node->rules[i];
        bool within = is_same_value(rule) || strcmp(rule->keyword->name, "items") == 0;
        if (rule->keyword->shape == SHAPE_TYPES && rule->types & TYPE_INTEGER)
            return true;
        for (size_t k = 0; within && k < rule->child_count; k++)
            if (is_integer(rule->children[k], depth - 1))
                return true;
    }
    return false;
}

bool schema_gives_name(const struct schema *schema)
{
    const struct node *node = schema->root;
    for (const struct rule *to = schema_rule(node, "$ref"); to; to = schema_rule(node, "$ref"))
        node = to->children[0];
    const struct rule *rule = schema_rule(node, "format");
    return rule && rule->format->given;
}

void schema_enter_text(const struct schema *schema, char *text)
{
    char now[ENTERED_MAX];
    bool entered = is_integer(schema->root, DEPTH_MAX)
                       ? entered_narrow(text, now)
                       : schema_field_enter(schema->root, text, now);
    if (entered && strlen(now) <= strlen(text))
        memcpy(text, now, strlen(now) + 1);
}
