/* SPDX-License-Identifier: Apache-2.0 */
/* Two JSON texts, a schema and a value, with a zero byte between: as a body is read and checked,
 * and as a parameter. Every fault has a code and a place, and a second look finds the same. */
#include <stdint.h>
#include <string.h>

#include "base/scope.h"
#include "contract/schema.h"
#include "http/json_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        __builtin_trap();
}

static void same_faults(const struct fault *a, const struct fault *b)
{
    must(a->item_count == b->item_count && a->items_left_out == b->items_left_out);
    for (size_t i = 0; i < a->item_count; i++) {
        must(a->items[i].code[0] && strcmp(a->items[i].code, b->items[i].code) == 0);
        must(strcmp(a->items[i].pointer, b->items[i].pointer) == 0);
        must(a->items[i].pointer[0] == '/' || !a->items[i].pointer[0]);
        json_auto_t *pointer = json_string(a->items[i].pointer);
        must(pointer);
    }
}

/* Depth and structure are bounded before anything is made of them. */
static void check_body(const struct schema *schema, const char *text, size_t length)
{
    SCOPED(fault_release) struct fault refused = {0};
    SCOPED(fault_release) struct fault first = {0};
    SCOPED(fault_release) struct fault second = {0};
    json_auto_t *value = NULL;
    if (json_body_read(text, length, &value, &refused).code != ERR_NONE) {
        must(refused.code[0] && !value);
        return;
    }
    err checked = schema_check(schema, value, "", &first);
    must((checked.code == ERR_NONE) == (first.item_count == 0));
    must(schema_check(schema, value, "", &second).code == checked.code);
    same_faults(&first, &second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    if (!zero)
        return 0;
    SCOPED(schema_free) struct schema *schema = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    if (schema_compile((const char *)data, &schema, &fault).code != ERR_NONE)
        return 0;
    const char *rest = (const char *)zero + 1;
    size_t length = size - (size_t)(zero - data) - 1;
    check_body(schema, rest, length);
    SCOPED(free_at) char *text = strndup(rest, length);
    if (text && schema_check_text(schema, text, "?x", &fault).code != ERR_NONE)
        must(fault.item_count > 0);
    return 0;
}
