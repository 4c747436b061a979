/* SPDX-License-Identifier: Apache-2.0 */
#include "hoshitori.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

bool hoshitori_problem(const struct hoshitori_answer *answer, struct hoshitori_problem *out)
{
    const json_t *json = answer->status >= 400 ? answer->json : NULL;
    *out = (struct hoshitori_problem){
        .code = text_of(json, "code"),
        .title = text_of(json, "title"),
        .detail = text_of(json, "detail"),
        .request_id = text_of(json, "request_id"),
        .faults = json_array_size(json_object_get(json, "errors")),
        .left_out = (size_t)json_integer_value(json_object_get(json, "errors_left_out")),
    };
    return out->code[0] != '\0';
}

bool hoshitori_fault(const struct hoshitori_answer *answer, size_t index,
                     struct hoshitori_fault *out)
{
    const json_t *fault = json_array_get(json_object_get(answer->json, "errors"), index);
    *out = (struct hoshitori_fault){
        .pointer = text_of(fault, "pointer"),
        .code = text_of(fault, "code"),
        .text = text_of(fault, "text"),
    };
    return fault != NULL;
}
