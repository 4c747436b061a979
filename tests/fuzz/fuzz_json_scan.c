/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text: the scanner takes what jansson takes, and reads the same from it. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/scope.h"

enum { DECODED_MAX = 1 << 16, DEPTH = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* The scanner does not decode what it skips, and has no largest number. */
static bool of_no_concern(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_invalid_utf8 || code == json_error_numeric_overflow;
}

/* Members whose names are escaped are refused, and so is what is nested deeper than any export;
 * jansson does not see a zero byte behind a number or a word. */
static bool may_be_refused(const char *text, size_t size)
{
    size_t opened = 0;
    for (size_t i = 0; i < size; i++)
        opened += text[i] == '[' || text[i] == '{';
    return opened >= DEPTH || memchr(text, '\0', size) || (opened > 0 && memchr(text, '\\', size));
}

static void same_text(const char *text, size_t size, const json_t *value)
{
    SCOPED(buf_release) struct buf decoded = BUF_INIT(DECODED_MAX);
    struct json_scan scan = JSON_SCAN_INIT(text, size);
    struct json_span span;
    must(json_scan_text(&scan, &decoded, &span) && json_scan_done(&scan));
    must(span.length == json_string_length(value));
    must(span.length == 0 || memcmp(span.data, json_string_value(value), span.length) == 0);
}

static void same_integer(const char *text, size_t size, const json_t *value)
{
    struct json_scan scan = JSON_SCAN_INIT(text, size);
    int64_t number;
    if (json_scan_integer(&scan, &number))
        must(json_scan_done(&scan) && number == json_integer_value(value));
    else /* the one that has no positive, and -0 */
        must(json_integer_value(value) == INT64_MIN || json_integer_value(value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    json_error_t error;
    json_auto_t *value = json_loadb(text, size, JSON_DECODE_ANY, &error);
    struct json_scan scan = JSON_SCAN_INIT(text, size);
    bool taken = json_scan_skip(&scan) && json_scan_done(&scan);
    must(scan.at <= text + size);
    if (value && !taken)
        must(may_be_refused(text, size));
    if (!value && taken)
        must(of_no_concern(&error));
    if (json_is_string(value) && taken)
        same_text(text, size, value);
    if (json_is_integer(value) && taken)
        same_integer(text, size, value);
    return 0;
}
