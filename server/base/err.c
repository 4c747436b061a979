/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int status;
    const char *code;
} kinds[ERR_COUNT] = {[ERR_NONE] = {200, ""},
#define X(name, status, code) [ERR_##name] = {status, code},
                      ERR_LIST(X)
#undef X
};

int err_http_status(enum err_code code)
{
    return kinds[code].status;
}

const char *err_default_code(enum err_code code)
{
    return kinds[code].code;
}

void fault_clear(struct fault *fault)
{
    memset(fault, 0, offsetof(struct fault, params) + 1);
}

err fault_set(struct fault *fault, enum err_code kind, const char *code)
{
    if (fault->kind == ERR_NONE) {
        fault->kind = kind;
        snprintf(fault->code, sizeof fault->code, "%s", code ? code : kinds[kind].code);
    }
    return (err){kind};
}

err fault_log(struct fault *fault, enum err_code kind, const char *format, ...)
{
    if (fault->kind == ERR_NONE) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(fault->log, sizeof fault->log, format, arguments);
        va_end(arguments);
    }
    return fault_set(fault, kind, NULL);
}

/* A pointer that was cut to fit may end within a character, and JSON cannot say that. */
static void drop_partial_character(char *text)
{
    size_t length = strlen(text);
    size_t last = length;
    while (last > 0 && length - last < 4) {
        unsigned char byte = (unsigned char)text[--last];
        if ((byte & 0xc0) == 0x80)
            continue;
        size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if (whole > length - last)
            text[last] = '\0';
        return;
    }
}

void fault_add(struct fault *fault, const char *pointer, const char *code, const char *params)
{
    if (fault->item_count == FAULT_ITEMS_MAX) {
        fault->more_items = true;
        return;
    }
    const struct fault_item *known = fault->items;
    for (size_t i = 0; i < fault->item_count; i++, known++)
        if (strcmp(known->pointer, pointer) == 0 && strcmp(known->code, code) == 0 &&
            strcmp(known->params, params ? params : "") == 0)
            return;
    struct fault_item *item = &fault->items[fault->item_count++];
    snprintf(item->pointer, sizeof item->pointer, "%s", pointer);
    drop_partial_character(item->pointer);
    snprintf(item->code, sizeof item->code, "%s", code);
    /* JSON that was cut is none: without its parameters the text still says what is wrong. */
    bool fits = params && strlen(params) < sizeof item->params;
    snprintf(item->params, sizeof item->params, "%s", fits ? params : "");
}

err fault_invalid(struct fault *fault)
{
    return fault->item_count == 0 ? OK : fault_set(fault, ERR_INVALID, NULL);
}
