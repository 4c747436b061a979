/* SPDX-License-Identifier: Apache-2.0 */
/* The shared status object from a stored step. A page shows fifty of them, so the step is read as
 * spans of its text; only the parameters of texts become a tree. */
#include <string.h>

#include "base/json_in.h"
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

static void put_day(struct json_out *out, const char *key, day on)
{
    char text[DAY_TEXT_SIZE];
    if (on >= DAY_FIRST && on <= DAY_LAST) {
        day_format(on, text);
        json_out_text(out, key, text);
    } else {
        json_out_null(out, key);
    }
}

static void put_members(struct json_out *out, const struct json_members *members,
                        const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct json_span value = json_member(members, names[i]);
        if (value.text)
            json_out_raw(out, names[i], value.text, value.length);
        else
            json_out_null(out, names[i]);
    }
}

static void put_declaration(struct json_out *out, struct json_span declaration)
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

static bool count_days(const char *code, const json_t *params, day as_of, int *out)
{
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
        if (strcmp(code, counters[i].code) != 0)
            continue;
        const char *text = json_string_value(json_object_get(params, counters[i].param));
        day on;
        if (!text || !day_parse(text, &on))
            return false;
        *out = counters[i].sign * (on - as_of);
        return true;
    }
    return false;
}

/* The store keeps members in an order of its own; shown are they always in that of their names, so
 * that the object is the same however the step came here. */
static void put_sorted(struct json_out *out, const json_t *value)
{
    const char *names[REMARK_VALUES_MAX + 1];
    size_t count = 0;
    json_t *object = (json_t *)(uintptr_t)value; /* iterators take no const, but change nothing */
    for (void *at = json_object_iter(object); at && count < REMARK_VALUES_MAX + 1;
         at = json_object_iter_next(object, at)) {
        const char *name = json_object_iter_key(at);
        size_t place = count++;
        for (; place > 0 && strcmp(names[place - 1], name) > 0; place--)
            names[place] = names[place - 1];
        names[place] = name;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_object_get(value, names[i]);
        if (json_is_object(one)) {
            json_out_object(out, names[i]);
            put_sorted(out, one);
            json_out_object_end(out);
        } else {
            json_out_value(out, names[i], one);
        }
    }
}

static void put_params(struct json_out *out, const json_t *params, bool counted, int days)
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
                       struct json_span remark)
{
    struct json_members members;
    json_members_read(remark, &members);
    char code[CODE_MAX];
    json_span_text(json_member(&members, "code"), code, sizeof code);
    struct json_span written = json_member(&members, "params");
    json_auto_t *params =
        written.length > sizeof "{}" - 1 ? json_loadb(written.text, written.length, 0, NULL) : NULL;
    int days = 0;
    bool counted = count_days(code, params, pen->view->as_of, &days);
    buf_clear(&pen->text);
    text_render(&pen->text, kind, code, pen->view->language, params, days);
    json_out_object(pen->out, key);
    json_out_text(pen->out, "code", code);
    if (kind == TEXT_NEXT_STEP)
        json_out_text(pen->out, "actor", remark_actor(code));
    json_out_text(pen->out, "text", buf_text(&pen->text));
    put_params(pen->out, params, counted, days);
    json_out_object_end(pen->out);
}

static void put_remarks(struct pen *pen, const char *key, enum text_kind kind,
                        struct json_span list)
{
    const char *at = NULL;
    struct json_span remark;
    json_out_array(pen->out, key);
    while (json_next(list, &at, &remark))
        put_remark(pen, NULL, kind, remark);
    json_out_array_end(pen->out);
}

static void put_next_change(struct json_out *out, const struct status_view *view)
{
    bool changes = view->changes_on != DAY_NONE;
    put_day(out, "changes_on", view->changes_on);
    json_out_text(out, "next_status", changes ? status_name(view->next_status) : NULL);
    json_out_text(out, "next_waiting_on", changes ? waiting_on_name(view->next_waiting_on) : NULL);
}

err status_write_text(struct json_out *out, const char *key, const struct status_view *view,
                      const char *step, struct fault *fault)
{
    struct json_members members;
    if (!step || !json_members_read((struct json_span){step, strlen(step)}, &members))
        return fault_log(fault, ERR_INTERNAL, "a stored step is no JSON object");
    struct pen pen = {.out = out, .view = view, .text = BUF_INIT(STATUS_JSON_MAX)};
    json_out_object(out, key);
    put_day(out, "as_of", view->as_of);
    json_out_text(out, "known_at", view->known_at);
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
