/* SPDX-License-Identifier: Apache-2.0 */
#include "queries.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sql_text.h"
#include "store/statement.h"

static const struct {
    const char *type, *member, *nullable_member, *kind;
} types[] = {
    {"smallint", "int32_t ", "struct nullable_int ", "INT"},
    {"int", "int32_t ", "struct nullable_int ", "INT"},
    {"bigint", "int64_t ", "struct nullable_bigint ", "BIGINT"},
    {"boolean", "bool ", "struct nullable_boolean ", "BOOLEAN"},
    {"text", "const char *", NULL, "TEXT"},
    {"uuid", "const char *", NULL, "TEXT"},
    {"json", "const char *", NULL, "TEXT"},
    {"jsonb", "const char *", NULL, "TEXT"},
    {"date", "const char *", NULL, "TEXT"},
    {"timestamptz", "const char *", NULL, "TEXT"},
    {"interval", "const char *", NULL, "TEXT"},
    {"bytea", "const char *", NULL, "TEXT"},
    {"name", "const char *", NULL, "TEXT"},
    {"text[]", "const char *", NULL, "TEXT"},
    {"uuid[]", "const char *", NULL, "TEXT"},
    {"smallint[]", "const char *", NULL, "TEXT"},
    {NULL, NULL, NULL, NULL}, /* unknown to C */
};

const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static size_t type_of(const json_t *value)
{
    size_t row = 0;
    while (types[row].type && strcmp(types[row].type, text_of(value, "type")) != 0)
        row++;
    return row;
}

static bool is_nullable(const json_t *value)
{
    return json_is_true(json_object_get(value, "nullable"));
}

const char *c_type(const json_t *value)
{
    size_t row = type_of(value);
    return is_nullable(value) ? types[row].nullable_member : types[row].member;
}

const char *c_kind(const json_t *value)
{
    static char kind[40];
    snprintf(kind, sizeof kind, "VALUE_%s%s", is_nullable(value) ? "NULLABLE_" : "",
             types[type_of(value)].kind);
    return kind;
}

static void tell(struct catalog *catalog, const char *file, int line, const char *format,
                 va_list arguments)
{
    fprintf(stderr, "%s/%s:%d: ", catalog->root, file, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    catalog->problems++;
}

void catalog_problem(struct catalog *catalog, const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(catalog, file, line, format, arguments);
    va_end(arguments);
}

static void query_problem(struct catalog *catalog, const json_t *query, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void query_problem(struct catalog *catalog, const json_t *query, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(catalog, text_of(query, "file"), (int)json_integer_value(json_object_get(query, "line")),
         format, arguments);
    va_end(arguments);
}

static json_t *named(const json_t *values, const char *name, size_t length)
{
    size_t index;
    json_t *value;
    json_array_foreach(values, index,
                       value) if (strlen(text_of(value, "name")) == length &&
                                  strncmp(text_of(value, "name"), name, length) == 0) return value;
    return NULL;
}

/* Marks a number or boolean; a text may be null anyway. */
static bool mark_nullable(json_t *value)
{
    if (!value || !types[type_of(value)].nullable_member)
        return false;
    json_object_set_new(value, "nullable", json_true());
    return true;
}

void catalog_may_be_null(struct catalog *catalog, json_t *query, const char *names)
{
    for (const char *at = names; sql_name(at);) {
        size_t length = sql_name(at);
        bool parameter = mark_nullable(named(json_object_get(query, "parameters"), at, length));
        bool column = mark_nullable(named(json_object_get(query, "columns"), at, length));
        if (!parameter && !column)
            query_problem(catalog, query, "%s has no number or boolean %.*s that may be null",
                          text_of(query, "name"), (int)length, at);
        at += length;
        at += strspn(at, ", ");
    }
}

/* Of all that C11 has, what somebody may want to call a value. */
static bool is_keyword(const char *name)
{
    static const char *const keywords[] = {
        "auto",    "bool",   "break",    "case",   "char",   "const",  "continue",
        "default", "do",     "else",     "enum",   "extern", "false",  "float",
        "for",     "goto",   "if",       "int",    "long",   "return", "register",
        "short",   "signed", "sizeof",   "static", "struct", "switch", "true",
        "typedef", "union",  "unsigned", "void",   "while",  "inline", "restrict"};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(keywords[i], name) == 0)
            return true;
    return false;
}

static void check_values(struct catalog *catalog, const json_t *query, const char *which)
{
    size_t index;
    json_t *value;
    const json_t *values = json_object_get(query, which);
    json_array_foreach(values, index, value)
    {
        const char *name = text_of(value, "name");
        if (!c_type(value))
            query_problem(catalog, query, "%s: %s %s", text_of(query, "name"), name,
                          is_nullable(value) ? "is a text, which may be null anyway"
                                             : "has a type that C does not know");
        if (is_keyword(name))
            query_problem(catalog, query, "%s: %s is a word of C", text_of(query, "name"), name);
        if (named(values, name, strlen(name)) != value)
            query_problem(catalog, query, "%s has two %s", text_of(query, "name"), name);
    }
}

void catalog_add(struct catalog *catalog, json_t *query)
{
    const char *name = text_of(query, "name");
    const json_t *other = named(catalog->queries, name, strlen(name));
    if (other)
        query_problem(catalog, query, "%s stands in %s, too", name, text_of(other, "file"));
    check_values(catalog, query, "parameters");
    check_values(catalog, query, "columns");
    if (json_array_size(json_object_get(query, "parameters")) > QUERY_PARAMETERS_MAX)
        query_problem(catalog, query, "%s has more than %d parameters", name, QUERY_PARAMETERS_MAX);
    json_array_append_new(catalog->queries, query);
}

static void check_shared(struct catalog *catalog, const json_t *query, const char *other)
{
    size_t index;
    json_t *value;
    const json_t *owner = named(catalog->queries, other, strlen(other));
    json_array_foreach(json_object_get(query, "parameters"), index, value)
    {
        const char *name = text_of(value, "name");
        const json_t *same = named(json_object_get(owner, "parameters"), name, strlen(name));
        if (!same || !json_equal(value, same))
            query_problem(catalog, query, "%s has no parameter %s of this type", other, name);
    }
    if (text_of(owner, "parameters of"))
        query_problem(catalog, query, "%s has none of its own", other);
}

void catalog_check(struct catalog *catalog)
{
    size_t index;
    json_t *query;
    json_array_foreach(catalog->queries, index, query)
    {
        if (text_of(query, "parameters of"))
            check_shared(catalog, query, text_of(query, "parameters of"));
    }
}
