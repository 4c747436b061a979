/* SPDX-License-Identifier: Apache-2.0 */
/* The shared status object from a stored step. A page shows fifty of them, so the step is read as
 * spans of its text. */
#include <string.h>

#include "base/json_in.h"
#include "domain/kept.h"
#include "domain/line.h"
#include "domain/text.h"

enum { CODE_MAX = 64 };

/* What a step holds as it is shown, in the order of the object. */
static const char *const as_stored[] = {
    "status",        "waiting_on",     "meets",  "required_star", "required_assurance",
    "accept_higher", "effective_from", "due_on", "revision",      "decided_by",
    "held_star",     "held_assurance", "gap"};

static const char *const of_declaration[] = {"scheme",      "id",    "declared_on",    "valid_from",
                                             "valid_until", "scope", "last_checked_on"};

static void put_members(struct json_out *out, const struct json_members *members,
                        const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text_span value = json_member(members, names[i]);
        if (value.text)
            json_out_raw(out, names[i], value.text, value.length);
        else
            json_out_null(out, names[i]);
    }
}

static void put_declaration(struct json_out *out, struct text_span declaration)
{
    struct json_members members;
    if (!json_members_read(declaration, &members)) {
        json_out_null(out, "declaration");
        return;
    }
    json_out_object(out, "declaration");
    put_members(out, &members, of_declaration, sizeof of_declaration / sizeof *of_declaration);
    json_out_object_end(out);
}

/* Which day a text counts from or to; the counter is made when it is shown. */
static const struct {
    const char *code;
    const char *param;
    int sign;
} counters[] = {
    {"star_expires", "valid_until", 1},
    {"not_due_yet", "due_on", 1},
    {"past_due", "due_on", -1},
};

static bool count_days(const char *code, const struct json_members *params, day as_of, int *out)
{
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
        if (strcmp(code, counters[i].code) != 0)
            continue;
        char text[DAY_TEXT_SIZE + 1];
        day on;
        json_span_text(json_member(params, counters[i].param), text, sizeof text);
        if (!day_parse(text, &on))
            return false;
        *out = counters[i].sign * (on - as_of);
        return true;
    }
    return false;
}

static bool span_before(struct text_span a, struct text_span b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = memcmp(a.text, b.text, shorter);
    return order < 0 || (order == 0 && a.length < b.length);
}

static void sort_by_name(struct json_members *members)
{
    for (size_t i = 1; i < members->count; i++)
        for (size_t j = i; j > 0 && span_before(members->items[j].name, members->items[j - 1].name);
             j--) {
            struct json_named moved = members->items[j];
            members->items[j] = members->items[j - 1];
            members->items[j - 1] = moved;
        }
}

/* The store keeps members in an order of its own; shown are they always in that of their names, so
 * that the object is the same however the step came here. */
static void put_sorted(struct json_out *out, struct json_members *members)
{
    sort_by_name(members);
    for (size_t i = 0; i < members->count; i++) {
        struct text_span value = members->items[i].value;
        struct json_members inner;
        char name[CODE_MAX];
        json_span_copy(members->items[i].name, name, sizeof name);
        if (json_members_read(value, &inner)) {
            json_out_object(out, name);
            put_sorted(out, &inner);
            json_out_object_end(out);
        } else {
            json_out_raw(out, name, value.text, value.length);
        }
    }
}

static void put_params(struct json_out *out, struct json_members *params, bool counted, int days)
{
    json_out_object(out, "params");
    put_sorted(out, params);
    if (counted)
        json_out_int(out, "days", days);
    json_out_object_end(out);
}

struct pen {
    struct json_out *out;
    const struct status_view *view;
    struct buf text; /* of one remark */
};

static void put_remark(struct pen *pen, const char *key, enum text_kind kind,
                       struct text_span remark)
{
    struct json_members members;
    struct json_members params;
    json_members_read(remark, &members);
    json_members_read(json_member(&members, "params"), &params);
    char code[CODE_MAX];
    json_span_text(json_member(&members, "code"), code, sizeof code);
    int days = 0;
    bool counted = count_days(code, &params, pen->view->as_of, &days);
    buf_clear(&pen->text);
    text_render(&pen->text, kind, code, pen->view->language, &params, days);
    json_out_object(pen->out, key);
    json_out_text(pen->out, "code", code);
    if (kind == TEXT_NEXT_STEP)
        json_out_text(pen->out, "actor", remark_actor(code));
    json_out_text(pen->out, "text", buf_text(&pen->text));
    put_params(pen->out, &params, counted, days);
    json_out_object_end(pen->out);
}

void next_step_write(struct json_out *out, const char *key, const struct facts *facts,
                     const struct remark *step, enum language language)
{
    SCOPED(buf_release) struct buf stored = BUF_INIT(STATUS_JSON_MAX);
    struct json_out written = JSON_OUT_INIT(&stored);
    struct status_view view = {.language = language};
    struct pen pen = {.out = out, .view = &view, .text = BUF_INIT(STATUS_JSON_MAX)};
    remark_store(&written, NULL, facts, step);
    put_remark(&pen, key, TEXT_NEXT_STEP, (struct text_span){buf_text(&stored), stored.length});
    buf_release(&pen.text);
}

static void put_remarks(struct pen *pen, const char *key, enum text_kind kind,
                        struct text_span list)
{
    const char *at = NULL;
    struct text_span remark;
    json_out_array(pen->out, key);
    while (json_next(list, &at, &remark))
        put_remark(pen, NULL, kind, remark);
    json_out_array_end(pen->out);
}

static void put_next_change(struct json_out *out, const struct status_view *view)
{
    bool changes = view->changes_on != DAY_NONE;
    day_json(out, "changes_on", view->changes_on);
    json_out_text(out, "next_status", changes ? status_name(view->next_status) : NULL);
    json_out_text(out, "next_waiting_on", changes ? waiting_on_name(view->next_waiting_on) : NULL);
}

err status_write_text(struct json_out *out, const char *key, const struct status_view *view,
                      const char *step, struct fault *fault)
{
    struct json_members members;
    struct text_span text;
    SCOPED(buf_release) struct buf memory = BUF_INIT(KEPT_STEPS_MAX);
    TRY(kept_step(step, &memory, &text, fault));
    if (!json_members_read(text, &members))
        return fault_log(fault, ERR_INTERNAL, "a stored step is no JSON object");
    struct pen pen = {.out = out, .view = view, .text = BUF_INIT(STATUS_JSON_MAX)};
    json_out_object(out, key);
    day_json(out, "as_of", view->as_of);
    json_out_text(out, "known_at", view->known_at);
    json_out_text(out, "decided_at", view->decided_at);
    json_out_text(out, "relationship", view->relationship);
    put_members(out, &members, as_stored, sizeof as_stored / sizeof *as_stored);
    put_declaration(out, json_member(&members, "declaration"));
    put_remarks(&pen, "reasons", TEXT_REASON, json_member(&members, "reasons"));
    put_remarks(&pen, "notes", TEXT_NOTE, json_member(&members, "notes"));
    put_remark(&pen, "next_step", TEXT_NEXT_STEP, json_member(&members, "next_step"));
    put_next_change(out, view);
    json_out_object_end(out);
    buf_release(&pen.text);
    return OK;
}
