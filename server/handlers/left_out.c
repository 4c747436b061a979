/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/left_out.h"

#include <string.h>

#include "base/memory.h"
#include "base/scope.h"
#include "base/text.h"

enum { KEY_MAX = TEXT_KEY_SIZE };

static bool is_named(const char *named, const char *heading)
{
    char key[KEY_MAX];
    if (!named || !text_key(heading, key, sizeof key))
        return false;
    for (const char *at = named; *at;) {
        size_t length = strcspn(at, ",");
        SCOPED(free_at) char *one = strndup(at, length);
        if (!one)
            memory_failed();
        else if (text_has_key(one, key))
            return true;
        at += length + (at[length] == ',');
    }
    return false;
}

static bool is_found(const json_t *found, const char *heading)
{
    size_t i;
    const json_t *one;
    json_array_foreach(found, i, one) if (strcmp(json_string_value(one), heading) == 0) return true;
    return false;
}

bool left_out(struct left_out *columns, const char *heading)
{
    if (!*heading || !is_named(columns->named, heading))
        return false;
    if (!columns->found)
        columns->found = json_array();
    if (!is_found(columns->found, heading))
        json_array_append_new(columns->found, json_string(heading));
    return true;
}

void left_out_release(struct left_out *columns)
{
    json_decref(columns->found);
    columns->found = NULL;
}
