/* SPDX-License-Identifier: Apache-2.0 */
/* Two JSON texts, a schema and a value, with a zero byte between. */
#include <stdint.h>
#include <string.h>

#include "base/scope.h"
#include "http/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    if (!zero)
        return 0;
    SCOPED(schema_free) struct schema *schema = NULL;
    struct fault fault = {0};
    if (schema_compile((const char *)data, &schema, &fault).code != ERR_NONE)
        return 0;
    const char *rest = (const char *)zero + 1;
    size_t length = size - (size_t)(zero - data) - 1;
    json_auto_t *value = json_loadb(rest, length, JSON_DECODE_ANY, NULL);
    SCOPED(free_at) char *text = strndup(rest, length);
    if (value && schema_check(schema, value, "", &fault).code != ERR_NONE && !fault.item_count)
        __builtin_trap();
    if (text && schema_check_text(schema, text, "?x", &fault).code != ERR_NONE && !fault.item_count)
        __builtin_trap();
    return 0;
}
