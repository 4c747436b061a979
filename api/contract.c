/* SPDX-License-Identifier: Apache-2.0 */
#include "contract.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rights.h"

enum { REFERENCES_MAX = 10 };

void source_problem(struct source *source, const char *where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: %s: ", source->path, where);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    source->problems++;
}

static const json_t *follow(const json_t *document, const char *reference)
{
    char kind[64], name[128];
    char end;
    if (sscanf(reference, "#/components/%63[A-Za-z]/%127[A-Za-z0-9_.-]%c", kind, name, &end) != 2)
        return NULL;
    return json_object_get(json_object_get(json_object_get(document, "components"), kind), name);
}

const json_t *source_resolve(const struct source *source, const json_t *object)
{
    for (int i = 0; i < REFERENCES_MAX; i++) {
        const char *reference = json_string_value(json_object_get(object, "$ref"));
        if (!reference)
            return object;
        object = follow(source->document, reference);
    }
    return NULL;
}

static void read_rights(struct source *source, struct declared *declared)
{
    const json_t *list = json_object_get(declared->operation, "x-rights");
    if (!json_is_array(list)) {
        source_problem(source, declared->where, "x-rights is missing");
        return;
    }
    declared->open = json_array_size(list) == 0;
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        const char *name = json_is_string(item) ? json_string_value(item) : "";
        unsigned bit = right_of(name);
        declared->rights |= bit;
        declared->any_key |= strcmp(name, "any") == 0;
        if (!bit && strcmp(name, "any") != 0)
            source_problem(source, declared->where, "unknown right '%s'", name);
    }
    if (declared->any_key && json_array_size(list) > 1)
        source_problem(source, declared->where, "'any' stands alone in x-rights");
}

static void add_parameters(struct source *source, struct declared *declared, const json_t *list)
{
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        const json_t *parameter = source_resolve(source, item);
        if (parameter)
            json_array_append(declared->parameters, (json_t *)parameter);
        else
            source_problem(source, declared->where, "parameter %zu refers to nothing", index);
    }
}

static void read_operation(struct source *source, struct declared *declared, const json_t *item)
{
    declared->id = json_string_value(json_object_get(declared->operation, "operationId"));
    if (!declared->id)
        source_problem(source, declared->where, "operationId is missing");
    read_rights(source, declared);
    declared->parameters = json_array();
    add_parameters(source, declared, json_object_get(item, "parameters"));
    add_parameters(source, declared, json_object_get(declared->operation, "parameters"));
}

static void read_path(struct source *source, struct declared_list *list, const char *path,
                      const json_t *item)
{
    static const char *const methods[] = {"get", "put", "post", "patch", "delete"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const json_t *operation = json_object_get(item, methods[i]);
        if (!operation)
            continue;
        if (list->count == DECLARED_MAX) {
            source_problem(source, path, "too many operations");
            return;
        }
        struct declared *declared = &list->items[list->count++];
        *declared = (struct declared){.path = path, .operation = operation};
        for (size_t k = 0; methods[i][k]; k++)
            declared->method[k] = (char)toupper((unsigned char)methods[i][k]);
        snprintf(declared->where, sizeof declared->where, "%s %s", declared->method, path);
        read_operation(source, declared, item);
    }
}

static void refuse_other_members(struct source *source, const char *path, const json_t *item)
{
    static const char known[] = " get put post patch delete parameters summary description ";
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)item, name, value)
    {
        char word[40];
        snprintf(word, sizeof word, " %s ", name);
        if (strncmp(name, "x-", 2) != 0 && !strstr(known, word))
            source_problem(source, path, "'%s' is not supported here", name);
    }
}

void declared_read(struct source *source, struct declared_list *list)
{
    *list = (struct declared_list){.items = calloc(DECLARED_MAX, sizeof *list->items)};
    if (!list->items) {
        source_problem(source, "paths", "out of memory");
        return;
    }
    const char *path;
    json_t *item;
    json_object_foreach(json_object_get(source->document, "paths"), path, item)
    {
        refuse_other_members(source, path, item);
        read_path(source, list, path, item);
    }
    if (!list->count)
        source_problem(source, "paths", "no operation at all");
}

void declared_release(struct declared_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        json_decref(list->items[i].parameters);
    free(list->items);
    *list = (struct declared_list){0};
}

bool is_json_type(const char *media_type)
{
    size_t length = strlen(media_type);
    return strcmp(media_type, "application/json") == 0 ||
           (length > 5 && strcmp(media_type + length - 5, "+json") == 0);
}

const json_t *body_content(const struct source *source, const struct declared *declared)
{
    const json_t *body =
        source_resolve(source, json_object_get(declared->operation, "requestBody"));
    return json_object_get(body, "content");
}

const json_t *body_schema(const struct source *source, const struct declared *declared)
{
    const char *type;
    json_t *content;
    json_object_foreach((json_t *)body_content(source, declared), type,
                        content) if (is_json_type(type)) return json_object_get(content, "schema");
    return NULL;
}

bool requires_header(const struct declared *declared, const char *name)
{
    size_t index;
    json_t *parameter;
    json_array_foreach(declared->parameters, index, parameter)
    {
        const char *in = json_string_value(json_object_get(parameter, "in"));
        const char *own = json_string_value(json_object_get(parameter, "name"));
        if (in && own && strcmp(in, "header") == 0 && strcasecmp(own, name) == 0)
            return json_is_true(json_object_get(parameter, "required"));
    }
    return false;
}
