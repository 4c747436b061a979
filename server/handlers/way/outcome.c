/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/outcome.h"

#include <string.h>

static const struct {
    const char *word;
    int status;
} outcomes[] = {
    {"created", 201}, {"changed", 200}, {"same", 200},
    {"ended", 200},   {"removed", 200}, {"queued", 202},
};

static const char *text_member(const json_t *result, const char *name)
{
    return json_string_value(json_object_get(result, name));
}

static bool outcome_is(const json_t *result, const char *word)
{
    const char *outcome = text_member(result, "outcome");
    return outcome && strcmp(outcome, word) == 0;
}

/* 0 = none of these. */
static int status_of_outcome(const json_t *result)
{
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (outcome_is(result, outcomes[i].word))
            return outcomes[i].status;
    return 0;
}

/* "/v1" of "/v1/suppliers/{supplier}". */
static int root_length(const char *path)
{
    return 1 + (int)strcspn(path + 1, "/");
}

err outcome_respond(const json_t *result, const struct request *request, struct response *response,
                    struct fault *fault)
{
    int status = status_of_outcome(result);
    if (status == 0)
        return fault_log(fault, ERR_INTERNAL, "an outcome that is none of %s",
                         request->operation->id);
    const json_t *body = json_object_get(result, "body");
    if (json_is_object(body))
        response_json(response, status, body);
    else
        response->status = 204;
    const char *tag = text_member(result, "tag");
    if (tag)
        response_etag(response, tag);
    const char *object = text_member(result, "object");
    const char *path = request->operation->path;
    if (object)
        response_location(response, "%.*s/%s", root_length(path), path, object);
    return OK;
}
