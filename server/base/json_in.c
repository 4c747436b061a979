/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_in.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
        at++;
    return at;
}

/* Inside a string; its opening quote ends the search. */
static bool is_escaped(const char *at)
{
    bool escaped = false;
    while (*--at == '\\')
        escaped = !escaped;
    return escaped;
}

/* `at` stands on the opening quote; NULL when there is no closing one. */
static const char *skip_string(const char *at, const char *end)
{
    do
        at = memchr(at + 1, '"', (size_t)(end - at - 1));
    while (at && is_escaped(at));
    return at ? at + 1 : NULL;
}

static const char *skip_nested(const char *at, const char *end)
{
    size_t depth = 0;
    while (at && at < end) {
        char c = *at;
        if (c == '"') {
            at = skip_string(at, end);
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return NULL;
}

/* The end of the value that begins at `at`; NULL when it has none. */
static const char *skip_value(const char *at, const char *end)
{
    if (at == end)
        return NULL;
    if (*at == '"')
        return skip_string(at, end);
    if (*at == '{' || *at == '[')
        return skip_nested(at, end);
    const char *start = at;
    while (at < end && *at != ',' && *at != '}' && *at != ']' && *at != ' ' && *at != '\n')
        at++;
    return at == start ? NULL : at;
}

bool json_members_read(struct text_span object, struct json_members *out)
{
    out->count = 0;
    if (!object.text)
        return false;
    const char *end = object.text + object.length;
    const char *at = skip_space(object.text, end);
    if (at == end || *at++ != '{')
        return false;
    for (at = skip_space(at, end); at < end && *at == '"';) {
        const char *name = at + 1;
        const char *name_end = skip_string(at, end);
        if (!name_end || out->count == JSON_MEMBERS_MAX)
            return false;
        at = skip_space(name_end, end);
        if (at == end || *at != ':')
            return false;
        const char *value = skip_space(at + 1, end);
        at = skip_value(value, end);
        if (!at)
            return false;
        out->items[out->count].name = (struct text_span){name, (size_t)(name_end - 1 - name)};
        out->items[out->count].value = (struct text_span){value, (size_t)(at - value)};
        out->count++;
        at = skip_space(at, end);
        if (at < end && *at == ',')
            at = skip_space(at + 1, end);
    }
    return at < end && *at == '}';
}

struct text_span json_member(const struct json_members *members, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < members->count; i++)
        if (members->items[i].name.length == length &&
            memcmp(members->items[i].name.text, name, length) == 0)
            return members->items[i].value;
    return (struct text_span){NULL, 0};
}

bool json_next(struct text_span array, const char **at, struct text_span *out)
{
    if (!array.text || array.length == 0 || array.text[0] != '[')
        return false;
    const char *end = array.text + array.length;
    const char *from = skip_space(*at ? *at : array.text + 1, end);
    if (*at && from < end && *from == ',')
        from = skip_space(from + 1, end);
    if (from == end || *from == ']')
        return false;
    *at = skip_value(from, end);
    if (!*at)
        return false;
    *out = (struct text_span){from, (size_t)(*at - from)};
    return true;
}

void json_span_copy(struct text_span span, char *out, size_t size)
{
    size_t length = span.length < size - 1 ? span.length : size - 1;
    if (length > 0)
        memcpy(out, span.text, length);
    out[length] = '\0';
}

static bool is_string(struct text_span value)
{
    return value.text && value.length >= 2 && value.text[0] == '"';
}

static struct text_span inside(struct text_span string)
{
    return (struct text_span){string.text + 1, string.length - 2};
}

void json_span_text(struct text_span value, char *out, size_t size)
{
    json_span_copy(is_string(value) ? inside(value) : (struct text_span){"", 0}, out, size);
}

void json_span_add(struct text_span value, struct buf *out)
{
    if (!is_string(value))
        return;
    struct text_span text = inside(value);
    if (!memchr(text.text, '\\', text.length)) {
        buf_add(out, text.text, text.length);
        return;
    }
    json_auto_t *decoded = json_loadb(value.text, value.length, JSON_DECODE_ANY, NULL);
    buf_add(out, json_string_value(decoded), json_string_length(decoded));
}

int64_t json_span_integer(struct text_span value)
{
    char digits[24];
    char *end;
    json_span_copy(value, digits, sizeof digits);
    int64_t number = strtoll(digits, &end, 10);
    return *end == '\0' ? number : 0;
}
