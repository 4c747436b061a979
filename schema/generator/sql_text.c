/* SPDX-License-Identifier: Apache-2.0 */
#include "sql_text.h"

#include <ctype.h>
#include <string.h>

static const char *behind(const char *at, const char *end)
{
    const char *found = strstr(at, end);
    return found ? found + strlen(end) : at + strlen(at);
}

size_t sql_name(const char *at)
{
    size_t length = 0;
    while (islower((unsigned char)at[length]) || at[length] == '_' ||
           (length && isdigit((unsigned char)at[length])))
        length++;
    return length;
}

/* $$ … $$ and $name$ … $name$. */
static const char *behind_dollars(const char *at)
{
    char tag[66];
    size_t length = sql_name(at + 1) + 2;
    if (length >= sizeof tag || at[length - 1] != '$')
        return at;
    memcpy(tag, at, length);
    tag[length] = '\0';
    return behind(at + length, tag);
}

const char *sql_behind_quoted(const char *at)
{
    if (*at == '\'')
        return behind(at + 1, "'");
    if (*at == '"')
        return behind(at + 1, "\"");
    if (at[0] == '-' && at[1] == '-')
        return at + strcspn(at, "\n");
    return *at == '$' ? behind_dollars(at) : at;
}

const char *sql_behind_parentheses(const char *at)
{
    int depth = 0;
    while (*at) {
        const char *next = sql_behind_quoted(at);
        if (next != at) {
            at = next;
            continue;
        }
        depth += (*at == '(') - (*at == ')');
        at++;
        if (depth == 0)
            break;
    }
    return at;
}

static const char *behind_space(const char *at, const char *end)
{
    while (at < end && isspace((unsigned char)*at))
        at++;
    return at;
}

static const char *value_end(const char *at, const char *end)
{
    while (at < end && *at != ',')
        at = *at == '(' ? sql_behind_parentheses(at) : at + 1;
    return at < end ? at : end;
}

static json_t *value_of(const char *at, const char *end)
{
    size_t name = sql_name(at);
    const char *type = behind_space(at + name, end);
    size_t length = sql_name(type);
    if (strncmp(type + length, "[]", 2) == 0)
        length += 2;
    const char *rest = type + length;
    bool nullable = rest < end && *rest == '?';
    rest = behind_space(rest + nullable, end);
    if (!name || !length || (rest < end && strncmp(rest, "default ", 8) != 0))
        return NULL;
    return json_pack("{s:s%, s:s%, s:b}", "name", at, name, "type", type, length, "nullable",
                     nullable);
}

json_t *sql_values(const char *at, const char *end)
{
    json_t *values = json_array();
    for (at = behind_space(at, end); at < end; at = behind_space(at + 1, end)) {
        const char *next = value_end(at, end);
        if (json_array_append_new(values, value_of(at, next)) != 0) {
            json_decref(values);
            return NULL;
        }
        at = next;
    }
    return values;
}

int sql_line(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}
