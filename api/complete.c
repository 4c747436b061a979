/* SPDX-License-Identifier: Apache-2.0 */
/* What every operation has in common stands once in the contract, in x-every-operation, and is
 * written out here, like the size of a body where x-body-limit says nothing: other readers of the
 * contract know no such thing. */
#include "contract.h"

static void add_missing(json_t *object, const json_t *members)
{
    json_object_update_missing_new(object, json_deep_copy(members));
}

static json_t *object_in(json_t *object, const char *member)
{
    if (!json_object_get(object, member))
        json_object_set_new(object, member, json_object());
    return json_object_get(object, member);
}

/* Bytes; whoever needs no key sends a form at most. */
enum { BODY_LIMIT = 256 * 1024, OPEN_BODY_LIMIT = 16 * 1024 };

static void complete_limit(json_t *operation)
{
    bool open = json_array_size(json_object_get(operation, "x-rights")) == 0;
    if (json_object_get(operation, "requestBody") && !json_object_get(operation, "x-body-limit"))
        json_object_set_new(operation, "x-body-limit",
                            json_integer(open ? OPEN_BODY_LIMIT : BODY_LIMIT));
}

static void complete_operation(const struct source *source, json_t *operation, const json_t *common)
{
    json_t *responses = json_object_get(operation, "responses");
    if (!json_is_object(responses) || json_is_true(json_object_get(operation, "x-unlimited")))
        return;
    add_missing(responses, json_object_get(common, "responses"));
    const char *status;
    json_t *value;
    json_object_foreach(responses, status, value)
    {
        json_t *response = (json_t *)source_resolve(source, value);
        if (response)
            add_missing(object_in(response, "headers"), json_object_get(common, "headers"));
    }
}

void contract_complete(const char *path, json_t *document)
{
    const struct source source = {.path = path, .document = document};
    json_auto_t *common = json_incref(json_object_get(document, "x-every-operation"));
    json_object_del(document, "x-every-operation");
    const char *name;
    json_t *item;
    json_object_foreach(json_object_get(document, "paths"), name, item)
    {
        const char *method;
        json_t *operation;
        json_object_foreach(item, method, operation)
        {
            complete_limit(operation);
            complete_operation(&source, operation, common);
        }
    }
}
