/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "queries.h"
#include "sql_text.h"

enum { SQL_MAX = 64 * 1024, EXPANSIONS_MAX = 50 };

static const char query_mark[] = "-- query ", part_mark[] = "-- part ", row_mark[] = "-- row ";

/* What stands from one mark to the next. */
struct section {
    const char *file;
    int line;
    const char *name;
    size_t name_length;
    const char *rest; /* behind the first line */
    const char *end;
};

static bool begins(const char *at, const char *word)
{
    return strncmp(at, word, strlen(word)) == 0;
}

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return *at ? at + 1 : at;
}

static bool is_mark(const char *at)
{
    return begins(at, query_mark) || begins(at, part_mark) || begins(at, row_mark);
}

static const char *section_find(const char *at)
{
    while (*at && !is_mark(at))
        at = next_line(at);
    return at;
}

static struct section section_read(const char *file, const char *text, const char *at)
{
    struct section section = {.file = file, .line = sql_line(text, at)};
    section.name = strchr(at + 3, ' ') + 1;
    section.name_length = sql_name(section.name);
    section.rest = next_line(at);
    section.end = section_find(section.rest);
    return section;
}

/* The lines behind the comment at the beginning. */
static const char *body_of(const char *at)
{
    while (begins(at, "--"))
        at = next_line(at);
    return at;
}

static size_t trimmed(const char *at, const char *end)
{
    while (end > at && (isspace((unsigned char)end[-1]) || end[-1] == ';'))
        end--;
    return (size_t)(end - at);
}

/* What follows `word` in the comment, without the marks of its lines, up to the first line that
 * does not end with a comma. */
static void comment_read(const char *at, const char *word, struct buf *out)
{
    while (begins(at, "--") && !begins(at, word))
        at = next_line(at);
    size_t skip = strlen(word);
    while (begins(at, "--")) {
        size_t length = strcspn(at, "\n");
        buf_add(out, at + skip, length - skip);
        buf_char(out, ' ');
        if (at[length - 1] != ',')
            return;
        at = next_line(at);
        skip = strspn(at, "- ");
    }
}

/* Replaces {name} by the part of that name. */
static bool expand_once(struct catalog *catalog, const struct section *section, const json_t *parts,
                        struct buf *sql)
{
    const char *text = buf_text(sql), *at = text;
    while (*at && !(*at == '{' && sql_name(at + 1) && at[1 + sql_name(at + 1)] == '}')) {
        const char *next = sql_behind_quoted(at);
        at = next == at ? at + 1 : next;
    }
    if (!*at)
        return false;
    size_t length = sql_name(at + 1);
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)length, at + 1);
    const char *part = json_string_value(json_object_get(parts, name));
    if (!part)
        catalog_problem(catalog, section->file, section->line, "no part is called %s", name);
    struct buf out = BUF_INIT(SQL_MAX);
    buf_add(&out, text, (size_t)(at - text));
    buf_text_add(&out, part ? part : "");
    buf_text_add(&out, at + length + 2);
    buf_release(sql);
    *sql = out;
    return buf_ok(sql);
}

/* Finds the parameter at `at`, or adds it; its index. */
static size_t parameter_at(json_t *parameters, const char *at, size_t length)
{
    size_t index;
    json_t *parameter;
    json_array_foreach(parameters, index, parameter)
    {
        const char *name = json_string_value(json_object_get(parameter, "name"));
        if (strlen(name) == length && strncmp(name, at, length) == 0)
            return index;
    }
    json_array_append_new(parameters, json_pack("{s:s%, s:b}", "name", at, length, "nullable", 0));
    return json_array_size(parameters) - 1;
}

static void set_type(struct catalog *catalog, const struct section *section, json_t *parameter,
                     const char *at, size_t length)
{
    SCOPED(free_at) char *type = strndup(at, length);
    const char *before = json_string_value(json_object_get(parameter, "type"));
    if (before && strcmp(before, type) != 0)
        catalog_problem(catalog, section->file, section->line, ":%s is cast to %s and to %s",
                        json_string_value(json_object_get(parameter, "name")), before, type);
    json_object_set_new(parameter, "type", json_string(type));
}

/* :name::type -> $1::type. A second walk knows the types of all. */
static void number_parameters(struct catalog *catalog, const struct section *section,
                              const char *text, json_t *parameters, struct buf *out)
{
    for (const char *at = text; *at;) {
        const char *next = sql_behind_quoted(at);
        size_t length = *at == ':' && at[1] != ':' ? sql_name(at + 1) : 0;
        if (begins(at, "::"))
            next = at + 2;
        if (*at == '$' && isdigit((unsigned char)at[1]))
            catalog_problem(catalog, section->file, section->line,
                            "a parameter has a name, as in :day::date, and no number");
        if (!length) {
            next = next == at ? at + 1 : next;
            buf_add(out, at, (size_t)(next - at));
            at = next;
            continue;
        }
        size_t index = parameter_at(parameters, at + 1, length);
        json_t *parameter = json_array_get(parameters, index);
        at += 1 + length;
        if (begins(at, "::")) {
            size_t type = sql_name(at + 2);
            type += begins(at + 2 + type, "[]") ? 2 : 0;
            set_type(catalog, section, parameter, at + 2, type);
            at += 2 + type;
        }
        const char *type = json_string_value(json_object_get(parameter, "type"));
        buf_format(out, "$%zu::%s", index + 1, type ? type : "");
    }
}

static void check_casts(struct catalog *catalog, const struct section *section, json_t *parameters)
{
    size_t index;
    json_t *parameter;
    json_array_foreach(parameters, index, parameter)
    {
        if (json_object_get(parameter, "type"))
            continue;
        const char *name = json_string_value(json_object_get(parameter, "name"));
        catalog_problem(catalog, section->file, section->line,
                        ":%s is cast nowhere, as in :%s::text", name, name);
        json_object_set_new(parameter, "type", json_string("text"));
    }
}

/* cluster.sql, migration.sql and operator.sql are the operator's. */
static bool is_operators(const char *file)
{
    return strcmp(file, "queries/cluster.sql") == 0 || strcmp(file, "queries/migration.sql") == 0 ||
           strcmp(file, "queries/operator.sql") == 0;
}

static void read_query(struct catalog *catalog, const struct section *section, const json_t *parts)
{
    SCOPED(buf_release) struct buf sql = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf ignored = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf numbered = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf returns = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf nulls = BUF_INIT(SQL_MAX);
    const char *body = body_of(section->rest);
    buf_add(&sql, body, trimmed(body, section->end));
    for (int i = 0; i < EXPANSIONS_MAX && expand_once(catalog, section, parts, &sql); i++)
        ;
    json_t *parameters = json_array();
    number_parameters(catalog, section, buf_text(&sql), parameters, &ignored);
    check_casts(catalog, section, parameters);
    number_parameters(catalog, section, buf_text(&sql), parameters, &numbered);
    comment_read(section->rest, "-- returns ", &returns);
    comment_read(section->rest, "-- may be null: ", &nulls);
    json_t *columns = sql_values(buf_text(&returns), buf_text(&returns) + returns.length);
    if (!columns)
        catalog_problem(catalog, section->file, section->line,
                        "'returns' is a list: name type, name type?");
    json_t *query = json_pack(
        "{s:s%, s:s, s:s, s:o, s:o*, s:b, s:b}", "name", section->name, section->name_length,
        "file", section->file, "sql", buf_text(&numbered), "parameters", parameters, "columns",
        columns, "server", !is_operators(section->file), "operator", is_operators(section->file));
    catalog_may_be_null(catalog, section->line, query, buf_text(&nulls));
    catalog_add(catalog, section->line, query);
}

static void read_row(struct catalog *catalog, const struct section *section)
{
    const char *at = section->name + section->name_length;
    json_t *columns = *at == ':' ? sql_values(at + 1, at + strcspn(at, "\n")) : NULL;
    if (!columns) {
        catalog_problem(catalog, section->file, section->line, "a row is `name: name type, …`");
        return;
    }
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)section->name_length, section->name);
    json_object_set_new(catalog->shapes, name, columns);
}

static json_t *read_parts(const char *text)
{
    json_t *parts = json_object();
    for (const char *at = section_find(text); *at; at = section_find(next_line(at))) {
        if (!begins(at, part_mark))
            continue;
        struct section section = section_read("", text, at);
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)section.name_length, section.name);
        const char *body = body_of(section.rest);
        json_object_set_new(parts, name, json_stringn(body, trimmed(body, section.end)));
    }
    return parts;
}

void read_written(struct catalog *catalog, const char *file, const char *text)
{
    json_auto_t *parts = read_parts(text);
    for (const char *at = section_find(text); *at; at = section_find(next_line(at))) {
        struct section section = section_read(file, text, at);
        if (!section.name_length)
            catalog_problem(catalog, file, section.line, "the name is missing");
        else if (begins(at, query_mark))
            read_query(catalog, &section, parts);
        else if (begins(at, row_mark))
            read_row(catalog, &section);
    }
}
