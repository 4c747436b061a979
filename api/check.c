/* SPDX-License-Identifier: Apache-2.0 */
/* What each operation of the contract must say. */
#include <stdio.h>
#include <string.h>

#include "check_schemas.h"
#include "contract.h"

static const char *text_or_empty(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static void check_id(struct source *source, const struct declared_list *list, size_t index)
{
    const struct declared *declared = &list->items[index];
    if (!declared->id)
        return;
    size_t length = strspn(declared->id, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (!length || declared->id[length] || strchr("0123456789_", declared->id[0]))
        source_problem(source, declared->where, "operationId '%s' is no snake_case name",
                       declared->id);
    for (size_t i = 0; i < index; i++)
        if (list->items[i].id && strcmp(list->items[i].id, declared->id) == 0)
            source_problem(source, declared->where, "operationId '%s' is taken by %s", declared->id,
                           list->items[i].where);
}

static bool has_parameter(const struct declared *declared, const char *in, const char *name,
                          size_t length)
{
    size_t index;
    json_t *parameter;
    json_array_foreach(declared->parameters, index, parameter)
    {
        const char *own = text_or_empty(parameter, "name");
        if (strcmp(text_or_empty(parameter, "in"), in) == 0 && strlen(own) == length &&
            strncmp(own, name, length) == 0)
            return true;
    }
    return false;
}

static bool path_names(const char *path, const char *name)
{
    char part[200];
    snprintf(part, sizeof part, "{%s}", name);
    return strstr(path, part) != NULL;
}

static void check_path(struct source *source, const struct declared *declared)
{
    const char *path = declared->path;
    if (path[0] != '/' || (path[1] && path[strlen(path) - 1] == '/'))
        source_problem(source, declared->where, "a path begins with / and does not end with it");
    for (const char *open = strchr(path, '{'); open; open = strchr(open + 1, '{')) {
        size_t length = strcspn(open + 1, "}");
        if (!has_parameter(declared, "path", open + 1, length))
            source_problem(source, declared->where, "path parameter %.*s is not declared",
                           (int)length, open + 1);
    }
}

static void check_parameter(struct source *source, const struct declared *declared, size_t index)
{
    const json_t *parameter = json_array_get(declared->parameters, index);
    const char *in = text_or_empty(parameter, "in"), *name = text_or_empty(parameter, "name");
    bool known = strcmp(in, "path") == 0 || strcmp(in, "query") == 0 || strcmp(in, "header") == 0;
    if (!*name || !known) {
        source_problem(source, declared->where, "parameter %zu has no name, or an unknown place",
                       index);
        return;
    }
    if (strcmp(in, "path") == 0 && (!path_names(declared->path, name) ||
                                    !json_is_true(json_object_get(parameter, "required"))))
        source_problem(source, declared->where,
                       "path parameter %s is not in the path, or not required", name);
    for (size_t i = 0; i < index; i++) {
        const json_t *other = json_array_get(declared->parameters, i);
        if (strcmp(text_or_empty(other, "name"), name) == 0 &&
            strcmp(text_or_empty(other, "in"), in) == 0)
            source_problem(source, declared->where, "parameter %s is declared twice", name);
    }
    check_request_schema(source, declared->where, name, json_object_get(parameter, "schema"));
    char place[400];
    snprintf(place, sizeof place, "%s: %s", declared->where, name);
    check_examples(source, place, parameter);
}

static void expect_status(struct source *source, const struct declared *declared, bool needed,
                          const char *status)
{
    const json_t *responses = json_object_get(declared->operation, "responses");
    if (needed && !json_object_get(responses, status))
        source_problem(source, declared->where, "response %s is not documented", status);
}

static bool has_place(const struct declared *declared, const char *in)
{
    size_t index;
    json_t *parameter;
    json_array_foreach(declared->parameters, index,
                       parameter) if (strcmp(text_or_empty(parameter, "in"), in) == 0) return true;
    return false;
}

static void check_statuses(struct source *source, const struct declared *declared)
{
    bool body = body_content(source, declared) != NULL;
    bool asked = has_place(declared, "query") || has_place(declared, "path");
    expect_status(source, declared, !declared->open, "401");
    expect_status(source, declared, declared->rights != 0, "403");
    expect_status(source, declared, strchr(declared->path, '{') != NULL, "404");
    expect_status(source, declared, body, "400");
    expect_status(source, declared, body, "413");
    expect_status(source, declared, body, "415");
    expect_status(source, declared, body || asked, "422");
    expect_status(source, declared, requires_header(declared, "Idempotency-Key"), "409");
    expect_status(source, declared, requires_header(declared, "If-Match"), "412");
    expect_status(source, declared, requires_header(declared, "If-Match"), "428");
}

static const struct declared *operation_named(const struct declared_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].id && strcmp(list->items[i].id, id) == 0)
            return &list->items[i];
    return NULL;
}

/* A link leads to an operation that is there, and fills parameters that it has. */
static void check_links(struct source *source, const struct declared_list *list, const char *where,
                        const json_t *links)
{
    const char *name, *parameter;
    json_t *reference, *value;
    json_object_foreach((json_t *)links, name, reference)
    {
        const json_t *link = source_resolve(source, reference);
        const char *id = text_or_empty(link, "operationId");
        const struct declared *target = operation_named(list, id);
        if (!target)
            source_problem(source, where, "link %s leads to no operation '%s'", name, id);
        json_object_foreach(json_object_get(link, "parameters"), parameter, value)
        {
            size_t length = strlen(parameter);
            if (target && !has_parameter(target, "path", parameter, length) &&
                !has_parameter(target, "query", parameter, length) &&
                !has_parameter(target, "header", parameter, length))
                source_problem(source, where, "link %s: %s has no parameter %s", name, id,
                               parameter);
        }
    }
}

/* Failures look alike everywhere: each is one of the shared responses. */
static void check_responses(struct source *source, const struct declared_list *list,
                            const struct declared *declared)
{
    const json_t *responses = json_object_get(declared->operation, "responses");
    size_t successes = 0;
    const char *status;
    json_t *value;
    json_object_foreach((json_t *)responses, status, value)
    {
        const json_t *response = source_resolve(source, value);
        bool failure = status[0] == '4' || status[0] == '5';
        successes += status[0] == '2';
        if (!response)
            source_problem(source, declared->where, "response %s refers to nothing", status);
        else if (failure && !json_object_get(value, "$ref"))
            source_problem(source, declared->where, "response %s is not a shared one", status);
        else if (!*text_or_empty(response, "description"))
            source_problem(source, declared->where, "response %s has no description", status);
        check_content(source, declared->where, json_object_get(response, "content"));
        check_links(source, list, declared->where, json_object_get(response, "links"));
    }
    if (!successes)
        source_problem(source, declared->where, "no successful response");
}

static void check_body(struct source *source, const struct declared *declared)
{
    const json_t *reference = json_object_get(declared->operation, "requestBody");
    const json_t *content = body_content(source, declared);
    const json_t *limit = json_object_get(declared->operation, "x-body-limit");
    if (reference && !json_object_size(content))
        source_problem(source, declared->where, "requestBody without content");
    if (reference && strcmp(declared->method, "GET") == 0)
        source_problem(source, declared->where, "a GET takes no body");
    if (limit && json_integer_value(limit) <= 0)
        source_problem(source, declared->where, "x-body-limit is no number of bytes");
    const json_t *schema = body_schema(source, declared);
    const char *type;
    json_t *value;
    json_object_foreach((json_t *)content, type, value)
    {
        const json_t *own = json_object_get(value, "schema");
        if (is_json_type(type) && !(own && json_equal(own, schema)))
            source_problem(source, declared->where,
                           "the JSON types of a body need one and the same schema");
    }
    if (schema)
        check_request_schema(source, declared->where, "body", schema);
    check_content(source, declared->where, content);
}

static void check_operation(struct source *source, const struct declared_list *list,
                            const struct declared *declared)
{
    if (!*text_or_empty(declared->operation, "summary"))
        source_problem(source, declared->where, "no summary");
    if (!*text_or_empty(declared->operation, "description"))
        source_problem(source, declared->where, "no description");
    check_path(source, declared);
    for (size_t i = 0; i < json_array_size(declared->parameters); i++)
        check_parameter(source, declared, i);
    check_body(source, declared);
    check_responses(source, list, declared);
    check_statuses(source, declared);
    (void)declared_deprecation(source, declared);
}

void contract_check(struct source *source, const struct declared_list *list)
{
    if (strncmp(text_or_empty(source->document, "openapi"), "3.1.", 4) != 0)
        source_problem(source, "openapi", "is not 3.1");
    check_components(source);
    for (size_t i = 0; i < list->count; i++) {
        check_id(source, list, i);
        check_operation(source, list, &list->items[i]);
    }
}
