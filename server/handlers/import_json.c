/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/import_json.h"

#include <stdio.h>
#include <string.h>

#include "contract_limits.h"

enum { VALUE_MAX = 8192, ROW_MAX = 256 * 1024, TAGS_MAX = 200, HEADING_SHOWN_MAX = 60 };

void import_json_release(struct import_json *json)
{
    json_decref(json->object);
    json->object = NULL;
    for (size_t i = 0; i < SHEET_WRITABLE; i++)
        buf_release(&json->texts[i]);
}

/* Members of a record as an export has it; those that are no columns are passed over. */
static bool only_tells(const char *name)
{
    static const char *const names[] = {
#define X(name) name,
        MEMBERS_OF_SUPPLIER(X)
#undef X
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool tags_text(const json_t *value, struct buf *out)
{
    const char *tags[TAGS_MAX];
    size_t count = json_array_size(value);
    if (count > TAGS_MAX)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!(tags[i] = json_string_value(json_array_get(value, i))))
            return false;
    sheet_tags_write(out, tags, count);
    return true;
}

/* The value as a cell would hold it; false for what no cell can hold. */
static bool value_text(enum sheet_column column, const json_t *value, struct buf *out)
{
    *out = (struct buf)BUF_INIT(VALUE_MAX);
    if (json_is_boolean(value))
        buf_text_add(out, json_is_true(value) ? "true" : "false");
    else if (json_is_integer(value))
        buf_format(out, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        buf_format(out, "%.15g", json_real_value(value));
    else if (column == SHEET_TAGS && json_is_array(value))
        return tags_text(value, out) && buf_ok(out);
    else
        return json_is_null(value);
    return buf_ok(out);
}

static void add_member_fault(const struct sheet_row *row, const char *name, const char *code,
                             struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    json_auto_t *params = json_pack("{s:s%}", "heading", name, strnlen(name, HEADING_SHOWN_MAX));
    SCOPED(free_at) char *text = params ? json_dumps(params, JSON_COMPACT) : NULL;
    snprintf(pointer, sizeof pointer, "/rows/%zu/%.100s", row->line, name);
    fault_add(fault, pointer, code, text);
}

static void read_member(struct import_json *json, const char *name, const json_t *value,
                        struct sheet_row *row, struct fault *fault)
{
    enum sheet_column column = sheet_column_of(name);
    if (column == SHEET_COLUMN_COUNT && !only_tells(name))
        add_member_fault(row, name, "unknown_column", fault);
    if (column >= SHEET_WRITABLE)
        return;
    if (row->cells[column])
        add_member_fault(row, name, "repeated_column", fault);
    else if (json_is_string(value))
        row->cells[column] = json_string_value(value);
    else if (value_text(column, value, &json->texts[column]))
        row->cells[column] = buf_text(&json->texts[column]);
    else
        add_member_fault(row, name, "wrong_type", fault);
}

err import_json_read(const char *text, size_t length, struct left_out *columns,
                     struct import_json *json, struct sheet_row *row, struct fault *fault)
{
    if (length > ROW_MAX)
        return fault_set(fault, ERR_INVALID, "row_too_long");
    if (!memchr(text, '\0', length)) /* jansson passes over some */
        json->object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(json->object))
        return fault_set(fault, ERR_INVALID, "malformed_json");
    const char *name;
    json_t *value;
    json_object_foreach(json->object, name, value)
    {
        if (!left_out(columns, name))
            read_member(json, name, value, row, fault);
    }
    return fault_invalid(fault);
}
