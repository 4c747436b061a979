/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

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
    for (size_t i = 0; i < fault->item_count; i++)
        free((void *)fault->items[i].pointer);
    free(fault->items);
    free(fault->params);
    *fault = (struct fault){0};
}

void fault_release(struct fault *fault)
{
    fault_clear(fault);
}

void fault_move(struct fault *from, struct fault *to)
{
    fault_clear(to);
    *to = *from;
    *from = (struct fault){0};
}

err fault_set(struct fault *fault, enum err_code kind, const char *code)
{
    if (fault->kind == ERR_NONE) {
        fault->kind = kind;
        snprintf(fault->code, sizeof fault->code, "%s", code ? code : kinds[kind].code);
    }
    return (err){kind};
}

err fault_set_later(struct fault *fault, enum err_code kind, const char *code, int seconds)
{
    if (fault->kind == ERR_NONE)
        fault->retry_after = seconds;
    return fault_set(fault, kind, code);
}

err fault_log(struct fault *fault, enum err_code kind, const char *format, ...)
{
    if (fault->kind == ERR_NONE) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(fault->log, sizeof fault->log, format, arguments);
        text_cut_whole(fault->log);
        va_end(arguments);
    }
    return fault_set(fault, kind, NULL);
}

void fault_params(struct fault *fault, const char *params)
{
    free(fault->params);
    fault->params = strdup(params);
    if (!fault->params)
        memory_failed();
}

static bool is_known(const struct fault *fault, const char *pointer, const char *code,
                     const char *params)
{
    for (size_t i = 0; i < fault->item_count; i++) {
        const struct fault_item *known = &fault->items[i];
        if (strcmp(known->pointer, pointer) == 0 && strcmp(known->code, code) == 0 &&
            strcmp(known->params, params) == 0)
            return true;
    }
    return false;
}

/* A text behind the others of its block. */
static const char *copy_text(char **end, const char *text)
{
    char *copy = *end;
    size_t size = strlen(text) + 1;
    memcpy(copy, text, size);
    *end += size;
    return copy;
}

static bool make_item(const char *pointer, const char *code, const char *params,
                      struct fault_item *out)
{
    char *end = malloc(strlen(pointer) + strlen(code) + strlen(params) + 3);
    if (!end)
        return false;
    out->pointer = copy_text(&end, pointer);
    out->code = copy_text(&end, code);
    out->params = copy_text(&end, params);
    return true;
}

static bool has_room(struct fault *fault)
{
    if (!fault->items)
        fault->items = calloc(FAULT_ITEMS_MAX, sizeof *fault->items);
    return fault->items;
}

void fault_add(struct fault *fault, const char *pointer, const char *code, const char *params)
{
    char place[FAULT_POINTER_MAX];
    snprintf(place, sizeof place, "%s", pointer);
    text_cut_whole(place);
    if (!params)
        params = "";
    if (is_known(fault, place, code, params))
        return;
    if (fault->item_count == FAULT_ITEMS_MAX)
        fault->items_left_out++;
    else if (has_room(fault) && make_item(place, code, params, &fault->items[fault->item_count]))
        fault->item_count++;
    else {
        fault->items_left_out++;
        memory_failed();
    }
}

struct fault_item fault_first(const struct fault *fault)
{
    return fault->item_count > 0 ? fault->items[0] : (struct fault_item){"", "invalid", ""};
}

err fault_invalid(struct fault *fault)
{
    bool valid = fault->item_count == 0 && fault->items_left_out == 0;
    return valid ? OK : fault_set(fault, ERR_INVALID, NULL);
}
