/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "queries.h"
#include "sql_text.h"

enum { SQL_MAX = 64 * 1024, EXPANSIONS_MAX = 50, NAME_SIZE = 64 };

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

/* Without the comment that belongs to what follows, white space and the semicolon. */
static size_t trimmed(const char *at, const char *end)
{
    for (;;) {
        while (end > at && (isspace((unsigned char)end[-1]) || end[-1] == ';'))
            end--;
        const char *line = end;
        while (line > at && line[-1] != '\n')
            line--;
        if (line == end || !begins(line, "--"))
            return (size_t)(end - at);
        end = line;
    }
}

/* A list in a comment: up to the first line that does not end with a comma. */
static void list_read(const char *at, struct buf *out)
{
    for (;;) {
        size_t length = strcspn(at, "\n");
        buf_add(out, at, length);
        buf_char(out, ' ');
        if (!length || at[length - 1] != ',' || !begins(at + length, "\n--"))
            return;
        at += length + 1;
        at += strspn(at, "- ");
    }
}

/* The list behind `word` in the comment at `at`; nothing when there is none. */
static void comment_read(const char *at, const char *word, struct buf *out)
{
    while (begins(at, "--") && !begins(at, word))
        at = next_line(at);
    if (begins(at, word))
        list_read(at + strlen(word), out);
}

/* Replaces {name} by the part of that name. */
static bool expand_once(struct catalog *catalog, const struct section *section, struct buf *sql)
{
    const char *text = buf_text(sql), *at = text;
    while (*at && !(*at == '{' && sql_name(at + 1) && at[1 + sql_name(at + 1)] == '}')) {
        const char *next = sql_behind_quoted(at);
        at = next == at ? at + 1 : next;
    }
    if (!*at)
        return false;
    size_t length = sql_name(at + 1);
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%.*s", (int)length, at + 1);
    const char *part = text_of(catalog->parts, name);
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
        const char *name = text_of(parameter, "name");
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
    const char *before = text_of(parameter, "type");
    if (before && strcmp(before, type) != 0)
        catalog_problem(catalog, section->file, section->line, ":%s is cast to %s and to %s",
                        text_of(parameter, "name"), before, type);
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
        const char *type = text_of(parameter, "type");
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
        const char *name = text_of(parameter, "name");
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

/* Of a list, or of the row that it names. */
static json_t *columns_of(const struct catalog *catalog, const char *list)
{
    size_t length = sql_name(list);
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%.*s", (int)length, list);
    json_t *shape = json_object_get(catalog->shapes, name);
    if (shape && strspn(list + length, " ") == strlen(list + length))
        return json_deep_copy(shape);
    return sql_values(list, list + strlen(list));
}

static void read_query(struct catalog *catalog, const struct section *section)
{
    SCOPED(buf_release) struct buf sql = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf ignored = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf numbered = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf returns = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf nulls = BUF_INIT(SQL_MAX);
    SCOPED(buf_release) struct buf of = BUF_INIT(SQL_MAX);
    const char *body = body_of(section->rest);
    buf_add(&sql, body, trimmed(body, section->end));
    for (int i = 0; i < EXPANSIONS_MAX && expand_once(catalog, section, &sql); i++)
        ;
    json_t *parameters = json_array();
    number_parameters(catalog, section, buf_text(&sql), parameters, &ignored);
    check_casts(catalog, section, parameters);
    number_parameters(catalog, section, buf_text(&sql), parameters, &numbered);
    comment_read(section->rest, "-- returns ", &returns);
    comment_read(section->rest, "-- may be null: ", &nulls);
    comment_read(section->rest, "-- parameters of ", &of);
    json_t *columns = columns_of(catalog, buf_text(&returns));
    if (!columns)
        catalog_problem(catalog, section->file, section->line,
                        "'returns' is a row's name, or a list: name type, name type?");
    json_t *query =
        json_pack("{s:s%, s:s, s:i, s:s, s:o, s:o*, s:b, s:b}", "name", section->name,
                  section->name_length, "file", section->file, "line", section->line, "sql",
                  buf_text(&numbered), "parameters", parameters, "columns", columns, "server",
                  !is_operators(section->file), "operator", is_operators(section->file));
    if (of.length)
        json_object_set_new(query, "parameters of",
                            json_stringn(buf_text(&of), sql_name(buf_text(&of))));
    catalog_may_be_null(catalog, query, buf_text(&nulls));
    catalog_add(catalog, query);
}

static void name_of(const struct section *section, char out[static NAME_SIZE])
{
    snprintf(out, NAME_SIZE, "%.*s", (int)section->name_length, section->name);
}

static void read_row(struct catalog *catalog, const struct section *section)
{
    char name[NAME_SIZE];
    SCOPED(buf_release) struct buf list = BUF_INIT(SQL_MAX);
    const char *at = section->name + section->name_length;
    if (*at == ':')
        list_read(at + 1, &list);
    json_t *columns = sql_values(buf_text(&list), buf_text(&list) + list.length);
    name_of(section, name);
    if (json_array_size(columns))
        json_object_set_new(catalog->shapes, name, columns);
    else
        catalog_problem(catalog, section->file, section->line, "a row is `name: name type, …`");
}

static void read_part(struct catalog *catalog, const struct section *section)
{
    char name[NAME_SIZE];
    const char *body = body_of(section->rest);
    name_of(section, name);
    json_object_set_new(catalog->parts, name, json_stringn(body, trimmed(body, section->end)));
}

void read_shared(struct catalog *catalog, const char *file, const char *text)
{
    for (const char *at = section_find(text); *at; at = section_find(next_line(at))) {
        struct section section = section_read(file, text, at);
        if (!section.name_length)
            catalog_problem(catalog, file, section.line, "the name is missing");
        else if (begins(at, part_mark))
            read_part(catalog, &section);
        else if (begins(at, row_mark))
            read_row(catalog, &section);
    }
}

void read_written(struct catalog *catalog, const char *file, const char *text)
{
    for (const char *at = section_find(text); *at; at = section_find(next_line(at))) {
        struct section section = section_read(file, text, at);
        if (section.name_length && begins(at, query_mark))
            read_query(catalog, &section);
    }
}
