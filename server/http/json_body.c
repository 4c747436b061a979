/* SPDX-License-Identifier: Apache-2.0 */
#include "http/json_body.h"

#include <math.h>
#include <string.h>

#include "http/fault_params.h"

#include "base/banned.h"

/* The byte after the string that begins at `at`, or the end. */
static const char *skip_quoted(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at < end ? at + 1 : end;
}

static err scan(const char *text, size_t length, struct fault *fault)
{
    int depth = 0;
    int structure = 0;
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        if (*at == '"') {
            at = skip_quoted(at, end);
            continue;
        }
        if (*at == '{' || *at == '[') {
            structure++;
            if (++depth > JSON_DEPTH_MAX)
                return fault_set(fault, ERR_MALFORMED, "too_deep");
        } else if (*at == '}' || *at == ']') {
            structure++;
            depth--;
        } else if (*at == ',' || *at == ':') {
            structure++;
        }
        if (structure > JSON_STRUCTURE_MAX)
            return fault_set(fault, ERR_MALFORMED, "json_too_complex");
        at++;
    }
    return OK;
}

static err malformed(int line, int column, const char *code, struct fault *fault)
{
    fault_params_set(fault, json_pack("{s:i, s:i}", "line", line, "column", column));
    return fault_set(fault, ERR_MALFORMED, code);
}

/* jansson passes over a zero byte that follows a number or a word. */
static err refuse_zero(const char *text, size_t length, struct fault *fault)
{
    const char *zero = memchr(text, '\0', length);
    int line = 1;
    int column = 1;
    if (!zero)
        return OK;
    for (const char *at = text; at < zero; at++) {
        line += *at == '\n';
        column = *at == '\n' ? 1 : column + 1;
    }
    return malformed(line, column, "malformed_json", fault);
}

/* Whole numbers that every double holds. */
static const double WHOLE_MAX = 9007199254740992.0;

static bool is_whole(const json_t *value)
{
    double real = json_real_value(value);
    return json_is_real(value) && fabs(real) <= WHOLE_MAX && trunc(real) == real;
}

/* JSON has one kind of number, and many programs write 2.0 where they mean 2: that is an integer
 * for whoever reads it. */
static void settle_numbers(json_t *value)
{
    const char *name;
    void *next;
    json_t *member;
    size_t index;
    json_object_foreach_safe(value, next, name, member)
    {
        if (is_whole(member))
            json_object_set_new(value, name, json_integer((json_int_t)json_real_value(member)));
        else
            settle_numbers(member);
    }
    json_array_foreach(value, index, member)
    {
        if (is_whole(member))
            json_array_set_new(value, index, json_integer((json_int_t)json_real_value(member)));
        else
            settle_numbers(member);
    }
}

/* Windows' programs begin a file with it. */
static size_t mark_length(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

err json_body_read(const char *text, size_t length, json_t **out, struct fault *fault)
{
    size_t mark = mark_length(text, length);
    text += mark;
    length -= mark;
    TRY(scan(text, length, fault));
    TRY(refuse_zero(text, length, fault));
    json_error_t error;
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!value)
        return malformed(error.line, error.column,
                         json_error_code(&error) == json_error_duplicate_key ? "duplicate_json_key"
                                                                             : "malformed_json",
                         fault);
    settle_numbers(value);
    *out = value;
    return OK;
}
