/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "queries.h"
#include "sql_text.h"

static const char mark[] = "-- Called by ", head[] = "create or replace function ";

/* Behind `word` when the text goes on with it; NULL when not. */
static const char *after(const char *at, const char *word)
{
    size_t length = strlen(word);
    return strncmp(at, word, length) == 0 ? at + length : NULL;
}

static const char *behind_spaces(const char *at)
{
    return at + strspn(at, " \n");
}

/* "the server", "the operator", "the server and the operator", with what may be null behind. */
static bool read_mark(const char *at, json_t *query, const char **may_be_null)
{
    const char *server = after(at, "the server"), *operators = after(at, "the operator");
    const char *rest = server ? server : operators;
    if (server && after(server, " and the operator"))
        rest = operators = after(server, " and the operator");
    json_object_set_new(query, "server", json_boolean(server));
    json_object_set_new(query, "operator", json_boolean(operators));
    *may_be_null = rest ? after(rest, "; may be null: ") : NULL;
    return *may_be_null || (rest && after(rest, ".\n"));
}

/* A parameter's name without p_. */
static void strip(json_t *parameters)
{
    size_t index;
    json_t *parameter;
    json_array_foreach(parameters, index, parameter)
    {
        const char *name = text_of(parameter, "name");
        json_t *stripped = strncmp(name, "p_", 2) == 0 ? json_string(name + 2) : NULL;
        if (stripped)
            json_object_set_new(parameter, "name", stripped);
    }
}

static const char *read_signature(const char *at, json_t *query)
{
    size_t name = sql_name(at);
    json_object_set_new(query, "name", json_stringn(at, name));
    const char *open = at + name, *close = sql_behind_parentheses(open);
    json_t *parameters = *open == '(' ? sql_values(open + 1, close - 1) : NULL;
    if (!parameters)
        return NULL;
    strip(parameters);
    json_object_set_new(query, "parameters", parameters);
    return after(behind_spaces(close), "returns ");
}

/* `table (…)`, `setof type` or a type. */
static json_t *read_returned(const char *at)
{
    const char *table = after(at, "table "), *set = after(at, "setof ");
    if (table)
        return sql_values(table + 1, sql_behind_parentheses(table) - 1);
    const char *type = set ? set : at;
    size_t length = strcspn(type, " \n");
    if (length == 4 && strncmp(type, "void", 4) == 0)
        return json_array();
    return json_pack("[{s:s, s:s%, s:b}]", "name", "value", "type", type, length, "nullable", 0);
}

static void add_names(char *out, size_t size, const json_t *columns)
{
    size_t index;
    json_t *column;
    json_array_foreach(columns, index, column)
    {
        size_t length = strlen(out);
        snprintf(out + length, size - length, "%s%s", index ? ", " : "", text_of(column, "name"));
    }
}

static void write_call(json_t *query, bool table)
{
    char sql[4000] = "select ";
    const char *name = text_of(query, "name");
    size_t index;
    json_t *parameter;
    if (table)
        add_names(sql, sizeof sql, json_object_get(query, "columns"));
    size_t length = strlen(sql);
    snprintf(sql + length, sizeof sql - length, "%shoshitori.%s(", table ? " from " : "", name);
    json_array_foreach(json_object_get(query, "parameters"), index, parameter)
    {
        length = strlen(sql);
        snprintf(sql + length, sizeof sql - length, "%s$%zu::%s", index ? ", " : "", index + 1,
                 text_of(parameter, "type"));
    }
    length = strlen(sql);
    snprintf(sql + length, sizeof sql - length, ")%s",
             !table && json_array_size(json_object_get(query, "columns")) ? " as value" : "");
    json_object_set_new(query, "sql", json_string(sql));
}

static void read_call(struct catalog *catalog, const char *file, int line, const char *called,
                      const char *at)
{
    const char *may_be_null = NULL;
    json_t *query = json_pack("{s:s, s:i}", "file", file, "line", line);
    bool marked = read_mark(called, query, &may_be_null);
    const char *returned = read_signature(at, query);
    json_t *columns = returned ? read_returned(returned) : NULL;
    if (!marked || !columns) {
        catalog_problem(
            catalog, file, line, "%s",
            marked ? "a signature that cannot be read"
                   : "it is called by the server, the operator, or the server and the operator");
        json_decref(query);
        return;
    }
    json_object_set_new(query, "columns", columns);
    if (may_be_null)
        catalog_may_be_null(catalog, query, may_be_null);
    write_call(query, after(returned, "table ") != NULL);
    catalog_add(catalog, query);
}

void read_calls(struct catalog *catalog, const char *file, const char *text)
{
    const char *called = NULL;
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        const char *function = after(at, head);
        if (called && function)
            read_call(catalog, file, sql_line(text, at), called, function);
        else if (called)
            catalog_problem(catalog, file, sql_line(text, at), "no function behind '%.12s'", mark);
        called = after(at, mark);
    }
}
