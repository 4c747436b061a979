/* SPDX-License-Identifier: Apache-2.0 */
/* One relationship's steps over time, the same for both sides: three series, each with what it
 * shows of a step, equal neighbours merged; and to its buyer all that happened. */
#include <string.h>

#include "domain/kept.h"
#include "handlers/way/pass.h"
#include "handlers/way/side.h"
#include "operations.h"

PASS(list_page, supplier_history_list, QUERY(supplier_history_list, FROM(supplier)))

enum { SHOWN_MAX = 8 };

static const struct {
    const char *name;
    const char *shown[SHOWN_MAX];
    const char *of_declaration;
} series_table[] = {
    {"requirement",
     {"required_star", "required_assurance", "accept_higher", "effective_from", "due_on",
      "revision", "decided_by"},
     NULL},
    {"held", {"held_star", "held_assurance"}, "valid_until"},
    {"status", {"status", "waiting_on"}, NULL},
};
enum { SERIES_COUNT = sizeof series_table / sizeof *series_table };

static void show(json_t *to, const char *name, json_t *value)
{
    json_object_set_new(to, name, value ? json_incref(value) : json_null());
}

static json_t *shown_members(size_t which, const json_t *step)
{
    json_t *object = json_object();
    for (size_t i = 0; i < SHOWN_MAX && series_table[which].shown[i]; i++)
        show(object, series_table[which].shown[i],
             json_object_get(step, series_table[which].shown[i]));
    const char *nested = series_table[which].of_declaration;
    if (nested)
        show(object, nested, json_object_get(json_object_get(step, "declaration"), nested));
    return object;
}

/* The first step holds from ever on: its day is none. */
static json_t *series(size_t which, const json_t *from, const json_t *steps)
{
    json_t *list = json_array();
    json_auto_t *before = NULL;
    const json_t *step;
    size_t i;
    json_array_foreach(steps, i, step)
    {
        json_t *now = shown_members(which, step);
        if (!json_equal(now, before)) {
            json_t *entry = json_copy(now);
            show(entry, "from", i > 0 ? json_array_get(from, i) : NULL);
            json_array_append_new(list, entry);
        }
        json_decref(before);
        before = now;
    }
    return list;
}

static err draw(struct request *request, json_t *body, struct fault *fault)
{
    SCOPED(buf_release) struct buf memory = BUF_INIT(KEPT_STEPS_MAX);
    struct text_span text;
    (void)request;
    TRY(kept_steps(json_string_value(json_object_get(body, "steps")), &memory, &text, fault));
    json_auto_t *steps = json_loadb(text.text, text.length, 0, NULL);
    if (!json_is_array(steps))
        return fault_log(fault, ERR_INTERNAL, "stored steps are no JSON array");
    for (size_t i = 0; i < SERIES_COUNT; i++)
        if (json_object_set_new(body, series_table[i].name,
                                series(i, json_object_get(body, "from"), steps)) != 0)
            return fault_log(fault, ERR_INTERNAL, "out of memory");
    json_object_del(body, "from");
    json_object_del(body, "steps");
    return OK;
}

static err timeline(struct request *request, struct response *response, enum side side,
                    const char *selector, struct fault *fault)
{
    char instant[CLOCK_TEXT_SIZE];
    const char *known_at = NULL;
    TRY(read_known_at(request, instant, &known_at, fault));
    return read_filled(request, response,
                       QUERY(timeline_get, OWN, .selector = selector, .side = side_name(side),
                             .known_at = known_at),
                       draw, fault);
}

PASS(timeline, supplier_timeline_get, SIDE_BUYER, request_parameter(request, "supplier"))

PASS(timeline, buyer_timeline_get, SIDE_SUPPLIER, request_parameter(request, "buyer"))
