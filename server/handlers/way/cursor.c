/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/cursor.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

/* hex(signature, 16 bytes) and hex(JSON array of keys): survives URLs unescaped. */
enum { SIGNATURE_BYTES = 16, MESSAGE_MAX = 64 * 1024 };

/* What makes a list another one: the path's and the query's parameters but the two that walk
 * through it. Headers say how it is sent. */
static void add_list_name(const struct request *request, struct buf *out)
{
    const struct operation *operation = request->operation;
    buf_format(out, "%s\n%s\n", request->credential.organisation_id, operation->id);
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const char *name = operation->parameters[i].name;
        const char *value = request_parameter(request, name);
        if (operation->parameters[i].in != PARAMETER_HEADER && value &&
            strcmp(name, "cursor") != 0 && strcmp(name, "limit") != 0)
            buf_format(out, "%s=%s\n", name, value);
    }
}

static void signature(const struct request *request, size_t generation, const char *text,
                      char out[static DIGEST_HEX_SIZE])
{
    SCOPED(buf_release) struct buf message = BUF_INIT(MESSAGE_MAX);
    unsigned char hash[DIGEST_SIZE];
    add_list_name(request, &message);
    buf_text_add(&message, text);
    secret_hash_under(app_of(request)->secret, generation, SECRET_CURSOR, buf_text(&message),
                      message.length, hash);
    digest_hex(hash, out);
    out[2 * SIGNATURE_BYTES] = '\0';
}

void cursor_write(const struct request *request, const char *const *keys, size_t count,
                  struct buf *out)
{
    json_auto_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        if (strlen(keys[i]) >= CURSOR_KEY_SIZE) {
            out->failed = true;
            return;
        }
        json_array_append_new(array, json_string(keys[i]));
    }
    SCOPED(free_at) char *text = json_dumps(array, JSON_COMPACT);
    char sign[DIGEST_HEX_SIZE];
    if (!text) {
        out->failed = true;
        return;
    }
    signature(request, 0, text, sign);
    buf_text_add(out, sign);
    hex_add(out, text, strlen(text));
}

void cursor_next(const struct request *request, struct response *response, const char *const *keys,
                 size_t count, struct json_out *out)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(CURSOR_TEXT_MAX);
    if (count == 0) {
        json_out_null(out, "next_cursor");
        return;
    }
    cursor_write(request, keys, count, &text);
    out->buf->failed |= !buf_ok(&text);
    json_out_text(out, "next_cursor", buf_text(&text));
    response_next_page(response, request, buf_text(&text));
}

static bool keys_of(const char *text, struct cursor *out)
{
    json_auto_t *array = json_loads(text, 0, NULL);
    size_t count = json_array_size(array);
    if (count == 0 || count > CURSOR_KEYS_MAX)
        return false;
    for (size_t i = 0; i < count; i++)
        snprintf(out->keys[i], CURSOR_KEY_SIZE, "%s", json_string_value(json_array_get(array, i)));
    out->count = count;
    return true;
}

static bool signed_by_us(const struct request *request, const char *keys, const char *sent)
{
    char sign[DIGEST_HEX_SIZE];
    bool ours = false;
    for (size_t i = 0; i < app_of(request)->secret->count && !ours; i++) {
        signature(request, i, keys, sign);
        ours = secret_equal(sign, sent, (size_t)2 * SIGNATURE_BYTES);
    }
    return ours;
}

err cursor_read(const struct request *request, struct cursor *out, struct fault *fault)
{
    *out = (struct cursor){0};
    const char *text = request_parameter(request, "cursor");
    if (!text)
        return OK;
    SCOPED(buf_release) struct buf keys = BUF_INIT(4096);
    bool ours = strlen(text) > (size_t)2 * SIGNATURE_BYTES &&
                hex_decode(text + 2 * SIGNATURE_BYTES, &keys) &&
                signed_by_us(request, buf_text(&keys), text) && keys_of(buf_text(&keys), out);
    if (!ours) {
        fault_add(fault, "?cursor", "invalid_cursor", NULL);
        return fault_invalid(fault);
    }
    return OK;
}

const char *cursor_key(const struct cursor *cursor, size_t index)
{
    return index < cursor->count ? cursor->keys[index] : NULL;
}
