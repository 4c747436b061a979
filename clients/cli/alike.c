/* SPDX-License-Identifier: Apache-2.0 */
#include "alike.h"

#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "say.h"

static bool in_use(const json_t *labels, const char *name)
{
    size_t i;
    json_t *label;
    json_array_foreach(labels, i, label)
    {
        if (strcmp(text_at(label, "name"), name) == 0)
            return true;
    }
    return false;
}

static void tell_one(const struct session *session, const json_t *label, const char *name)
{
    char number[NUMBER_SIZE];
    int64_t suppliers = whole_at(label, "suppliers");
    say(session, stderr, suppliers > 0 ? W_ALIKE : W_ALIKE_RULE, name, text_at(label, "name"),
        number_text(suppliers, number), NULL);
}

void tell_alike(const struct session *session, const char *selector, const char *name)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    struct hoshitori_request request = {.method = "GET"};
    size_t i;
    json_t *label;
    if (session->quiet || name[0] == '\0')
        return;
    hoshitori_target(&request.target, "/v1/labels");
    hoshitori_query(&request.target, "near", name);
    hoshitori_query(&request.target, "selector", selector);
    /* A remark: whatever goes wrong is told by the request that matters. */
    if (hoshitori_send(session->client, &request, &answer) != HOSHITORI_OK)
        return;
    const json_t *labels = json_object_get(answer.json, "items");
    if (in_use(labels, name))
        return;
    json_array_foreach(labels, i, label) tell_one(session, label, name);
}

void tell_alike_of(const struct session *session, const json_t *record)
{
    size_t i;
    json_t *tag;
    tell_alike(session, "category", text_at(record, "category"));
    json_array_foreach(json_object_get(record, "tags"), i, tag)
        tell_alike(session, "tag", json_string_value(tag));
}
