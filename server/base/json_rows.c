/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_rows.h"

#include <string.h>

#include "base/banned.h"

static const char *const tokens[] = {"{", "\"rows\"", ":", "[", "]", "}"};

enum { TOKEN_CLOSE = 4, TOKEN_COUNT = 6 };

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* True when the object that is open ends with this byte. */
static bool take_byte(struct json_rows *rows, char c)
{
    if (rows->quoted) {
        if (rows->escaped)
            rows->escaped = false;
        else if (c == '\\')
            rows->escaped = true;
        else if (c == '"')
            rows->quoted = false;
        return false;
    }
    rows->quoted = c == '"';
    rows->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    return rows->depth == 0;
}

static bool find_object(struct json_rows *rows, const char *text, size_t length)
{
    while (rows->at < length)
        if (take_byte(rows, text[rows->at++])) {
            rows->length = rows->at - rows->start;
            rows->another = true;
            return true;
        }
    return false;
}

/* Within the list, between rows: a comma, the beginning of a row, or the end of the list. */
static bool open_row(struct json_rows *rows, const char *text)
{
    if (text[rows->at] == ',' && rows->another && !rows->comma) {
        rows->comma = true;
        rows->at++;
        return true;
    }
    if (text[rows->at] != '{' || (rows->another && !rows->comma))
        return false;
    rows->start = rows->at;
    rows->comma = false;
    take_byte(rows, text[rows->at++]);
    return true;
}

/* True when the token is there, whole or as far as the text goes; then *whole tells which. */
static bool take_token(struct json_rows *rows, const char *text, size_t length, bool *whole)
{
    const char *token = tokens[rows->token];
    size_t size = strlen(token);
    size_t there = length - rows->at < size ? length - rows->at : size;
    *whole = there == size;
    if (memcmp(text + rows->at, token, there) != 0)
        return false;
    if (*whole) {
        rows->at += size;
        rows->token++;
    }
    return true;
}

enum json_rows_result json_rows_next(struct json_rows *rows, const char *text, size_t length)
{
    for (;;) {
        if (rows->depth > 0)
            return find_object(rows, text, length) ? JSON_ROWS_ROW : JSON_ROWS_MORE;
        while (rows->at < length && is_space(text[rows->at]))
            rows->at++;
        if (rows->at == length)
            return JSON_ROWS_MORE;
        if (rows->token == TOKEN_COUNT)
            return JSON_ROWS_BROKEN;
        if (rows->token == TOKEN_CLOSE && open_row(rows, text))
            continue;
        bool whole = true;
        if (rows->comma || !take_token(rows, text, length, &whole))
            return JSON_ROWS_BROKEN;
        if (!whole)
            return JSON_ROWS_MORE;
    }
}

size_t json_rows_drop(struct json_rows *rows)
{
    size_t done = rows->depth > 0 ? rows->start : rows->at;
    rows->at -= done;
    rows->start = 0;
    return done;
}

bool json_rows_whole(const struct json_rows *rows)
{
    return rows->token == TOKEN_COUNT;
}
