/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON without a tree: values as spans of the text.
 *
 * For rows that the program wrote itself, on hot paths only: it stops at what is malformed, but
 * does not check what it skips. What a client sends is parsed by jansson. */
#ifndef BASE_JSON_IN_H
#define BASE_JSON_IN_H

#include "base/buf.h"
#include "base/text.h"

enum { JSON_MEMBERS_MAX = 24 };

struct json_named {
    struct text_span name; /* without quotes, as it is written */
    struct text_span value;
};

struct json_members {
    struct json_named items[JSON_MEMBERS_MAX];
    size_t count;
};

/* False when the span is no object, or has more members than fit. */
bool json_members_read(struct text_span object, struct json_members *out);
/* The value of a member, or a span without text. */
struct text_span json_member(const struct json_members *members, const char *name);
/* The next value of an array; `at` is NULL at first. False at the end. */
bool json_next(struct text_span array, const char **at, struct text_span *out);
/* Copies what stands there, cut to fit. */
void json_span_copy(struct text_span span, char *out, size_t size);
/* Copies a string without escapes, cut to fit; "" for anything else. */
void json_span_text(struct text_span value, char *out, size_t size);
/* Appends a string, its escapes resolved; nothing for anything else. */
void json_span_add(struct text_span value, struct buf *out);
/* 0 for what is no integer. */
int64_t json_span_integer(struct text_span value);

#endif
