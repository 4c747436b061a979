/* SPDX-License-Identifier: Apache-2.0 */
#include "http/parameters.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/uri.h"

#include "base/banned.h"

static void keep_value(struct request *request, const char *name, const char *value)
{
    if (request->value_count < REQUEST_PARAMETERS_MAX)
        request->values[request->value_count++] = (struct request_value){name, value};
}

/* The parameter's place in the operation's list; parameter_count = not declared. */
static size_t find_parameter(const struct operation *operation, enum parameter_in in,
                             const char *name, size_t length)
{
    size_t i = 0;
    for (; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        if (parameter->in == in && strlen(parameter->name) == length &&
            memcmp(parameter->name, name, length) == 0)
            break;
    }
    return i;
}

/* Decodes into the request's arena, which has room for the whole path and query. */
static char *decode_percent(struct request *request, const char *text, size_t length,
                            bool plus_is_space)
{
    char *out = request->arena_free;
    if (!uri_decode(text, length, plus_is_space, out))
        return NULL;
    request->arena_free += strlen(out) + 1;
    return out;
}

static err check_parameter(const struct contract *contract, const struct request *request,
                           size_t index, const char *value, const char *pointer,
                           struct fault *fault)
{
    const struct schema *schema = contract_parameter(contract, request->operation, index);
    return schema ? schema_check_text(schema, value, pointer, fault) : OK;
}

/* What people type into an address gets the form that is stored. */
static void enter_value(const struct contract *contract, const struct request *request,
                        size_t index, char *value)
{
    const struct schema *schema = contract_parameter(contract, request->operation, index);
    if (schema)
        schema_enter_text(schema, value);
}

/* What a text of another form named would not exist: the same answer as for what does not. Only
 * where the address gives a name, it is told what is wrong with it. */
static err check_path(const struct contract *contract, const struct request *request, size_t index,
                      const char *text, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "{%s}", request->operation->parameters[index].name);
    if (check_parameter(contract, request, index, text, pointer, fault).code == ERR_NONE)
        return OK;
    const struct schema *schema = contract_parameter(contract, request->operation, index);
    if (schema_gives_name(schema) && strcmp(fault_first(fault).code, "pattern") != 0)
        return fault_invalid(fault);
    fault_clear(fault);
    return fault_set(fault, ERR_NOT_FOUND, NULL);
}

err parameters_of_path(const struct contract *contract, const struct route *route,
                       struct request *request, struct fault *fault)
{
    const struct operation *operation = request->operation;
    for (size_t i = 0; i < route->value_count; i++) {
        const struct route_value *value = &route->values[i];
        size_t index = find_parameter(operation, PARAMETER_PATH, value->name, value->name_length);
        char *text = decode_percent(request, value->text, value->length, false);
        if (!text)
            return fault_set(fault, ERR_MALFORMED, "malformed_address");
        if (index == operation->parameter_count)
            continue;
        enter_value(contract, request, index, text);
        TRY(check_path(contract, request, index, text, fault));
        keep_value(request, operation->parameters[index].name, text);
    }
    return OK;
}

static void refuse_parameter(struct fault *fault, const char *prefix, const char *name,
                             const char *code)
{
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "%s%s", prefix, name);
    fault_add(fault, pointer, code, NULL);
}

static void check_query(const struct contract *contract, struct request *request, size_t index,
                        char *value, struct fault *fault)
{
    const char *name = request->operation->parameters[index].name;
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "?%s", name);
    enter_value(contract, request, index, value);
    if (check_parameter(contract, request, index, value, pointer, fault).code == ERR_NONE)
        keep_value(request, name, value);
}

/* One "name=value" of the query. */
static err take_query_word(const struct contract *contract, struct request *request,
                           const char *word, size_t length, bool *seen, struct fault *fault)
{
    const char *equals = memchr(word, '=', length);
    size_t name_length = equals ? (size_t)(equals - word) : length;
    const char *rest = equals ? equals + 1 : word + length;
    char *name = decode_percent(request, word, name_length, true);
    char *value = name ? decode_percent(request, rest, (size_t)(word + length - rest), true) : NULL;
    if (!value)
        return fault_set(fault, ERR_MALFORMED, "malformed_address");
    const struct operation *operation = request->operation;
    size_t index = find_parameter(operation, PARAMETER_QUERY, name, strlen(name));
    if (index == operation->parameter_count) {
        refuse_parameter(fault, "?", name, "unknown_parameter");
    } else if (seen[index]) {
        refuse_parameter(fault, "?", name, "repeated_parameter");
    } else {
        seen[index] = true;
        check_query(contract, request, index, value, fault);
    }
    return OK;
}

err parameters_of_query(const struct contract *contract, struct request *request,
                        struct fault *fault)
{
    const struct operation *operation = request->operation;
    bool seen[REQUEST_PARAMETERS_MAX] = {false};
    for (const char *word = request->query; *word;) {
        size_t length = strcspn(word, "&");
        if (length > 0)
            TRY(take_query_word(contract, request, word, length, seen, fault));
        word += length + (word[length] == '&');
    }
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        if (parameter->in != PARAMETER_QUERY || seen[i])
            continue;
        if (parameter->required)
            refuse_parameter(fault, "?", parameter->name, "missing_parameter");
        else if (parameter->default_text)
            keep_value(request, parameter->name, parameter->default_text);
    }
    return OK;
}

/* Headers that intake.c reads itself, with answers of their own. */
static bool read_elsewhere(const char *name)
{
    static const char *const names[] = {"Accept",       "Accept-Language", "Authorization",
                                        "Content-Type", "Idempotency-Key", "X-Request-Id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

/* Headers whose absence intake.c answers. */
static bool is_condition(const char *name)
{
    return strcasecmp(name, "If-Match") == 0 || strcasecmp(name, "If-None-Match") == 0;
}

void parameters_of_headers(const struct contract *contract, const struct head *head,
                           struct request *request, struct fault *fault)
{
    const struct operation *operation = request->operation;
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        if (parameter->in != PARAMETER_HEADER || read_elsewhere(parameter->name))
            continue;
        const char *value = head_find(head, parameter->name);
        char pointer[FAULT_POINTER_MAX];
        snprintf(pointer, sizeof pointer, "header:%s", parameter->name);
        if (!value && is_condition(parameter->name))
            continue;
        if (!value && parameter->required)
            fault_add(fault, pointer, "missing_parameter", NULL);
        else if (!value && parameter->default_text)
            keep_value(request, parameter->name, parameter->default_text);
        else if (value &&
                 check_parameter(contract, request, i, value, pointer, fault).code == ERR_NONE)
            keep_value(request, parameter->name, value);
    }
}
