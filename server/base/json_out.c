/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_out.h"

#include <stdio.h>
#include <string.h>

enum { BLOCK = 16 };

static void begin_value(struct json_out *out, const char *key)
{
    if (out->comma)
        buf_char(out->buf, ',');
    out->comma = true;
    if (!key)
        return;
    buf_char(out->buf, '"');
    buf_text_add(out->buf, key);
    buf_add(out->buf, "\":", 2);
}

/* Of somebody else's choice; the value comes next. */
static void begin_member(struct json_out *out, const char *name)
{
    json_out_text_begin(out, NULL);
    json_out_escape(out->buf, name, strlen(name));
    buf_add(out->buf, "\":", 2);
    out->comma = false;
}

void json_out_object(struct json_out *out, const char *key)
{
    begin_value(out, key);
    buf_char(out->buf, '{');
    out->comma = false;
}

void json_out_object_end(struct json_out *out)
{
    buf_char(out->buf, '}');
    out->comma = true;
}

void json_out_array(struct json_out *out, const char *key)
{
    begin_value(out, key);
    buf_char(out->buf, '[');
    out->comma = false;
}

void json_out_array_end(struct json_out *out)
{
    buf_char(out->buf, ']');
    out->comma = true;
}

void json_out_text(struct json_out *out, const char *key, const char *text)
{
    if (!text) {
        json_out_null(out, key);
        return;
    }
    json_out_text_begin(out, key);
    json_out_escape(out->buf, text, strlen(text));
    json_out_text_end(out);
}

void json_out_int(struct json_out *out, const char *key, int64_t number)
{
    begin_value(out, key);
    buf_integer(out->buf, number);
}

void json_out_bool(struct json_out *out, const char *key, bool value)
{
    json_out_raw(out, key, value ? "true" : "false", value ? 4 : 5);
}

void json_out_null(struct json_out *out, const char *key)
{
    json_out_raw(out, key, "null", 4);
}

void json_out_raw(struct json_out *out, const char *key, const char *json, size_t length)
{
    begin_value(out, key);
    buf_add(out->buf, json, length);
}

static void write_object(struct json_out *out, const char *key, const json_t *value)
{
    json_out_object(out, key);
    /* jansson's iterators take no const, but change nothing. */
    json_t *object = (json_t *)(uintptr_t)value;
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        begin_member(out, json_object_iter_key(at));
        json_out_value(out, NULL, json_object_iter_value(at));
    }
    json_out_object_end(out);
}

static void write_array(struct json_out *out, const char *key, const json_t *value)
{
    json_out_array(out, key);
    for (size_t i = 0; i < json_array_size(value); i++)
        json_out_value(out, NULL, json_array_get(value, i));
    json_out_array_end(out);
}

static void write_real(struct json_out *out, const char *key, double number)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%.17g", number);
    json_out_raw(out, key, digits, (size_t)length);
}

void json_out_value(struct json_out *out, const char *key, const json_t *value)
{
    if (!value) {
        json_out_null(out, key);
        return;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(out, key, value);
        break;
    case JSON_ARRAY:
        write_array(out, key, value);
        break;
    case JSON_STRING:
        json_out_text_begin(out, key);
        json_out_escape(out->buf, json_string_value(value), json_string_length(value));
        json_out_text_end(out);
        break;
    case JSON_INTEGER:
        json_out_int(out, key, json_integer_value(value));
        break;
    case JSON_REAL:
        write_real(out, key, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        json_out_bool(out, key, json_is_true(value));
        break;
    case JSON_NULL:
        json_out_null(out, key);
        break;
    }
}

void json_out_text_begin(struct json_out *out, const char *key)
{
    begin_value(out, key);
    buf_char(out->buf, '"');
}

void json_out_text_end(struct json_out *out)
{
    buf_char(out->buf, '"');
}

static void escape_one(struct buf *buf, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    switch (c) {
    case '"':
        buf_add(buf, "\\\"", 2);
        break;
    case '\\':
        buf_add(buf, "\\\\", 2);
        break;
    case '\n':
        buf_add(buf, "\\n", 2);
        break;
    case '\r':
        buf_add(buf, "\\r", 2);
        break;
    case '\t':
        buf_add(buf, "\\t", 2);
        break;
    default:
        buf_add(buf, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

/* Without a way out of the loop the compiler looks at all bytes at once. */
static bool block_is_plain(const char *text)
{
    unsigned plain = 1;
    for (int i = 0; i < BLOCK; i++)
        plain &= is_plain((unsigned char)text[i]);
    return plain;
}

/* What needs no escape goes in as long pieces. */
void json_out_escape(struct buf *buf, const char *text, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        while (length - i > BLOCK && block_is_plain(text + i))
            i += BLOCK;
        if (is_plain((unsigned char)text[i]))
            continue;
        buf_add(buf, text + start, i - start);
        escape_one(buf, (unsigned char)text[i]);
        start = i + 1;
    }
    buf_add(buf, text + start, length - start);
}
