/* SPDX-License-Identifier: Apache-2.0 */
/* The operation table as C. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "contract.h"
#include "generated_file.h"

static void emit_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void emit_schema_text(FILE *out, struct source *source, const struct declared *declared,
                             const char *name, const json_t *schema)
{
    json_auto_t *alone = schema_alone(source, declared->where, schema);
    SCOPED(free_at)
    char *text = json_dumps(alone, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
    generated_file_bytes(out, name, text ? text : "");
}

static void emit_schemas(FILE *out, struct source *source, const struct declared *declared)
{
    char name[200];
    const json_t *body = body_schema(source, declared);
    if (body) {
        snprintf(name, sizeof name, "%s_body", declared->id);
        emit_schema_text(out, source, declared, name, body);
    }
    size_t index;
    json_t *parameter;
    json_array_foreach(declared->parameters, index, parameter)
    {
        snprintf(name, sizeof name, "%s_parameter_%zu", declared->id, index);
        emit_schema_text(out, source, declared, name, json_object_get(parameter, "schema"));
    }
}

/* A default as it would stand in the query: a list's items between commas. */
static void write_default(FILE *out, const json_t *value)
{
    size_t index;
    json_t *item;
    if (json_is_string(value))
        fputs(json_string_value(value), out);
    else if (!json_is_array(value))
        json_dumpf(value, out, JSON_ENCODE_ANY);
    json_array_foreach(value, index, item)
    {
        if (index)
            fputc(',', out);
        write_default(out, item);
    }
}

static void emit_default(FILE *out, const struct source *source, const json_t *schema)
{
    const json_t *value = json_object_get(source_resolve(source, schema), "default");
    if (json_object_get(schema, "default"))
        value = json_object_get(schema, "default");
    if (!value || json_is_null(value)) {
        fprintf(out, "NULL");
        return;
    }
    SCOPED(free_at) char *text = NULL;
    size_t length;
    FILE *memory = open_memstream(&text, &length);
    if (!memory)
        return;
    write_default(memory, value);
    fclose(memory);
    emit_quoted(out, text);
}

static void emit_parameters(FILE *out, const struct source *source, const struct declared *declared)
{
    if (!json_array_size(declared->parameters))
        return;
    fprintf(out, "static const struct parameter %s_parameters[] = {\n", declared->id);
    size_t index;
    json_t *parameter;
    json_array_foreach(declared->parameters, index, parameter)
    {
        const char *in = json_string_value(json_object_get(parameter, "in"));
        fprintf(out, "    {");
        emit_quoted(out, json_string_value(json_object_get(parameter, "name")));
        fprintf(out, ", PARAMETER_%s, %s, %s_parameter_%zu, ",
                strcmp(in, "path") == 0    ? "PATH"
                : strcmp(in, "query") == 0 ? "QUERY"
                                           : "HEADER",
                json_is_true(json_object_get(parameter, "required")) ? "true" : "false",
                declared->id, index);
        emit_default(out, source, json_object_get(parameter, "schema"));
        fprintf(out, "},\n");
    }
    fprintf(out, "};\n");
}

static void emit_media_types(FILE *out, const json_t *content, const char *id)
{
    if (!content)
        return;
    fprintf(out, "static const char *const %s_media_types[] = {", id);
    const char *type;
    json_t *value;
    json_object_foreach((json_t *)content, type, value)
    {
        emit_quoted(out, type);
        fprintf(out, ", ");
    }
    fprintf(out, "NULL};\n");
}

static void emit_needs(FILE *out, const struct declared *declared)
{
    if (requires_header(declared, "Idempotency-Key"))
        fprintf(out, ",\n     .idempotency_required = true");
    if (requires_header(declared, "If-Match"))
        fprintf(out, ",\n     .if_match_required = true");
}

static void emit_entry(FILE *out, struct source *source, const struct declared *declared)
{
    const json_t *operation = declared->operation;
    const json_t *body = source_resolve(source, json_object_get(operation, "requestBody"));
    const char *id = declared->id;
    size_t parameter_count = json_array_size(declared->parameters);
    fprintf(out, "    {.id = \"%s\",\n     .method = \"%s\",\n     .path = ", id, declared->method);
    emit_quoted(out, declared->path);
    fprintf(out, ",\n     .handler = %s", id);
    if (declared->rights)
        fprintf(out, ",\n     .rights = %u", declared->rights);
    if (declared->open)
        fprintf(out, ",\n     .open = true");
    if (declared->any_key)
        fprintf(out, ",\n     .any_key = true");
    if (json_is_true(json_object_get(operation, "x-unlimited")))
        fprintf(out, ",\n     .unlimited = true");
    if (json_is_true(json_object_get(operation, "x-standby")))
        fprintf(out, ",\n     .standby = true");
    if (json_is_true(json_object_get(operation, "x-proof")))
        fprintf(out, ",\n     .proof = true");
    if (parameter_count)
        fprintf(out, ",\n     .parameters = %s_parameters,\n     .parameter_count = %zu", id,
                parameter_count);
    if (body)
        fprintf(out, ",\n     .media_types = %s_media_types,\n     .body_limit = %lld", id,
                json_integer_value(json_object_get(operation, "x-body-limit")));
    if (json_is_true(json_object_get(operation, "x-stream")))
        fprintf(out, ",\n     .stream = true");
    if (body_schema(source, declared))
        fprintf(out, ",\n     .body_schema = %s_body", id);
    if (json_is_true(json_object_get(body, "required")))
        fprintf(out, ",\n     .body_required = true");
    emit_needs(out, declared);
    const json_t *deprecation = declared_deprecation(source, declared);
    if (deprecation)
        emit_deprecation(out, deprecation);
    fprintf(out, "},\n");
}

static void emit_contract(FILE *out, const struct source *source)
{
    SCOPED(free_at)
    char *text = json_dumps(source->document, JSON_COMPACT | JSON_REAL_PRECISION(17));
    generated_file_bytes(out, "contract_text", text ? text : "");
    fprintf(out, "const char *const openapi_json = contract_text;\n"
                 "const size_t openapi_json_length = sizeof contract_text - 1;\n");
}

static void emit_source(FILE *out, struct source *source, const struct declared_list *list)
{
    fprintf(out, "/* Generated from %s; do not edit. */\n#include \"operations.h\"\n\n",
            "api/openapi.yaml");
    for (size_t i = 0; i < list->count; i++) {
        const struct declared *declared = &list->items[i];
        emit_schemas(out, source, declared);
        emit_parameters(out, source, declared);
        emit_media_types(out, body_content(source, declared), declared->id);
    }
    fprintf(out, "\nconst struct operation operations[] = {\n");
    for (size_t i = 0; i < list->count; i++)
        emit_entry(out, source, &list->items[i]);
    fprintf(out, "};\nconst size_t operation_count = %zu;\n\n", list->count);
    emit_contract(out, source);
}

static void emit_header(FILE *out, const struct declared_list *list)
{
    fprintf(out, "/* Generated from api/openapi.yaml; do not edit. */\n"
                 "#ifndef OPERATIONS_H\n#define OPERATIONS_H\n\n"
                 "#include \"contract/operation.h\"\n\n"
                 "extern const struct operation operations[];\n"
                 "extern const size_t operation_count;\n\n"
                 "/* The whole contract as JSON. */\n"
                 "extern const char *const openapi_json;\n"
                 "extern const size_t openapi_json_length;\n\n");
    for (size_t i = 0; i < list->count; i++)
        fprintf(out, "handler_fn %s; /* %s */\n", list->items[i].id, list->items[i].where);
    fprintf(out, "\n#endif\n");
}

bool emit(struct source *source, const struct declared_list *list, const char *directory)
{
    FILE *header = generated_file_create(directory, "operations.h");
    if (header)
        emit_header(header, list);
    FILE *table = generated_file_create(directory, "operations.c");
    if (table)
        emit_source(table, source, list);
    FILE *limits = generated_file_create(directory, "contract_limits.h");
    if (limits)
        emit_limits(limits, source);
    FILE *personal = generated_file_create(directory, "personal.sql");
    if (personal)
        emit_personal(personal, source, list);
    FILE *defaults = generated_file_create(directory, "defaults.sql");
    if (defaults)
        emit_defaults(defaults, source);
    bool header_written = generated_file_finish(header),
         table_written = generated_file_finish(table),
         limits_written = generated_file_finish(limits),
         personal_written = generated_file_finish(personal);
    return generated_file_finish(defaults) && header_written && table_written && limits_written &&
           personal_written;
}
