/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/status_item.h"

#include <string.h>

#include "domain/line.h"

static const struct view views[] = {
    [STATUS_OF_SUPPLIER] = {SIDE_BUYER, NULL},
    [STATUS_OF_BUYER] = {SIDE_SUPPLIER, NULL},
    [STATUS_SUPPLIER_RECORD] = {SIDE_BUYER, "supplier"},
    [STATUS_BUYER_RECORD] = {SIDE_SUPPLIER, "buyer"},
    [STATUS_SUPPLIER_SHEET] = {SIDE_BUYER, "sheet"},
};

const struct view *status_view_of(enum status_view_kind kind)
{
    return &views[kind];
}

const char *row_cell(const struct row *row, size_t column)
{
    return exchange_value(row->exchange, row->statement, row->index, row->first + column);
}

static int number_of(const char *text)
{
    return text ? (int)strtol(text, NULL, 10) : 0;
}

static void add_raw(struct json_out *out, const char *key, const char *json)
{
    if (json)
        json_out_raw(out, key, json, strlen(json));
    else
        json_out_null(out, key);
}

static err add_status(struct json_out *out, const struct row *row, const struct request *request,
                      const char *as_of, const char *known_at, struct fault *fault)
{
    struct status_view view = {
        .relationship = row_cell(row, COLUMN_RELATIONSHIP),
        .known_at = known_at,
        .changes_on = DAY_NONE,
        .next_status = (enum status)number_of(row_cell(row, COLUMN_NEXT_STATUS)),
        .next_waiting_on = (enum waiting_on)number_of(row_cell(row, COLUMN_NEXT_WAITING_ON)),
        .language = request->language,
    };
    const char *changes_on = row_cell(row, COLUMN_CHANGES_ON);
    if (!day_parse(as_of, &view.as_of) || (changes_on && !day_parse(changes_on, &view.changes_on)))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s or %s", as_of, changes_on);
    return status_write_text(out, "status", &view, row_cell(row, COLUMN_STEP), fault);
}

/* The viewer's own part, beside the shared one. */
static void add_view(struct json_out *out, const struct row *row, const struct view *view)
{
    const char *proven = row_cell(row, COLUMN_NUMBER_PROVEN);
    json_out_text(out, "side", side_name(view->side));
    json_out_object(out, "counterparty");
    json_out_text(out, "name", row_cell(row, COLUMN_NAME));
    json_out_text(out, "reading", row_cell(row, COLUMN_READING));
    json_out_text(out, "corporate_number", row_cell(row, COLUMN_NUMBER));
    json_out_text(out, "registered_name", row_cell(row, COLUMN_REGISTERED_NAME));
    if (proven)
        json_out_bool(out, "number_proven", proven[0] == 't');
    else
        json_out_null(out, "number_proven");
    json_out_object_end(out);
    if (view->side != SIDE_BUYER)
        return;
    json_out_text(out, "code", row_cell(row, COLUMN_CODE));
    json_out_text(out, "category", row_cell(row, COLUMN_CATEGORY));
    add_raw(out, "tags", row_cell(row, COLUMN_TAGS));
    json_out_text(out, "memo", row_cell(row, COLUMN_MEMO));
}

/* The members of a JSON object's text, into the object that is open. */
static void add_members(struct json_out *out, const char *object)
{
    size_t length = strlen(object);
    if (length <= 2)
        return;
    if (out->comma)
        buf_char(out->buf, ',');
    buf_add(out->buf, object + 1, length - 2);
    out->comma = true;
}

err status_item_add(struct json_out *out, const struct row *row, const struct request *request,
                    const struct view *view, const char *as_of, const char *known_at,
                    struct fault *fault)
{
    const char *record = row_cell(row, COLUMN_RECORD);
    json_out_object(out, NULL);
    TRY(add_status(out, row, request, as_of, known_at, fault));
    if (record)
        add_members(out, record);
    else
        add_view(out, row, view);
    json_out_object_end(out);
    return OK;
}
