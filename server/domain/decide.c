/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/decide.h"

#include <string.h>

#include "domain/line.h"

static const char *text_of_member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool is_shown(const json_t *entry, const struct status_view *view)
{
    const char *id = text_of_member(entry, "relationship");
    return view && id && strcmp(id, view->relationship) == 0;
}

static err decide_all(const json_t *facts, const struct status_view *view, struct buf *out,
                      struct buf *status, struct fault *fault)
{
    struct json_out json = JSON_OUT_INIT(out), shown = JSON_OUT_INIT(status);
    size_t index;
    const json_t *entry;
    json_out_array(&json, NULL);
    json_array_foreach(facts, index, entry)
    {
        json_out_object(&json, NULL);
        json_out_text(&json, "buyer", text_of_member(entry, "buyer"));
        json_out_text(&json, "relationship", text_of_member(entry, "relationship"));
        TRY(line_of_facts(json_object_get(entry, "facts"), &json, view,
                          is_shown(entry, view) ? &shown : NULL, fault));
        json_out_object_end(&json);
    }
    json_out_array_end(&json);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "lines are too large");
}

err decide(const json_t *facts, struct buf *out, struct fault *fault)
{
    return decide_all(facts, NULL, out, NULL, fault);
}

err decide_text(const char *facts, struct buf *out, struct fault *fault)
{
    json_auto_t *list = json_loads(facts, 0, NULL);
    if (!json_is_array(list))
        return fault_log(fault, ERR_INTERNAL, "facts are not a list");
    return json_array_size(list) > 0 ? decide(list, out, fault) : OK;
}

err decide_and_show(const json_t *facts, const struct status_view *view, struct buf *out,
                    struct buf *status, struct fault *fault)
{
    TRY(decide_all(facts, view, out, status, fault));
    return status->length > 0 && buf_ok(status)
               ? OK
               : fault_log(fault, ERR_INTERNAL, "no status of %s", view->relationship);
}
