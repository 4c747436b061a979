/* SPDX-License-Identifier: Apache-2.0 */
/* What every operation has in common stands once in the contract, in x-every-operation, and is
 * written out here: other readers of the contract know no such thing. */
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
        json_object_foreach(item, method, operation) complete_operation(&source, operation, common);
    }
}
