/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON that lies in memory, value by value, without making a tree: for exports of millions
 * of small objects. As strict as a parser; names of members must be written without escapes, so
 * that no member hides behind another spelling.
 *
 * Each function reads one value and returns false, for ever, once the text broke the rules. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct json_scan {
    const char *at;
    const char *end;
    int depth;
    bool broken;
};

/* Bytes, not NUL-terminated; NULL for null. */
struct json_span {
    const char *data;
    size_t length;
};

#define JSON_SCAN_INIT(text, size)                                                                 \
    {                                                                                              \
        .at = (text), .end = (text) + (size)                                                       \
    }

/* Only white space is left. */
bool json_scan_done(struct json_scan *scan);
bool json_scan_integer(struct json_scan *scan, int64_t *out);
/* A text or null. `out` points into what is scanned, or into `decoded` when there were escapes. */
bool json_scan_text(struct json_scan *scan, struct buf *decoded, struct json_span *out);
bool json_scan_skip(struct json_scan *scan);
/* The value as it is written. */
bool json_scan_raw(struct json_scan *scan, struct json_span *out);

/* Must read the member's value, or skip it; false breaks the scan. */
typedef bool json_member_fn(struct json_scan *scan, struct json_span name, void *context);
bool json_scan_object(struct json_scan *scan, json_member_fn *member, void *context);
/* Must read the item's value. */
typedef bool json_item_fn(struct json_scan *scan, void *context);
bool json_scan_array(struct json_scan *scan, json_item_fn *item, void *context);

static inline bool json_span_is(struct json_span span, const char *text)
{
    return span.length == strlen(text) && memcmp(span.data, text, span.length) == 0;
}

#endif
