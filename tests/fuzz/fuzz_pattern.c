/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern, a zero byte, a text. */
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "base/scope.h"
#include "contract/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    if (!zero)
        return 0;
    size_t length = (size_t)(zero - data);
    /* Both come out of JSON, so they are UTF-8 without zero bytes. */
    json_auto_t *pattern_text = json_stringn((const char *)data, length);
    json_auto_t *text = json_stringn((const char *)zero + 1, size - length - 1);
    if (!pattern_text || !text)
        return 0;
    const char *problem;
    SCOPED(pattern_free)
    struct pattern *pattern = pattern_compile(json_string_value(pattern_text), &problem);
    if (pattern)
        pattern_matches(pattern, json_string_value(text));
    return 0;
}
