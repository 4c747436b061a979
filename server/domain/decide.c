/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/decide.h"

#include <string.h>

#include "domain/line.h"

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

err decide(const json_t *facts, struct buf *out, struct fault *fault)
{
    struct json_out json = JSON_OUT_INIT(out);
    size_t index;
    const json_t *entry;
    json_out_array(&json, NULL);
    json_array_foreach(facts, index, entry)
    {
        json_out_object(&json, NULL);
        json_out_text(&json, "buyer", text_of(entry, "buyer"));
        json_out_text(&json, "relationship", text_of(entry, "relationship"));
        TRY(line_of_facts(json_object_get(entry, "facts"), &json, "line", fault));
        json_out_object_end(&json);
    }
    json_out_array_end(&json);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "lines are too large");
}

const json_t *decide_facts(const json_t *facts, const char *relationship)
{
    size_t index;
    const json_t *entry;
    json_array_foreach(facts, index, entry)
    {
        const char *id = text_of(entry, "relationship");
        if (id && strcmp(id, relationship) == 0)
            return json_object_get(entry, "facts");
    }
    return NULL;
}
