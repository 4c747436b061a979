/* SPDX-License-Identifier: Apache-2.0 */
/* Streaming JSON writer over struct buf, for the hot paths; no tree, no allocation of its own.
 *
 * `key` is the member's name inside an object and NULL inside an array (and for the outermost
 * value); it is one of the program's own names, written as it is: only those inside of a jansson
 * value may be anybody's. The writer keeps the commas; that begins and ends match is the caller's.
 */
#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"

struct json_out {
    struct buf *buf;
    bool comma; /* the next value needs one before it */
};

#define JSON_OUT_INIT(target)                                                                      \
    {                                                                                              \
        .buf = (target)                                                                            \
    }

void json_out_object(struct json_out *out, const char *key);
void json_out_object_end(struct json_out *out);
void json_out_array(struct json_out *out, const char *key);
void json_out_array_end(struct json_out *out);
void json_out_text(struct json_out *out, const char *key, const char *text); /* NULL = null */
void json_out_int(struct json_out *out, const char *key, int64_t number);
void json_out_bool(struct json_out *out, const char *key, bool value);
void json_out_null(struct json_out *out, const char *key);
/* JSON text that is known to be well-formed, passed on as it is. */
void json_out_raw(struct json_out *out, const char *key, const char *json, size_t length);
/* A jansson value with its members in their order; NULL = null. */
void json_out_value(struct json_out *out, const char *key, const json_t *value);

/* A text value in pieces: begin, any number of buffer appends through json_out_escape, end. */
void json_out_text_begin(struct json_out *out, const char *key);
void json_out_text_end(struct json_out *out);
/* Appends text escaped for the inside of a JSON string. */
void json_out_escape(struct buf *buf, const char *text, size_t length);

#endif
