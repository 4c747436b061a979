/* SPDX-License-Identifier: Apache-2.0 */
#include "http/json_body.h"

#include "http/fault_params.h"

#include "base/banned.h"

/* The byte after the string that begins at `at`, or the end. */
static const char *skip_string(const char *at, const char *end)
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
            at = skip_string(at, end);
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

err json_body_read(const char *text, size_t length, json_t **out, struct fault *fault)
{
    TRY(scan(text, length, fault));
    json_error_t error;
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!value) {
        fault_params_set(fault,
                         json_pack("{s:i, s:i}", "line", error.line, "column", error.column));
        bool duplicate = json_error_code(&error) == json_error_duplicate_key;
        return fault_set(fault, ERR_MALFORMED, duplicate ? "duplicate_json_key" : "malformed_json");
    }
    *out = value;
    return OK;
}
