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

static void add_raw(struct json_out *out, const char *key, const char *json)
{
    if (json)
        json_out_raw(out, key, json, strlen(json));
    else
        json_out_null(out, key);
}

static err add_status_member(struct json_out *out, const struct q_status_row *row,
                             const struct request *request, const char *as_of, const char *known_at,
                             struct fault *fault)
{
    struct status_view view = {
        .relationship = row->relationship_id,
        .known_at = known_at,
        .decided_at = row->decided_at,
        .changes_on = DAY_NONE,
        .next_status = (enum status)row->next_status.value,
        .next_waiting_on = (enum waiting_on)row->next_waiting_on.value,
        .language = request->language,
    };
    if (!day_parse(as_of, &view.as_of) ||
        (row->changes_on && !day_parse(row->changes_on, &view.changes_on)))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s or %s", as_of, row->changes_on);
    return status_write_text(out, "status", &view, row->step, fault);
}

/* The viewer's own part, beside the shared one. */
static void add_view(struct json_out *out, const struct q_status_row *row, const struct view *view)
{
    json_out_text(out, "side", side_name(view->side));
    json_out_object(out, "counterparty");
    json_out_text(out, "name", row->counterparty_name);
    json_out_text(out, "reading", row->counterparty_reading);
    json_out_text(out, "corporate_number", row->counterparty_number);
    json_out_text(out, "registered_name", row->registered_name);
    if (row->number_proven.given)
        json_out_bool(out, "number_proven", row->number_proven.value);
    else
        json_out_null(out, "number_proven");
    json_out_object_end(out);
    if (view->side != SIDE_BUYER)
        return;
    json_out_text(out, "code", row->code);
    json_out_text(out, "category", row->category);
    add_raw(out, "tags", row->tags);
    json_out_text(out, "memo", row->memo);
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

err status_item_add(struct json_out *out, const struct q_status_row *row,
                    const struct request *request, const struct view *view, const char *as_of,
                    const char *known_at, struct fault *fault)
{
    json_out_object(out, NULL);
    TRY(add_status_member(out, row, request, as_of, known_at, fault));
    if (row->record)
        add_members(out, row->record);
    else
        add_view(out, row, view);
    json_out_object_end(out);
    return OK;
}
